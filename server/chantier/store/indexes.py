"""The files of a version that hold its quads, each sorted for one kind of search."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from chantier.rdf.nquads import object_first, predicate_first, split_line
from chantier.store.default_graph import IN_MEMORY, copied_on_disk
from chantier.store.external_sort import LinesIn, sort_into

QUADS = "quads.nq"
INCOMING = "incoming.nq"
BY_PREDICATE = "by_predicate"
STORE = "store"
BATCH_QUADS = 200_000
"""Quads that one bulk load takes; of its own the engine takes millions at once, and gigabytes."""


@dataclass(frozen=True, slots=True)
class Content:
    """Digest and counts of canonical lines."""

    digest: str
    """SHA-256, in hexadecimal."""
    quads: int
    triples: int
    """Size of the union of the graphs."""
    graphs: dict[str, int]
    """Named graph IRI → number of triples, sorted by IRI."""


def write_quads(folder: Path, lines: Iterable[bytes]) -> Content:
    """Write canonical lines into ``quads.nq``, and count them."""
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


def write_indexes(folder: Path, storage: str) -> None:
    """Write the other files from the quads, which need not fit in memory.

    Args:
        folder: where the quads are.
        storage: as the manifest has it; on disk, the engine’s own files are written.
    """
    lines = LinesIn(folder / QUADS)
    sort_into(folder / INCOMING, object_first(lines))
    sort_into(folder / BY_PREDICATE, predicate_first(lines))
    if storage != IN_MEMORY:
        store = ox.Store(str(folder / STORE))
        quads: Iterator[ox.Quad] = ox.parse(path=folder / QUADS, format=ox.RdfFormat.N_QUADS)
        while batch := list(islice(quads, BATCH_QUADS)):
            store.bulk_extend(batch)
        copied = copied_on_disk(storage, lines)
        while part := b"".join(islice(copied, BATCH_QUADS)):
            store.bulk_load(part, format=ox.RdfFormat.N_TRIPLES)
        store.optimize()
        store.flush()
