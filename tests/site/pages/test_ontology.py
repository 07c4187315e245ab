"""The page of the ontology, and its RDF."""

from __future__ import annotations

import re

import pytest

from support.client import Client


@pytest.mark.parametrize(("language", "other"), [("fr", "en"), ("en", "fr")])
def test_each_term_has_its_entry_in_the_language_of_the_page(
    client: Client, language: str, other: str
) -> None:
    page = client.get(f"/{language}/ontologie").text
    entries = dict(re.findall(r'<article id="(\w+)">(.*?)</article>', page, re.DOTALL))
    assert len(entries) == 73
    for name, entry in entries.items():
        assert f"https://w3id.org/chantier-es/ns#{name}</code>" in entry, name
        assert f'lang="{other}"' not in entry, name
        assert re.search(r"<dd><code>[^<]+ \.</code> <a href=\"/\w\w/", entry), name
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
        "https://w3id.org/chantier-es/ns/1.0.0",
        "https://creativecommons.org/licenses/by/4.0/",
        "The contributors to chantier-es (2026). Ontology",
        "http://purl.org/ontology/bibo/status/published",
        'src="/static/logo.svg"',
        "/en/id/source/page",
    ):
        assert said in page, said


def test_the_version_of_the_ontology_is_served_as_page_and_as_rdf(client: Client) -> None:
    page = client.get("/ns/1.0.0", "text/html", Accept_Language="en")
    assert (page.status, page.headers["Content-Location"]) == (200, "/en/ontologie")
    assert client.get("/ns/1.0.0", "text/turtle").body == client.get("/ns.ttl").body
    assert client.get("/ns/0.9.0").status == 404
