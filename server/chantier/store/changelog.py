"""The changelog: what changed in which version, thing by thing, since the site exists.

Versions are pruned; the changelog is not. It holds since when each thing is as it is, which things
were withdrawn, and all changes ever made, in order. It is one SQLite file in the data directory,
brought up to date by each process that publishes a version or first serves it. A changelog that was
lost is begun anew, under another name for its epoch.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import starmap
from pathlib import Path
from typing import Any, Literal

from chantier.errors import BrokenVersion, NoVersion
from chantier.rdf.diff import labelled_by_content
from chantier.rdf.entities import lines_by_thing
from chantier.rdf.nquads import line_graph, line_terms
from chantier.store.databases import Database
from chantier.store.external_sort import LinesIn
from chantier.store.manifest import Version
from chantier.store.sources import is_computed
from chantier.store.versions import current, current_id

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (epoch TEXT, head TEXT, at TEXT);
CREATE TABLE IF NOT EXISTS change (
    number INTEGER PRIMARY KEY, iri TEXT, version TEXT, at TEXT, kind TEXT, lines BLOB);
CREATE INDEX IF NOT EXISTS served ON change (at, version);
CREATE INDEX IF NOT EXISTS of_thing ON change (iri, number);
CREATE TABLE IF NOT EXISTS thing (iri TEXT PRIMARY KEY, number INTEGER, digest TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unlinked (iri TEXT PRIMARY KEY, at TEXT) WITHOUT ROWID;
"""
"""``unlinked`` holds since when a thing no longer points at an IRI."""
_BUSY_TIMEOUT_SECONDS = 30.0
"""How long to wait for another process that writes into it."""

_IMPOSSIBLE = """
SELECT change.number FROM change LEFT JOIN thing ON thing.number = change.number
WHERE kind NOT IN ('created', 'changed', 'withdrawn') OR thing.iri <> change.iri
    OR version GLOB '*[^0-9a-f]*' OR LENGTH(version) <> 64 OR JULIANDAY(at) IS NULL
"""
"""Selects changes as none is ever written."""

