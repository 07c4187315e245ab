"""Backups: one version in one file, and its way back.

An archive holds ``manifest.json``, ``quads.nq`` and ``report.ttl``; all else is made from them. The
saved queries, ``frozen.jsonl``, go with them, since publications cite them. It holds no token.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from chantier.default_dataset import DefaultDataset
from chantier.errors import BrokenBackup
from chantier.rdf.nquads import digest, parse_lines
from chantier.store.durable import replacing
from chantier.store.manifest import Version
from chantier.store.saved_queries import SavedQueries
from chantier.store.versions import LOCK_WAIT_SECONDS, Draft, building, publish

_MANIFEST = "manifest.json"
_QUADS = "quads.nq"
_REPORT = "report.ttl"
_SAVED_QUERIES = "frozen.jsonl"
_GZIP_LEVEL = 6
"""Effort of gzip, from 1 to 9."""
_ZSTD_LEVEL = 10
"""Effort of zstd, from 1 to 22."""
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
"""How a zstd frame starts. Source: https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1"""


@dataclass(frozen=True, slots=True)
class Backup:
    """The content of an archive."""

    id: str
    lines: list[bytes]
    report: str
    software: str
    saved_queries: bytes
    """As lines of JSON."""


def write_backup(version: Version, target: Path, saved_queries: bytes = b"") -> None:
    """Write a version into an archive: whole and on disk under its name, or not at all.

    Args:
        version: to write.
        target: the file.
        saved_queries: as lines of JSON.

    Raises:
        BrokenBackup: the name ends neither with ``.tar.gz`` nor with ``.tar.zst``.
        OSError: the file cannot be written.
    """
    with (
        replacing(target) as partial,
        _compressing(target, partial) as stream,
        tarfile.open(fileobj=stream, mode="w|") as archive,
    ):
        for name in (_MANIFEST, _QUADS, _REPORT):
            archive.add(version.path / name, arcname=name, filter=_anonymous)
        member = tarfile.TarInfo(_SAVED_QUERIES)
        member.size = len(saved_queries)
        archive.addfile(_anonymous(member), io.BytesIO(saved_queries))


def read_backup(source: Path) -> Backup:
    """Read an archive and check its quads against its manifest.

    Nothing is unpacked: only these files are read, whatever else there may be. An archive of older
    software holds no saved queries.

    Raises:
        BrokenBackup: it cannot be read, or the quads are not those of its id.
    """
    try:
        with _decompressing(source) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            content = {
                member.name: archive.extractfile(member).read()  # type: ignore[union-attr]
                for member in archive
                if member.isfile() and member.name in (_MANIFEST, _QUADS, _REPORT, _SAVED_QUERIES)
            }
        manifest = json.loads(content[_MANIFEST])
        lines = content[_QUADS].splitlines(keepends=True)
        report, saved_queries = content[_REPORT].decode(), content.get(_SAVED_QUERIES, b"")
        backup = Backup(manifest["id"], lines, report, str(manifest["software"]), saved_queries)
        parse_lines(lines)
    except (OSError, EOFError, tarfile.TarError, zstandard.ZstdError) as error:
        raise BrokenBackup(f"{source} cannot be read as a backup: {error}.") from error
    except (KeyError, TypeError, ValueError, SyntaxError, RecursionError) as error:
        raise BrokenBackup(
            f"{source} is not a backup made here: {error!r}. Take another one."
        ) from error
    found = digest(lines)
    if found != backup.id:
        raise BrokenBackup(
            f"{source} is damaged: its quads have digest {found}, and its manifest says"
            f" {backup.id}. Take another one."
        )
    return backup


def restore(data_dir: Path, backup: Backup, memory_quads: int, default: DefaultDataset) -> Version:
    """Publish what a backup holds as the version being served, and add its saved queries.

    Raises:
        BrokenBackup: its saved queries cannot be read.
        BuildInProgress: a build or a write did not end in time.
    """
    draft = Draft(
        lines=backup.lines,
        report=backup.report,
        inputs="",
        software=backup.software,
        memory_quads=memory_quads,
        origin="restore",
        default=default,
    )
    with building(data_dir, LOCK_WAIT_SECONDS):
        try:
            SavedQueries(data_dir).load(backup.saved_queries)
        except ValueError as error:
            raise BrokenBackup(
                f"The frozen queries of the backup cannot be read: {error}."
            ) from error
        return publish(data_dir, draft)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """The member without its owner on this machine."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o644
    return member


@contextmanager
def _compressing(target: Path, partial: Path) -> Iterator[Any]:
    """A compressed stream into a file, of the kind that the target's name asks for."""
    if target.name.endswith(".tar.zst"):
        with partial.open("wb") as file:
            compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL)
            with compressor.stream_writer(file, closefd=False) as stream:
                yield stream
    elif target.name.endswith(".tar.gz"):
        with gzip.open(partial, "wb", compresslevel=_GZIP_LEVEL) as stream:
            yield stream
    else:
        raise BrokenBackup(f"A backup is named ….tar.zst or ….tar.gz, not {target.name}.")


@contextmanager
def _decompressing(source: Path) -> Iterator[Any]:
    """A decompressed stream, of the kind that the start of the file shows."""
    with source.open("rb") as file:
        start = file.read(len(_ZSTD_MAGIC))
        file.seek(0)
        if start == _ZSTD_MAGIC:
            with zstandard.ZstdDecompressor().stream_reader(file) as stream:
                yield io.BufferedReader(stream)
        else:
            with gzip.open(file, "rb") as stream:
                yield stream
