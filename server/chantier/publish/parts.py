"""A dataset taken apart: the triples of each named graph in a file of their own."""

from __future__ import annotations

import mmap
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from chantier.model.quads import split_line
from chantier.namespaces import PREFIXES

_HELD = 32_000_000
"""Bytes of lines kept in memory before they are written: more graphs than open files may be."""


def take_apart(lines: Iterable[bytes], folder: Path) -> dict[str, Path]:
    """Write the triples of each graph as canonical N-Triples into a folder.

    Args:
        lines: canonical N-Quads lines.
        folder: an empty one.

    Returns:
        The file of each graph, sorted by its IRI; ``""`` is the default graph.
    """
    parts: dict[str, Path] = {}
    waiting = defaultdict[str, list[bytes]](list)
    size = 0
    for line in lines:
        triple, graph = split_line(line)
        waiting[graph].append(triple + b" .\n")
        size += len(line)
        if size > _HELD:
            _write(waiting, parts, folder)
            size = 0
    _write(waiting, parts, folder)
    return dict(sorted(parts.items()))


def used_prefixes(path: Path) -> dict[str, str]:
    """Give the project's prefixes that some IRI in a file of N-Triples or N-Quads starts with."""
    if not path.stat().st_size:
        return {}
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return {
            prefix: namespace
            for prefix, namespace in PREFIXES.items()
            if text.find(f"<{namespace}".encode()) >= 0
        }


def _write(waiting: defaultdict[str, list[bytes]], parts: dict[str, Path], folder: Path) -> None:
    for graph, lines in waiting.items():
        path = parts.setdefault(graph, folder / f"{len(parts)}.nt")
        with path.open("ab") as file:
            file.writelines(lines)
    waiting.clear()
