"""The quads of a dataset, thing by thing: each quad belongs to one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from chantier.model.quads import canonical_again


def lines_by_thing(lines: Iterable[bytes], remainder: str) -> Iterator[tuple[str, list[bytes]]]:
    """Give each thing of a dataset with the canonical lines that describe it.

    These are the quads whose subject it is, and those of the blank nodes it leads to. Their labels
    are canonical within the thing: they do not change because something else did.

    Args:
        lines: canonical lines.
        remainder: IRI of the thing that gets the blank nodes that no thing, or more than one, leads
            to.

    Returns:
        IRIs with their lines, sorted by IRI.
    """
    for iri, own in grouped_by_thing(lines, remainder):
        has_blank_nodes = any(b"_:" in line for line in own)
        yield iri, canonical_again(own) if has_blank_nodes else own


def grouped_by_thing(lines: Iterable[bytes], remainder: str) -> Iterator[tuple[str, list[bytes]]]:
    """Give the same lines, grouped the same, with the labels they have."""
    about = defaultdict[bytes, list[bytes]](list)
    leads = defaultdict[bytes, set[bytes]](set)
    for line in lines:
        subject, _, value = line.split(b" ", 2)
        about[subject].append(line)
        if value.startswith(b"_:"):
            leads[subject].add(value.split(b" ", 1)[0])
    owners = _owners({subject: leads[subject] for subject in about if subject[:1] == b"<"}, leads)
    rest = f"<{remainder}>".encode()
    things = defaultdict[bytes, list[bytes]](list)
    for subject, own in about.items():
        things[subject if subject[:1] == b"<" else owners.get(subject, rest)] += own
    for thing in sorted(things):
        yield thing[1:-1].decode(), things[thing]


def _owners(roots: dict[bytes, set[bytes]], leads: dict[bytes, set[bytes]]) -> dict[bytes, bytes]:
    """Give, for each blank node that one thing alone leads to, that thing."""
    owners: dict[bytes, bytes] = {}
    shared = set[bytes]()
    for root, first in roots.items():
        waiting, seen = list(first), set[bytes]()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            if owners.setdefault(node, root) != root:
                shared.add(node)
            waiting += leads.get(node, ())
    return {node: root for node, root in owners.items() if node not in shared}
