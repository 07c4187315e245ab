"""Which things may break a shape: a quick look at all, so that pySHACL need judge those alone.

Whatever is not named here conforms for certain. What is named may conform after all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.validation.literals import SUBCLASS, TYPE, UnsureError, sh
from chantier.validation.shapes import Judge, Judges
from chantier.validation.triples import Index

_TARGETS = tuple(map(sh, ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")))
_CLASSES = frozenset(
    f"<{name}>".encode() for name in (f"{PREFIXES['rdfs']}Class", f"{PREFIXES['owl']}Class")
)
_SHAPES = frozenset(map(sh, ("NodeShape", "PropertyShape")))
_TOKEN = re.compile(
    r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|<[^<>"{}|^`\\\s]*>|\#[^\n]*|\{|[$?]this\b"""
)
_HARD = re.compile(
    r'"""|\'\'\'|[$?](?:PATH|shapesGraph|currentShape)\b|\bAS\s+[$?]this\b'
    r"|\b(?:COUNT|SUM|AVG|GROUP_CONCAT|MINUS|VALUES|SERVICE)\b|\bSELECT\b.*\bSELECT\b",
    re.IGNORECASE | re.DOTALL,
)
"""What a query cannot hold if it is to be asked here: what SHACL does not allow, what is not filled
in, and what a triple that stands in several graphs would change.
"""


def suspects(
    shapes: Sequence[bytes], data: Iterable[bytes], store: ox.Store
) -> dict[bytes, list[bytes]]:
    """Give, for each shape that has targets, the focus nodes that may break it, sorted.

    Args:
        shapes: the N-Quads lines of the shapes.
        data: those of everything.
        store: the same, for SPARQL constraints.

    Returns:
        Focus nodes by shape, as N-Quads writes them; shapes that none breaks are left out.
    """
    known = Index(shapes)
    named = known.every_object() | {TYPE, SUBCLASS}
    judges = Judges(known, Index(data, named), lambda query, focus: _solves(store, query, focus))
    own = _implicit(known)
    targeted = chain(own, *map(known.all_subjects, _TARGETS))
    found = {}
    for shape in sorted(set(targeted)):
        judge = _careful(judges, shape)
        nodes = _focus_nodes(judges, shape, is_class=shape in own)
        if doubtful := sorted(node for node in nodes if not judge(node)):
            found[shape] = doubtful
    return found


def narrowed(shapes: Iterable[bytes], wanted: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    """The lines of shapes, with no other targets than the pairs of shape and node."""
    kept = []
    for line in shapes:
        _, predicate, rest = line.split(b" ", 2)
        implicit = predicate == TYPE and rest.split(b" ", 1)[0] in _CLASSES
        if predicate not in _TARGETS and not implicit:
            kept.append(line)
    return kept + [b" ".join((shape, _TARGETS[0], focus, b".\n")) for shape, focus in wanted]


def _implicit(shapes: Index) -> set[bytes]:
    """The shapes that are classes.

    Source: https://www.w3.org/TR/shacl/#implicit-targetClass
    """
    classes, declared = (
        {node for name in names for node in shapes.subjects(TYPE, name)}
        for names in (_CLASSES, _SHAPES)
    )
    return classes & declared


def _focus_nodes(judges: Judges, shape: bytes, *, is_class: bool) -> set[bytes]:
    nodes, classes, subjects, objects = (
        judges.shapes.objects(shape, predicate) for predicate in _TARGETS
    )
    found = set(nodes)
    for name in [*classes, shape] if is_class else classes:
        found |= judges.instances(name)
    for name in subjects:
        found.update(judges.data.all_subjects(name))
    for name in objects:
        found |= judges.data.all_objects(name)
    return found


def _careful(judges: Judges, shape: bytes) -> Judge:
    """A judge that is never wrong when it says that a node conforms."""
    # Where the shapes make components of their own, any predicate may be a constraint.
    known = not judges.shapes.all_subjects(sh("parameter"))

    def judge(focus: bytes) -> bool:
        try:
            return known and judges.of(shape)(focus)
        except (UnsureError, RecursionError):
            return False

    return judge


def _solves(store: ox.Store, query: str, focus: bytes) -> bool:
    """Whether a SPARQL constraint finds something about a focus node.

    The node is written where ``$this`` stands; where the grammar has no place for it, only
    pySHACL can tell. Source: https://www.w3.org/TR/shacl/#pre-binding
    """
    if focus[:1] != b"<" or _HARD.search(query):
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
