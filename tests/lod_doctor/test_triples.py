from __future__ import annotations

import pyoxigraph as ox

from lod_doctor.triples import Triples

TEXT = """@prefix dcterms: <http://purl.org/dc/terms/> .
<http://e/a> a <http://e/C> ; dcterms:title "A"@fr, "B"@en ; dcterms:creator [ dcterms:title "C" ] .
<http://e/b> a <http://e/C> ; dcterms:creator <http://e/a> .
"""
TRIPLES = Triples(tuple(quad.triple for quad in ox.parse(TEXT, format=ox.RdfFormat.TURTLE)))
A, B = ox.NamedNode("http://e/a"), ox.NamedNode("http://e/b")


def test_values_are_those_of_one_subject_or_of_any() -> None:
    assert TRIPLES.values(B, "dcterms:creator") == [A]
    assert len(TRIPLES.values(None, "dcterms:creator")) == 2
    assert TRIPLES.texts(A, "dcterms:title", "rdf:type") == ["http://e/C", "A", "B"]


def test_texts_leave_blank_nodes_out() -> None:
    assert TRIPLES.texts(None, "dcterms:creator") == ["http://e/a"]


def test_subjects_come_once_each() -> None:
    assert TRIPLES.of_class("http://e/C") == [A, B]
    assert len(TRIPLES.subjects("dcterms:title")) == 2
    assert TRIPLES.subjects("dcterms:creator", A) == [B]


def test_subjects_and_objects_are_mentioned_and_predicates_are_not() -> None:
    assert TRIPLES.mentions("http://e/b")
    assert TRIPLES.mentions("http://e/C")
    assert not TRIPLES.mentions("http://purl.org/dc/terms/title")


def test_every_literal_is_found() -> None:
    assert sorted(literal.value for literal in TRIPLES.literals()) == ["A", "B", "C"]


def test_no_triples_are_false() -> None:
    assert TRIPLES
    assert not Triples(problem="text/plain")
