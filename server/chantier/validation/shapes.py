"""Shapes as functions: does a focus node conform? Said for certain, or not at all.

Covers SHACL Core and SHACL-SPARQL as pySHACL reads them. What it cannot say for certain, from a
component it does not know to a comparison of odd literals, raises ``UnsureError``.

Source: https://www.w3.org/TR/shacl/
"""

from __future__ import annotations

from collections.abc import Callable

from chantier.validation.constraints import COMPONENTS, Test
from chantier.validation.literals import SUBCLASS, TRUE, TYPE, UnsureError, sh
from chantier.validation.triples import Index, Values

Judge = Callable[[bytes], bool]
"""Tells of a focus node whether it conforms."""
_Walk = Callable[[bytes], Values]
"""What a path leads to."""
_SH = sh("")[:-1]
_NO_CONSTRAINTS = frozenset(
    (
        *("path", "name", "description", "message", "severity", "order", "group", "defaultValue"),
        *("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf", "deactivated"),
        *("flags", "ignoredProperties", "declare", "prefixes"),
        *("qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint"),
    )
)
"""What a shape may say besides its constraints; the rest must be known."""


class Judges:
    """The judges of the shapes of one graph, about the triples of another."""

    def __init__(self, shapes: Index, data: Index, solves: Callable[[str, bytes], bool]) -> None:
        """Remember both.

        Args:
            shapes: every triple of the shapes.
            data: at least the triples whose predicate the shapes name, with types and subclasses.
            solves: tells whether a SPARQL constraint (its node’s query, whole) has a solution for
                a focus node; raises ``UnsureError``.
        """
        self.shapes, self.data, self.solves = shapes, data, solves
        self._judges: dict[bytes, Judge] = {}
        self._below: dict[bytes, set[bytes]] = {}

    def of(self, shape: bytes) -> Judge:
        """The judge of a shape."""
        if shape not in self._judges:
            # A shape may lead to itself.
            self._judges[shape] = lambda focus: self._judges[shape](focus)
            try:
                self._judges[shape] = self._compiled(shape)
            except UnsureError:
                self._judges[shape] = _unsure
        return self._judges[shape]

    def instances(self, class_term: bytes) -> set[bytes]:
        """What has a class, or one below it, as its type."""
        below = self.below(class_term)
        return {node for each in below for node in self.data.subjects(TYPE, each)}

    def below(self, class_term: bytes) -> set[bytes]:
        """A class and its subclasses."""
        if class_term not in self._below:
            self._below[class_term] = self.data.reaching(class_term, SUBCLASS)
        return self._below[class_term]

    def is_true(self, shape: bytes, name: str) -> bool:
        """Whether a shape says so of itself."""
        return TRUE in self.shapes.objects(shape, sh(name))

    def items(self, head: bytes) -> list[bytes]:
        """The members of a list of the shapes."""
        return list(self.shapes.items(head))

    def _compiled(self, shape: bytes) -> Judge:
        if self.is_true(shape, "deactivated"):
            return lambda _focus: True
        paths = self.shapes.objects(shape, sh("path"))
        walk = self._walk(next(iter(paths))) if paths else _stay
        tests = list[Test]()
        for predicate in self.shapes.predicates(shape):
            name = predicate[len(_SH) : -1].decode() if predicate.startswith(_SH) else ""
            if name and name not in _NO_CONSTRAINTS:
                if name not in COMPONENTS:
                    raise UnsureError
                given = self.shapes.objects(shape, predicate)
                tests.append(COMPONENTS[name](self, shape, given))

        def judge(focus: bytes) -> bool:
            values = walk(focus)
            return all(test(focus, values) for test in tests)

        return judge

    def _walk(self, path: bytes) -> _Walk:
        """What follows a path. Source: https://www.w3.org/TR/shacl/#property-paths."""
        data = self.data
        if path[:1] == b"<":
            return lambda focus: data.objects(focus, path)
        kinds = self.shapes.predicates(path)
        inner = self.shapes.one(path, kinds[0]) if len(kinds) == 1 else None
        if inner and kinds == [sh("inversePath")] and inner[:1] == b"<":
            return lambda focus: data.subjects(inner, focus)
        if inner and kinds == [sh("alternativePath")]:
            ways = [self._walk(item) for item in self.items(inner)]
            return lambda focus: {value for way in ways for value in way(focus)}
        if inner and kinds == [sh("zeroOrOnePath")]:
            way = self._walk(inner)
            return lambda focus: {focus, *way(focus)}
        if inner and kinds in ([sh("zeroOrMorePath")], [sh("oneOrMorePath")]):
            way, more = self._walk(inner), kinds == [sh("oneOrMorePath")]
            return lambda focus: _any_number(way, focus, set() if more else {focus})
        steps = self.items(path)
        if len(steps) < 2:
            raise UnsureError
        walks = [self._walk(step) for step in steps]

        def walk(focus: bytes) -> Values:
            reached: Values = {focus}
            for way in walks:
                reached = {value for node in reached for value in way(node)}
            return reached

        return walk


def _unsure(_focus: bytes) -> bool:
    raise UnsureError


def _stay(focus: bytes) -> Values:
    return (focus,)


def _any_number(way: _Walk, focus: bytes, found: set[bytes]) -> set[bytes]:
    waiting = [focus]
    while waiting:
        fresh = [value for value in way(waiting.pop()) if value not in found]
        found.update(fresh)
        waiting += fresh
    return found
