"""The ledger: what changed in which version, thing by thing, for as long as the site has existed.

Versions are pruned; the ledger is not. It tells since when each thing is as it is (``lastmod``),
which things were withdrawn (410), and all that ever changed, in order (the change feed). It is one
SQLite file in the data directory; whoever publishes a version, or first serves it, brings it up to
date.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chantier.model.things import lines_by_thing
from chantier.namespaces import DATASET
from chantier.store.versions import Version

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (epoch TEXT, head TEXT, at TEXT);
CREATE TABLE IF NOT EXISTS change (
    number INTEGER PRIMARY KEY, iri TEXT, version TEXT, at TEXT, digest TEXT, lines BLOB);
CREATE TABLE IF NOT EXISTS thing (iri TEXT PRIMARY KEY, number INTEGER, digest TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS version (id TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT OR IGNORE INTO version SELECT DISTINCT version FROM change;
"""
_PATIENCE = 30.0
"""Seconds to wait for whoever else writes into it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A thing as it became in a version."""

    number: int
    """Changes are numbered from 1, in the order they were made."""
    iri: str
    version: str
    """Id of the version."""
    at: str
    """ISO 8601, in UTC; never earlier than that of the change before."""
    lines: bytes = b""
    """Its canonical N-Quads; empty when it was withdrawn, or not asked for."""
    withdrawn: bool = False


class Ledger:
    """The ledger of a data directory."""

    def __init__(self, data_dir: Path) -> None:
        """Remember where it is; nothing is opened yet."""
        self._path = data_dir / "ledger.sqlite"

    def catch_up(self, version: Version) -> None:
        """Write down what a version changed since the last that was written down.

        Costs two look-ups when that is this very version, else reading it whole.
        """
        with closing(self._open()) as database, database:
            database.execute("BEGIN IMMEDIATE")
            told = database.execute("SELECT head, at FROM meta").fetchone()
            if told is None:
                epoch = f"{version.manifest.created[:10]}-{version.manifest.id[:8]}"
                database.execute("INSERT INTO meta VALUES (?, '', '')", (epoch,))
            head, last = told or ("", "")
            if head == version.manifest.id:
                return
            at = version.manifest.created
            if at <= last:  # an older version is served again
                at = max(last, datetime.now(UTC).isoformat(timespec="seconds"))
            _write(database, version, at)
            database.execute("INSERT OR IGNORE INTO version VALUES (?)", (version.manifest.id,))
            database.execute("UPDATE meta SET head = ?, at = ?", (version.manifest.id, at))

    def last_change(self, iri: str) -> Change | None:
        """Give the last change of a thing, without its lines; ``None`` if it never was one."""
        with closing(self._open()) as database:
            row = database.execute(f"{_CHANGED} AND thing.iri = ?", (iri,)).fetchone()
        return _change(row) if row else None

    def last_changes(self) -> Iterator[Change]:
        """Give the last change of every thing, without its lines, sorted by IRI."""
        with closing(self._open()) as database:
            yield from map(_change, database.execute(f"{_CHANGED} ORDER BY thing.iri"))

    def changes(self, after: int, most: int) -> list[Change]:
        """Give at most so many changes, with their lines, from the one after a number on."""
        with closing(self._open()) as database:
            rows = database.execute(
                "SELECT number, iri, version, at, digest, lines FROM change WHERE number > ?"
                " ORDER BY number LIMIT ?",
                (after, most),
            ).fetchall()
        return [_change(row) for row in rows]

    def count(self) -> int:
        """Give the number of changes so far."""
        with closing(self._open()) as database:
            return int(
                database.execute("SELECT COALESCE(MAX(number), 0) FROM change").fetchone()[0]
            )

    def versions(self, start: str) -> list[str]:
        """Give the ids that start so, of all versions that were ever served."""
        with closing(self._open()) as database:
            rows = database.execute(
                "SELECT id FROM version WHERE id >= ? AND id < ?", (start, f"{start}g")
            ).fetchall()  # g follows the last hexadecimal digit
        return [row[0] for row in rows]

    def epoch(self) -> str:
        """Give what tells this ledger from one made anew; empty while nothing was written down."""
        with closing(self._open()) as database:
            row = database.execute("SELECT epoch FROM meta").fetchone()
        return str(row[0]) if row else ""

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._path, timeout=_PATIENCE)
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'version'").fetchone():
            database.executescript(_SCHEMA)
        return database


_CHANGED = (
    "SELECT change.number, change.iri, change.version, change.at, change.digest, NULL"
    " FROM thing JOIN change ON change.number = thing.number WHERE 1"
)


def _write(database: sqlite3.Connection, version: Version, at: str) -> None:
    known: dict[str, str] = dict(database.execute("SELECT iri, digest FROM thing"))
    with version.quads_path.open("rb") as lines:
        for iri, own in lines_by_thing(lines, DATASET):
            content = b"".join(own)
            digest = hashlib.sha256(content).hexdigest()
            if known.pop(iri, "") != digest:
                _add(database, iri, version, at, digest, content)
    for iri, digest in known.items():
        if digest:
            _add(database, iri, version, at, "", b"")


def _add(
    database: sqlite3.Connection, iri: str, version: Version, at: str, digest: str, content: bytes
) -> None:
    number = database.execute(
        "INSERT INTO change (iri, version, at, digest, lines) VALUES (?, ?, ?, ?, ?)",
        (iri, version.manifest.id, at, digest, content),
    ).lastrowid
    database.execute("INSERT OR REPLACE INTO thing VALUES (?, ?, ?)", (iri, number, digest))


def _change(row: tuple[int, str, str, str, str, bytes | None]) -> Change:
    number, iri, version, at, digest, lines = row
    return Change(number, iri, version, at, lines or b"", withdrawn=not digest)
