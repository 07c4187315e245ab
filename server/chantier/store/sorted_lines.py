"""Lines sorted by bytes, in a file or in memory, searched without reading them whole."""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from chantier.errors import BrokenVersion

Span = tuple[int, int]
"""Where a run of lines begins and ends, as offsets in bytes."""
_CHUNK = 1 << 16
_SIGNPOSTS, _STRIDE, _SHORT = 4096, 1024, 1024
"""Lines at which a search may begin: how many at most, bytes between two at least, bytes of one at
most."""


class SortedLines:
    """Lines sorted by bytes in a file, searched without reading it whole."""

    def __init__(self, source: Path | bytes) -> None:
        """Map a file, or hold the content of one; an empty one is allowed.

        Raises:
            BrokenVersion: it is not there, perhaps because its version was just forgotten.
        """
        self.text: bytes | mmap.mmap = source if isinstance(source, bytes) else _mapped(source)
        """The whole of it."""

    def starting_with(self, prefix: bytes) -> Iterator[bytes]:
        """Give the lines that start with a prefix, in order; costs log₂(size) page look-ups."""
        position = self._first(prefix)
        while position < len(self.text):
            end = self.text.find(b"\n", position) + 1
            line = self.text[position:end]
            if not line.startswith(prefix):
                return
            yield line
            position = end

    def __iter__(self) -> Iterator[bytes]:
        """Give every line."""
        return self.starting_with(b"")

    def span(self, prefix: bytes) -> Span:
        """Give where the lines are that start with a prefix; an empty one is that of all."""
        if not prefix:
            return 0, len(self.text)
        return self._first(prefix), self._first(prefix[:-1] + bytes((prefix[-1] + 1,)))

    def count(self, span: Span) -> int:
        """Count the lines of a run."""
        start, end = span
        starts = range(start, end, _CHUNK)
        return sum(self.text[at : min(at + _CHUNK, end)].count(b"\n") for at in starts)

    def within(self, span: Span, skip: int = 0) -> Iterator[bytes]:
        """Give the lines of a run, in order, but for the first ``skip``."""
        position, end = span
        while skip and position < end:
            chunk = self.text[position : min(position + _CHUNK, end)]
            pieces = chunk.split(b"\n", skip)
            skip -= len(pieces) - 1
            position += len(chunk) - (0 if skip else len(pieces[-1]))
        while position < end:
            after = self.text.find(b"\n", position) + 1
            yield self.text[position:after]
            position = after

    def first_words(self) -> Iterator[bytes]:
        """Give what lines begin with, up to the first space, each once; costs a search for each."""
        position = 0
        while position < len(self.text):
            word = self.text[position : self.text.find(b" ", position)]
            yield word
            position = self.span(word + b" ")[1]

    def _first(self, prefix: bytes) -> int:
        """Give the offset of the first line that is not below the prefix."""
        signs, offsets = self._signposts
        number = bisect_left(signs, prefix)
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
    def _signposts(self) -> tuple[list[bytes], list[int]]:
        """Lines here and there with their offsets, so that a search begins near its end."""
        found: dict[int, bytes] = {}
        for middle in range(0, len(self.text), max(_STRIDE, len(self.text) // _SIGNPOSTS)):
            start = self.text.rfind(b"\n", 0, middle) + 1
            end = self.text.find(b"\n", start) + 1
            if end - start <= _SHORT:
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
