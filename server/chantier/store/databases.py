"""SQLite files that may be damaged: one that is, is set aside, and another begun."""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from chantier.store.storage import write_problem

Outcome = TypeVar("Outcome")
_LOG = logging.getLogger(__name__)
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_DAMAGE_SAID = ("no such table", "no such column", "Could not decode")
"""How messages begin that have no code of their own."""
_COMPANIONS = ("-journal", "-wal", "-shm")
"""Ends of the names of files that belong to another; a new one must not meet the journal of old."""


class Database:
    """A SQLite file that is opened anew for each use."""

    def __init__(
        self,
        path: Path,
        schema: str,
        timeout_seconds: float,
        begin: Callable[[], None] | None = None,
        added: Mapping[tuple[str, str], str] = MappingProxyType({}),
    ) -> None:
        """Remember where it is; nothing is opened yet.

        Args:
            path: of the file.
            schema: what makes its tables, where they are not there.
            timeout_seconds: how long to wait for another process that writes into it.
            begin: fills a new one that was begun for one that was damaged. Where given, a file
                that can neither be read nor made counts as empty; else that is an error.
            added: table and column that files of older software do not have → what adds it.
        """
        self._path, self._schema, self._begin, self._added = path, schema, begin, added
        self._last_table = re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", schema)[-1]
        self._timeout_seconds = timeout_seconds

    def use(self, work: Callable[[sqlite3.Connection], Outcome]) -> Outcome:
        """Do some work with it, in one transaction; once more on a new file if it is damaged.

        Raises:
            sqlite3.Error: it cannot be read or written for another reason.
        """
        found = self._inode()
        try:
            return self._used(work)
        except (sqlite3.DatabaseError, zlib.error, UnicodeDecodeError) as error:
            if not self._is_damage(error):
                raise
            if found == self._inode():  # else another process was quicker
                self._set_aside(str(error))
        if self._begin:
            self._begin()
        return self._used(work)

    def check(self, impossible: str) -> None:
        """Read all of it, and set it aside if it is damaged.

        Args:
            impossible: selects what a sound file never holds.
        """

        def checked(database: sqlite3.Connection) -> None:
            (found,) = database.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok" or database.execute(impossible).fetchone():
                raise zlib.error(found)

        self.use(checked)

    def _set_aside(self, reason: str) -> None:
        """Rename the file, so that another is begun."""
        now = datetime.now(UTC)
        aside = self._path.with_name(f"{self._path.name}.corrupt-{now:%Y%m%dT%H%M%S.%fZ}")
        self._path.rename(aside)
        for end in _COMPANIONS:
            companion = self._path.with_name(self._path.name + end)
            if companion.exists():
                companion.rename(aside.with_name(aside.name + end))
        _LOG.error(
            "%s is damaged (%s): set aside as %s, begun anew", self._path, reason, aside.name
        )

    def _used(self, work: Callable[[sqlite3.Connection], Outcome]) -> Outcome:
        with closing(self._opened()) as database, database:
            return work(database)

    def _opened(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(self._path, timeout=self._timeout_seconds)
            self._prepare(database)
        except (OSError, sqlite3.OperationalError):
            if self._begin is None or write_problem(self._path.parent) is None:
                raise
            database = sqlite3.connect(":memory:")
            self._prepare(database)
        return database

    def _inode(self) -> int:
        try:
            return self._path.stat().st_ino
        except OSError:
            return 0

    def _is_damage(self, error: Exception) -> bool:
        """Whether the file itself is at fault, so that another is to be begun."""
        if not isinstance(error, sqlite3.Error):  # a value that this software did not write
            return True
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_CANTOPEN:
            return self._path.is_dir() or (
                self._path.exists() and not os.access(self._path, os.R_OK)
            )
        return code in _DAMAGED or str(error).startswith(_DAMAGE_SAID)

    def _prepare(self, database: sqlite3.Connection) -> None:
        known = "SELECT 1 FROM sqlite_master WHERE name = ?"
        try:
            if not database.execute(known, (self._last_table,)).fetchone():
                database.executescript(self._schema)
            for place, statement in self._added.items():
                self._add(database, place, statement)
        except sqlite3.Error:
            database.close()
            raise

    @staticmethod
    def _add(database: sqlite3.Connection, place: tuple[str, str], statement: str) -> None:
        """Add a column, unless it is there or another process is quicker."""
        known = "SELECT 1 FROM pragma_table_info(?) WHERE name = ?"
        if database.execute(known, place).fetchone():
            return
        try:
            database.execute(statement)
        except sqlite3.OperationalError:
            if not database.execute(known, place).fetchone():
                raise
