"""A fast search for the focus nodes that may break a shape: pySHACL evaluates no others.

Every node that it leaves out conforms for certain; a node that it returns may conform after all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.validation.constraints import ShapeTest
from chantier.validation.literals import SUBCLASS, TYPE, UnsureError, sh
from chantier.validation.shapes import Shapes
from chantier.validation.triples import TripleIndex

_TARGETS = tuple(map(sh, ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")))
_CLASSES = frozenset(
    f"<{name}>".encode() for name in (f"{PREFIXES['rdfs']}Class", f"{PREFIXES['owl']}Class")
)
_SHAPES = frozenset(map(sh, ("NodeShape", "PropertyShape")))
_TOKEN = re.compile(
    r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|<[^<>"{}|^`\\\s]*>|\#[^\n]*|\{|[$?]this\b"""
)
_NOT_BINDABLE = re.compile(
    r'"""|\'\'\'|[$?](?:PATH|shapesGraph|currentShape)\b|\bAS\s+[$?]this\b'
    r"|\b(?:COUNT|SUM|AVG|GROUP_CONCAT|MINUS|VALUES|SERVICE)\b|\bSELECT\b.*\bSELECT\b",
    re.IGNORECASE | re.DOTALL,
)
"""What only pySHACL evaluates: what SHACL forbids, variables that are not filled in here, and
aggregates, which a triple that stands in several graphs would change.
"""


def candidates(
    shapes: Sequence[bytes], data: Iterable[bytes], store: ox.Store
) -> dict[bytes, list[bytes]]:
    """The focus nodes that may break a shape, sorted, for each shape that has targets.

    Args:
        shapes: the N-Quads lines of the shapes.
        data: those of the whole dataset.
        store: the same quads, for SPARQL constraints.

    Returns:
        Focus nodes by shape, as N-Quads writes them; shapes without any are left out.
    """
    shapes_graph = TripleIndex(shapes)
    data_graph = TripleIndex(data, shapes_graph.every_object() | {TYPE, SUBCLASS})
    evaluator = Shapes(shapes_graph, data_graph, partial(_has_solution, store))
    classes = _class_shapes(shapes_graph)
    found = {}
    for shape in sorted({*classes, *chain(*map(shapes_graph.all_subjects, _TARGETS))}):
        conforms = _certain_test(evaluator, shape)
        nodes = _focus_nodes(evaluator, shape, is_class=shape in classes)
        if unproven := sorted(node for node in nodes if not conforms(node)):
            found[shape] = unproven
    return found


def retargeted(shapes: Iterable[bytes], targets: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    """The lines of shapes, with the given pairs of shape and focus node as their only targets."""
    kept = []
    for line in shapes:
        _, predicate, rest = line.split(b" ", 2)
        implicit = predicate == TYPE and rest.split(b" ", 1)[0] in _CLASSES
        if predicate not in _TARGETS and not implicit:
            kept.append(line)
    return kept + [b" ".join((shape, _TARGETS[0], focus, b".\n")) for shape, focus in targets]


def _class_shapes(shapes: TripleIndex) -> set[bytes]:
    """The shapes that are classes.

    Source: https://www.w3.org/TR/shacl/#implicit-targetClass
    """
    classes, declared = (
        {node for name in names for node in shapes.subjects(TYPE, name)}
        for names in (_CLASSES, _SHAPES)
    )
    return classes & declared


def _focus_nodes(shapes: Shapes, shape: bytes, *, is_class: bool) -> set[bytes]:
    nodes, classes, subjects, objects = (
        shapes.shapes_graph.objects(shape, predicate) for predicate in _TARGETS
    )
    found = set(nodes)
    for name in [*classes, shape] if is_class else classes:
        found |= shapes.instances(name)
    for name in subjects:
        found.update(shapes.data_graph.all_subjects(name))
    for name in objects:
        found |= shapes.data_graph.all_objects(name)
    return found


def _certain_test(shapes: Shapes, shape: bytes) -> ShapeTest:
    """Whether a focus node conforms to a shape for certain."""
    # Where the shapes declare components of their own, any predicate may be a constraint.
    only_standard = not shapes.shapes_graph.all_subjects(sh("parameter"))

    def conforms(focus: bytes) -> bool:
        try:
            return only_standard and shapes.test(shape)(focus)
        except (UnsureError, RecursionError):
            return False

    return conforms


def _has_solution(store: ox.Store, query: str, focus: bytes) -> bool:
    """Whether the query of a SPARQL constraint has a solution for a focus node.

    The node is written in place of ``$this``; where the grammar does not allow it, pySHACL must
    evaluate the query. Source: https://www.w3.org/TR/shacl/#pre-binding
    """
    if focus[:1] != b"<" or _NOT_BINDABLE.search(query):
        raise UnsureError
    within = False

    def fill(found: re.Match[str]) -> str:
        nonlocal within
        within = within or found[0] == "{"
        return focus.decode() if found[0][1:] == "this" and within else found[0]

    try:
        answer = store.query(_TOKEN.sub(fill, query), use_default_graph_as_union=True)
        return any(True for _ in answer) if isinstance(answer, ox.QuerySolutions) else bool(answer)
    except (SyntaxError, ValueError, RuntimeError):
        raise UnsureError from None
