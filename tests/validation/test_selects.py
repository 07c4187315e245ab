"""The query of a SPARQL constraint comes with the prefixes that pySHACL gives it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from chantier.rdf.nquads import quad_lines
from chantier.validation.literals import UnsureError
from chantier.validation.selects import select_query
from chantier.validation.triples import TripleIndex
from support.shacl_cases import PREFIXES

DECLARED = """
    :O a owl:Ontology ; sh:declare [ sh:prefix "o" ; sh:namespace "http://e/o/" ] .
    :Q sh:declare [ sh:prefix "q" ; sh:namespace "http://e/q/" ] .
    :Twice a owl:Ontology ; sh:declare [ sh:prefix "o" ; sh:namespace "http://e/other/" ] ."""


def query(constraint: str, declared: str = DECLARED) -> str:
    turtle = f"{PREFIXES} :c {constraint} . {declared}"
    parsed = ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    lines = quad_lines(ox.Quad(item.subject, item.predicate, item.object) for item in parsed)
    return select_query(TripleIndex(lines), b"<https://example.org/c>")


def test_an_ontology_has_its_own_prefixes() -> None:
    assert query('sh:select "SELECT" ; sh:prefixes :O') == "PREFIX o: <http://e/o/>\nSELECT"


def test_any_other_holder_has_those_of_all_ontologies_too() -> None:
    declared = DECLARED[: DECLARED.index(":Twice")]
    both = "PREFIX o: <http://e/o/>\nPREFIX q: <http://e/q/>\nSELECT"
    assert query('sh:select "SELECT" ; sh:prefixes :Q', declared) == both


def test_without_a_holder_there_is_no_prefix() -> None:
    assert query('sh:select "SELECT"') == "SELECT"


@pytest.mark.parametrize(
    "constraint",
    [
        'sh:select "SELECT", "ASK"',
        'sh:ask "ASK"',
        'sh:select "SELECT" ; sh:prefixes :Q',
        'sh:select "SELECT" ; sh:prefixes [ sh:declare [ sh:prefix "x" ] ]',
    ],
)
def test_a_query_or_prefix_that_is_missing_or_twofold_is_left_to_pyshacl(constraint: str) -> None:
    with pytest.raises(UnsureError):
        query(constraint)
