"""Sorting more lines than memory should hold."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO

from chantier.rdf.nquads import line_graph

_HELD = 128_000_000
"""Bytes of memory for lines that wait to be sorted."""
_OVERHEAD = 48
"""Bytes of memory that a line takes beside its own."""


@dataclass(frozen=True, slots=True)
class LinesIn:
    """The lines of a file, gone through as often as wanted, none of them held."""

    path: Path
    without: frozenset[str] = frozenset()
    """Named graphs whose lines are left out, where they are N-Quads."""

    def __iter__(self) -> Iterator[bytes]:
        """Give each line, with its newline."""
        with self.path.open("rb") as file:
            if self.without:
                yield from (line for line in file if line_graph(line) not in self.without)
            else:
                yield from file


def sort_into(path: Path, lines: Iterable[bytes], held: int = _HELD) -> None:
    """Write lines into a file, sorted by bytes, each once.

    What is more than ``held`` bytes waits in unnamed files beside it, sorted run by sorted run:
    not in the system’s folder for such files, which is often memory itself.
    """
    runs: list[IO[bytes]] = []
    waiting: list[bytes] = []
    size = 0
    with ExitStack() as stack:
        for line in lines:
            waiting.append(line)
            size += len(line) + _OVERHEAD
            if size > held:
                run = stack.enter_context(tempfile.TemporaryFile(dir=path.parent))
                waiting.sort()
                run.writelines(waiting)
                run.seek(0)
                runs.append(run)
                waiting, size = [], 0
        waiting.sort()
        with path.open("wb") as file:
            file.writelines(distinct(heapq.merge(*runs, waiting)))


def distinct(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Give sorted lines, each once."""
    return (line for line, _ in groupby(lines))
