"""A fast search for the focus nodes that may break a shape: pySHACL evaluates no others.

Every node that it leaves out conforms for certain; a node that it returns may conform after all.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from itertools import chain, islice

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.rdf.nquads import split_line
from chantier.store.indexes import BATCH_QUADS
from chantier.validation.approximations import approximated
from chantier.validation.constraints import ShapeTest
from chantier.validation.literals import SUBCLASS, TYPE, UnsureError, kept, sh
from chantier.validation.operands import FOCUS
from chantier.validation.shapes import Shapes
from chantier.validation.triples import TripleIndex

_TARGETS = tuple(map(sh, ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")))
_RDFS_CLASS, _OWL_CLASS = (
    f"<{name}>".encode() for name in (f"{PREFIXES['rdfs']}Class", f"{PREFIXES['owl']}Class")
)
_SHAPE_TYPES = tuple(map(sh, ("NodeShape", "PropertyShape")))
_OF_SHAPES = tuple(map(sh, ("property", "node")))
_TO_SHAPES = tuple(map(sh, ("property", "node", "not", "qualifiedValueShape")))
_TO_LISTS = tuple(map(sh, ("and", "or", "xone")))


def candidates(
    shapes: Sequence[bytes], data: Iterable[bytes], judged: Container[bytes] | None = None
) -> dict[bytes, list[bytes]]:
    """The focus nodes that may break a shape, sorted, for each shape that has targets.

    Args:
        shapes: the N-Quads lines of the shapes.
        data: those of the whole dataset, iterated once more where there are SPARQL constraints.
        judged: the nodes that may be focus nodes; all where there is none.

    Returns:
        Focus nodes by shape, as N-Quads writes them; shapes without any are left out.
    """
    shapes_graph = TripleIndex(shapes)
    data_graph = TripleIndex(data, shapes_graph.every_object() | {TYPE, SUBCLASS})
    evaluator = Shapes(shapes_graph, data_graph, _Queries(data).has_solution)
    classes = _class_shapes(shapes_graph)
    found = {}
    for shape in sorted({*classes, *chain(*map(shapes_graph.all_subjects, _TARGETS))}):
        conforms = _certain_test(evaluator, shape)
        nodes = focus_nodes(evaluator, shape, is_class=shape in classes)
        if judged is not None:
            nodes = {node for node in nodes if node in judged}
        if unproven := sorted(node for node in nodes if not conforms(node)):
            found[shape] = unproven
    return found


def retargeted(shapes: Iterable[bytes], targets: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    """The lines of shapes, with the given pairs of shape and focus node as their only targets."""
    kept_lines = []
    for line in shapes:
        _, predicate, rest = line.split(b" ", 2)
        value = rest.split(b" ", 1)[0]
        is_class = predicate == TYPE and value in (_RDFS_CLASS, _OWL_CLASS)
        is_metaclass = predicate == SUBCLASS and value == _RDFS_CLASS
        if predicate not in _TARGETS and not is_class and not is_metaclass:
            kept_lines.append(line)
    pairs = [b" ".join((shape, _TARGETS[0], focus, b".\n")) for shape, focus in targets]
    return kept_lines + pairs


def _class_shapes(shapes: TripleIndex) -> set[bytes]:
    """The shapes that are classes, for pySHACL.

    Source: https://www.w3.org/TR/shacl/#implicit-targetClass
    """
    metaclasses = {_RDFS_CLASS, _OWL_CLASS, *shapes.subjects(SUBCLASS, _RDFS_CLASS)}
    classes = {node for name in metaclasses for node in shapes.subjects(TYPE, name)}
    return classes & _all_shapes(shapes)


def _all_shapes(shapes: TripleIndex) -> set[bytes]:
    """The nodes that are shapes, for pySHACL.

    Source: https://www.w3.org/TR/shacl/#shapes
    """
    lists = {head for name in _TO_LISTS for head in shapes.all_objects(name)}
    return {
        *(node for name in _SHAPE_TYPES for node in shapes.subjects(TYPE, name)),
        *(node for name in (*_TARGETS, *_OF_SHAPES) for node in shapes.all_subjects(name)),
        *(node for name in _TO_SHAPES for node in shapes.all_objects(name)),
        *(node for head in lists for node in _members(shapes, head)),
    }


def _members(shapes: TripleIndex, head: bytes) -> list[bytes]:
    try:
        return shapes.items(head)
    except UnsureError:
        return []


def focus_nodes(shapes: Shapes, shape: bytes, *, is_class: bool = False) -> set[bytes]:
    """The focus nodes of a shape; as a class, it has its instances too."""
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


class _Queries:
    """The queries of SPARQL constraints, asked of the engine about one focus node at a time."""

    def __init__(self, data: Iterable[bytes]) -> None:
        self._data = data
        self._store: ox.Store | None = None

    def has_solution(self, query: str, focus: bytes) -> bool:
        """Whether a query may have a solution for a focus node.

        Raises:
            UnsureError: only pySHACL can tell. The focus node is written in place of ``$this``,
                where no blank node and no literal can stand.
        """
        if focus[:1] != b"<":
            raise UnsureError
        template = approximated(query)
        if self._store is None:
            self._store = store_of_terms(self._data)
        try:
            return bool(self._store.query(template.replace(FOCUS, focus.decode())))
        except (SyntaxError, ValueError, RuntimeError):
            raise UnsureError from None


def store_of_terms(lines: Iterable[bytes]) -> ox.Store:
    """The triples of all graphs, in one, with their terms as rdflib reads them."""
    store, waiting = ox.Store(), iter(lines)
    while batch := list(islice(waiting, BATCH_QUADS)):
        triples = b"".join(map(_kept_triple, batch))
        store.bulk_extend(ox.parse(triples, format=ox.RdfFormat.N_TRIPLES))
    return store


def _kept_triple(line: bytes) -> bytes:
    triple = split_line(line)[0]
    if b'"' not in triple:
        return triple + b" .\n"
    subject, predicate, value = triple.split(b" ", 2)
    return b" ".join((subject, predicate, kept(value), b".\n"))
