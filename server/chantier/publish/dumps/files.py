"""A file as it is written, with its digest, and its compressed twins."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import zstandard

_GZIP_LEVEL = 6
"""Level of gzip, 1 to 9; fixed, so that equal content gives equal bytes."""
_ZSTD_LEVEL = 9
"""Level of Zstandard, 1 to 22; fixed for the same reason."""
EXTENSIONS = {"": "", "gzip": ".gz", "zstd": ".zst"}
"""Compression → what it adds to the name of a file."""
CHUNK_BYTES = 1 << 20
"""How much of a file is read at once."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """One file as it lies on disk."""

    path: str
    """Relative to the folder, with slashes."""
    compression: str
    """``""``, ``gzip`` or ``zstd``."""
    size: int
    sha256: str


class OutputFile:
    """A binary file to write to, inside a ``with``; ``written`` is complete after it."""

    def __init__(self, folder: Path, path: str, compression: str = "") -> None:
        """Set its path; its own folder is made when it is opened.

        Args:
            folder: that of all the files.
            path: of this one within it, without what the compression adds to its name.
            compression: of what will be written.
        """
        self._folder, self._path = folder, path + EXTENSIONS[compression]
        self._compression = compression
        self._open = ExitStack()
        self._sha256 = hashlib.sha256()
        self._size = 0
        self.written: list[WrittenFile] = []

    def __enter__(self) -> Self:
        """Open the file."""
        path = self._folder / self._path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._to = self._open.enter_context(path.open("wb"))
        return self

    def write(self, data: bytes) -> int:
        """Write to it."""
        self._sha256.update(data)
        self._size += len(data)
        return self._to.write(data)

    def flush(self) -> None:
        """Nothing: the file is complete when it is closed."""

    def __exit__(self, *_error: object) -> None:
        """Close the file."""
        self._open.close()
        digest = self._sha256.hexdigest()
        self.written.append(WrittenFile(self._path, self._compression, self._size, digest))

    def remove(self) -> None:
        """Remove what was written."""
        while self.written:
            (self._folder / self.written.pop().path).unlink()


def compress(folder: Path, path: str, compression: str) -> WrittenFile:
    """Write a file’s compressed twin beside it; other threads may run meanwhile."""
    output = OutputFile(folder, path, compression)
    with output, (folder / path).open("rb") as file, _compressor(output, compression) as twin:
        shutil.copyfileobj(file, twin, CHUNK_BYTES)
    return output.written[0]


def _compressor(output: Any, compression: str) -> Any:
    """A file that compresses into an ``OutputFile``: libraries ask for all of ``IO[bytes]``."""
    if compression == "gzip":
        # No name and no time inside: they would differ from one making to the next.
        return gzip.GzipFile("", "wb", _GZIP_LEVEL, output, mtime=0)
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).stream_writer(output, closefd=False)
