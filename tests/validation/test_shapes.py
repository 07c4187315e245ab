"""A focus node conforms to a shape, does not, or is left to pySHACL."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from chantier.rdf.nquads import quad_lines
from chantier.validation.literals import UnsureError
from chantier.validation.shapes import Shapes
from chantier.validation.triples import TripleIndex
from support.shacl_cases import PREFIXES

DATA = """
    :a :p :b ; :q "x" . :b :p :c . :c :p :a ; :q "y" .
    :Cub rdfs:subClassOf :Bear . :Bear rdfs:subClassOf :Animal . :teddy a :Cub ."""


def shapes(turtle: str, data: str = DATA) -> Shapes:
    return Shapes(index(turtle), index(data), lambda _query, _focus: False)


def index(turtle: str) -> TripleIndex:
    parsed = ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return TripleIndex(
        quad_lines(ox.Quad(item.subject, item.predicate, item.object) for item in parsed)
    )


def iri(name: str) -> bytes:
    return f"<https://example.org/{name}>".encode()


@pytest.mark.parametrize(
    ("path", "values"),
    [
        (":p", {"b"}),
        ("[ sh:inversePath :p ]", {"c"}),
        ("( :p :p )", {"c"}),
        ("[ sh:alternativePath ( :p [ sh:inversePath :p ] ) ]", {"b", "c"}),
        ("[ sh:zeroOrOnePath :p ]", {"a", "b"}),
        ("[ sh:zeroOrMorePath :p ]", {"a", "b", "c"}),
        ("[ sh:oneOrMorePath :p ]", {"a", "b", "c"}),
    ],
)
def test_a_path_leads_to_its_value_nodes(path: str, values: set[str]) -> None:
    for number in range(5):
        text = f":S sh:path {path} ; sh:minCount {number} ; sh:maxCount {number} ."
        assert shapes(text).test(iri("S"))(iri("a")) == (number == len(values))
    for name in values:
        assert shapes(f":S sh:path {path} ; sh:hasValue :{name} .").test(iri("S"))(iri("a"))


def test_classes_have_the_instances_of_their_subclasses() -> None:
    known = shapes("")
    assert known.subclasses(iri("Animal")) == {iri("Animal"), iri("Bear"), iri("Cub")}
    assert known.instances(iri("Animal")) == {iri("teddy")}
    assert known.instances(iri("Stone")) == set()


def test_a_deactivated_shape_lets_everything_pass() -> None:
    assert not shapes(":S sh:hasValue :b .").test(iri("S"))(iri("a"))
    assert shapes(":S sh:hasValue :b ; sh:deactivated true .").test(iri("S"))(iri("a"))


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:closed true",
        "sh:path ( :p ) ; sh:minCount 1",
        "sh:path [ sh:alternativePath ( :p ) ] ; sh:minCount 1",
        "sh:path :p, :q ; sh:minCount 1",
        'sh:pattern "a" ; sh:flags "x"',
        'sh:deactivated "true"',
        "sh:deactivated true, false",
        "sh:in [ rdf:first :a ]",
        "sh:or ( [ sh:nodeKind sh:IRI ] [ sh:closed true ] )",
    ],
)
def test_what_is_not_known_is_left_to_pyshacl(constraint: str) -> None:
    test = shapes(f":S {constraint} .").test(iri("S"))
    with pytest.raises(UnsureError):
        test(iri("a"))


def test_a_shape_that_leads_to_itself_is_left_to_pyshacl_once_it_does() -> None:
    shape = ":S sh:property [ sh:path :next ; sh:node :S ] ; sh:nodeKind sh:IRI ."
    test = shapes(shape, ":a :next :b .").test(iri("S"))
    assert test(iri("b"))
    with pytest.raises(UnsureError):
        test(iri("a"))
