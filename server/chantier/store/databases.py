"""SQLite files that may be damaged: one that is, is set aside, and another begun."""

from __future__ import annotations

import logging
import os
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

Outcome = TypeVar("Outcome")
_LOG = logging.getLogger(__name__)
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY_CODE = 0xFF
"""Mask of the primary code in an extended one."""
_COMPANIONS = ("-journal", "-wal", "-shm")
"""Ends of the names of files that belong to another; a new one must not meet the journal of old."""


class Database:
    """A SQLite file that is opened anew for each use."""

    def __init__(self, path: Path, schema: str, last_table: str, timeout_seconds: float) -> None:
        """Remember where it is; nothing is opened yet.

        Args:
            path: of the file; where it is missing and cannot be made, an empty one is in memory.
            schema: what makes its tables, where they are not there.
            last_table: the one that the schema makes last.
            timeout_seconds: how long to wait for another process that writes into it.
        """
        self.path, self._schema, self._last_table = path, schema, last_table
        self._timeout_seconds = timeout_seconds

    def use(self, work: Callable[[sqlite3.Connection], Outcome]) -> Outcome:
        """Do some work with it, in one transaction; once more on a new file if it is damaged.

        Raises:
            sqlite3.Error: it cannot be read or written for another reason.
        """
        try:
            return self._used(work)
        except (sqlite3.DatabaseError, zlib.error) as error:
            if not _is_damage(error):
                raise
            self.set_aside(str(error))
        return self._used(work)

    def check(self) -> None:
        """Read all of it, and set it aside if it is damaged."""

        def checked(database: sqlite3.Connection) -> None:
            (found,) = database.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise zlib.error(found)

        self.use(checked)

    def set_aside(self, reason: str) -> None:
        """Give the file another name, so that another is begun.

        Raises:
            OSError: the folder cannot be written.
        """
        now = datetime.now(UTC)
        aside = self.path.with_name(f"{self.path.name}.corrupt-{now:%Y%m%dT%H%M%S.%fZ}")
        self.path.rename(aside)
        for end in _COMPANIONS:
            companion = self.path.with_name(self.path.name + end)
            if companion.exists():
                companion.rename(aside.with_name(aside.name + end))
        _LOG.error("%s is damaged (%s): set aside as %s, begun anew", self.path, reason, aside.name)

    def _used(self, work: Callable[[sqlite3.Connection], Outcome]) -> Outcome:
        with closing(self._opened()) as database, database:
            return work(database)

    def _opened(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(self.path, timeout=self._timeout_seconds)
            self._prepare(database)
        except (OSError, sqlite3.OperationalError):
            if self.path.exists() or os.access(self.path.parent, os.W_OK):
                raise
            database = sqlite3.connect(":memory:")
            self._prepare(database)
        return database

    def _prepare(self, database: sqlite3.Connection) -> None:
        known = "SELECT 1 FROM sqlite_master WHERE name = ?"
        try:
            if not database.execute(known, (self._last_table,)).fetchone():
                database.executescript(self._schema)
        except sqlite3.Error:
            database.close()
            raise


def _is_damage(error: sqlite3.DatabaseError | zlib.error) -> bool:
    if isinstance(error, zlib.error):  # of a value that this software compressed
        return True
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE in _DAMAGED
