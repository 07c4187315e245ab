"""Shapes as functions: whether a focus node conforms, where that is certain.

Covers SHACL Core and SHACL-SPARQL as pySHACL reads them. What is not certain, from an unknown
component to a comparison of unusual literals, raises ``UnsureError``.

Source: https://www.w3.org/TR/shacl/
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from chantier.rdf.entities import reached
from chantier.validation.constraints import COMPONENTS, ConstraintTest, ShapeTest
from chantier.validation.literals import FALSE, SUBCLASS, TRUE, TYPE, UnsureError, every, sh
from chantier.validation.triples import TripleIndex, Values

MAX_LEVELS_COUNT = 15
"""Levels of shapes within shapes that pySHACL does not go down to."""
_Path = Callable[[bytes], Values]
"""The nodes that a path leads to from a focus node."""
_SH = sh("")[:-1]
_NO_CONSTRAINTS = frozenset(
    (
        *("path", "name", "description", "message", "severity", "order", "group", "defaultValue"),
        *("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf", "deactivated"),
        *("flags", "ignoredProperties", "declare", "prefixes"),
        *("qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint"),
    )
)
"""Terms of SHACL that a shape may use besides its constraints; all others must be known."""


class Shapes:
    """The shapes of a shapes graph, evaluated on a data graph."""

    def __init__(
        self,
        shapes_graph: TripleIndex,
        data_graph: TripleIndex,
        has_solution: Callable[[str, bytes], bool],
    ) -> None:
        """Keep both graphs.

        Args:
            shapes_graph: every triple of the shapes.
            data_graph: at least the triples whose predicate the shapes name, with types and
                subclasses.
            has_solution: whether the whole query of a SPARQL constraint has a solution for a focus
                node; raises ``UnsureError``.
        """
        self.shapes_graph, self.data_graph = shapes_graph, data_graph
        self.has_solution = has_solution
        self._tests: dict[bytes, ShapeTest] = {}
        self._levels: dict[bytes, int] = {}  # of shapes within shapes, below each
        self._level = 0  # the same, below the shape that is being read
        self._subclasses: dict[bytes, set[bytes]] = {}

    def test(self, shape: bytes) -> ShapeTest:
        """The test of a shape."""
        if shape not in self._tests:
            # Of a shape that leads to itself, pySHACL has an opinion of its own.
            self._tests[shape], self._levels[shape] = _unsure, 0
            outer, self._level = self._level, 0
            with suppress(UnsureError):
                self._tests[shape] = self._compiled(shape)
            self._level, self._levels[shape] = outer, self._level
            if self._levels[shape] >= MAX_LEVELS_COUNT:
                self._tests[shape] = _unsure
        self._level = max(self._level, self._levels[shape] + 1)
        return self._tests[shape]

    def instances(self, class_term: bytes) -> set[bytes]:
        """The nodes that have a class, or one of its subclasses, as their type."""
        classes = self.subclasses(class_term)
        return {node for each in classes for node in self.data_graph.subjects(TYPE, each)}

    def subclasses(self, class_term: bytes) -> set[bytes]:
        """A class and its subclasses."""
        if class_term not in self._subclasses:
            step = partial(self.data_graph.subjects, SUBCLASS)
            self._subclasses[class_term] = reached({class_term}, step)
        return self._subclasses[class_term]

    def is_true(self, shape: bytes, name: str) -> bool:
        """Whether a shape has the value ``true`` for a term of SHACL.

        Raises:
            UnsureError: it has several values, or one that is no Boolean.
        """
        values = set(self.shapes_graph.objects(shape, sh(name)))
        if len(values) > 1 or not values <= {TRUE, FALSE}:
            raise UnsureError
        return TRUE in values

    def items(self, head: bytes) -> list[bytes]:
        """The members of a list in the shapes graph."""
        return self.shapes_graph.items(head)

    def _compiled(self, shape: bytes) -> ShapeTest:
        if self.is_true(shape, "deactivated"):
            return lambda _focus: True
        paths = self.shapes_graph.objects(shape, sh("path"))
        if len(paths) > 1:
            raise UnsureError
        value_nodes: _Path = self._path(next(iter(paths))) if paths else lambda focus: (focus,)
        tests = list[ConstraintTest]()
        for predicate in self.shapes_graph.predicates(shape):
            name = predicate[len(_SH) : -1].decode() if predicate.startswith(_SH) else ""
            if name and name not in _NO_CONSTRAINTS:
                if name not in COMPONENTS:
                    raise UnsureError
                arguments = self.shapes_graph.objects(shape, predicate)
                tests.append(COMPONENTS[name](self, shape, arguments))

        def conforms(focus: bytes) -> bool:
            values = value_nodes(focus)
            return every(test(focus, values) for test in tests)

        return conforms

    def _path(self, path: bytes) -> _Path:
        """A path as a function. Source: https://www.w3.org/TR/shacl/#property-paths."""
        data = self.data_graph
        if path[:1] == b"<":
            return lambda focus: data.objects(focus, path)
        predicates = self.shapes_graph.predicates(path)
        operand = self.shapes_graph.value(path, predicates[0]) if len(predicates) == 1 else None
        if operand and predicates == [sh("inversePath")] and operand[:1] == b"<":
            return lambda focus: data.subjects(operand, focus)
        if operand and predicates == [sh("alternativePath")]:
            choices = [self._path(item) for item in self.items(operand)]
            if len(choices) < 2:
                raise UnsureError
            return lambda focus: {value for choice in choices for value in choice(focus)}
        if operand and predicates == [sh("zeroOrOnePath")]:
            once = self._path(operand)
            return lambda focus: {focus, *once(focus)}
        if operand and predicates in ([sh("zeroOrMorePath")], [sh("oneOrMorePath")]):
            once, from_one = self._path(operand), predicates == [sh("oneOrMorePath")]
            return lambda focus: reached(once(focus) if from_one else {focus}, once)
        steps = [self._path(step) for step in self.items(path)]
        if len(steps) < 2:
            raise UnsureError

        def sequence(focus: bytes) -> Values:
            nodes: Values = {focus}
            for step in steps:
                nodes = {value for node in nodes for value in step(node)}
            return nodes

        return sequence


def _unsure(_focus: bytes) -> bool:
    raise UnsureError
