"""The constraints of SHACL as functions of a focus node and its value nodes.

Each maker takes the judges, the shape and the values of the constraint’s parameter; it raises
``UnsureError`` for what it does not know, as its tests do.

Source: https://www.w3.org/TR/shacl/#core-components
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from chantier.namespaces import PREFIXES
from chantier.validation import literals
from chantier.validation.literals import TRUE, TYPE, UnsureError, sh
from chantier.validation.triples import Index, Values

if TYPE_CHECKING:
    from chantier.validation.shapes import Judges

Test = Callable[[bytes, Values], bool]
"""Tells of a focus node and its value nodes whether a constraint holds."""
Maker = Callable[["Judges", bytes, Values], Test]

_STRINGS = (f"{PREFIXES['xsd']}string", f"{PREFIXES['rdf']}langString")
_KINDS = {b"<": "iri", b"_": "blanknode", b'"': "literal"}


def _each(holds: Callable[[bytes], bool]) -> Test:
    return lambda _focus, values: all(holds(value) for value in values)


def _only(given: Values) -> bytes:
    """The one value of a parameter."""
    if len(given) != 1:
        raise UnsureError
    return next(iter(given))


def _number(term: bytes) -> Any:
    """A literal as a number that compares."""
    value = literals.literal(term).value if literals.datatype(term) else None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise UnsureError
    return value


def _class(judges: Judges, _shape: bytes, given: Values) -> Test:
    wanted = [judges.below(each) for each in given]
    types = judges.data.objects
    return _each(lambda value: all(not below.isdisjoint(types(value, TYPE)) for below in wanted))


def _datatype(_judges: Judges, _shape: bytes, given: Values) -> Test:
    wanted = literals.text(_only(given))

    def holds(value: bytes) -> bool:
        if wanted == _STRINGS[1]:
            return bool(literals.language(value))
        if literals.datatype(value) != wanted:
            return False
        return wanted == _STRINGS[0] or not literals.literal(value).ill_typed

    return _each(holds)


def _node_kind(_judges: Judges, _shape: bytes, given: Values) -> Test:
    wanted = literals.text(_only(given)).removeprefix(PREFIXES["sh"]).lower()
    return _each(lambda value: _KINDS[value[:1]] in wanted.split("or"))


def _count(holds: Callable[[int, int], bool]) -> Maker:
    def make(_judges: Judges, _shape: bytes, given: Values) -> Test:
        bound = _number(_only(given))
        return lambda _focus, values: holds(len(values), bound)

    return make


def _compared(holds: Callable[[Any, Any], bool]) -> Maker:
    def make(_judges: Judges, _shape: bytes, given: Values) -> Test:
        bounds = [_number(each) for each in given]
        return _each(lambda value: all(holds(_number(value), bound) for bound in bounds))

    return make


def _length(holds: Callable[[int, int], bool]) -> Maker:
    def make(_judges: Judges, _shape: bytes, given: Values) -> Test:
        bound = int(_number(_only(given)))
        return _each(lambda value: value[:1] != b"_" and holds(len(literals.text(value)), bound))

    return make


def _pattern(judges: Judges, shape: bytes, given: Values) -> Test:
    flags = {literals.text(each).lower() for each in judges.shapes.objects(shape, sh("flags"))}
    if len(flags) > 1 or set("".join(flags)) - set("im"):
        raise UnsureError
    asked = "".join(flags)
    chosen = (re.I if "i" in asked else 0) | (re.M if "m" in asked else 0)
    patterns = [re.compile(literals.text(each), chosen) for each in given]

    def holds(value: bytes) -> bool:
        return value[:1] != b"_" and all(each.search(literals.text(value)) for each in patterns)

    return _each(holds)


def _language_in(judges: Judges, _shape: bytes, given: Values) -> Test:
    wanted = {literals.text(each).lower() for each in judges.items(_only(given))}
    if "*" in wanted:
        raise UnsureError

    def holds(value: bytes) -> bool:
        tag = literals.language(value)
        return bool(tag) and (tag in wanted or tag.partition("-")[0] in wanted)

    return _each(holds)


def _unique_lang(_judges: Judges, _shape: bytes, given: Values) -> Test:
    if _only(given) != TRUE:
        return lambda _focus, _values: True

    def test(_focus: bytes, values: Values) -> bool:
        tags = [tag for tag in map(literals.language, values) if tag]
        return len(tags) == len(set(tags))

    return test


def _equals(judges: Judges, _shape: bytes, given: Values) -> Test:
    others = judges.data.objects
    return lambda focus, values: all(set(values) == set(others(focus, each)) for each in given)


def _disjoint(judges: Judges, _shape: bytes, given: Values) -> Test:
    others = judges.data.objects
    return lambda focus, values: all(set(values).isdisjoint(others(focus, each)) for each in given)


def _less(holds: Callable[[Any, Any], bool]) -> Maker:
    def make(judges: Judges, _shape: bytes, given: Values) -> Test:
        others = judges.data.objects

        def test(focus: bytes, values: Values) -> bool:
            pairs = [(a, b) for each in given for a in values for b in others(focus, each)]
            if any(literals.datatype(a) != literals.datatype(b) for a, b in pairs):
                raise UnsureError
            return all(holds(_number(a), _number(b)) for a, b in pairs)

        return test

    return make


def _in(judges: Judges, _shape: bytes, given: Values) -> Test:
    wanted = set(judges.items(_only(given)))
    return _each(lambda value: value in wanted)


def _has_value(_judges: Judges, _shape: bytes, given: Values) -> Test:
    return lambda _focus, values: all(each in values for each in given)


def _conforms(judges: Judges, _shape: bytes, given: Values) -> Test:
    inner = [judges.of(each) for each in given]
    return _each(lambda value: all(judge(value) for judge in inner))


def _not(judges: Judges, _shape: bytes, given: Values) -> Test:
    inner = [judges.of(each) for each in given]
    return _each(lambda value: not any(judge(value) for judge in inner))


def _logical(holds: Callable[[Iterable[bool]], bool]) -> Maker:
    def make(judges: Judges, _shape: bytes, given: Values) -> Test:
        lists = [[judges.of(item) for item in judges.items(head)] for head in given]
        return _each(lambda value: all(holds(judge(value) for judge in inner) for inner in lists))

    return make


def _qualified(judges: Judges, shape: bytes, given: Values) -> Test:
    if judges.is_true(shape, "qualifiedValueShapesDisjoint"):
        raise UnsureError
    judge = judges.of(_only(given))
    least = [_number(each) for each in judges.shapes.objects(shape, sh("qualifiedMinCount"))]
    most = [_number(each) for each in judges.shapes.objects(shape, sh("qualifiedMaxCount"))]

    def test(_focus: bytes, values: Values) -> bool:
        count = sum(judge(value) for value in values)
        return all(count >= each for each in least) and all(count <= each for each in most)

    return test


def _sparql(judges: Judges, shape: bytes, given: Values) -> Test:
    if judges.shapes.objects(shape, sh("path")):
        raise UnsureError
    wanted = [each for each in given if not judges.is_true(each, "deactivated")]
    queries = [_query(judges.shapes, each) for each in wanted]
    return lambda focus, _values: not any(judges.solves(query, focus) for query in queries)


def _query(shapes: Index, constraint: bytes) -> str:
    """The query of a SPARQL constraint behind its prefixes.

    Raises:
        UnsureError: it has none, or several.
    """
    select = literals.text(_only(shapes.objects(constraint, sh("select"))))
    told = []
    for holder in shapes.objects(constraint, sh("prefixes")):
        for declared in shapes.objects(holder, sh("declare")):
            prefix = literals.text(_only(shapes.objects(declared, sh("prefix"))))
            namespace = literals.text(_only(shapes.objects(declared, sh("namespace"))))
            told.append(f"PREFIX {prefix}: <{namespace}>\n")
    return "".join(sorted(told)) + select


COMPONENTS: dict[str, Maker] = {
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
    "node": _conforms,
    "property": _conforms,
    "not": _not,
    "and": _logical(all),
    "or": _logical(any),
    "xone": _logical(lambda results: sum(results) == 1),
    "qualifiedValueShape": _qualified,
    "sparql": _sparql,
}
"""What makes the test of each constraint, by the name of its parameter."""
