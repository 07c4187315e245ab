"""A shape that pySHACL cannot use is an error that names it, also where no node is suspect."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from chantier.errors import SourceError
from chantier.rdf.nquads import quad_lines
from chantier.validation import shacl
from support.shacl_cases import PREFIXES

CONFORMING = ':a a :A ; :p "a"@fr .'


def validate(turtle: str) -> shacl.Report:
    parsed = ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE)
    lines = quad_lines(ox.Quad(item.subject, item.predicate, item.object) for item in parsed)
    return shacl.validate(lines, lines)


ILL_FORMED = [
    "sh:minCount -1", 'sh:minCount "1"', "sh:minCount 0, 1", "sh:maxCount 2.0",
    'sh:uniqueLang "true"', 'sh:minLength "1"', "sh:maxLength -1", r'sh:pattern "\\p{L}"',
    'sh:pattern "(a"', 'sh:pattern "a{2,1}"', "sh:pattern 12", "sh:datatype xsd:string, xsd:date",
    "sh:qualifiedMinCount 1", "sh:qualifiedValueShape [ ]", "sh:closed :a", "sh:or ()", "sh:and :a",
    "sh:sparql [ ]", "sh:sparql [ sh:select 1 ]", "sh:deactivated true, false", "sh:path :q",
    "sh:ignoredProperties ( :p )",
    'sh:sparql [ sh:prefixes [ sh:declare [ sh:prefix "e" ] ] ; sh:select "SELECT $this { }" ]',
]  # fmt: skip
"""What no shape may demand: found when the shapes are read."""
UNUSABLE = [
    'sh:sparql [ sh:select "SELECT $this { ?x" ]',
    'sh:sparql [ sh:select "SELECT $this { $this far:p ?value }" ; sh:prefixes :Imports ]',
    'sh:sparql [ sh:select "SELECT $this { $this ?p ?v MINUS { ?v ?q ?w } }" ]',
    'sh:sparql [ sh:select "SELECT $this { $this ?p ?v . $shapesGraph ?q ?w }" ]',
    "sh:or ( [ sh:nodeKind sh:Literal ] [ sh:property :a ] )",
    "sh:property [ sh:path [ sh:alternativePath ( :p ) ] ]",
    "sh:node :Property", "sh:minInclusive :a", "sh:languageIn ( 1 )", "sh:lessThan [ ]",
]  # fmt: skip
"""What pySHACL notices once it evaluates a shape."""
IMPORTS = """:Imports owl:imports :Far . :Far sh:declare [ sh:prefix "far" ; sh:namespace
    "https://example.org/"^^xsd:anyURI ] . :Property sh:path :p . :x sh:property :Property ."""


@pytest.mark.parametrize("constraint", ILL_FORMED)
def test_an_ill_formed_shape_is_named_though_every_node_conforms(constraint: str) -> None:
    shape = f":S a sh:PropertyShape ; sh:targetClass :A ; sh:path :p ; {constraint} ."
    with pytest.raises(SourceError, match=r"shape <https://example.org/S> is not well-formed: \w"):
        validate(shape + CONFORMING)


@pytest.mark.parametrize("constraint", ILL_FORMED)
def test_an_ill_formed_shape_is_named_though_it_has_no_focus_node(constraint: str) -> None:
    shape = f":S a sh:NodeShape ; sh:property [ sh:path :p ; {constraint} ] ."
    with pytest.raises(SourceError, match=r"shape <https://example.org/S> is not well-formed: \w"):
        validate(shape)


@pytest.mark.parametrize("constraint", UNUSABLE)
def test_a_shape_that_cannot_be_evaluated_is_named(constraint: str) -> None:
    good = ":Good a sh:NodeShape ; sh:targetClass :A ; sh:closed true ; sh:property :Property ."
    shape = f":S a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; {constraint} ] ."
    with pytest.raises(SourceError, match=r"shape <https://example.org/S> cannot be evaluated: \S"):
        validate(good + shape + CONFORMING + IMPORTS)


def test_a_list_that_leads_to_itself_is_an_error() -> None:
    shape = ":S a sh:NodeShape ; sh:targetClass :A ; sh:or _:l . _:l rdf:first :T ; rdf:rest _:l ."
    with pytest.raises(SourceError, match="shape"):
        validate(shape + CONFORMING)


def test_a_deactivated_shape_may_be_anything() -> None:
    shape = ":S sh:targetClass :A ; sh:path :p ; sh:minCount -1 ; sh:deactivated true ."
    assert validate(shape + CONFORMING).conforms


def test_what_is_no_list_holds_nothing() -> None:
    shape = ":S a sh:NodeShape ; sh:targetClass :A ; sh:in :a ."
    assert not validate(shape + CONFORMING).conforms


def test_shapes_within_shapes_that_pyshacl_does_not_follow_are_an_error() -> None:
    shapes = ":S0 sh:targetClass :A . :S20 sh:nodeKind sh:IRI . "
    shapes += "".join(f":S{n} a sh:NodeShape ; sh:node :S{n + 1} . " for n in range(20))
    with pytest.raises(SourceError, match=r"S0> cannot be evaluated: Validation path too deep"):
        validate(shapes + CONFORMING)
    assert validate(shapes.replace("sh:node :S14", "sh:node :S20") + CONFORMING).conforms
