"""The files of a version that hold its quads, each in the order of one who searches it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from chantier.rdf.nquads import object_first, predicate_first, split_line
from chantier.store.external_sort import LinesIn, sort_into

QUADS = "quads.nq"
INCOMING = "incoming.nq"
BY_PREDICATE = "by_predicate"
STORE = "store"
_AT_ONCE = 200_000
"""Quads that the engine is given at a time; of its own it takes millions, and gigabytes."""


@dataclass(frozen=True, slots=True)
class Content:
    """What canonical lines amount to."""

    digest: str
    """SHA-256, in hexadecimal."""
    quads: int
    triples: int
    """Size of the union of the graphs."""
    graphs: dict[str, int]
    """Named graph IRI → number of triples, sorted by IRI."""


def write_quads(folder: Path, lines: Iterable[bytes]) -> Content:
    """Write canonical lines, and count them as they go by."""
    sha256, graphs, triples, before = hashlib.sha256(), Counter[str](), 0, b""
    with (folder / QUADS).open("wb") as file:
        for line in lines:
            file.write(line)
            sha256.update(line)
            triple, graph = split_line(line)
            graphs[graph] += 1
            triples += triple != before
            before = triple
    return Content(sha256.hexdigest(), graphs.total(), triples, dict(sorted(graphs.items())))


def write_indexes(folder: Path, *, on_disk: bool) -> None:
    """Write the other files from the quads, none of which need fit in memory.

    Args:
        folder: where the quads are.
        on_disk: whether the engine’s own files are wanted.
    """
    lines = LinesIn(folder / QUADS)
    sort_into(folder / INCOMING, object_first(lines))
    sort_into(folder / BY_PREDICATE, predicate_first(lines))
    if on_disk:
        store = ox.Store(str(folder / STORE))
        quads = ox.parse(path=folder / QUADS, format=ox.RdfFormat.N_QUADS)
        while some := list(islice(quads, _AT_ONCE)):
            store.bulk_extend(some)
        store.optimize()
        store.flush()
