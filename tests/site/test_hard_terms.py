"""At every door: hard terms and long lists come out as they went in, or with 406 and a remedy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from chantier.namespaces import GRAPH as OWN
from chantier.rdf.formats import GRAPH_FORMATS, N_TRIPLES, RDF_XML, Format
from chantier.rdf.nquads import canonical_lines
from chantier.rdf.writers import statement_bytes
from chantier.rdf.xml_text import NotExpressible
from support.hard_terms import TermSource
from support.parsers import triples
from support.writers import Writer, own_copy, store, writing

ID = "https://w3id.org/chantier-es/id/essai/"
THINGS = {"dur": f"{OWN}partenaire/dur", "xml": f"{OWN}partenaire/xml"}
"""A thing that RDF/XML cannot hold, and one that it can → the graphs they are in."""
GRAPH_COUNT = 80
LIST_MEMBERS = 5_000


def doors(thing: str) -> dict[str, str]:
    graph = THINGS.get(thing, f"{OWN}partenaire/{thing}")
    construct = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    return {
        "/store": store(graph),
        "/graph": f"/graph/partenaire/{thing}",
        "/doc": f"/doc/essai/{thing}",
        "/fragments": f"/fragments?{urlencode({'subject': ID + thing})}",
        "/sparql": f"/sparql?{urlencode({'query': construct})}",
        "DESCRIBE": f"/sparql?query={quote(f'DESCRIBE <{ID}{thing}>')}",
    }


def about(thing: str) -> list[ox.Triple]:
    """Drawn terms, all said of one thing or of what it leads to."""
    source, found = TermSource(11), list[ox.Triple]()
    plain, subject = ox.NamedNode("http://e/plain"), ox.NamedNode(ID + thing)
    for number in range(GRAPH_COUNT):
        drawn = []
        for triple in source.triples():
            ends = [
                ox.BlankNode(f"{term.value}x{number}") if isinstance(term, ox.BlankNode) else term
                for term in (triple.subject, triple.object)
            ]
            start = subject if ends[0] == plain or isinstance(ends[0], ox.NamedNode) else ends[0]
            drawn.append(ox.Triple(start, triple.predicate, ends[1]))
        if thing == "dur" or all(map(fits_rdf_xml, drawn)):
            found += drawn
    return found


def fits_rdf_xml(triple: ox.Triple) -> bool:
    try:
        statement_bytes([triple], RDF_XML)
    except NotExpressible:
        return False
    return True


@pytest.fixture(scope="module")
def writer(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    place = tmp_path_factory.mktemp("hard-terms")
    with writing(own_copy(data_dir, place)) as served:
        for thing, graph in THINGS.items():
            body = statement_bytes(about(thing), N_TRIPLES)
            sent = served.send("PUT", store(graph), body, {"Content-Type": N_TRIPLES.media_type})
            assert sent.status == 201, sent.text
        for name, members in (("court", 350), ("long", LIST_MEMBERS)):
            text = f"<{ID}{name}> <http://e/p> ( {' '.join(map(str, range(members)))} ) ."
            assert served.put(f"{OWN}partenaire/{name}", text).status == 201
        served.settle()
        yield served


def test_what_was_sent_is_stored_to_the_character(writer: Writer) -> None:
    for thing, graph in THINGS.items():
        stored = triples(writer.client.get(store(graph), N_TRIPLES.media_type).body, N_TRIPLES)
        assert stored == canonical_lines(ox.Quad(*triple) for triple in about(thing))


@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda item: item.name)
@pytest.mark.parametrize("door", doors("dur"))
@pytest.mark.parametrize("thing", THINGS)
def test_every_format_of_a_door_says_the_same_or_names_others(
    writer: Writer, thing: str, door: str, chosen: Format
) -> None:
    path = doors(thing)[door]
    answer = writer.client.get(path, chosen.media_type)
    if chosen is RDF_XML and thing == "dur":
        assert answer.status == 406, answer.text
        assert "text/turtle" in answer.json["acceptable"]
        assert "RDF/XML cannot hold" in answer.json["detail"]
        return
    assert answer.status == 200, answer.text
    reference = writer.client.get(path, N_TRIPLES.media_type).body

    def said(body: bytes, form: Format) -> list[bytes]:
        # The controls of a fragment name the address that was asked for.
        return [line for line in triples(body, form) if door != "/fragments" or ID.encode() in line]

    assert said(answer.body, chosen) == said(reference, N_TRIPLES) != []


@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda item: item.name)
@pytest.mark.parametrize("door", [door for door in doors("long") if door != "/fragments"])
@pytest.mark.parametrize(("name", "members"), [("court", 350), ("long", LIST_MEMBERS)])
def test_a_list_of_any_length_comes_out_of_every_door(
    writer: Writer, name: str, members: int, door: str, chosen: Format
) -> None:
    answer = writer.client.get(doors(name)[door], chosen.media_type)
    assert answer.status == 200, answer.text
    found = triples(answer.body, chosen)
    first = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>"
    assert sum(first in line for line in found) == members


@pytest.mark.parametrize("media_type", ["application/ld+json", "application/rdf+xml"])
def test_a_triple_term_that_a_syntax_cannot_hold_gets_406(writer: Writer, media_type: str) -> None:
    query = "CONSTRUCT { <http://e/a> <http://e/p> <<( <http://e/a> <http://e/p> 1 )>> } WHERE {}"
    path = f"/sparql?{urlencode({'query': query})}"
    refused = writer.client.get(path, media_type)
    assert refused.status == 406, refused.text
    assert "text/turtle" in refused.json["acceptable"]
    assert media_type not in refused.json["acceptable"]
    answer = writer.client.get(path, "text/turtle")
    assert answer.status == 200
    assert b"<<(" in answer.body
