"""The quads of a dataset, thing by thing: each quad belongs to one."""

from __future__ import annotations

import hashlib
from collections import ChainMap, Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import TypeVar

from chantier.namespaces import GENID
from chantier.rdf.nquads import line_terms, recanonicalised

MAX_LABELLING_STEPS = 3
"""Steps around a blank node within which what is said decides its IRI."""

Node = TypeVar("Node")
BlankNodeLinks = Mapping[bytes, Iterable[bytes]]
"""Subject → the blank nodes it leads to."""


def lines_by_thing(lines: Iterable[bytes]) -> Iterator[tuple[str, list[bytes]]]:
    """The things of a dataset, each with the canonical lines that describe it.

    These are the quads whose subject it is, and those of the blank nodes that it alone leads to,
    whose labels are canonical within the thing: they do not change because something else did. A
    blank node that no thing leads to, or more than one, is a thing itself: it gets an IRI under
    ``GENID``, which depends on what is said of it.

    Args:
        lines: canonical lines, sorted; they are gone through twice, and only those with blank
            nodes are held.

    Source: https://www.w3.org/TR/rdf11-concepts/#section-skolemization
    """
    bound = [
        line
        for line in lines
        if b"_:" in line and any(term[:2] == b"_:" for term in line_terms(line)[::2])
    ]
    owners = _owners(_leads(bound))
    names = _names(bound, owners)
    owned = defaultdict[bytes, list[bytes]](list)
    for line in bound:
        subject = line_terms(line)[0]
        if subject[:2] == b"_:":
            owned[names.get(subject) or owners[subject]].append(line)
    for thing in sorted(owned.keys() & names.values()):
        yield _described(thing, owned[thing], names)
    for thing, group in groupby(lines, lambda line: line.split(b" ", 1)[0]):
        if thing[:2] != b"_:":
            yield _described(thing, [*group, *owned.get(thing, ())], names)


def grouped_by_thing(lines: Iterable[bytes], remainder: str) -> Iterator[tuple[str, list[bytes]]]:
    """Lines grouped by thing, with the labels they have.

    Args:
        lines: in any order; they are gone through twice.
        remainder: IRI of the thing that gets the blank nodes that no thing, or more than one, leads
            to.

    Returns:
        IRIs with their lines, sorted by IRI.
    """
    owners = _owners(_leads(lines))
    rest = f"<{remainder}>".encode()
    things = defaultdict[bytes, list[bytes]](list)
    for line in lines:
        subject = line_terms(line)[0]
        things[owners.get(subject, rest) if subject[:2] == b"_:" else subject].append(line)
    for thing in sorted(things):
        yield thing[1:-1].decode(), things[thing]


def _leads(lines: Iterable[bytes]) -> dict[bytes, set[bytes]]:
    leads = defaultdict[bytes, set[bytes]](set)
    for line in lines:
        subject, _, value = line_terms(line)
        leads[subject].update((value,) if value[:2] == b"_:" else ())
    return leads


def reached(start: Iterable[Node], step: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """Some nodes, and all that any number of steps from them lead to."""
    waiting, found = list(start), set[Node]()
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += step(node)
    return found


def _described(
    thing: bytes, lines: list[bytes], names: Mapping[bytes, bytes]
) -> tuple[str, list[bytes]]:
    renamed = [_renamed(line, names) for line in lines] if names else lines
    return thing[1:-1].decode(), recanonicalised(renamed)


def _owners(leads: BlankNodeLinks) -> dict[bytes, bytes]:
    """Blank node that one thing alone leads to → that thing."""
    owners: dict[bytes, bytes] = {}
    shared = set[bytes]()
    for root in leads:
        if root[:2] != b"_:":
            for node in reached(leads[root], lambda node: leads.get(node, ())):
                if owners.setdefault(node, root) != root:
                    shared.add(node)
    orphans = [node for node in leads if node[:2] == b"_:" and node not in owners]
    shared.update(reached(orphans, lambda node: leads.get(node, ())))
    return {node: root for node, root in owners.items() if node not in shared}


def _names(bound: Iterable[bytes], owners: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """Blank node without an owner → its IRI.

    Where the same is said of several, their order alone distinguishes them: then a name may
    pass from one to another in a later version. Within a dataset, no two share one.
    """
    lines_about = defaultdict[bytes, list[bytes]](list)
    for line in bound:
        for node in {term for term in line_terms(line)[::2] if term[:2] == b"_:"}:
            if node not in owners:
                lines_about[node].append(line)
    names = dict.fromkeys(sorted(lines_about), b"_:other")
    for _ in range(MAX_LABELLING_STEPS):
        names = {
            node: _digest(lines_about[node], ChainMap({node: b"_:this"}, names, owners))
            for node in names
        }
    times = Counter[bytes]()
    for node, name in names.items():
        times[name] += 1
        names[node] = b"<%s%s-%d>" % (GENID.encode(), name, times[name])
    return names


def _digest(lines: Iterable[bytes], names: Mapping[bytes, bytes]) -> bytes:
    said = sorted(_renamed(line, names) for line in lines)
    return hashlib.sha256(b"".join(said)).hexdigest()[:32].encode()


def _renamed(line: bytes, names: Mapping[bytes, bytes]) -> bytes:
    """A line with other names for its subject and its object."""
    subject, predicate, value = line.split(b" ", 2)
    term, _, rest = value.partition(b" ")
    return b" ".join((names.get(subject, subject), predicate, names.get(term, term), rest))
