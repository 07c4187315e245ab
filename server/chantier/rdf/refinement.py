"""Blank nodes of one component put in an order that depends on what is said of them alone.

The nodes are told apart step by step, by what is said of them, then by what is said of those they
are linked to, and so on: a list of any length costs about as much as it is long. Nodes that nothing
tells apart, as in a ring, are tried one after the other, and the least outcome is taken; such tries
are counted, and their number is bounded.

Source: McKay and Piperno, Practical graph isomorphism, II (https://doi.org/10.1016/j.jsc.2013.09.003)
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType

MAX_STEPS = 60_000
"""Lines and nodes of a dataset that may be looked at where nodes are tried one after the other."""
MAX_DEPTH_LEVELS = 50
"""Nodes that are tried, and parts that are put in order, one within the other."""
_TERM = re.compile(rb'<[^<>]*>|"(?:[^"\\]|\\.)*"|(_:[^\s<>"()]+)')

Order = list[bytes]
"""Blank nodes, as N-Quads writes them; the place of each is its number."""


def nodes_of(line: bytes) -> list[bytes]:
    """The blank nodes that an N-Quads line names, in their order."""
    return [node for node in _TERM.findall(line) if node]


def with_labels(line: bytes, label: Callable[[bytes], bytes]) -> bytes:
    """A line with other labels for its blank nodes."""
    return _TERM.sub(lambda found: label(found[1]) if found[1] else found[0], line)


def numbered_lines(
    lines: Iterable[bytes],
    order: Sequence[bytes],
    around: Mapping[bytes, bytes] = MappingProxyType({}),
) -> list[bytes]:
    """The lines with each blank node labelled by its place in an order.

    Args:
        lines: those of a component, or of a part of one.
        order: of nodes.
        around: labels of other nodes.
    """
    labels = {**around, **{node: b"_:n%d" % number for number, node in enumerate(order)}}
    return [with_labels(line, labels.__getitem__) for line in lines]


@dataclass(slots=True)
class Colouring:
    """The colour of each node, and the nodes of each colour."""

    colours: dict[bytes, bytes]
    classes: dict[bytes, set[bytes]]

    @classmethod
    def of(cls, colours: Mapping[bytes, bytes]) -> Colouring:
        """Group nodes by their colours."""
        classes = defaultdict[bytes, set[bytes]](set)
        for node, colour in colours.items():
            classes[colour].add(node)
        return cls(dict(colours), dict(classes))

    def move(self, nodes: Iterable[bytes], old: bytes, new: bytes) -> None:
        """Colour nodes of one colour with another, which none has."""
        moved = set(nodes)
        self.classes[old] -= moved
        self.classes[new] = moved
        self.colours.update(dict.fromkeys(moved, new))

    def split(self, colour: bytes, parts: Mapping[bytes, set[bytes]]) -> set[bytes]:
        """Colour the parts of a colour apart; returns the nodes that have another one now.

        The largest part, of which the nodes that are in none are one, keeps the colour: so a node
        gets another some few times.
        """
        sizes = {key: len(nodes) for key, nodes in parts.items()}
        if left := len(self.classes[colour]) - sum(sizes.values()):
            sizes[b""] = left
        kept = max(sizes, key=lambda key: (sizes[key], key))
        moved = {key: nodes for key, nodes in parts.items() if key != kept}
        if left and kept:  # not before: they may be very many
            moved[b""] = self.classes[colour].difference(*parts.values())
        for key, nodes in moved.items():
            self.move(nodes, colour, _digest((colour, key, b"part")))
        return set[bytes]().union(*moved.values())


class Refinement:
    """Puts the nodes of a component in order; ``is_exact`` says afterwards whether it could."""

    def __init__(self, lines: Sequence[bytes], max_steps: int = MAX_STEPS) -> None:
        """Read what is said of each node, and the links between them."""
        self._lines, self.steps_left = lines, max_steps
        self._about = defaultdict[bytes, list[int]](list)
        """Node → numbers of the lines that name it."""
        self._links = defaultdict[bytes, list[tuple[bytes, bytes]]](list)
        """Node → how others are linked to it, and which."""
        self.is_exact = True
        for number, line in enumerate(lines):
            nodes = nodes_of(line)
            template = with_labels(line, lambda _: b"_:")
            for place, node in enumerate(nodes):
                self._about[node].append(number)
                for there, other in enumerate(nodes):
                    if other != node:
                        self._links[node].append((b"%d %d %b" % (there, place, template), other))

    def order(self) -> Order:
        """The nodes in order; where they cannot be told apart within bounds, as they come."""
        start = Colouring.of({node: self._said_of(node) for node in self._about})
        self._refine(start, set(start.colours))
        try:
            return self._ordered(start, {}, 0)
        except _Exhausted:
            self.is_exact = False
            return sorted(start.colours, key=lambda node: (start.colours[node], node))

    def _said_of(self, node: bytes) -> bytes:
        """A digest of what is said of a node, whatever the others."""
        names = defaultdict[bytes, bytes](lambda: b"_:z", {node: b"_:a"})
        lines = (self._lines[number] for number in self._about[node])
        return _digest(sorted(with_labels(line, names.__getitem__) for line in lines))

    def _refine(self, found: Colouring, changed: set[bytes]) -> None:
        """Colour apart what is linked otherwise to nodes of new colours, until none is new."""
        while changed:
            seen = defaultdict[bytes, list[bytes]](list)
            for node in changed:
                for how, other in self._links[node]:
                    if other in found.colours:
                        seen[other].append(how + found.colours[node])
            parts = defaultdict[bytes, dict[bytes, set[bytes]]](lambda: defaultdict(set))
            for node, said in seen.items():
                parts[found.colours[node]][_digest(sorted(said))].add(node)
            changed = set()
            for colour, split in parts.items():
                changed |= found.split(colour, split)

    def _ordered(self, found: Colouring, names: Mapping[bytes, bytes], depth: int) -> Order:
        """Some nodes in order: those that have a colour of their own, then the parts between them.

        Parts of which the same is said are alike, and any order of them gives the same.

        Args:
            found: colours of the nodes.
            names: of the nodes around them.
            depth: how many calls there are around this one.
        """
        if depth > MAX_DEPTH_LEVELS:
            raise _Exhausted
        alone = {colour: nodes for colour, nodes in found.classes.items() if len(nodes) == 1}
        fixed = [node for colour in sorted(alone) for node in alone[colour]]
        rest = found.colours.keys() - set(fixed)
        if rest and not fixed and len(self._part_of(next(iter(rest)), rest)) == len(rest):
            return self._tried(found, names, depth)
        around = {**names, **{node: found.colours[node] for node in fixed}}
        parts = list[tuple[bytes, Order]]()
        while rest:
            nodes = self._part_of(next(iter(rest)), rest)
            rest -= nodes
            part = Colouring.of({node: found.colours[node] for node in nodes})
            order = self._ordered(part, around, depth + 1)
            parts.append((self._text(order, around), order))
        parts.sort()
        return [*fixed, *(node for _, order in parts for node in order)]

    def _part_of(self, node: bytes, among: Set[bytes]) -> set[bytes]:
        """The nodes among some that are linked to a node, directly or not."""
        found, waiting = {node}, [node]
        while waiting:
            for _, other in self._links[waiting.pop()]:
                if other in among and other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def _tried(self, found: Colouring, names: Mapping[bytes, bytes], depth: int) -> Order:
        """The order that gives the least text, of those that begin with nodes that are alike."""
        _, colour = min((len(nodes), colour) for colour, nodes in found.classes.items() if nodes)
        tries = list[tuple[bytes, Order]]()
        for node in found.classes[colour]:
            self._spend(len(found.colours))
            tried = Colouring.of(found.colours)
            tried.move([node], colour, _digest((colour, b"first")))
            self._refine(tried, {node})
            order = self._ordered(tried, names, depth + 1)
            tries.append((self._text(order, names), order))
        return min(tries)[1]

    def _text(self, order: Order, around: Mapping[bytes, bytes]) -> bytes:
        """What is said of some nodes, named by their order, and by what is around them."""
        numbers = {number for node in order for number in self._about[node]}
        self._spend(len(numbers))
        labels = {node: b"_:" + name.hex().encode() for node, name in around.items()}
        lines = (self._lines[number] for number in numbers)
        return b"".join(sorted(numbered_lines(lines, order, labels)))

    def _spend(self, steps: int) -> None:
        self.steps_left -= steps
        if self.steps_left < 0:
            raise _Exhausted


class _Exhausted(Exception):
    """More steps would be needed than there may be."""


def _digest(parts: Iterable[bytes]) -> bytes:
    sha256 = hashlib.sha256()
    for part in parts:
        sha256.update(b"%d:" % len(part) + part)
    return sha256.digest()
