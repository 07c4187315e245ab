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
    with_blank_nodes = set[bytes]()
    for subject, own in about.items():
        thing = subject if subject[:1] == b"<" else owners.get(subject, rest)
        things[thing] += own
        if thing != subject or leads.get(subject):
            with_blank_nodes.add(thing)
    for thing in sorted(things):
        own = things[thing]
        yield thing[1:-1].decode(), canonical_again(own) if thing in with_blank_nodes else own


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
