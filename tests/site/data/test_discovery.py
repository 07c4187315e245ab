"""What crawlers ask for, and what pages tell them."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from chantier.text.collation import folded
from support.client import ROOT, Client
from support.server import serving
from support.writers import GRAPH, Writer, own_copy, writing

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
KINDS = (
    "/fr/",
    "/en/questions",
    "/fr/ontologie",
    "/en/requetes",
    "/fr/id/enonce/mission",
    "/en/id/concept/valeur-equite",
    "/fr/dataset",
    "/fr/recherche?q=pole",
)


@pytest.fixture(scope="module")
def writer(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    with writing(own_copy(data_dir, tmp_path_factory.mktemp("discovery"))) as started:
        yield started


def urls(body: bytes) -> dict[str, ET.Element]:
    """Address → its element in a sitemap."""
    elements = ET.fromstring(body).findall(f"{SITEMAP}url")  # noqa: S314 — our own
    return {element.findtext(f"{SITEMAP}loc") or "": element for element in elements}


def modified(body: bytes) -> dict[str, str | None]:
    return {a: element.findtext(f"{SITEMAP}lastmod") for a, element in urls(body).items()}


def data(page: str) -> dict[str, object]:
    """The JSON-LD of a page."""
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    read: dict[str, object] = json.loads(found)
    return read


# robots.txt and the sitemap


def test_robots_may_read_all_that_has_an_end_and_are_told_of_the_sitemap(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert "Allow: /" in lines
    endless = {"/fragments?", "/.well-known/genid/", "/fr/resultats", "/en/resultats"}
    assert {line[10:] for line in lines if line.startswith("Disallow: ")} == endless
    assert f"Sitemap: {client.url}/sitemap.xml" in lines


def test_the_sitemap_lists_pages_that_are_there(client: Client) -> None:
    answer = client.get("/sitemap.xml")
    assert answer.media_type == "application/xml"
    listed = urls(answer.body)
    assert len(listed) > 1_000
    paths = [address.removeprefix(client.url) for address in listed]
    known = {"/fr/", "/en/questions", "/fr/ontologie", "/en/dataset", "/fr/id/region/06"}
    assert known <= set(paths)
    assert all(path.startswith("/") for path in paths)
    for path in paths[::40]:
        assert client.get(path).status == 200, path


def test_each_address_of_the_sitemap_has_all_its_languages(client: Client) -> None:
    listed = urls(client.get("/sitemap.xml").body)
    for address, element in listed.items():
        links = {link.get("hreflang"): link.get("href") for link in element.findall(f"{XHTML}link")}
        assert links.get("x-default"), address
        assert address in links.values()
        if "/graph/" not in address:
            assert set(links) == {"fr", "en", "x-default"}
            assert set(links.values()) <= set(listed)


def test_a_page_says_the_same_of_its_languages_as_the_sitemap(client: Client) -> None:
    listed = urls(client.get("/sitemap.xml").body)
    page = client.get("/en/id/region/06").text
    said = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))
    element = listed[f"{client.url}/en/id/region/06"]
    links = {link.get("hreflang"): link.get("href") for link in element.findall(f"{XHTML}link")}
    assert said == links
    assert f'<link rel="canonical" href="{client.url}/en/id/region/06">' in page


def test_only_a_real_change_moves_lastmod(writer: Writer) -> None:
    before = modified(writer.client.get("/sitemap.xml").body)
    thing = "https://w3id.org/chantier-es/id/region/06"
    text = f'INSERT DATA {{ GRAPH <{GRAPH}g> {{ <{thing}> <http://e/p> "1" }} }}'
    assert writer.update(text).status == 204
    writer.settle()
    after = modified(writer.client.get("/sitemap.xml").body)
    site = writer.client.url
    moved = {address for address, moment in before.items() if after.get(address, moment) != moment}
    # The description of the dataset counts what it holds, so it did change.
    names = ("id/region/06", "dataset")
    assert moved == {f"{site}/{language}/{name}" for language in ("fr", "en") for name in names}
    assert max(filter(None, before.values())) < str(after[f"{site}/fr/id/region/06"])


@pytest.mark.parametrize("path", ["/sitemap-2.xml", "/sitemap-0.xml", "/sitemap-x.xml"])
def test_a_sitemap_that_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status == 404


# Addresses


@pytest.mark.parametrize(
    "path", ["/robots.txt", "/sitemap.xml", "/opensearch.xml", "/fr/", "/linkset/dataset"]
)
def test_the_host_that_a_request_names_is_never_believed(client: Client, path: str) -> None:
    answer = client.send("GET", path, {"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert answer.status == 200
    assert "evil.example" not in answer.text + str(answer.headers)
    assert client.url in answer.text


def test_the_operator_says_where_the_site_is_reached(data_dir: Path, tmp_path: Path) -> None:
    with serving(
        own_copy(data_dir, tmp_path), CHANTIER_SITE_URL="https://data.example.org/"
    ) as site:
        assert "Sitemap: https://data.example.org/sitemap.xml" in site.get("/robots.txt").text
        page = site.get("/fr/id/region/06")
        assert 'href="https://data.example.org/fr/id/region/06"' in page.text
        assert "https://data.example.org/linkset/id/region/06" in page.headers["Link"]
        assert site.url not in page.text + page.headers["Link"]


# Structured data


@pytest.mark.parametrize("path", KINDS)
def test_every_page_has_one_json_ld_object_of_schema_org(client: Client, path: str) -> None:
    page = client.get(path, "text/html")
    node = data(page.text)
    assert node["@context"] == "https://schema.org"
    assert node["@type"]
    whole = node.get("mainEntityOfPage", node)
    assert isinstance(whole, dict)
    assert whole["@type"] == "WebPage"
    assert whole["inLanguage"] == page.headers["Content-Language"]


def test_the_home_page_and_that_of_the_dataset_describe_the_version_served(client: Client) -> None:
    version = client.get("/healthz").json["version"]
    for path in ("/fr/", "/en/dataset"):
        node = data(client.get(path).text)
        assert node["@type"] == "Dataset"
        assert node["version"] == version
        assert node["url"] == client.url + path


def test_a_literal_cannot_close_the_script_element(writer: Writer) -> None:
    text = "</script><script>alert(1)</script><!--"
    thing = "https://w3id.org/chantier-es/id/essai/script"
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    turtle = f'<{thing}> a <http://www.w3.org/2004/02/skos/core#Concept> ; <{label}> "{text}"@fr .'
    assert writer.put(f"{GRAPH}script", turtle).status == 201
    writer.settle()
    page = writer.client.get("/fr/id/essai/script").text
    assert page.count("<script") == page.count("</script>") == 1
    assert data(page)["name"] == {"@language": "fr", "@value": text}


# Search


def test_a_browser_is_told_of_a_search_that_works(client: Client) -> None:
    page = client.get("/en/").text
    (address,) = re.findall(
        r'<link rel="search" type="application/opensearchdescription\+xml" href="([^"]+)"', page
    )
    answer = client.get(address)
    assert answer.media_type == "application/opensearchdescription+xml"
    described = ET.fromstring(answer.body)  # noqa: S314 — our own
    assert len(described.findtext(f"{SEARCH}ShortName") or "") <= 16
    template = described.find(f"{SEARCH}Url[@type='text/html']")
    assert template is not None
    found = client.get(
        str(template.get("template")).replace(client.url, "").replace("{searchTerms}", "mauricie")
    )
    assert found.status == 200
    assert "/en/id/pole/mauricie" in found.text


def test_folding_drops_accents_capitals_and_ligatures() -> None:
    assert folded("L’Œuvre ÉLEVÉE à Montréal") == "l’oeuvre elevee a montreal"


# The context


def test_the_context_is_served_to_any_site(client: Client) -> None:
    answer = client.get("/context.jsonld")
    assert answer.headers["Content-Type"] == "application/ld+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.body == (ROOT / "ontology" / "context.jsonld").read_bytes()
