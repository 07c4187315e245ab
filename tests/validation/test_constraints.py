"""Each constraint component holds for some values and not for others."""

from __future__ import annotations

import pytest

from chantier.validation.constraints import COMPONENTS, ConstraintTest, ShapeTest
from chantier.validation.literals import TYPE, UnsureError, sh
from chantier.validation.triples import TripleIndex

XSD = "http://www.w3.org/2001/XMLSchema#"
A, B, C = b"<http://e/a>", b"<http://e/b>", b"<http://e/C>"
P, S = b"<http://e/p>", b"<http://e/S>"
ONE, TWO, THREE = (f'"{number}"^^<{XSD}integer>'.encode() for number in (1, 2, 3))
DAY = f'"2024-05-01"^^<{XSD}date>'.encode()
TRUE = f'"true"^^<{XSD}boolean>'.encode()


class Evaluator:
    """Two small graphs, and shapes that only IRIs conform to."""

    def __init__(self, *shapes: bytes) -> None:
        self.shapes_graph = TripleIndex(shapes)
        self.data_graph = TripleIndex(
            [b" ".join((A, TYPE, C, b".\n")), b" ".join((A, P, TWO, b".\n"))]
        )

    def has_solution(self, query: str, focus: bytes) -> bool:
        return focus == A and query == "PREFIX e: <http://e/>\nSELECT $this {}"

    def test(self, shape: bytes) -> ShapeTest:
        return lambda focus: focus[:1] == b"<" and shape == S

    def subclasses(self, class_term: bytes) -> set[bytes]:
        return {class_term}

    def is_true(self, shape: bytes, name: str) -> bool:
        return TRUE in self.shapes_graph.objects(shape, sh(name))

    def items(self, head: bytes) -> list[bytes]:
        lists = {b"_:list": [A, ONE, b'"fr"'], b"_:tags": [b'"fr"', b'"en"']}
        return lists.get(head, [S, S])


def made(name: str, *arguments: bytes, shapes: tuple[bytes, ...] = ()) -> ConstraintTest:
    return COMPONENTS[name](Evaluator(*shapes), S, arguments)


@pytest.mark.parametrize(
    ("name", "argument", "good", "bad"),
    [
        ("class", C, [A], [A, B]),
        ("datatype", f"<{XSD}integer>".encode(), [ONE, TWO], [b'"a"']),
        ("nodeKind", sh("BlankNodeOrIRI"), [A, b"_:b"], [ONE]),
        ("minCount", TWO, [A, B], [A]),
        ("maxCount", ONE, [A], [A, B]),
        ("minInclusive", TWO, [TWO, THREE], [ONE]),
        ("maxInclusive", TWO, [ONE, TWO], [THREE]),
        ("minExclusive", TWO, [THREE], [TWO]),
        ("maxExclusive", TWO, [ONE], [TWO]),
        ("minLength", TWO, [b'"ab"'], [b'"a"']),
        ("maxLength", ONE, ['"é"'.encode()], [b"_:b"]),
        ("pattern", b'"^a"', [b'"ab"'], [b'"ba"']),
        ("languageIn", b"_:tags", [b'"a"@fr-CA'], [b'"a"@de']),
        ("uniqueLang", TRUE, [b'"a"@fr', b'"a"@en', b'"b"'], [b'"a"@fr', b'"b"@FR']),
        ("equals", P, [TWO], [ONE, TWO]),
        ("disjoint", P, [ONE], [ONE, TWO]),
        ("lessThan", P, [ONE], [TWO]),
        ("lessThanOrEquals", P, [TWO], [THREE]),
        ("in", b"_:list", [A, ONE], [TWO]),
        ("hasValue", A, [A, B], [B]),
        ("node", S, [A, B], [A, ONE]),
        ("property", S, [A], [ONE]),
        ("not", S, [ONE], [A]),
        ("and", b"_:shapes", [A], [ONE]),
        ("or", b"_:shapes", [A], [ONE]),
        ("qualifiedValueShape", S, [A, ONE], [ONE]),
    ],
)  # fmt: skip
def test_a_constraint_holds_for_good_values_and_not_for_bad_ones(
    name: str, argument: bytes, good: list[bytes], bad: list[bytes]
) -> None:
    needed = {"qualifiedValueShape": [(S, sh("path"), P), (S, sh("qualifiedMinCount"), ONE)],
              "property": [(S, sh("path"), P)]}.get(name, [])  # fmt: skip
    shapes = tuple(b" ".join((*triple, b".\n")) for triple in needed)
    test = made(name, argument, shapes=shapes)
    assert test(A, good)
    assert not test(A, bad)


def test_exactly_one_of_two_equal_shapes_never_conforms() -> None:
    test = made("xone", b"_:shapes")
    assert not test(A, [A])
    assert not test(A, [ONE])


def test_a_sparql_constraint_holds_where_its_query_has_no_solution() -> None:
    shapes = [
        (b"_:c", sh("select"), b'"SELECT $this {}"'),
        (b"_:c", sh("prefixes"), b"_:p"),
        (b"_:p", sh("declare"), b"_:d"),
        (b"_:d", sh("prefix"), b'"e"'),
        (b"_:d", sh("namespace"), b'"http://e/"'),
    ]
    lines = tuple(b" ".join((*triple, b".\n")) for triple in shapes)
    test = made("sparql", b"_:c", shapes=lines)
    assert not test(A, [])
    assert test(B, [])


@pytest.mark.parametrize(
    ("name", "arguments", "values"),
    [
        ("minCount", (ONE, TWO), []),
        ("minInclusive", (DAY,), []),
        ("minInclusive", (ONE,), [DAY]),
        ("lessThan", (P,), [DAY]),
        ("sparql", (b"_:none",), []),
        ("minInclusive", (ONE,), [f'"300"^^<{XSD}byte>'.encode()]),
        ("lessThan", (P,), [b"_:b"]),
        ("minLength", (b'"0"^^<%s>' % f"{XSD}integer".encode(),), [b"_:b"]),
        ("datatype", (b"<http://www.w3.org/2000/01/rdf-schema#Literal>",), [ONE]),
        ("pattern", (b'"(a"',), []),
        ("pattern", (rb'"\\p{L}"',), []),
        ("node", (P,), [A]),
        ("property", (S,), [A]),
        ("qualifiedValueShape", (S,), [A]),
        ("languageIn", (b"_:list",), [b'"a"@fr']),
    ],
)
def test_what_is_not_certain_is_left_to_pyshacl(
    name: str, arguments: tuple[bytes, ...], values: list[bytes]
) -> None:
    shapes = (b" ".join((P, sh("path"), P, b".\n")),)
    with pytest.raises(UnsureError):
        made(name, *arguments, shapes=shapes)(A, values)
