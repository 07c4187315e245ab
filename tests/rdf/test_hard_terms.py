"""Terms drawn by chance are read back as they are by three readers, or refused with a remedy."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import pyoxigraph as ox
import pytest
import rdflib

from chantier.rdf.formats import GRAPH_FORMATS, QUAD_FORMATS, RDF_XML, Format, named
from chantier.rdf.nquads import canonical_lines
from chantier.rdf.writers import serialise, statement_bytes
from chantier.rdf.xml_text import NotExpressible, checked_results
from support.hard_terms import TermSource
from support.parsers import RAPPER, exact_lines, rapper_lines, triples

USUAL_COUNT, LOAD_COUNT = 200, 2_000
Graph = Sequence[ox.Triple]


def as_document(graph: Graph, chosen: Format) -> bytes:
    return serialise([ox.Quad(*triple) for triple in graph], chosen)


WRITERS: dict[str, Callable[[Graph, Format], bytes]] = {
    "document": as_document,
    "stream": statement_bytes,
}
COUNTS = [USUAL_COUNT, pytest.param(LOAD_COUNT, marks=pytest.mark.load)]


@pytest.fixture(autouse=True)
def exact_literals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def graphs(count: int) -> Iterator[Graph]:
    source = TermSource(count)
    return (source.triples() for _ in range(count))


def lines(graph: Graph) -> list[bytes]:
    return canonical_lines(ox.Quad(*triple) for triple in graph)


def is_for_raptor(graph: Graph) -> bool:
    """Raptor reads no NUL, U+FFFE and U+FFFF in any syntax."""
    values = [item.object.value for item in graph if isinstance(item.object, ox.Literal)]
    return not any(character in value for value in values for character in "\0\ufffe\uffff")


def apart(graph: Graph, number: int) -> Graph:
    """The same graph, its blank nodes of its own."""

    def own(term: object) -> object:
        return ox.BlankNode(f"{term.value}x{number}") if isinstance(term, ox.BlankNode) else term

    return [ox.Triple(*map(own, triple)) for triple in graph]  # type: ignore[arg-type]


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda item: item.name)
def test_hard_terms_are_read_back_as_they_are_or_refused(
    chosen: Format, writer: str, count: int
) -> None:
    write = WRITERS[writer]
    written: list[Graph] = []
    for graph in graphs(count):
        try:
            body = write(graph, chosen)
        except NotExpressible as refused:
            assert chosen is RDF_XML, graph
            other = named(refused.offered[0], GRAPH_FORMATS)
            assert triples(write(graph, other), other) == lines(graph)
            continue
        assert triples(body, chosen) == lines(graph)
        assert exact_lines(body, chosen) == lines(graph)
        written.append(graph)
    assert len(written) > count / 2
    rapper = shutil.which("rapper")
    if rapper and chosen in RAPPER:  # a process for each would take long
        readable = filter(is_for_raptor, written)
        while some := list(islice(readable, 20)):
            whole = [item for number, graph in enumerate(some) for item in apart(graph, number)]
            body = write(whole, chosen)
            assert rapper_lines(rapper, body, chosen, "http://b/") == lines(whole)


@pytest.mark.parametrize("chosen", QUAD_FORMATS, ids=lambda item: item.name)
@pytest.mark.parametrize("writer", [serialise, statement_bytes])
def test_graphs_with_hard_names_are_read_back(
    chosen: Format, writer: Callable[[Sequence[ox.Quad], Format], bytes]
) -> None:
    source = TermSource(7)
    quads = [
        ox.Quad(*triple, name)
        for name in (source.iri() for _ in range(USUAL_COUNT))
        for triple in source.triples()
    ]
    found = ox.parse(writer(quads, chosen), format=named_format(chosen))
    assert canonical_lines(found) == canonical_lines(quads)


def named_format(chosen: Format) -> ox.RdfFormat:
    form = ox.RdfFormat.from_media_type(chosen.media_type)
    assert form
    return form


@pytest.mark.parametrize("count", COUNTS)
def test_results_in_xml_are_read_back_as_they_are_or_refused(count: int) -> None:
    """What the engine keeps of a literal, its writer and the guard of results keep."""
    refused = 0
    for graph in graphs(count):
        store = ox.Store()
        store.extend(ox.Quad(*triple) for triple in graph)
        held = {quad.object for quad in store if not isinstance(quad.object, ox.BlankNode)}
        solutions = store.query("SELECT ?o { ?s ?p ?o FILTER (!isBlank(?o)) }")
        body = solutions.serialize(format=ox.QueryResultsFormat.XML) or b""  # type: ignore[union-attr]
        try:
            safe = checked_results(body)
        except NotExpressible:
            refused += 1
            continue
        found = ox.parse_query_results(safe, format=ox.QueryResultsFormat.XML)
        assert {solution["o"] for solution in found} == held
    assert refused < count / 2


@pytest.mark.parametrize("members", [0, 1, 349, 350, 5_000])
@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda item: item.name)
def test_a_list_may_have_any_length(chosen: Format, writer: str, members: int) -> None:
    text = f"<http://e/s> <http://e/p> ( {' '.join(map(str, range(members)))} ) ."
    graph = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    body = WRITERS[writer](graph, chosen)
    assert sum(1 for _ in ox.parse(body, format=named_format(chosen))) == 1 + 2 * members
    assert triples(body, chosen) == lines(graph)
    if members < 1_000:
        assert exact_lines(body, chosen) == lines(graph)
