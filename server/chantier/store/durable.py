"""Files that are on disk whole, or not at all, whatever moment the machine stops at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file, or the entries of a folder, are on disk.

    Source: https://man7.org/linux/man-pages/man2/fsync.2.html
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def replacing(path: Path, *, synced: bool = True) -> Iterator[Path]:
    """A path to write to; what is there after the ``with`` replaces a file or link in one step.

    After an error, the old file is as it was. Where ``synced``, the new one is on disk at the end.
    """
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        yield partial
        if synced:
            sync(partial)
        partial.replace(path)
        if synced:
            sync(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def replace_text(path: Path, text: str, mode: int = 0o666, *, synced: bool = True) -> None:
    """Replace a text file in one step; its permissions, less the umask, are never wider."""
    with replacing(path, synced=synced) as partial:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)


def append_line(path: Path, line: str) -> None:
    """Add a line to a text file, and wait until it is on disk."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())
