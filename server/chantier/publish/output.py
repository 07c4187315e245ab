"""A file as it is written: plain and, where wanted, gzip and zstd at once, each with its digest."""

from __future__ import annotations

import gzip
import hashlib
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import zstandard

_GZIP_LEVEL, _ZSTD_LEVEL = 6, 9
"""Fixed, so that equal content gives equal bytes."""
EXTENSIONS = {"": "", "gzip": ".gz", "zstd": ".zst"}
"""Compression → what it adds to the name of a file."""


@dataclass(frozen=True, slots=True)
class Written:
    """One file as it lies on disk."""

    path: str
    """Relative to the folder, with slashes."""
    compression: str
    """``""``, ``gzip`` or ``zstd``."""
    size: int
    sha256: str


class _Sink:
    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._sha256 = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes) -> int:
        self._sha256.update(data)
        self._size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.close()

    def told(self, path: str, compression: str) -> Written:
        return Written(path, compression, self._size, self._sha256.hexdigest())


class Output:
    """A binary file to write to, inside a ``with``; ``written`` is complete after it."""

    def __init__(self, folder: Path, path: str, *, compressed: bool = False) -> None:
        """Choose where it goes; its own folder is made when it is opened."""
        self._folder, self._path = folder, path
        self._kinds = tuple(EXTENSIONS) if compressed else ("",)
        self._writers: list[Any] = []
        self._open = ExitStack()
        self.written: list[Written] = []

    def __enter__(self) -> Self:
        """Open the file and its compressed twins."""
        for kind in self._kinds:
            path = self._path + EXTENSIONS[kind]
            (self._folder / path).parent.mkdir(parents=True, exist_ok=True)
            sink = _Sink(self._folder / path)
            self._open.callback(self._finish, sink, path, kind)
            self._writers.append(self._open.enter_context(_writer(sink, kind)))
        return self

    @property
    def file(self) -> Any:
        """Itself, for libraries that want all of ``IO[bytes]`` and use this much of it."""
        return self

    def write(self, data: bytes) -> int:
        """Write to all of them."""
        for writer in self._writers:
            writer.write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing: the files are complete when they are closed."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Put them on disk."""
        self._open.__exit__(kind, error, traceback)

    def remove(self) -> None:
        """Remove what was written."""
        while self.written:
            (self._folder / self.written.pop().path).unlink()

    def _finish(self, sink: _Sink, path: str, kind: str) -> None:
        sink.close()
        self.written.append(sink.told(path, kind))


def _writer(sink: _Sink, kind: str) -> Any:
    """Give what compresses into a sink; the kinds share no type."""
    if kind == "gzip":
        # No name and no time inside: they would differ from one making to the next.
        return gzip.GzipFile("", "wb", _GZIP_LEVEL, sink, mtime=0)
    if kind == "zstd":
        compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL)
        return compressor.stream_writer(sink, closefd=False)  # type: ignore[arg-type]
    return nullcontext(sink)
