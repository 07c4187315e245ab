"""Whether the files of a version are still what they were when it was made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from chantier.errors import BrokenVersion
from chantier.store.indexes import QUADS
from chantier.store.manifest import MANIFEST, REPORT, Version

ADVICE = (
    "Go back to another version (“chantier rollback”), restore a backup, or delete its folder and"
    " build again."
)
"""What to do about a version that is damaged."""
FileStamps = tuple[tuple[int, int, int], ...]
"""For each file, its size in bytes, when it was written in nanoseconds, and its inode."""
KNOWN_VERSIONS_COUNT = 128
"""Versions of which a process remembers whether they are whole."""
ORIGINALS = frozenset({QUADS, REPORT})
"""The files of a version that cannot be made again from another."""


def file_digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file of a version but its manifest, by its path in the folder, sorted."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): _digest(path) for path in paths}


def damaged_files(version: Version) -> list[str]:
    """The files that are missing, unreadable or not what they were, each by its path, sorted.

    Reads all of them: some seconds for each gigabyte. Of a version of older software, which kept
    no digests, only the quads are compared, with its id.
    """
    return _damaged(version.path, _expected(version).items())


def file_stamps(version: Version) -> FileStamps:
    """Size, time and place on disk of every file of a version: what shows that one was touched."""
    return tuple(_stamp(version.path / name) for name in (MANIFEST, *_expected(version)))


def check(version: Version) -> None:
    """Verify a version unless this process did, and no file of it was touched since.

    Raises:
        BrokenVersion: a file is missing, or is not what it was.
    """
    expected = tuple(_expected(version).items())
    if damaged := _known_damage(version.path, expected, file_stamps(version)):
        raise damage(version, damaged)


def verify(version: Version) -> None:
    """Read a version whole and compare it with its manifest.

    Raises:
        BrokenVersion: a file is missing, or is not what it was.
    """
    if damaged := damaged_files(version):
        raise damage(version, damaged)


def verify_quads(version: Version) -> None:
    """Read the quads of a version and compare them with its id.

    Raises:
        BrokenVersion: they are missing, or not what they were.
    """
    if not _matches(version.quads_path, version.manifest.id):
        raise damage(version, [QUADS])


def verify_report(version: Version) -> None:
    """Compare the report of a version with its digest, where it has one.

    Raises:
        BrokenVersion: it is missing, or not what it was.
    """
    digest = version.manifest.files.get(REPORT)
    if digest and not _matches(version.report_path, digest):
        raise damage(version, [REPORT])


def damage(version: Version, files: Sequence[str]) -> BrokenVersion:
    """What is to be said of a version of which files are damaged."""
    said = f"Version {version.manifest.id} is damaged: {', '.join(files)}. {ADVICE}"
    return BrokenVersion(said, files)


def _expected(version: Version) -> dict[str, str]:
    return version.manifest.files or {QUADS: version.manifest.id}


@lru_cache(maxsize=KNOWN_VERSIONS_COUNT)
def _known_damage(
    folder: Path, expected: tuple[tuple[str, str], ...], _stamps: FileStamps
) -> tuple[str, ...]:
    return tuple(_damaged(folder, expected))


def _damaged(folder: Path, expected: Iterable[tuple[str, str]]) -> list[str]:
    return sorted(name for name, digest in expected if not _matches(folder / name, digest))


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0, 0
    return found.st_size, found.st_mtime_ns, found.st_ino


def _matches(path: Path, digest: str) -> bool:
    try:
        return _digest(path) == digest
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
