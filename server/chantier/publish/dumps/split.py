"""A dataset split by named graph: the triples of each in a file of their own."""

from __future__ import annotations

import mmap
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from chantier.rdf.nquads import split_line
from chantier.rdf.writers import used_prefixes

_MAX_HELD_BYTES = 32_000_000
"""Lines kept in memory until they are written: there may be more graphs than open files."""


@dataclass(frozen=True, slots=True)
class SplitDataset:
    """The files of canonical N-Triples that a dataset was split into."""

    union: Path
    """Every triple, once."""
    graphs: dict[str, Path]
    """The file of each graph, sorted by its IRI; ``""`` is the default graph."""


def split_by_graph(lines: Iterable[bytes], folder: Path) -> SplitDataset:
    """Write the triples of each graph, and of all of them together, into a folder.

    Args:
        lines: canonical N-Quads lines.
        folder: an empty one.
    """
    graphs: dict[str, Path] = {}
    waiting = defaultdict[str, list[bytes]](list)
    size, before = 0, b""
    union = folder / "union.nt"
    with union.open("wb") as file:
        for line in lines:
            triple, graph = split_line(line)
            written = triple + b" .\n"
            waiting[graph].append(written)
            size += len(line)
            if size > _MAX_HELD_BYTES:
                _write(waiting, graphs, folder)
                size = 0
            if triple != before:
                file.write(written)
                before = triple
    _write(waiting, graphs, folder)
    return SplitDataset(union, dict(sorted(graphs.items())))


def file_prefixes(path: Path) -> dict[str, str]:
    """The project's prefixes that some IRI in a file of N-Triples or N-Quads starts with."""
    if not path.stat().st_size:
        return {}
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return used_prefixes(text)


def _write(waiting: defaultdict[str, list[bytes]], parts: dict[str, Path], folder: Path) -> None:
    for graph, lines in waiting.items():
        path = parts.setdefault(graph, folder / f"{len(parts)}.nt")
        with path.open("ab") as file:
            file.writelines(lines)
    waiting.clear()
