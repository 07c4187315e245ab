"""Metadata of pages, documents and files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from chantier.namespaces import BASE, DATASET, ID, ONTOLOGY
from chantier.site import metadata

HERE = "http://127.0.0.1:8000"


@pytest.fixture
def _request(site_app: Flask) -> Iterator[None]:
    with site_app.test_request_context("/fr/"):
        yield


pytestmark = pytest.mark.usefixtures("_request")


def test_addresses_are_encoded_and_those_of_others_stay() -> None:
    assert metadata.absolute_url("/fr/id/pôle?q=%C3%A9") == f"{HERE}/fr/id/p%C3%B4le?q=%C3%A9"
    assert metadata.fetch_url(f"{ID}region/06") == f"{HERE}/id/region/06"
    assert metadata.fetch_url("https://example.org/é") == "https://example.org/é"


@pytest.mark.parametrize(
    ("path", "iri"),
    [
        ("/", DATASET),
        ("/fr/", DATASET),
        ("/fr/dataset?x=1", DATASET),
        ("/en/id/region/06", f"{ID}region/06"),
        ("/doc/region/06", f"{ID}region/06"),
        ("/fr/ontologie", ONTOLOGY),
        ("/catalog.html", metadata.CATALOG),
        ("/version/abc", f"{BASE}version/abc"),
        ("/fr/explorer", ""),
        ("/linkset/dataset", ""),
    ],
)
def test_a_path_is_about_a_thing_or_about_none(path: str, iri: str) -> None:
    assert metadata.subject_of(path) == iri


def test_a_thing_has_a_page_in_each_language_and_a_graph_has_one_for_both() -> None:
    assert metadata.page_paths(ONTOLOGY) == {"fr": "/fr/ontologie", "en": "/en/ontologie"}
    assert metadata.page_paths(f"{ID}region/06")["en"] == "/en/id/region/06"
    assert metadata.page_paths(f"{BASE}graph/data/poles") == {}


def test_the_dataset_says_its_licence_its_contact_and_how_to_cite_it() -> None:
    assert metadata.dataset_iris(metadata.LICENCE) == [
        "https://creativecommons.org/licenses/by/4.0/"
    ]
    assert metadata.dataset_iris(metadata.CONTACT) == [f"{ID}contact/equipe"]
    assert "Graphe de connaissances" in metadata.dataset_citation("fr")
    assert metadata.dataset_citation("en").endswith(DATASET)


def test_the_home_page_is_a_page_of_the_dataset() -> None:
    addresses = metadata.addresses_of(DATASET)
    assert f"{HERE}/" in addresses.pages
    assert (f"{HERE}/dataset.ttl", "text/turtle") in addresses.documents


def test_pages_documents_and_dumps_have_typed_links_and_lists_have_none() -> None:
    page = {link.relation for link in metadata.links_at("/fr/id/region/06", "text/html")}
    assert {"cite-as", "describedby", "license", "linkset"} <= page
    document = metadata.links_at("/doc/region/06.ttl", "text/turtle")
    assert document[0].target == f"{ID}region/06"
    dump = {link.relation for link in metadata.links_at("/dump/latest/x.nq", "text/turtle")}
    assert dump == {"collection", "license"}
    assert metadata.links_at("/fr/explorer", "text/html") == []


def test_a_page_is_described_with_the_thing_it_is_about() -> None:
    alone = metadata.page_json_ld("/fr/explorer", "fr")
    assert (alone["@type"], alone["inLanguage"]) == ("WebPage", "fr")
    region = metadata.page_json_ld("/fr/id/region/06", "fr")
    assert region["@id"] == f"{ID}region/06"
    assert {"@language": "fr", "@value": "Montréal"} in region["name"]
    assert region["mainEntityOfPage"]["url"] == f"{HERE}/fr/id/region/06"


def test_the_quads_about_things_are_looked_up_once_a_version() -> None:
    assert metadata.about() is metadata.about()
    assert metadata.about()(f"{ID}region/06") is metadata.about()(f"{ID}region/06")
