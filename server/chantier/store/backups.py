"""Backups: one version in one file, and its way back.

An archive holds ``manifest.json``, ``quads.nq`` and ``report.ttl``; all else is made from them. The
frozen queries, ``frozen.jsonl``, go with them, since others cite them. It holds no token.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from chantier.errors import BrokenBackup
from chantier.rdf.nquads import digest, parse_lines
from chantier.store.retention import PATIENCE
from chantier.store.saved_queries import FrozenQueries
from chantier.store.versions import Draft, Version, building, publish

_MANIFEST, _QUADS, _REPORT = "manifest.json", "quads.nq", "report.ttl"
_FROZEN = "frozen.jsonl"


@dataclass(frozen=True, slots=True)
class Backup:
    """What an archive was found to hold."""

    id: str
    lines: list[bytes]
    report: str
    software: str
    frozen: bytes
    """The frozen queries, as lines of JSON."""


def write_backup(version: Version, target: Path, frozen: bytes = b"") -> None:
    """Write a version into an archive: whole and on disk under its name, or not at all.

    Args:
        version: to write.
        target: the file.
        frozen: the frozen queries, as lines of JSON.

    Raises:
        BrokenBackup: the name ends neither with ``.tar.gz`` nor with ``.tar.zst``.
        OSError: the file cannot be written.
    """
    partial = target.with_name(f".{target.name}.partial")
    try:
        with (
            _writing(target, partial) as stream,
            tarfile.open(fileobj=stream, mode="w|") as archive,
        ):
            for name in (_MANIFEST, _QUADS, _REPORT):
                archive.add(version.path / name, arcname=name, filter=_anonymous)
            member = tarfile.TarInfo(_FROZEN)
            member.size = len(frozen)
            archive.addfile(_anonymous(member), io.BytesIO(frozen))
        descriptor = os.open(partial, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def read_backup(source: Path) -> Backup:
    """Read an archive and make sure that it holds what its manifest says.

    Nothing is unpacked: only these files are read, whatever else there may be. An archive of older
    software holds no frozen queries.

    Raises:
        BrokenBackup: it cannot be read, or the quads are not those of its id.
    """
    try:
        with _reading(source) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            content = {
                member.name: archive.extractfile(member).read()  # type: ignore[union-attr]
                for member in archive
                if member.isfile() and member.name in (_MANIFEST, _QUADS, _REPORT, _FROZEN)
            }
        manifest = json.loads(content[_MANIFEST])
        lines = content[_QUADS].splitlines(keepends=True)
        report, frozen = content[_REPORT].decode(), content.get(_FROZEN, b"")
        backup = Backup(manifest["id"], lines, report, str(manifest["software"]), frozen)
        parse_lines(lines)
    except (OSError, EOFError, tarfile.TarError, zstandard.ZstdError) as error:
        raise BrokenBackup(f"{source} cannot be read as a backup: {error}.") from error
    except (KeyError, TypeError, ValueError, SyntaxError) as error:
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


def restore(data_dir: Path, backup: Backup, memory_quads: int) -> Version:
    """Publish what a backup holds as the version being served, and add its frozen queries.

    Raises:
        BrokenBackup: its frozen queries cannot be read.
        BuildInProgress: a build or a write did not end in time.
    """
    draft = Draft(
        lines=backup.lines,
        report=backup.report,
        inputs="",
        software=backup.software,
        memory_quads=memory_quads,
        origin="restore",
    )
    with building(data_dir, PATIENCE):
        try:
            FrozenQueries(data_dir).load(backup.frozen)
        except ValueError as error:
            raise BrokenBackup(
                f"The frozen queries of the backup cannot be read: {error}."
            ) from error
        return publish(data_dir, draft)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who owns the file on this machine."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o644
    return member


@contextmanager
def _writing(target: Path, partial: Path) -> Iterator[Any]:
    """Open a compressor, of either kind, which share no type."""
    if target.name.endswith(".tar.zst"):
        with partial.open("wb") as file:
            compressor = zstandard.ZstdCompressor(level=10)
            with compressor.stream_writer(file, closefd=False) as stream:
                yield stream
    elif target.name.endswith(".tar.gz"):
        with gzip.open(partial, "wb", compresslevel=6) as stream:
            yield stream
    else:
        raise BrokenBackup(f"A backup is named ….tar.zst or ….tar.gz, not {target.name}.")


@contextmanager
def _reading(source: Path) -> Iterator[Any]:
    """Open a decompressor, chosen by how the file starts."""
    with source.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        if start == b"\x28\xb5\x2f\xfd":
            with zstandard.ZstdDecompressor().stream_reader(file) as stream:
                yield io.BufferedReader(stream)
        else:
            with gzip.open(file, "rb") as stream:
                yield stream
