"""Queries that were frozen: text, version and answer, to be cited and shown years later.

One SQLite file in the data directory. Whoever asks may add to it, so it is bounded in every way: a
text is short, an answer small or else left out, a client and a day have so many, and so has the
file. Which client froze how many is known for that day only, by a digest that no address can be
read from once the day's secret is gone.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import secrets
import sqlite3
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chantier.errors import RequestTooLarge, ServerBusy, UnknownThing

TEXT_MOST = 20_000
"""Bytes of a query's text."""
ANSWER_MOST = 1_000_000
"""Bytes of an answer that is kept."""
_PATIENCE = 10.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS frozen (
    name TEXT PRIMARY KEY, query TEXT, version TEXT, created TEXT, at TEXT, media_type TEXT,
    total INTEGER, digest TEXT, answer BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS day (day TEXT PRIMARY KEY, secret TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS taken (client TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID;
"""
_COLUMNS = "name, query, version, created, at, media_type, total, digest, answer"


@dataclass(frozen=True, slots=True)
class FreezingLimits:
    """How many queries may be frozen."""

    client_a_day: int = 20
    all_a_day: int = 200
    all_ever: int = 20_000
    answers_bytes: int = 200_000_000
    """Bytes of all answers that are kept, compressed; beyond it, queries are frozen without."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A query as it was asked of a version, and what it answered."""

    name: str
    """Of its page: how the SHA-256 of query and version starts."""
    query: str
    version: str
    """Id of the version that was asked."""
    created: str
    """When that version was made, ISO 8601 in UTC."""
    at: str
    """When the query was frozen, ISO 8601 in UTC."""
    media_type: str
    """Of the answer."""
    total: int
    """Solutions, or triples; 1 or 0 for yes or no."""
    digest: str
    """Of the answer, in whatever order its solutions came."""
    answer: bytes | None = None
    """``None`` where it was too large to be kept."""


def frozen_name(normalised: str, version: str) -> str:
    """Give the name under which a query is frozen.

    Args:
        normalised: its text without comments and spare spaces.
        version: id of the version that is asked.
    """
    return hashlib.sha256(f"{normalised}\n{version}".encode()).hexdigest()[:16]


class FrozenQueries:
    """The frozen queries of a data directory."""

    def __init__(self, data_dir: Path, limits: FreezingLimits = FreezingLimits()) -> None:
        """Remember where they are; nothing is opened yet."""
        self._path, self._limits = data_dir / "frozen.sqlite", limits

    def known(self, name: str) -> bool:
        """Tell whether a query is frozen under a name."""
        if not self._path.is_file():
            return False
        with closing(self._open()) as database:
            sought = "SELECT 1 FROM frozen WHERE name = ?"
            return database.execute(sought, (name,)).fetchone() is not None

    def find(self, name: str) -> Frozen:
        """Give the query of a name.

        Raises:
            UnknownThing: there is none.
        """
        if self._path.is_file():
            with closing(self._open()) as database:
                sought = f"SELECT {_COLUMNS} FROM frozen WHERE name = ?"  # noqa: S608 — constants
                row = database.execute(sought, (name,)).fetchone()
            if row:
                return _frozen(row)
        raise UnknownThing(
            f"Aucune requête n’a été figée sous le nom « {name} ».",
            f"No query was frozen under the name “{name}”.",
        )

    def keep(self, query: Frozen, client: str) -> None:
        """Freeze a query; does nothing where it is frozen already.

        Args:
            query: with its answer.
            client: the address of whoever asks.

        Raises:
            RequestTooLarge: its text is too long.
            ServerBusy: this client, or everybody, froze as many today as may be, or the file is
                full.
        """
        size = len(query.query.encode())
        if size > TEXT_MOST:
            raise RequestTooLarge(
                f"The query has {size:,} bytes, and at most {TEXT_MOST:,} are frozen. Shorten it."
            )
        with closing(self._open()) as database, database:
            database.execute("BEGIN IMMEDIATE")
            if database.execute("SELECT 1 FROM frozen WHERE name = ?", (query.name,)).fetchone():
                return
            self._count(database, client)
            database.execute(_INSERT, _row(self._fitting(database, query)))

    def dump(self) -> bytes:
        """Give all of them as lines of JSON, sorted by name."""
        return b"".join(self._lines())

    def load(self, lines: bytes) -> int:
        """Add those of a dump that are not there yet; gives how many.

        Raises:
            ValueError: it is no dump.
        """
        queries = []
        for line in lines.splitlines():
            try:
                told = json.loads(line)
                answer = told.pop("answer")
                queries.append(Frozen(answer=None if answer is None else b64decode(answer), **told))
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise ValueError(f"it is no frozen query: {error}") from error
        if not queries:
            return 0
        with closing(self._open()) as database, database:
            before = database.total_changes
            database.executemany(_INSERT, map(_row, queries))
            return database.total_changes - before

    def _lines(self) -> Iterator[bytes]:
        if not self._path.is_file():
            return
        with closing(self._open()) as database:
            everything = f"SELECT {_COLUMNS} FROM frozen ORDER BY name"  # noqa: S608 — constants
            for row in database.execute(everything):
                told = asdict(_frozen(row))
                if told["answer"] is not None:
                    told["answer"] = b64encode(told["answer"]).decode()
                yield json.dumps(told, ensure_ascii=False).encode() + b"\n"

    def _fitting(self, database: sqlite3.Connection, query: Frozen) -> Frozen:
        """Give a query without its answer where there is no room for that."""
        sizes = "SELECT COALESCE(SUM(LENGTH(answer)), 0) FROM frozen"
        answer = query.answer
        too_large = answer is not None and (
            len(answer) > ANSWER_MOST
            or database.execute(sizes).fetchone()[0] + len(answer) > self._limits.answers_bytes
        )
        return replace(query, answer=None) if too_large else query

    def _count(self, database: sqlite3.Connection, client: str) -> None:
        """Count a freezing against client, day and file."""
        today = datetime.now(UTC).date().isoformat()
        found = database.execute("SELECT secret FROM day WHERE day = ?", (today,)).fetchone()
        if not found:
            database.execute("DELETE FROM day")
            database.execute("DELETE FROM taken")
            found = (secrets.token_hex(16),)
            database.execute("INSERT INTO day VALUES (?, ?)", (today, *found))
        key = hashlib.blake2b(f"{found[0]} {_network(client)}".encode(), digest_size=16).hexdigest()
        own = database.execute("SELECT count FROM taken WHERE client = ?", (key,)).fetchone()
        taken = database.execute("SELECT COALESCE(SUM(count), 0) FROM taken").fetchone()[0]
        if own and own[0] >= self._limits.client_a_day:
            raise ServerBusy(
                f"You froze {own[0]} queries today, and that is as many as one may a day. Come"
                " back tomorrow, or note the query and the version.",
                _until_midnight(),
                own_fault=True,
            )
        if taken >= self._limits.all_a_day:
            raise ServerBusy(
                "As many queries were frozen today as may be. Come back tomorrow, or note the"
                " query and the version.",
                _until_midnight(),
            )
        if database.execute("SELECT COUNT(*) FROM frozen").fetchone()[0] >= self._limits.all_ever:
            raise ServerBusy(
                "No more queries can be frozen here until the operator makes room. Note the query"
                " and the version.",
                _until_midnight(),
            )
        database.execute(
            "INSERT INTO taken VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1", (key,)
        )

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._path, timeout=_PATIENCE)
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'taken'").fetchone():
            database.executescript(_SCHEMA)
        return database


_INSERT = f"INSERT OR IGNORE INTO frozen ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


def _row(query: Frozen) -> tuple[object, ...]:
    *told, answer = (getattr(query, name) for name in _COLUMNS.split(", "))
    return (*told, None if answer is None else zlib.compress(answer, 9))


def _frozen(row: tuple[object, ...]) -> Frozen:
    *told, answer = row
    query = Frozen(*told)  # type: ignore[arg-type]
    whole = zlib.decompress(answer) if isinstance(answer, bytes) else None
    return replace(query, answer=whole)


def _network(client: str) -> str:
    """Give what stands for a client: its address, or of IPv6 the half that a household is given."""
    try:
        address = ipaddress.ip_address(client.strip("[]"))
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv6Address) and not address.ipv4_mapped:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _until_midnight() -> int:
    now = datetime.now(UTC)
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((tomorrow - now).total_seconds()) + 1
