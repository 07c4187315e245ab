from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from chantier.errors import DiskFull, StorageError
from chantier.store.storage import afterwards, storage_error, write_problem


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_a_class_of_its_own(number: int) -> None:
    found = storage_error(OSError(number, os.strerror(number), "/data/x"))
    assert isinstance(found, DiskFull)
    assert found.path == "/data/x"
    assert "/data" not in str(found)
    assert isinstance(storage_error(OSError(f"IO error: {os.strerror(number)}: x.sst")), DiskFull)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EROFS, "read-only"),
        (errno.EACCES, "permission"),
        (errno.ENOTDIR, "a file stands"),
        (errno.EEXIST, "a file stands"),
        (errno.EISDIR, "a folder stands"),
        (errno.EIO, "fault"),
    ],
)
def test_what_cannot_be_written_is_said_in_both_languages(number: int, said: str) -> None:
    found = storage_error(OSError(number, os.strerror(number), "/data/x"))
    assert isinstance(found, StorageError)
    assert not isinstance(found, DiskFull)
    assert said in found.english
    assert found.french != found.english


@pytest.mark.parametrize(
    "error",
    [
        ConnectionResetError(errno.ECONNRESET, "reset"),
        PermissionError(errno.EACCES, "of a socket"),
        TimeoutError("slow"),
        sqlite3.ProgrammingError("closed"),
    ],
)
def test_an_error_of_something_else_is_none_of_the_storage(error: OSError | sqlite3.Error) -> None:
    assert storage_error(error) is None


def test_sqlite_says_the_same_by_its_own_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE a (b)")
    database.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError) as full:
        database.execute("INSERT INTO a VALUES (zeroblob(100000))")
    database.execute("PRAGMA query_only = 1")
    with pytest.raises(sqlite3.OperationalError) as forbidden:
        database.execute("INSERT INTO a VALUES (1)")
    database.close()
    with pytest.raises(sqlite3.OperationalError) as nowhere:
        sqlite3.connect(tmp_path / "missing" / "a.sqlite")
    assert isinstance(storage_error(full.value), DiskFull)
    assert "read-only" in str(storage_error(forbidden.value))
    assert storage_error(nowhere.value) is not None


def test_a_folder_that_can_be_written_has_no_problem(tmp_path: Path) -> None:
    assert write_problem(tmp_path) is None
    (tmp_path / "file").write_text("x")
    assert "a file stands" in str(write_problem(tmp_path / "file"))


def test_what_fails_afterwards_is_logged_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    with afterwards("who did it"):
        raise OSError(errno.ENOSPC, "full")
    assert "who did it" in caplog.text
    with pytest.raises(ValueError, match="ours"), afterwards("a fault"):
        raise ValueError("ours")
