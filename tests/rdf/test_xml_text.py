"""The guard of XML: no answer is XML that cannot be read, by whatever address it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest

from chantier.rdf.formats import RDF_XML, RESULTS_JSON, RESULTS_XML, TURTLE
from chantier.rdf.xml_text import NOT_XML, NotExpressible, checked_results
from support.writers import GRAPH, Writer, own_copy, store, writing

THING = "https://w3id.org/chantier-es/id/essai/xml"
LITERALS = {"control": "a\\u0001b", "nonchar": "\\uFFFE", "returns": "one\\r\\ntwo\\rthree"}


@pytest.fixture(scope="module")
def writer(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    with writing(own_copy(data_dir, tmp_path_factory.mktemp("xml"))) as found:
        for name, text in LITERALS.items():
            thing = f'<{THING}/{name}> <http://e/p> "{text}" ; a <http://e/C> .'
            assert found.put(f"{GRAPH}{name}", thing).status == 201
        found.settle()
        yield found


def addresses(name: str) -> list[tuple[str, str]]:
    """Each address that gives a literal in XML, and a media type in which it can be had."""
    graph, thing = f"{GRAPH}{name}", f"{THING}/{name}"
    pattern = f"GRAPH <{graph}> {{ <{thing}> ?p ?o }}"
    construct = urlencode({"query": f"CONSTRUCT {{ <{thing}> ?p ?o }} {{ {pattern} }}"})
    select = urlencode({"query": f"SELECT ?o {{ {pattern} }}"})
    return [
        (store(graph), TURTLE.media_type),
        (f"/doc/essai/xml/{name}", TURTLE.media_type),
        (f"/fragments?{urlencode({'subject': thing})}", TURTLE.media_type),
        (f"/sparql?{construct}", TURTLE.media_type),
        (f"/sparql?{select}", RESULTS_JSON.media_type),
    ]


@pytest.mark.parametrize("name", ["control", "nonchar"])
def test_what_xml_cannot_hold_is_not_acceptable_and_the_other_formats_are_named(
    writer: Writer, name: str
) -> None:
    for path, other in addresses(name):
        wanted = RESULTS_XML if other == RESULTS_JSON.media_type else RDF_XML
        answer = writer.client.get(path, wanted.media_type)
        assert answer.status == 406, path
        assert other in answer.json["acceptable"]
        assert wanted.media_type not in answer.json["acceptable"]
        assert "XML cannot hold" in answer.json["detail"]
        assert writer.client.get(path, other).status == 200


def test_carriage_returns_reach_a_reader_of_xml(writer: Writer) -> None:
    for path, other in addresses("returns"):
        wanted = RESULTS_XML if other == RESULTS_JSON.media_type else RDF_XML
        answer = writer.client.get(path, wanted.media_type)
        assert answer.status == 200, path
        texts = {each.text for each in ET.fromstring(answer.body).iter()}  # noqa: S314 — our own
        assert "one\r\ntwo\rthree" in texts, path


def test_plain_results_stay_as_they_are() -> None:
    plain = "<literal>é\t\n\x7f\x85￼\U0010ffff</literal>".encode()
    assert checked_results(plain) == plain


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x0c", "\x1f", "\ufffe", "\uffff"])
def test_results_with_a_character_that_xml_cannot_hold_are_refused(character: str) -> None:
    assert NOT_XML.search(character)
    with pytest.raises(NotExpressible, match="application/sparql-results\\+json") as caught:
        checked_results(f"<literal>{character}</literal>".encode())
    assert caught.value.offered[0] == RESULTS_JSON.media_type
