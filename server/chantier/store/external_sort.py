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

RUN_BYTES = 128_000_000
"""Memory for the lines of one run, which are sorted before they are written to a file."""
LINE_OVERHEAD_BYTES = 48
"""Memory that a line takes beside its own bytes."""


@dataclass(frozen=True, slots=True)
class LinesIn:
    """The lines of a file, which can be read again and again; none is kept in memory."""

    path: Path
    without: frozenset[str] = frozenset()
    """Named graphs whose lines are left out, where they are N-Quads."""

    def __iter__(self) -> Iterator[bytes]:
        """Yield each line, with its newline."""
        with self.path.open("rb") as file:
            if self.without:
                yield from (line for line in file if line_graph(line) not in self.without)
            else:
                yield from file


def sort_into(path: Path, lines: Iterable[bytes], run_bytes: int = RUN_BYTES) -> None:
    """Write lines into a file, sorted by bytes, each once.

    What takes more memory than ``run_bytes`` waits in unnamed files beside it, sorted run by sorted
    run: not in the system’s folder for temporary files, which is often memory itself.
    """
    runs: list[IO[bytes]] = []
    waiting: list[bytes] = []
    size = 0
    with ExitStack() as stack:
        for line in lines:
            waiting.append(line)
            size += len(line) + LINE_OVERHEAD_BYTES
            if size > run_bytes:
                run = stack.enter_context(tempfile.TemporaryFile(dir=path.parent))
                waiting.sort()
                run.writelines(waiting)
                run.seek(0)
                runs.append(run)
                waiting, size = [], 0
        waiting.sort()
        with path.open("wb") as file:
            file.writelines(line for line, _ in groupby(heapq.merge(*runs, waiting)))
