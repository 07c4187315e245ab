"""What differs between two datasets: to the letter, and by what is said of each thing."""

from __future__ import annotations

import hashlib
import mmap
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from chantier.rdf.entities import grouped_by_thing
from chantier.rdf.nquads import line_graph

CanonicalText = bytes | mmap.mmap
"""Canonical lines, one after the other."""

REMOVED = b"D"
ADDED = b"A"
"""The letters of RDF Patch."""

_MIN_BLOCK_BYTES = 1 << 8
"""Size of the blocks that are compared near a difference; it doubles where there is none."""
_MAX_BLOCK_BYTES = 1 << 16
"""Size of the largest blocks that are compared."""


@dataclass(slots=True)
class ThingChange:
    """The lines of one thing that were removed and that were added, each kind sorted."""

    iri: str
    removed: list[bytes] = field(default_factory=list)
    added: list[bytes] = field(default_factory=list)


def line_differences(before: CanonicalText, after: CanonicalText) -> Iterator[tuple[bytes, bytes]]:
    """The lines that only one of two sorted texts has, in the order of both.

    Lines are compared as bytes, by whole blocks where the texts agree.

    Returns:
        ``REMOVED`` or ``ADDED``, and the line.
    """
    left = right = 0
    size = _MIN_BLOCK_BYTES
    while left < len(before) and right < len(after):
        block = before[left : left + size]
        same = len(block) if len(block) < size else block.rfind(b"\n") + 1
        if same and block == after[right : right + size]:
            left, right, size = left + same, right + same, min(2 * size, _MAX_BLOCK_BYTES)
            continue
        if size > _MIN_BLOCK_BYTES:
            size //= 2
            continue
        old, new = _line(before, left), _line(after, right)
        if old <= new:
            left += len(old)
        if new <= old:
            right += len(new)
        if old != new:
            yield (REMOVED, old) if old < new else (ADDED, new)
    for mark, text, position in ((REMOVED, before, left), (ADDED, after, right)):
        while position < len(text):
            line = _line(text, position)
            yield mark, line
            position += len(line)


def thing_changes(before: CanonicalText, after: CanonicalText, remainder: str) -> list[ThingChange]:
    """The things whose description differs, sorted by IRI.

    Blank nodes are compared by what is said of them: their canonical labels change when another
    blank node comes or goes. In what is given they are labelled by a digest of it.

    Args:
        before: canonical lines.
        after: canonical lines.
        remainder: IRI of the thing that gets the blank nodes that no thing, or more than one, leads
            to.
    """
    changes: dict[str, ThingChange] = {}

    def of(iri: str) -> ThingChange:
        return changes.setdefault(iri, ThingChange(iri))

    for mark, line in line_differences(before, after):
        if b"_:" not in line:
            change = of(line[1 : line.index(b">")].decode())
            (change.removed if mark == REMOVED else change.added).append(line)
    old, new = (_bound_by_thing(text, remainder) for text in (before, after))
    for iri in {*old, *new}:
        gone, come = old[iri] - new[iri], new[iri] - old[iri]
        if gone or come:
            of(iri).removed += gone.elements()
            of(iri).added += come.elements()
    for change in changes.values():
        change.removed.sort()
        change.added.sort()
    return [changes[iri] for iri in sorted(changes)]


def in_and_out(
    changes: Iterable[ThingChange], is_inside: Callable[[str], bool]
) -> tuple[list[ThingChange], list[ThingChange]]:
    """The changes within the graphs whose IRI answers to a test, and those in all others."""
    inside, outside = list[ThingChange](), list[ThingChange]()
    for change in changes:
        for found, wanted in ((inside, True), (outside, False)):
            removed, added = (
                [line for line in lines if is_inside(line_graph(line)) is wanted]
                for lines in (change.removed, change.added)
            )
            if removed or added:
                found.append(ThingChange(change.iri, removed, added))
    return inside, outside


def labelled_by_content(lines: Sequence[bytes]) -> list[bytes]:
    """The same lines, each blank node labelled by a digest of what is said of it.

    Blank nodes that lead to themselves keep their labels.
    """
    about = defaultdict[bytes, list[bytes]](list)
    for line in lines:
        subject, rest = line.split(b" ", 1)
        if subject[:2] == b"_:":
            about[subject].append(rest)
    leads = {node: {*map(_blank_object, said)} - {b""} for node, said in about.items()}
    leaves_first = TopologicalSorter(leads)
    with suppress(CycleError):  # it goes on, without those in a circle
        leaves_first.prepare()
    labels: dict[bytes, bytes] = {}
    while ready := leaves_first.get_ready():
        for node in ready:
            said = sorted(_relabelled(rest, labels) for rest in about[node])
            labels[node] = b"_:b" + hashlib.sha256(b"".join(said)).hexdigest()[:16].encode()
        leaves_first.done(*ready)
    found = []
    for line in lines:
        subject, rest = line.split(b" ", 1)
        found.append(labels.get(subject, subject) + b" " + _relabelled(rest, labels))
    return found


def _bound_by_thing(text: CanonicalText, remainder: str) -> defaultdict[str, Counter[bytes]]:
    found = defaultdict[str, Counter[bytes]](Counter)
    lines = list(_bound(text))
    by_content = dict(zip(lines, labelled_by_content(lines), strict=True))
    for iri, own in grouped_by_thing(lines, remainder):
        found[iri] = Counter(by_content[line] for line in own)
    return found


def _bound(text: CanonicalText) -> Iterator[bytes]:
    """The lines that may mention a blank node."""
    position = text.find(b"_:")
    while position >= 0:
        start = text.rfind(b"\n", 0, position) + 1
        line = _line(text, start)
        yield line
        position = text.find(b"_:", start + len(line))


def _line(text: CanonicalText, start: int) -> bytes:
    return text[start : text.find(b"\n", start) + 1]


def _blank_object(rest: bytes) -> bytes:
    """The blank node that is the object of a line without its subject; empty for none."""
    value = rest.split(b" ", 2)[1]
    return value if value[:2] == b"_:" else b""


def _relabelled(rest: bytes, labels: dict[bytes, bytes]) -> bytes:
    leaf = _blank_object(rest)
    if leaf not in labels:
        return rest
    predicate, _, end = rest.split(b" ", 2)
    return b" ".join((predicate, labels[leaf], end))
