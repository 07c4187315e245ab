"""Mild shapes that only count, such as “an organization should give its website”, without pySHACL.

A large file breaks them everywhere, and pySHACL takes a millisecond for each result.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set

from chantier.validation import literals
from chantier.validation.findings import Finding
from chantier.validation.literals import SUBCLASS, TYPE, UnsureError, sh
from chantier.validation.prefilter import focus_nodes
from chantier.validation.shapes import Shapes
from chantier.validation.triples import TripleIndex

MILD = frozenset(map(sh, ("Warning", "Info")))
"""The severities of what is no violation."""
_COUNTS = frozenset(map(sh, ("minCount", "qualifiedMinCount", "qualifiedValueShape")))
"""Constraints whose result is one for a focus node, and has no value."""
_WORDS = frozenset(map(sh, ("path", "name", "message", "severity", "description")))
_PROPERTY = sh("property")
_PREFIX = sh("")[:-1]


def counted(
    shapes: Sequence[bytes], data: Iterable[bytes], judged: Set[bytes]
) -> tuple[list[bytes], list[Finding]]:
    """The shapes that are left to evaluate, and what the others find.

    Args:
        shapes: N-Quads lines.
        data: N-Quads lines of what is judged and of what it may link to.
        judged: the nodes that are evaluated.
    """
    graph = TripleIndex(shapes)
    index = TripleIndex(data, graph.every_object() | {TYPE, SUBCLASS})
    evaluator = Shapes(graph, index, _unsure)
    findings, done = list[Finding](), set[bytes]()
    for shape in sorted(_only_counting(graph)):
        holders = graph.subjects(_PROPERTY, shape)
        nodes = sorted({n for holder in holders for n in focus_nodes(evaluator, holder)} & judged)
        conforms = evaluator.test(shape)
        try:
            failing = [node for node in nodes if not conforms(node)]
        except UnsureError:
            continue
        done.add(shape)
        findings += _findings(graph, shape, failing)
    return without(shapes, done), findings


def without(shapes: Iterable[bytes], dropped: Collection[bytes]) -> list[bytes]:
    """The lines of shapes but those of some property shapes, and what leads to these."""
    return [
        line
        for line in shapes
        if not (
            (terms := line.split(b" ", 3))[0] in dropped
            or (terms[1] == _PROPERTY and terms[2] in dropped)
        )
    ]


def _unsure(_query: str, _focus: bytes) -> bool:
    raise UnsureError


def _only_counting(graph: TripleIndex) -> set[bytes]:
    """Mild property shapes that do nothing but count, of shapes that have a target."""
    found = set[bytes]()
    for severity in MILD:
        for shape in graph.subjects(sh("severity"), severity):
            terms = {term for term in graph.predicates(shape) if term.startswith(_PREFIX)}
            if terms & _COUNTS and terms <= _COUNTS | _WORDS and graph.subjects(_PROPERTY, shape):
                found.add(shape)
    return found


def _findings(graph: TripleIndex, shape: bytes, failing: Iterable[bytes]) -> list[Finding]:
    texts = {
        literals.language(message): literals.text(message)
        for message in graph.objects(shape, sh("message"))
    }
    severity = literals.text(next(iter(graph.objects(shape, sh("severity")))))
    return [
        Finding(
            rule=literals.text(shape),
            severity=severity.rpartition("#")[2].lower(),
            focus=node.decode().strip("<>"),
            value="",
            message_fr=texts.get("fr", ""),
            message_en=texts.get("en", ""),
        )
        for node in failing
    ]
