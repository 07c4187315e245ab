"""Patterns as text, and what a page of a fragment says of itself."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from chantier.errors import ParameterError
from chantier.publish.fragments import (
    FragmentPage,
    as_stored,
    parameters,
    read_pattern,
    skolemised,
    write_fragment,
)
from chantier.rdf.formats import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
from chantier.rdf.nquads import canonical_lines, parse_lines
from chantier.store import versions

XSD = "http://www.w3.org/2001/XMLSchema#"
BASE = "http://127.0.0.1:8000/fragments"
NODES = "http://127.0.0.1:8000/.well-known/genid/abc/"
FORMATS = {
    TRIG: ox.RdfFormat.TRIG,
    N_QUADS: ox.RdfFormat.N_QUADS,
    TURTLE: ox.RdfFormat.TURTLE,
    JSON_LD: ox.RdfFormat.JSON_LD,
    N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    RDF_XML: ox.RdfFormat.RDF_XML,
}
TRIPLES = [
    ox.Triple(ox.NamedNode("http://e/a"), ox.NamedNode("http://e/p"), ox.Literal("é")),
    ox.Triple(
        ox.NamedNode("http://e/a"),
        ox.NamedNode("http://e/p"),
        ox.Literal("1.50", datatype=ox.NamedNode(f"{XSD}decimal")),
    ),
]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("http://e/a", ox.NamedNode("http://e/a")),
        ("<http://e/a>", ox.NamedNode("http://e/a")),
        ("tel:+15141234567", ox.NamedNode("tel:+15141234567")),
        ('"a"', ox.Literal("a")),
        ('""', ox.Literal("")),
        ('"dit "oui""', ox.Literal('dit "oui"')),
        ('"a\\n"', ox.Literal("a\\n")),
        ('"a\nb"', ox.Literal("a\nb")),
        ('"é"@fr', ox.Literal("é", language="fr")),
        ('"é"@fr-CA', ox.Literal("é", language="fr-ca")),
        (f'"01"^^{XSD}integer', ox.Literal("01", datatype=ox.NamedNode(f"{XSD}integer"))),
        (f'"01"^^<{XSD}integer>', ox.Literal("01", datatype=ox.NamedNode(f"{XSD}integer"))),
        (f'"a"^^{XSD}string', ox.Literal("a")),
        ('"a"@fr"@en', ox.Literal('a"@fr', language="en")),
    ],
)
def test_a_term_is_read_in_each_of_its_forms(text: str, term: ox.NamedNode | ox.Literal) -> None:
    assert read_pattern({"object": text}) == {"object": term}


@pytest.mark.parametrize("text", ["", "?", "?x", "?été", "  "])
def test_a_variable_or_nothing_takes_any_term(text: str) -> None:
    assert read_pattern({"subject": text, "page": "7", "unknown": "x"}) == {}


@pytest.mark.parametrize(
    "text",
    [
        "region",
        "http://e/a b",
        "<http://e/a",
        "_:b0",
        '"a',
        '"a"fr',
        '"a"@',
        '"a"@é',
        '"a"^^',
        '"a"^^integer',
        f'"a"^^<{XSD}integer',
        f'"a"^^{XSD}integer>',
        "?x y",
    ],
)
def test_a_term_that_is_none_is_refused_with_advice(text: str) -> None:
    with pytest.raises(ParameterError, match=r"The object “.*” cannot be read: .*Write an IRI"):
        read_pattern({"object": text})


def test_one_variable_in_two_places_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"The variable \?x stands in two places"):
        read_pattern({"subject": "?x", "predicate": "?p", "object": "?x"})


def test_every_term_of_the_graph_is_written_as_it_is_read(data_dir: Path) -> None:
    quads = parse_lines(versions.current(data_dir).quads_path.read_bytes().splitlines(True))
    terms = {quad.object for quad in quads if not isinstance(quad.object, ox.BlankNode)}
    assert any(isinstance(term, ox.Literal) and "\n" in term.value for term in terms)
    for term in terms:
        assert isinstance(term, (ox.NamedNode, ox.Literal))
        assert read_pattern(parameters({"object": term})) == {"object": term}


def test_a_blank_node_goes_out_as_an_iri_and_comes_back_as_it_was() -> None:
    node = ox.BlankNode("c14n0")
    sent = skolemised(ox.Triple(node, ox.NamedNode("http://e/p"), node), NODES)
    assert sent.subject == sent.object == ox.NamedNode(f"{NODES}c14n0")
    back = {"subject": ox.NamedNode(f"{NODES}c14n0"), "object": ox.NamedNode("http://e/a")}
    assert as_stored(read_pattern(parameters(back)), NODES) == (str(node), "", "<http://e/a>")


def page(number: int, total: int, asked: str) -> FragmentPage:
    return FragmentPage(
        BASE, {"object": ox.Literal("é & <è>", language="fr")}, number, asked, total
    )


@pytest.mark.parametrize("chosen", FORMATS, ids=lambda item: item.name)
def test_every_format_holds_the_triples_and_the_controls(chosen: Format) -> None:
    written = write_fragment(page(2, 250, f"{BASE}?page=2&x=%C3%A9"), TRIPLES, chosen)
    quads = list(ox.parse(written, format=FORMATS[chosen]))
    apart = chosen in (TRIG, N_QUADS)
    graphs = {str(quad.graph_name) for quad in quads}
    assert graphs == {"DEFAULT"} | ({f"<{BASE}?page=2&x=%C3%A9#metadata>"} if apart else set())
    if apart:
        kept = [quad.triple for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)]
        assert kept == TRIPLES
    expected = ox.parse(
        write_fragment(page(2, 250, f"{BASE}?page=2&x=%C3%A9"), TRIPLES, N_QUADS),
        format=ox.RdfFormat.N_QUADS,
    )
    merged = [
        [ox.Quad(q.subject, q.predicate, q.object) for q in some] for some in (quads, expected)
    ]
    assert canonical_lines(merged[0]) == canonical_lines(merged[1])


def links(asked: str, number: int, total: int) -> dict[str, str]:
    written = write_fragment(page(number, total, asked), [], N_TRIPLES)
    graph = rdflib.Graph().parse(data=written, format="nt")
    hydra = rdflib.Namespace("http://www.w3.org/ns/hydra/core#")
    return {
        name: str(target)
        for name in ("first", "previous", "next", "last")
        for target in graph.objects(rdflib.URIRef(asked), hydra[name])
    }


def test_links_lead_to_the_other_pages_and_to_no_page_that_is_not() -> None:
    whole = f"{BASE}?object=%22%C3%A9+%26+%3C%C3%A8%3E%22%40fr"
    second, third = f"{whole}&page=2", f"{whole}&page=3"
    assert links(whole, 1, 0) == links(whole, 1, 100) == {"first": whole, "last": whole}
    assert links(whole, 1, 101) == {"first": whole, "last": second, "next": second}
    assert links(second, 2, 300) == {
        "first": whole,
        "last": third,
        "previous": whole,
        "next": third,
    }
    assert links(third, 3, 300) == {"first": whole, "last": third, "previous": second}


def test_a_page_is_a_node_of_the_collection_that_the_fragment_is() -> None:
    tree = rdflib.Namespace("https://w3id.org/tree#")
    whole = f"{BASE}?object=%22%C3%A9+%26+%3C%C3%A8%3E%22%40fr"
    collection = rdflib.URIRef(f"{whole}#collection")
    for number, asked, following in ((1, whole, f"{whole}&page=2"), (2, f"{whole}&page=2", "")):
        written = write_fragment(page(number, 150, asked), TRIPLES, N_TRIPLES)
        graph = rdflib.Graph().parse(data=written, format="nt")
        node = rdflib.URIRef(asked)
        assert list(graph.subjects(rdflib.RDF.type, tree.Collection)) == [collection]
        assert list(graph.objects(collection, tree.view)) == [node]
        assert (node, rdflib.RDF.type, tree.Node) in graph
        members = set(graph.objects(collection, tree.member))
        assert members == {s for s, _ in graph.subject_objects() if s in members}
        assert len(members) == len({triple.subject for triple in TRIPLES})
        relations = list(graph.objects(node, tree.relation))
        led = [str(graph.value(relation, tree.node)) for relation in relations]
        assert led == ([following] if following else [])
        assert all((each, rdflib.RDF.type, tree.Relation) in graph for each in relations)
