"""Lines sorted by bytes, in a file or in memory, searched without reading all of them."""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from chantier.errors import BrokenVersion

Span = tuple[int, int]
"""Where consecutive lines begin and end, as offsets in bytes."""
CHUNK_BYTES = 1 << 16
"""How much is read at a time where lines are counted or skipped."""
MAX_SAMPLES_COUNT = 4096
"""Lines that are sampled so that a search begins near its end."""
MIN_SAMPLE_GAP_BYTES = 1024
"""Distance between two sampled lines."""
MAX_SAMPLE_BYTES = 1024
"""Longer lines are not sampled."""


class SortedLines:
    """Sorted lines, searched by their beginnings."""

    def __init__(self, source: Path | bytes) -> None:
        """Map a file, or hold the content of one; an empty one is allowed.

        Raises:
            BrokenVersion: it is cut off, or not there, perhaps because its version was just
                removed.
        """
        self.text: bytes | mmap.mmap = source if isinstance(source, bytes) else _mapped(source)
        """All lines, one after the other."""
        if len(self.text) and self.text[-1:] != b"\n":
            raise BrokenVersion(f"{source!s:.200} is cut off: its last line has no end.")

    def starting_with(self, prefix: bytes) -> Iterator[bytes]:
        """The lines that start with a prefix, in order; costs log₂(size) page look-ups."""
        position = self._first(prefix)
        while position < len(self.text):
            end = self.text.find(b"\n", position) + 1
            line = self.text[position:end]
            if not line.startswith(prefix):
                return
            yield line
            position = end

    def __iter__(self) -> Iterator[bytes]:
        """Yield every line."""
        return self.starting_with(b"")

    def span(self, prefix: bytes) -> Span:
        """The span of the lines that start with a prefix; all lines where it is empty."""
        if not prefix:
            return 0, len(self.text)
        return self._first(prefix), self._first(prefix[:-1] + bytes((prefix[-1] + 1,)))

    def count(self, span: Span) -> int:
        """The number of lines in a span."""
        start, end = span
        starts = range(start, end, CHUNK_BYTES)
        return sum(self.text[at : min(at + CHUNK_BYTES, end)].count(b"\n") for at in starts)

    def within(self, span: Span, skip: int = 0) -> Iterator[bytes]:
        """The lines of a span, in order, without the first ``skip``."""
        position, end = span
        while skip and position < end:
            chunk = self.text[position : min(position + CHUNK_BYTES, end)]
            pieces = chunk.split(b"\n", skip)
            skip -= len(pieces) - 1
            position += len(chunk) - (0 if skip else len(pieces[-1]))
        while position < end:
            after = self.text.find(b"\n", position) + 1
            yield self.text[position:after]
            position = after

    def first_words(self) -> Iterator[bytes]:
        """The distinct first words of the lines; costs a search for each."""
        position = 0
        while position < len(self.text):
            word = self.text[position : self.text.find(b" ", position)]
            yield word
            position = self.span(word + b" ")[1]

    def _first(self, prefix: bytes) -> int:
        """The offset of the first line that is not below the prefix."""
        samples, offsets = self._samples
        number = bisect_left(samples, prefix)
        low = offsets[number - 1] if number else 0
        high = offsets[number] if number < len(offsets) else len(self.text)
        while low < high:
            middle = (low + high) // 2
            start = self.text.rfind(b"\n", 0, middle) + 1
            end = self.text.find(b"\n", start) + 1
            if self.text[start:end] < prefix:
                low = end
            else:
                high = start
        return low

    @cached_property
    def _samples(self) -> tuple[list[bytes], list[int]]:
        """Lines at regular distances, and their offsets."""
        found: dict[int, bytes] = {}
        gap = max(MIN_SAMPLE_GAP_BYTES, len(self.text) // MAX_SAMPLES_COUNT)
        for middle in range(0, len(self.text), gap):
            start = self.text.rfind(b"\n", 0, middle) + 1
            end = self.text.find(b"\n", start) + 1
            if end - start <= MAX_SAMPLE_BYTES:
                found[start] = self.text[start:end]
        return list(found.values()), list(found)


def _mapped(path: Path) -> bytes | mmap.mmap:
    try:
        with path.open("rb") as file:
            empty = path.stat().st_size == 0
            return b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError as error:
        raise BrokenVersion(
            f"The version {path.parent.name} is no longer there, or not whole. Try again."
        ) from error
