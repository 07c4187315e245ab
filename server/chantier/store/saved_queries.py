"""Saved queries: text, version and answer of a query, to be cited and shown years later.

They are one SQLite file in the data directory. Any visitor may add to it, so everything has a
limit: the size of a text and of an answer, the queries of a client and of all clients in a day, and
the file. How many queries a client saved is kept for that day only, under a digest that gives away
no address once the day's secret is deleted.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import sqlite3
import time
import zlib
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from chantier.default_dataset import DefaultDataset
from chantier.errors import RequestTooLarge, ServerBusy, UnknownThing
from chantier.store.databases import Database

_LOG = logging.getLogger(__name__)
MAX_QUERY_TEXT_BYTES = 20_000
"""Size of the text of a query that can be saved."""
MAX_ANSWER_BYTES = 1_000_000
"""Size of an answer that is saved with its query."""
_BUSY_TIMEOUT_SECONDS = 10.0
"""How long to wait for another process that writes into the file."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS frozen (
    name TEXT PRIMARY KEY, query TEXT, version TEXT, created TEXT, at TEXT, media_type TEXT,
    total INTEGER, digest TEXT, asked TEXT, answer BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS day (day TEXT PRIMARY KEY, secret TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS taken (client TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID;
"""
_COLUMNS = "name, query, version, created, at, media_type, total, digest, asked, answer"
_ADDED = {
    ("frozen", "asked"): (
        f"ALTER TABLE frozen ADD COLUMN asked TEXT NOT NULL DEFAULT '{DefaultDataset.UNION}'"
    )
}
"""What files of before version 0.4 do not have: then every query asked the union."""


@dataclass(frozen=True, slots=True)
class SavedQueryLimits:
    """How many queries may be saved."""

    max_daily_per_client: int = 20
    max_daily: int = 200
    max_total: int = 20_000
    max_answers_bytes: int = 200_000_000
    """Size of all saved answers, compressed; beyond it, queries are saved without answers."""


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query, the version it was asked of, and its answer."""

    name: str
    """The first 16 hexadecimal digits of a SHA-256 of query, version and what was asked."""
    query: str
    version: str
    """Id of the version that was asked."""
    created: str
    """When that version was made, ISO 8601 in UTC."""
    at: str
    """When the query was saved, ISO 8601 in UTC."""
    media_type: str
    """Of the answer."""
    total: int
    """Solutions, or triples; 1 or 0 for yes or no."""
    digest: str
    """Of the answer, in whatever order its solutions came."""
    asked: DefaultDataset = DefaultDataset.UNION
    """What it asked where it names no graph; before version 0.4, the union of all."""
    answer: bytes | None = None
    """``None`` where it was too large to be kept."""


def saved_query_name(normalised: str, version: str, asked: DefaultDataset) -> str:
    """The name under which a query is saved.

    Args:
        normalised: its text without comments and spare spaces.
        version: id of the version that is asked.
        asked: what it asks there where it names no graph.
    """
    # With the union, names are those of before there was another default dataset.
    other = "" if asked is DefaultDataset.UNION else f"\n{asked}"
    return hashlib.sha256(f"{normalised}\n{version}{other}".encode()).hexdigest()[:16]


class SavedQueries:
    """The saved queries of a data directory."""

    def __init__(self, data_dir: Path, limits: SavedQueryLimits = SavedQueryLimits()) -> None:
        self._path, self._limits = data_dir / "frozen.sqlite", limits
        self._database = Database(self._path, _SCHEMA, _BUSY_TIMEOUT_SECONDS, added=_ADDED)

    def find(self, name: str) -> SavedQuery:
        """The query saved under a name.

        Raises:
            UnknownThing: there is none.
        """
        if self._path.is_file():
            statement = f"SELECT {_COLUMNS} FROM frozen WHERE name = ?"  # noqa: S608 — constants
            row = self._database.use(
                lambda database: database.execute(statement, (name,)).fetchone()
            )
            if row:
                return _saved_query(row)
        raise UnknownThing(
            f"Aucune requête n’a été figée sous le nom « {name} ».",
            f"No query was frozen under the name “{name}”.",
        )

    def save(self, query: SavedQuery, client: str) -> None:
        """Save a query; does nothing where it is saved already.

        Args:
            query: with its answer.
            client: its IP address.

        Raises:
            RequestTooLarge: its text is too long.
            ServerBusy: this client, or all of them, reached a limit of today, or the file is full.
        """
        size = len(query.query.encode())
        if size > MAX_QUERY_TEXT_BYTES:
            raise RequestTooLarge(
                f"The query has {size:,} bytes, and at most {MAX_QUERY_TEXT_BYTES:,} are frozen."
                " Shorten it."
            )

        def saved(database: sqlite3.Connection) -> None:
            database.execute("BEGIN IMMEDIATE")
            if database.execute("SELECT 1 FROM frozen WHERE name = ?", (query.name,)).fetchone():
                return
            self._count(database, client)
            database.execute(_INSERT, _row(self._fitting(database, query)))

        self._database.use(saved)

    def dump(self) -> bytes:
        """All of them as lines of JSON, sorted by name."""
        if not self._path.is_file():
            return b""
        everything = f"SELECT {_COLUMNS} FROM frozen ORDER BY name"  # noqa: S608 — constants
        rows = self._database.use(lambda database: database.execute(everything).fetchall())
        return b"".join(_json_line(_saved_query(row)) for row in rows)

    def load(self, lines: bytes) -> int:
        """Add the queries of a dump that are not there yet, and return their number.

        Raises:
            ValueError: it is no dump.
        """
        queries = []
        for line in lines.splitlines():
            try:
                fields = json.loads(line)
                if (answer := fields.pop("answer")) is not None:
                    answer = b64decode(answer)
                asked = DefaultDataset(fields.pop("asked", DefaultDataset.UNION))
                queries.append(SavedQuery(**fields, asked=asked, answer=answer))
            except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
                raise ValueError(f"it is no frozen query: {error}") from error
        if not queries:
            return 0

        def loaded(database: sqlite3.Connection) -> int:
            before = database.total_changes
            database.executemany(_INSERT, map(_row, queries))
            return database.total_changes - before

        return self._database.use(loaded)

    def _fitting(self, database: sqlite3.Connection, query: SavedQuery) -> SavedQuery:
        """The query, without its answer where there is no room for that."""
        sizes = "SELECT COALESCE(SUM(LENGTH(answer)), 0) FROM frozen"
        answer = query.answer
        too_large = answer is not None and (
            len(answer) > MAX_ANSWER_BYTES
            or database.execute(sizes).fetchone()[0] + len(answer) > self._limits.max_answers_bytes
        )
        return replace(query, answer=None) if too_large else query

    def _count(self, database: sqlite3.Connection, client: str) -> None:
        """Count a new query against the limits of client, day and file."""
        today = datetime.now(UTC).date().isoformat()
        found = database.execute("SELECT secret FROM day WHERE day = ?", (today,)).fetchone()
        if not found:
            database.execute("DELETE FROM day")
            database.execute("DELETE FROM taken")
            found = (secrets.token_hex(16),)
            database.execute("INSERT INTO day VALUES (?, ?)", (today, *found))
        key = hashlib.blake2b(f"{found[0]} {client}".encode(), digest_size=16).hexdigest()
        own = database.execute("SELECT count FROM taken WHERE client = ?", (key,)).fetchone()
        taken = database.execute("SELECT COALESCE(SUM(count), 0) FROM taken").fetchone()[0]
        if own and own[0] >= self._limits.max_daily_per_client:
            raise ServerBusy(
                f"You froze {own[0]} queries today, and that is as many as one may a day. Come"
                " back tomorrow, or note the query and the version.",
                _until_midnight(),
                own_fault=True,
            )
        if taken >= self._limits.max_daily:
            raise ServerBusy(
                "As many queries were frozen today as may be. Come back tomorrow, or note the"
                " query and the version.",
                _until_midnight(),
            )
        if database.execute("SELECT COUNT(*) FROM frozen").fetchone()[0] >= self._limits.max_total:
            raise ServerBusy(
                "No more queries can be frozen here until the operator makes room. Note the query"
                " and the version.",
                _until_midnight(),
            )
        database.execute(
            "INSERT INTO taken VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1", (key,)
        )


_INSERT = f"INSERT OR IGNORE INTO frozen ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


def _row(query: SavedQuery) -> tuple[object, ...]:
    *fields, answer = (getattr(query, name) for name in _COLUMNS.split(", "))
    return (*fields, None if answer is None else zlib.compress(answer, 9))


def _saved_query(row: tuple[object, ...]) -> SavedQuery:
    *fields, asked, answer = row
    query = replace(SavedQuery(*fields), asked=DefaultDataset(str(asked)))  # type: ignore[arg-type]
    try:
        whole = zlib.decompress(answer) if isinstance(answer, bytes) else None
    except zlib.error:
        _LOG.error("the answer kept with the saved query %s is damaged: not shown", query.name)
        whole = None
    return replace(query, answer=whole)


def _json_line(query: SavedQuery) -> bytes:
    text = json.dumps(
        asdict(query), ensure_ascii=False, default=lambda raw: b64encode(raw).decode()
    )
    return text.encode() + b"\n"


def _until_midnight() -> int:
    """The seconds until the next day begins in UTC."""
    return 86_400 - int(time.time()) % 86_400
