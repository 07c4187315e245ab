from __future__ import annotations

import pyoxigraph as ox

from chantier.rdf.nquads import (
    canonical_lines,
    canonical_merge,
    digest,
    parse_lines,
    quad_lines,
)

TURTLE = """
@prefix e: <http://e/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:a e:p "1.50"^^xsd:decimal , "01"^^xsd:integer , "x" , [ e:q [ e:r "é" ] ] .
"""


def quads(text: str) -> list[ox.Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))


def test_lexical_forms_survive_to_the_letter() -> None:
    lines = canonical_lines(quads(TURTLE))
    text = b"".join(lines).decode()
    assert '"1.50"' in text
    assert '"01"' in text


def test_the_same_graph_has_the_same_digest_whatever_its_order_and_blank_node_labels() -> None:
    shuffled = list(reversed(quads(TURTLE)))
    assert digest(canonical_lines(shuffled)) == digest(canonical_lines(quads(TURTLE)))


def test_another_graph_has_another_digest() -> None:
    other = TURTLE.replace("é", "e")
    assert digest(canonical_lines(quads(other))) != digest(canonical_lines(quads(TURTLE)))


def test_canonical_lines_are_sorted_distinct_and_read_back() -> None:
    doubled = quads("<http://b> <http://p> 1 . <http://a> <http://p> 1 .") * 2
    lines = canonical_lines(doubled)
    assert lines == sorted(set(lines))
    assert [quad.subject.value for quad in parse_lines(lines)] == ["http://a", "http://b"]


def test_lines_with_others_are_canonical_as_if_all_had_been_quads() -> None:
    apart = 'GRAPH <http://e/g> { <http://e/a> <http://e/p> "_:", [ <http://e/q> %d ] }'
    some, more = (list(ox.parse(apart % n, format=ox.RdfFormat.TRIG)) for n in (1, 2))
    lines = sorted(quad_lines(some))
    assert list(canonical_merge(lines, quad_lines(more))) == canonical_lines([*some, *more])
    assert list(canonical_merge(lines, [])) == canonical_lines(some)
    assert list(canonical_merge([], quad_lines(more))) == canonical_lines(more)
