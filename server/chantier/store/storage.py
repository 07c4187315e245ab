"""What the system says when files cannot be read or written, in sentences."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chantier.errors import DiskFull, StorageError

_LOG = logging.getLogger(__name__)
MIN_FREE_BYTES = 1_000_000
"""With less room than this, a disk counts as full: no version, however small, would fit."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CAUSES = {
    errno.EROFS: ("le système de fichiers est en lecture seule", "the file system is read-only"),
    errno.EACCES: ("la permission manque", "permission is denied"),
    errno.EPERM: ("la permission manque", "permission is denied"),
    errno.EEXIST: (
        "un fichier se trouve là où un dossier est attendu",
        "a file stands where a folder is awaited",
    ),
    errno.ENOTDIR: (
        "un fichier se trouve là où un dossier est attendu",
        "a file stands where a folder is awaited",
    ),
    errno.EISDIR: (
        "un dossier se trouve là où un fichier est attendu",
        "a folder stands where a file is awaited",
    ),
    errno.ELOOP: ("des liens tournent en rond", "links lead in a circle"),
    errno.EIO: ("le disque est en défaut", "the disk has a fault"),
}
"""Error number → why, in French and in English."""
_NAMELESS = frozenset({errno.EROFS, errno.EIO})
"""Said of files even where no file is named; the others may be said of sockets."""
_SQLITE = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
}
"""Primary result code of SQLite (the low byte of an extended one) → error number.

Source: https://www.sqlite.org/rescode.html
"""
_SPOKEN = {
    "No space left on device": errno.ENOSPC,
    "Disk quota exceeded": errno.EDQUOT,
    "File too large": errno.EFBIG,
    "Read-only file system": errno.EROFS,
}
"""What the engine says, which gives no number → error number."""


def storage_error(error: OSError | sqlite3.Error) -> StorageError | None:
    """What an error says of the storage; ``None`` where it is about something else."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        number, path = _SQLITE.get(code, 0), ""
    else:
        spoken = (known for words, known in _SPOKEN.items() if words in str(error))
        number, path = error.errno or next(spoken, 0), str(error.filename or "")
        if not path and number not in _FULL | _NAMELESS:
            return None
    if number in _FULL:
        return DiskFull(
            "Le disque est plein : rien de plus ne peut y être écrit. Faites de la place, puis"
            " recommencez.",
            "The disk is full: nothing more can be written. Make room, then try again.",
            path,
        )
    if number not in _CAUSES:
        return None
    french, english = _CAUSES[number]
    return StorageError(
        f"Un fichier ne peut être ni lu ni écrit comme il le faut : {french}. Ce qui est publié"
        " reste publié, et rien n’est changé.",
        f"A file cannot be read or written as it must be: {english}. What is published stays"
        " published, and nothing is changed.",
        path,
    )


def write_problem(folder: Path) -> StorageError | None:
    """Why nothing can be written into a folder at this moment; ``None`` where it can.

    Costs two system calls and writes nothing. A quota shows only when a write meets it.
    """
    try:
        room = os.statvfs(folder)
        if room.f_flag & os.ST_RDONLY:
            return storage_error(OSError(errno.EROFS, "", str(folder)))
        if not folder.is_dir():
            return storage_error(OSError(errno.ENOTDIR, "", str(folder)))
        if not os.access(folder, os.W_OK | os.X_OK):
            return storage_error(OSError(errno.EACCES, "", str(folder)))
        if room.f_blocks and room.f_bavail * room.f_frsize < MIN_FREE_BYTES:
            return storage_error(OSError(errno.ENOSPC, "", str(folder)))
    except OSError as error:
        return storage_error(error)
    return None


@contextmanager
def afterwards(what: str) -> Iterator[None]:
    """Go on where a file cannot be written once a version is served: that much is done.

    Args:
        what: could then not be recorded, for the log.
    """
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        _LOG.error("the version is served, but not recorded was %s: %s", what, error)
