"""What differs between two datasets: to the letter, and by what is said of each thing."""

from __future__ import annotations

import hashlib
import mmap
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chantier.rdf.entities import grouped_by_thing

Text = bytes | mmap.mmap
"""Canonical lines, one after the other."""

REMOVED, ADDED = b"D", b"A"
"""The letters of RDF Patch."""

_LEAST, _MOST = 1 << 8, 1 << 16
"""Bytes that are compared at once: few near a difference, ever more where there is none."""


@dataclass(slots=True)
class ThingChange:
    """The lines of one thing that went and that came, each kind sorted."""

    iri: str
    removed: list[bytes] = field(default_factory=list)
    added: list[bytes] = field(default_factory=list)


def line_differences(before: Text, after: Text) -> Iterator[tuple[bytes, bytes]]:
    """Give each line that only one of two texts of sorted lines has, in the order of both.

    Lines are compared as bytes, by whole blocks where the texts agree.

    Returns:
        ``REMOVED`` or ``ADDED``, and the line.
    """
    left = right = 0
    size = _LEAST
    while left < len(before) and right < len(after):
        block = before[left : left + size]
        same = len(block) if len(block) < size else block.rfind(b"\n") + 1
        if same and block == after[right : right + size]:
            left, right, size = left + same, right + same, min(2 * size, _MOST)
            continue
        if size > _LEAST:
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


def thing_changes(before: Text, after: Text, remainder: str) -> list[ThingChange]:
    """Give each thing whose description differs, sorted by IRI.

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


def labelled_by_content(lines: Sequence[bytes]) -> list[bytes]:
    """Give lines with each blank node labelled by a digest of what is said of it.

    Blank nodes that lead to themselves keep their labels.
    """
    about = defaultdict[bytes, list[bytes]](list)
    led_to_by = defaultdict[bytes, set[bytes]](set)
    for line in lines:
        subject, rest = line.split(b" ", 1)
        if subject[:2] == b"_:":
            about[subject].append(rest)
            if leaf := _blank_object(rest):
                led_to_by[leaf].add(subject)
    waits_for = {
        node: {leaf for rest in said if (leaf := _blank_object(rest))}
        for node, said in about.items()
    }
    labels: dict[bytes, bytes] = {}
    ready = [node for node in {*about, *led_to_by} if not waits_for.get(node)]
    while ready:
        node = ready.pop()
        said = sorted(_relabelled(rest, labels) for rest in about[node])
        labels[node] = b"_:b" + hashlib.sha256(b"".join(said)).hexdigest()[:16].encode()
        for parent in led_to_by[node]:
            waits_for[parent].discard(node)
            if not waits_for[parent]:
                ready.append(parent)
    found = []
    for line in lines:
        subject, rest = line.split(b" ", 1)
        found.append(labels.get(subject, subject) + b" " + _relabelled(rest, labels))
    return found


def _bound_by_thing(text: Text, remainder: str) -> defaultdict[str, Counter[bytes]]:
    found = defaultdict[str, Counter[bytes]](Counter)
    lines = list(_bound(text))
    by_content = dict(zip(lines, labelled_by_content(lines), strict=True))
    for iri, own in grouped_by_thing(lines, remainder):
        found[iri] = Counter(by_content[line] for line in own)
    return found


def _bound(text: Text) -> Iterator[bytes]:
    """Give the lines that may mention a blank node."""
    position = text.find(b"_:")
    while position >= 0:
        start = text.rfind(b"\n", 0, position) + 1
        line = _line(text, start)
        yield line
        position = text.find(b"_:", start + len(line))


def _line(text: Text, start: int) -> bytes:
    return text[start : text.find(b"\n", start) + 1]


def _blank_object(rest: bytes) -> bytes:
    """Give the blank node that a line without its subject leads to; empty for none."""
    value = rest.split(b" ", 2)[1]
    return value if value[:2] == b"_:" else b""


def _relabelled(rest: bytes, labels: dict[bytes, bytes]) -> bytes:
    leaf = _blank_object(rest)
    if leaf not in labels:
        return rest
    predicate, _, end = rest.split(b" ", 2)
    return b" ".join((predicate, labels[leaf], end))