ChangeKind = Literal["created", "changed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class EntityChange:
    """What became of a thing in a version."""

    number: int
    """Changes are numbered from 1, in the order they were made."""
    iri: str
    version: str
    """Id of the version."""
    at: str
    """ISO 8601, in UTC: the same for all changes of one version, later for those of the next."""
    kind: ChangeKind
    lines: bytes = b""
    """Its canonical N-Quads; empty when it was withdrawn, or when lines were not read."""

    @property
    def withdrawn(self) -> bool:
        """Whether the thing is no more."""
        return self.kind == "withdrawn"


class Changelog:
    """The changelog of a data directory."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._database = Database(
            data_dir / "ledger.sqlite", _SCHEMA, _BUSY_TIMEOUT_SECONDS, self._begin_anew
        )

    def check(self) -> None:
        """Read all of it; where it is damaged, begin anew with the version being served."""
        self._database.check(_IMPOSSIBLE)

    def _begin_anew(self) -> None:
        with suppress(BrokenVersion, NoVersion):
            self.catch_up(current(self._data_dir))

    def catch_up(self, version: Version) -> None:
        """Record what the current version changed since the last one recorded.

        Costs two look-ups when that is this very version, else reading it whole. Does nothing for
        a version that is not the current one (any more): the process that switched records it.
        """

        def caught_up(database: sqlite3.Connection) -> None:
            if _head(database)[0] == version.manifest.id:
                return
            database.execute("BEGIN IMMEDIATE")
            head, last = _head(database)
            if version.manifest.id in (head, "") or (
                version.manifest.id != current_id(self._data_dir)
            ):
                return
            at = version.manifest.created
            if at <= last:  # made within the same second, or an older one is served again
                now = datetime.now(UTC).isoformat(timespec="seconds")
                later = datetime.fromisoformat(last) + timedelta(milliseconds=1)
                at = max(now, later.isoformat(timespec="milliseconds"))
            if not head:
                epoch = f"{at[:10]}-{secrets.token_hex(4)}"
                database.execute("INSERT INTO meta VALUES (?, '', '')", (epoch,))
            _write(database, version, at)
            database.execute("UPDATE meta SET head = ?, at = ?", (version.manifest.id, at))

        self._database.use(caught_up)

    def last_change(self, iri: str) -> EntityChange | None:
        """The last change of a thing, without its lines; ``None`` for an IRI that never was one."""
        rows = self._rows(f"{_CHANGED} AND thing.iri = ?", iri)
        return _change(*rows[0]) if rows else None

    def modified(self, version: str, iri: str, named: Iterable[str]) -> str:
        """The moment when the document of a thing last changed.

        It is that of the last change of the thing, or of another that the document names, or when
        one ceased to point at the thing.

        Args:
            version: id of the version that the document is of.
            iri: of the thing.
            named: the IRIs that the document names.

        Returns:
            ISO 8601, in UTC; empty where that version is not the last one recorded.
        """
        return self._text(_MODIFIED, json.dumps([iri, *named]), iri, version)

    def since(self, version: str) -> str:
        """When a version became the last one recorded; empty where it is not the last."""
        return self._text("SELECT at FROM meta WHERE head = ?", version)

    def last_changes(self) -> Iterator[EntityChange]:
        """The last change of every thing, without its lines, sorted by IRI."""
        return starmap(_change, self._rows(f"{_CHANGED} ORDER BY thing.iri"))

    def changes(self, after: int, limit: int) -> list[EntityChange]:
        """The changes whose number is above ``after``, with their lines, at most ``limit``."""
        selected = (
            "SELECT number, iri, version, at, kind, lines FROM change WHERE number > ?"
            " ORDER BY number LIMIT ?"
        )
        return self._database.use(
            lambda database: [_change(*row) for row in database.execute(selected, (after, limit))]
        )

    def is_derived(self, change: EntityChange) -> bool:
        """Whether a change, read with its lines, is only of what the software works out itself."""
        rows = self._rows(
            "SELECT lines FROM change WHERE iri = ? AND number < ? ORDER BY number DESC LIMIT 1",
            change.iri,
            change.number,
        )
        before = zlib.decompress(rows[0][0]) if rows else b""
        return _fact_lines(before) == _fact_lines(change.lines)

    def version_before(self, number: int) -> str:
        """The id of the version that the version of a change followed; empty for the first."""
        return self._text(
            "SELECT version FROM change WHERE number < ?1"
            " AND at < (SELECT at FROM change WHERE number = ?1) ORDER BY number DESC LIMIT 1",
            number,
        )

    def moments(self, page_size: int) -> list[tuple[str, str]]:
        """When the first and the last change of each page of changes were made."""
        return self._rows(
            "SELECT MIN(at), MAX(at) FROM change GROUP BY (number - 1) / ? ORDER BY MIN(number)",
            page_size,
        )

    def served(self) -> list[tuple[str, str]]:
        """Since when each version was served, and its id, in order; one may come back."""
        return self._rows(
            "SELECT at, version FROM change GROUP BY at, version ORDER BY MIN(number)"
        )

    def count(self) -> int:
        """The number of changes so far."""
        return int(self._rows("SELECT COALESCE(MAX(number), 0) FROM change")[0][0])

    def epoch(self) -> str:
        """A name that a changelog made anew would not share; empty while nothing is in it."""
        return self._text("SELECT epoch FROM meta")

    def _rows(self, statement: str, *parameters: str | int) -> list[Any]:
        return self._database.use(
            lambda database: database.execute(statement, parameters).fetchall()
        )

    def _text(self, statement: str, *parameters: str | int) -> str:
        """The text in the first row; empty where there is none."""
        rows = self._rows(statement, *parameters)
        return rows[0][0] or "" if rows else ""


_CHANGED = (
    "SELECT change.number, change.iri, change.version, change.at, change.kind, NULL"
    " FROM thing JOIN change ON change.number = thing.number WHERE 1"
)


def _head(database: sqlite3.Connection) -> tuple[str, str]:
    """The id of the version last recorded, and when its changes were made; empty: none yet."""
    found = database.execute("SELECT head, at FROM meta").fetchone()
    return found or ("", "")


_MODIFIED = """
SELECT MAX(at) FROM (
    SELECT change.at FROM thing JOIN change ON change.number = thing.number
    WHERE thing.iri IN (SELECT value FROM json_each(?))
    UNION ALL SELECT at FROM unlinked WHERE iri = ?)
WHERE (SELECT head FROM meta) = ?
"""


def _write(database: sqlite3.Connection, version: Version, at: str) -> None:
    known: dict[str, str] = dict(database.execute("SELECT iri, digest FROM thing"))
    for iri, own in lines_by_thing(LinesIn(version.quads_path)):
        content = b"".join(own)
        digest = hashlib.sha256(content).hexdigest()
        before = known.pop(iri, "")
        if before != digest:
            kind: ChangeKind = "changed" if before else "created"
            _add(database, EntityChange(0, iri, version.manifest.id, at, kind, content), digest)
    for iri, digest in known.items():
        if digest:
            _add(database, EntityChange(0, iri, version.manifest.id, at, "withdrawn"), "")


def _add(database: sqlite3.Connection, change: EntityChange, digest: str) -> None:
    before = database.execute(
        "SELECT change.lines FROM thing JOIN change ON change.number = thing.number"
        " WHERE thing.iri = ?",
        (change.iri,),
    ).fetchone()
    gone = _objects(zlib.decompress(before[0])) - _objects(change.lines) if before else set()
    database.executemany(
        "INSERT OR REPLACE INTO unlinked VALUES (?, ?)", [(iri, change.at) for iri in gone]
    )
    number = database.execute(
        "INSERT INTO change (iri, version, at, kind, lines) VALUES (?, ?, ?, ?, ?)",
        (change.iri, change.version, change.at, change.kind, zlib.compress(change.lines, 1)),
    ).lastrowid
    database.execute("INSERT OR REPLACE INTO thing VALUES (?, ?, ?)", (change.iri, number, digest))


def _fact_lines(lines: bytes) -> list[bytes]:
    kept = [line for line in lines.splitlines(True) if not is_computed(line_graph(line))]
    return sorted(labelled_by_content(kept))


def _objects(lines: bytes) -> set[str]:
    """The IRIs that lines point at."""
    values = (line_terms(line)[2] for line in lines.splitlines())
    return {value[1:-1].decode() for value in values if value[:1] == b"<"}


def _change(
    number: int, iri: str, version: str, at: str, kind: ChangeKind, lines: bytes | None
) -> EntityChange:
    return EntityChange(number, iri, version, at, kind, zlib.decompress(lines) if lines else b"")
