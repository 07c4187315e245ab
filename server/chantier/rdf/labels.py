"""Labels of blank nodes, from what is said of them alone: the same in any order, from any parser.

Blank nodes that are linked to one another, directly or not, are a component, and each component is
labelled by itself: so what is said elsewhere changes no label. Its nodes are numbered as
``refinement`` puts them in order, and before the number stands the digest of the component so
numbered. A component that was labelled before is known by it again, and costs no more than that.

RDFC-1.0 (https://www.w3.org/TR/rdf-canon/) labels all anew when one node comes or goes, and tries
each order of nodes that are alike: see decision 0036.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chantier.errors import IndistinctBlankNodes
from chantier.rdf.refinement import (
    MAX_STEPS,
    Order,
    Refinement,
    nodes_of,
    numbered_lines,
    with_labels,
)

_DIGEST_CHARACTERS = 20
"""Of a digest, in a label; components with the same one are numbered besides."""
_LABEL = re.compile(rb"_:(h[0-9a-f]{20}(?:x\d+)?)n\d+")
_MARK = b"_:"
"""Begins every blank node; a literal or an IRI may hold it too."""


@dataclass(frozen=True, slots=True)
class _Component:
    """Lines that blank nodes link to one another, labelled ``_:HEADn0``, ``_:HEADn1`` and so on."""

    head: bytes
    lines: list[bytes]

    @property
    def digest(self) -> bytes:
        """What the head begins with."""
        return self.head[1 : 1 + _DIGEST_CHARACTERS]

    def renamed(self, head: bytes) -> list[bytes]:
        """The lines with another head."""
        old, new = b"_:%bn" % self.head, b"_:%bn" % head
        return [with_labels(line, lambda node: node.replace(old, new, 1)) for line in self.lines]


def labelled(lines: Iterable[bytes], *, strict: bool = False) -> list[bytes]:
    """N-Quads lines, all of which name blank nodes, with canonical labels; in no order.

    Args:
        lines: in any order.
        strict: whether nodes that cannot be told apart within bounds are refused; else they get
            labels as they come, and keep them. No clock is asked.

    Raises:
        IndistinctBlankNodes: they are refused.
    """
    known, others = _known(lines)
    alike = defaultdict[bytes, list[_Component]](list)
    for component in known:
        alike[component.digest].append(component)
    for own, order, is_exact in _ordered(others):
        if strict and not is_exact:
            raise _indistinct(len(order))
        digest = _digest(numbered_lines(own, order))
        labels = {node: b"_:h%bn%d" % (digest, number) for number, node in enumerate(order)}
        relabelled = [with_labels(line, labels.__getitem__) for line in own]
        alike[digest].append(_Component(b"h" + digest, relabelled))
    found = list[bytes]()
    for digest, components in alike.items():
        # Of which the same is said, so that any may have any of these.
        heads = [b"h%b" % digest, *(b"h%bx%d" % (digest, n) for n in range(1, len(components)))]
        for component, head in zip(components, heads, strict=True):
            found += component.lines if component.head == head else component.renamed(head)
    return found


def check_distinct(lines: Iterable[bytes]) -> None:
    """Raise when blank nodes cannot be told apart within bounds.

    Args:
        lines: N-Quads lines, with blank nodes and without.

    Raises:
        IndistinctBlankNodes: they cannot.
    """
    labelled((line for line in lines if _MARK in line), strict=True)


def _indistinct(count: int) -> IndistinctBlankNodes:
    return IndistinctBlankNodes(
        f"{count} nœuds anonymes sont liés si régulièrement que rien ne les distingue dans les"
        " limites du serveur. Rien n’a été changé. Donnez-leur des IRI, ou dites de chacun ce qui"
        " lui est propre.",
        f"{count} blank nodes are linked so regularly that nothing tells them apart within the"
        " limits of the server. Nothing was changed. Name them by IRIs, or say of each what is its"
        " own.",
    )


def _known(lines: Iterable[bytes]) -> tuple[list[_Component], list[bytes]]:
    """The components whose labels are canonical already, and the other lines."""
    groups, others, mixed = defaultdict[bytes, list[bytes]](list), list[bytes](), set[bytes]()
    for line in lines:
        found = _LABEL.findall(line)
        heads = set(found)
        if len(heads) == 1 and len(found) == line.count(_MARK):
            groups[found[0]].append(line)
        else:
            others.append(line)
            mixed |= heads
    known = list[_Component]()
    for head, own in groups.items():
        component = _Component(head, own)
        start = b"_:%bn" % head
        if head not in mixed and component.digest == _digest(
            [line.replace(start, b"_:n") for line in own]
        ):
            known.append(component)
        else:
            others += own
    return known, others


def _ordered(lines: Iterable[bytes]) -> Iterator[tuple[list[bytes], Order, bool]]:
    """The lines of each component, its nodes in order, and whether that is exact."""
    steps_left = MAX_STEPS
    for component in _components(lines):
        nodes = list(dict.fromkeys(node for line in component for node in nodes_of(line)))
        if len(nodes) <= 1:
            yield component, nodes, True
            continue
        refinement = Refinement(component, steps_left)
        order = refinement.order()
        steps_left = max(0, refinement.steps_left)
        yield component, order, refinement.is_exact


def _components(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The lines of each component."""
    leaders, found = dict[bytes, bytes](), list[tuple[bytes, bytes]]()

    def leader(node: bytes) -> bytes:
        while (above := leaders.setdefault(node, node)) != node:
            leaders[node] = leaders[above]
            node = above
        return node

    for line in lines:
        first, *others = nodes_of(line) or [b""]
        for other in others:
            leaders[leader(other)] = leader(first)
        found.append((first, line))
    components = defaultdict[bytes, list[bytes]](list)
    for first, line in found:
        components[leader(first)].append(line)
    yield from components.values()


def _digest(lines: list[bytes]) -> bytes:
    """What stands for lines, in any order."""
    text = b"".join(sorted(lines))
    return hashlib.sha256(text).hexdigest()[:_DIGEST_CHARACTERS].encode()
