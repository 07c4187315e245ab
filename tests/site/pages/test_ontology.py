"""The page of the ontology, and its RDF."""

from __future__ import annotations

import re

import pytest
import rdflib
from rdflib.compare import isomorphic

from chantier.namespaces import BASE
from chantier.rdf.formats import DOCUMENT_FORMATS
from support.client import ROOT, Client


@pytest.mark.parametrize(("language", "other"), [("fr", "en"), ("en", "fr")])
def test_each_term_has_its_entry_in_the_language_of_the_page(
    client: Client, language: str, other: str
) -> None:
    page = client.get(f"/{language}/ontologie").text
    entries = dict(re.findall(r'<article id="(\w+)">(.*?)</article>', page, re.DOTALL))
    assert len(entries) >= 73
    assert {"Mandate", "regionCode", "SocialEconomyEnterprise", "neq"} <= set(entries)
    for name, entry in entries.items():
        assert f"https://w3id.org/chantier-es/ns#{name}</code>" in entry, name
        assert f'lang="{other}"' not in entry, name
        assert re.search(r"<dd><code>[^<]+ \.</code> <a href=\"/\w\w/", entry) or (
            "https://example.org/entreprise/castor-lunaire" in entry
        ), name
    mandate = entries["Mandate"]
    assert f'href="/{language}/ontologie#StrategicStatement"' in mandate
    assert "<dd>4</dd>" in mandate
    assert f'href="/{language}/ontologie#AdministrativeRegion"' in entries["regionCode"]
    assert "01" in entries["regionCode"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Une région a un code et un seul"),
        ("en", "A region has one code and only one"),
    ],
)
def test_a_term_s_entry_says_in_words_what_the_shapes_ask(
    client: Client, language: str, said: str
) -> None:
    page = client.get(f"/{language}/ontologie").text
    entry = page.partition('<article id="regionCode">')[2].partition("</article>")[0]
    assert said in entry


def test_the_page_shows_the_header_of_the_ontology(client: Client) -> None:
    page = client.get("/en/ontologie").text
    for said in (
        "https://w3id.org/chantier-es/ns/1.1.0",
        'href="/ns/1.0.0"',
        'href="/ns/enterprise"',
        "https://creativecommons.org/licenses/by/4.0/",
        "The contributors to chantier-es (2026). Ontology",
        "http://purl.org/ontology/bibo/status/published",
        'src="/static/logo.svg"',
        "/en/id/source/page",
    ):
        assert said in page, said


def test_the_version_of_the_ontology_is_served_as_page_and_as_rdf(client: Client) -> None:
    page = client.get("/ns/1.1.0", "text/html", Accept_Language="en")
    assert (page.status, page.headers["Content-Location"]) == (200, "/en/ontologie")
    assert client.get("/ns/1.1.0", "text/turtle").body == client.get("/ns.ttl").body
    assert 'rel="predecessor-version"' in page.headers["Link"]
    assert client.get("/ns/0.9.0").status == 404


@pytest.mark.parametrize(
    ("name", "ontology"), [("1.0.0", "ns"), ("alignments/1.0.0", "ns/alignments")]
)
def test_an_earlier_version_is_served_as_it_was_published(
    client: Client, name: str, ontology: str
) -> None:
    kept = rdflib.Graph().parse(ROOT / "ontology" / "versions" / f"{name}.ttl")
    for chosen in DOCUMENT_FORMATS:
        for path, accept in (
            (f"/ns/{name}", chosen.media_type),
            (f"/ns/{name}.{chosen.extension}", None),
        ):
            answer = client.get(path, accept)
            assert (answer.status, answer.media_type) == (200, chosen.media_type), path
            assert f'<{BASE}{ontology}>; rel="latest-version"' in answer.headers["Link"]
            assert 'rel="successor-version"' in answer.headers["Link"]
    for extension, syntax in (("ttl", "turtle"), ("nt", "nt")):
        served = rdflib.Graph().parse(
            data=client.get(f"/ns/{name}.{extension}").body, format=syntax
        )
        assert isomorphic(served, kept)
    assert client.get(f"/graph/ontology/versions/{name}").status == 404


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Cette version n’est plus la dernière."),
        ("en", "This version is no longer the latest."),
    ],
)
def test_the_page_of_an_earlier_version_says_so_and_leads_to_the_current_one(
    client: Client, language: str, said: str
) -> None:
    page = client.get("/ns/1.0.0", "text/html", Accept_Language=language)
    assert (page.status, page.headers["Content-Location"]) == (200, "/ns/1.0.0.html")
    assert page.headers["Content-Language"] == language
    assert said in page.text
    assert f'<a href="/{language}/ontologie">' in page.text
    assert "https://w3id.org/chantier-es/ns/1.0.0" in page.text
    assert "<code>ces:Mandate</code>" in page.text
    assert "ces:SocialEconomyEnterprise" not in page.text
    other = client.get("/ns/alignments/1.0.0.html", Accept_Language=language)
    assert said in other.text


def test_no_path_leads_out_of_the_folder_of_the_versions(client: Client) -> None:
    for path in ("/ns/../1.0.0", "/ns/..%2Fchantier", "/ns/versions/1.0.0", "/ns/1.0.0/x"):
        assert client.get(path).status == 404, path


def test_the_module_of_enterprises_is_served_alone_and_within_the_ontology(client: Client) -> None:
    module = rdflib.Graph().parse(data=client.get("/ns/enterprise.ttl").body, format="turtle")
    assert isomorphic(module, rdflib.Graph().parse(ROOT / "ontology" / "enterprise.ttl"))
    assert client.get("/ns/enterprise/1.0.0.ttl").body == client.get("/ns/enterprise.ttl").body
    page = client.get("/ns/enterprise", "text/html", Accept_Language="en")
    assert page.status == 200
    assert "Enterprise module" in page.text
    term = f"<{BASE}ns#SocialEconomyEnterprise> <{rdflib.RDF.type}>"
    assert term in client.get("/ns.nt").text
    assert f"<{BASE}ns/enterprise> <{rdflib.RDF.type}>" not in client.get("/ns.nt").text
