"""What the engine makes of literals, foreseen without loading the dataset."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from chantier.rdf.nquads import quad_lines, split_line
from chantier.store.literals import engine_forms

XSD = "http://www.w3.org/2001/XMLSchema#"
THING = ox.NamedNode("http://e/s")


def literal(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


@pytest.mark.parametrize(
    "value",
    [
        literal("01", "integer"),
        literal("3000", "nonNegativeInteger"),
        literal("1.50", "decimal"),
        literal("1", "boolean"),
        literal("2026-11-25T10:00:00+00:00", "dateTime"),
        literal("P1Y12M", "duration"),
        literal("not a number", "integer"),
        ox.Literal(f'said "1"^^<{XSD}integer>'),
        ox.Literal(f'dit "1"^^<{XSD}integer>', language="fr"),
        ox.Literal("POINT (1 2)", datatype=ox.NamedNode("http://e/wkt")),
    ],
    ids=str,
)
def test_a_literal_becomes_what_a_query_finds(value: ox.Literal) -> None:
    store = ox.Store()
    quad = ox.Quad(THING, THING, value)
    store.add(quad)
    [found] = store
    lines = quad_lines([quad])
    written = split_line(lines[0])[0].split(b" ", 2)[2]
    assert engine_forms(lines).get(written, written).decode() == str(found.object)


def test_an_iri_that_looks_like_one_is_none() -> None:
    assert engine_forms([b"<http://e/s> <http://e/p> <http://e/x> .\n"]) == {}
