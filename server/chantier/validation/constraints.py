"""The constraints of SHACL as functions of a focus node and its value nodes.

A component takes what evaluates shapes, a shape and the values of the component’s parameter, and
returns the test of that constraint. Both raise ``UnsureError`` for what they do not know.

Source: https://www.w3.org/TR/shacl/#core-components
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Protocol

from chantier.namespaces import PREFIXES
from chantier.validation import literals
from chantier.validation.literals import TRUE, TYPE, UnsureError, every, sh, some
from chantier.validation.selects import select_query
from chantier.validation.triples import TripleIndex, Values, only

ShapeTest = Callable[[bytes], bool]
"""Whether a focus node conforms to a shape."""
ConstraintTest = Callable[[bytes, Values], bool]
"""Whether a constraint holds for a focus node and its value nodes."""


class ShapeEvaluator(Protocol):
    """What constraints need to know of the shapes and the data."""

    shapes_graph: TripleIndex
    data_graph: TripleIndex
    has_solution: Callable[[str, bytes], bool]
    """Whether the query of a SPARQL constraint has a solution for a focus node."""

    def test(self, shape: bytes) -> ShapeTest:
        """The test of a shape."""

    def subclasses(self, class_term: bytes) -> set[bytes]:
        """A class and its subclasses."""

    def is_true(self, shape: bytes, name: str) -> bool:
        """Whether a shape has the value ``true`` for a term of SHACL."""

    def items(self, head: bytes) -> list[bytes]:
        """The members of a list in the shapes graph."""


Component = Callable[[ShapeEvaluator, bytes, Values], ConstraintTest]
"""Makes the test of a constraint from a shape and the values of a parameter."""

_STRING = f"{PREFIXES['xsd']}string"
_LANG_STRING = f"{PREFIXES['rdf']}langString"
_LEFT_TO_PYSHACL = frozenset(f"{PREFIXES['rdfs']}{name}" for name in ("Literal", "Datatype"))
"""Datatypes that pySHACL takes for several."""
_NODE_KINDS = {
    sh("IRI"): b"<",
    sh("BlankNode"): b"_",
    sh("Literal"): b'"',
    sh("BlankNodeOrIRI"): b"_<",
    sh("BlankNodeOrLiteral"): b'_"',
    sh("IRIOrLiteral"): b'<"',
}
"""The signs that terms of each kind begin with."""


def _every_value(holds: Callable[[bytes], bool]) -> ConstraintTest:
    return lambda _focus, values: every(holds(value) for value in values)


def _number(term: bytes) -> Any:
    """A literal as a number that compares."""
    number = literals.literal(term) if literals.datatype(term) else None
    value = number.value if number is not None and not number.ill_typed else None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise UnsureError
    return value


def _class(shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
    wanted = [shapes.subclasses(each) for each in arguments]
    types = shapes.data_graph.objects
    return _every_value(
        lambda value: all(not classes.isdisjoint(types(value, TYPE)) for classes in wanted)
    )


def _datatype(_shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
    wanted = literals.text(only(arguments))
    if wanted in _LEFT_TO_PYSHACL:
        raise UnsureError

    def holds(value: bytes) -> bool:
        if wanted == _LANG_STRING:
            return bool(literals.language(value))
        if literals.datatype(value) != wanted:
            return False
        return wanted == _STRING or not literals.literal(value).ill_typed

    return _every_value(holds)


def _node_kind(_shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
    signs = _NODE_KINDS.get(only(arguments), b"")
    return _every_value(lambda value: value[:1] in signs)


def _count(holds: Callable[[int, int], bool]) -> Component:
    def make(_shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
        bound = _number(only(arguments))
        return lambda _focus, values: holds(len(values), bound)

    return make


def _compared(holds: Callable[[Any, Any], bool]) -> Component:
    def make(_shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
        bounds = [_number(each) for each in arguments]
        return _every_value(lambda value: all(holds(_number(value), bound) for bound in bounds))

    return make


def _length(holds: Callable[[int, int], bool]) -> Component:
    def make(_shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
        bound = int(_number(only(arguments)))
        if bound == 0:
            raise UnsureError  # for pySHACL, a blank node is not shorter than nothing
        return _every_value(
            lambda value: value[:1] != b"_" and holds(len(literals.text(value)), bound)
        )

    return make


def _pattern(shapes: ShapeEvaluator, shape: bytes, arguments: Values) -> ConstraintTest:
    flags = {literals.text(f).lower() for f in shapes.shapes_graph.objects(shape, sh("flags"))}
    letters = "".join(flags)
    if len(flags) > 1 or set(letters) - set("im"):
        raise UnsureError
    options = (re.I if "i" in letters else 0) | (re.M if "m" in letters else 0)
    patterns = [_compiled(literals.text(each), options) for each in arguments]

    def holds(value: bytes) -> bool:
        return value[:1] != b"_" and all(each.search(literals.text(value)) for each in patterns)

    return _every_value(holds)


def _compiled(pattern: str, options: int) -> re.Pattern[str]:
    try:
        return re.compile(pattern, options)
    except (re.error, OverflowError, RecursionError):
        raise UnsureError from None


def _language_in(shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
    tags = shapes.items(only(arguments))
    wanted = {literals.text(each).lower() for each in tags}
    if "*" in wanted or any(literals.datatype(each) != _STRING for each in tags):
        raise UnsureError

    def holds(value: bytes) -> bool:
        tag = literals.language(value)
        return bool(tag) and (tag in wanted or tag.partition("-")[0] in wanted)

    return _every_value(holds)


def _unique_lang(_shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
    if only(arguments) != TRUE:
        return lambda _focus, _values: True

    def test(_focus: bytes, values: Values) -> bool:
        tags = [tag for tag in map(literals.language, values) if tag]
        return len(tags) == len(set(tags))

    return test


def _equals(shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
    others = shapes.data_graph.objects
    return lambda focus, values: all(set(values) == set(others(focus, each)) for each in arguments)


def _disjoint(shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
    get = shapes.data_graph.objects
    return lambda focus, values: all(set(values).isdisjoint(get(focus, p)) for p in arguments)


def _less(holds: Callable[[Any, Any], bool]) -> Component:
    def make(shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
        others = shapes.data_graph.objects

        def test(focus: bytes, values: Values) -> bool:
            if any(each[:1] != b"<" for each in arguments) or any(v[:1] == b"_" for v in values):
                raise UnsureError
            pairs = [(a, b) for each in arguments for a in values for b in others(focus, each)]
            if any(literals.datatype(a) != literals.datatype(b) for a, b in pairs):
                raise UnsureError
            return all(holds(_number(a), _number(b)) for a, b in pairs)

        return test

    return make


def _in(shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
    wanted = set(shapes.items(only(arguments)))
    return _every_value(lambda value: value in wanted)


def _has_value(_shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
    return lambda _focus, values: all(each in values for each in arguments)


def _shapes_of_values(*, with_path: bool) -> Component:
    """Shapes that all have a path, or none."""

    def make(shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
        get = shapes.shapes_graph.objects
        if any(bool(get(each, sh("path"))) != with_path for each in arguments):
            raise UnsureError
        tests = [shapes.test(each) for each in arguments]
        return _every_value(lambda value: every(test(value) for test in tests))

    return make


def _not(shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
    tests = [shapes.test(each) for each in arguments]
    return _every_value(lambda value: not some(test(value) for test in tests))


def _logical(holds: Callable[[Iterable[bool]], bool]) -> Component:
    """A component whose arguments are lists of shapes."""

    def make(shapes: ShapeEvaluator, _shape: bytes, arguments: Values) -> ConstraintTest:
        groups = [shapes.items(head) for head in arguments]
        tests = [[shapes.test(each) for each in group] for group in groups]
        return _every_value(lambda value: every(holds(test(value) for test in t) for t in tests))

    return make


def _qualified(shapes: ShapeEvaluator, shape: bytes, arguments: Values) -> ConstraintTest:
    has_path = shapes.shapes_graph.objects(shape, sh("path"))
    if not has_path or shapes.is_true(shape, "qualifiedValueShapesDisjoint"):
        raise UnsureError
    qualified = shapes.test(only(arguments))
    least = [_number(each) for each in shapes.shapes_graph.objects(shape, sh("qualifiedMinCount"))]
    most = [_number(each) for each in shapes.shapes_graph.objects(shape, sh("qualifiedMaxCount"))]

    def test(_focus: bytes, values: Values) -> bool:
        count = sum(qualified(value) for value in values)
        return all(count >= each for each in least) and all(count <= each for each in most)

    return test


def _sparql(shapes: ShapeEvaluator, shape: bytes, arguments: Values) -> ConstraintTest:
    if shapes.shapes_graph.objects(shape, sh("path")):
        raise UnsureError
    wanted = [each for each in arguments if not shapes.is_true(each, "deactivated")]
    queries = [select_query(shapes.shapes_graph, each) for each in wanted]
    return lambda focus, _values: not some(shapes.has_solution(each, focus) for each in queries)


COMPONENTS: dict[str, Component] = {
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "minCount": _count(operator.ge),
    "maxCount": _count(operator.le),
    "minInclusive": _compared(operator.ge),
    "maxInclusive": _compared(operator.le),
    "minExclusive": _compared(operator.gt),
    "maxExclusive": _compared(operator.lt),
    "minLength": _length(operator.ge),
    "maxLength": _length(operator.le),
    "pattern": _pattern,
    "languageIn": _language_in,
    "uniqueLang": _unique_lang,
    "equals": _equals,
    "disjoint": _disjoint,
    "lessThan": _less(operator.lt),
    "lessThanOrEquals": _less(operator.le),
    "in": _in,
    "hasValue": _has_value,
    "node": _shapes_of_values(with_path=False),
    "property": _shapes_of_values(with_path=True),
    "not": _not,
    "and": _logical(every),
    "or": _logical(some),
    "xone": _logical(lambda results: sum(results) == 1),
    "qualifiedValueShape": _qualified,
    "sparql": _sparql,
}
"""The constraint components, by the name of their parameter."""
