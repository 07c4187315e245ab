"""The page for partners."""

from __future__ import annotations

import re
from html import unescape

import pyoxigraph as ox
import pytest

from support.client import Client
from support.page_links import broken


def test_the_links_to_others_are_counted_as_void_counts_them(client: Client) -> None:
    page = client.get("/en/relier").text
    text = """PREFIX void: <http://rdfs.org/ns/void#>
      SELECT DISTINCT ?set ?n {
        GRAPH ?about { ?set void:triples ?n } GRAPH ?named { ?set a void:Linkset } }"""
    rows = [line.split(",") for line in client.query(text).text.split()[1:]]
    assert rows
    for iri, count in rows:
        name = iri.rpartition("/")[2]
        row = rf'/en/id/liens/{name}".*?<td class="number">([\d,]+)</td>'
        found = re.search(row, page, re.DOTALL)
        assert found, iri
        assert found[1].replace(",", "") == count


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_link_answers(client: Client, language: str) -> None:
    answer = client.get(f"/{language}/relier")
    assert answer.status == 200
    assert broken(client, answer.text) == {}


def test_partners_are_told_how_to_find_an_iri_and_whom_to_write_to(client: Client) -> None:
    page = client.get("/fr/relier").text
    assert 'href="/questions/trouver-un-iri?identifiant=6068167&amp;format=csv"' in page
    assert 'href="/fr/id/contact/equipe"' in page


def test_the_example_is_turtle(client: Client) -> None:
    page = unescape(client.get("/en/relier").text)
    example = page.partition("@prefix dcterms")[2].partition("</code>")[0]
    assert len(list(ox.parse(f"@prefix dcterms{example}", format=ox.RdfFormat.TURTLE))) == 6
