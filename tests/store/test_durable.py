"""A file is replaced whole, or stays as it was."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from chantier.store.durable import append_line, replace_text, replacing, sync


@pytest.mark.parametrize("synced", [True, False])
def test_a_file_is_made_and_replaced(tmp_path: Path, synced: bool) -> None:
    path = tmp_path / "file"
    for text in ("one", "deux é"):
        replace_text(path, text, synced=synced)
        assert path.read_text(encoding="utf-8") == text
    assert list(tmp_path.iterdir()) == [path]


def test_until_the_end_the_old_file_is_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old", encoding="utf-8")
    with replacing(path) as partial:
        partial.write_text("new", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "old"
    assert path.read_text(encoding="utf-8") == "new"


def test_after_an_error_the_old_file_stays_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError), replacing(path) as partial:
        partial.write_text("half \ud800", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_process_left_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with replacing(path) as partial:
        partial.write_text("half", encoding="utf-8")
        left = partial
    left.write_text("of another process", encoding="utf-8")
    replace_text(path, "whole", mode=0o600)
    assert path.read_text(encoding="utf-8") == "whole"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_symbolic_link_is_replaced_not_followed(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with replacing(tmp_path / "link") as partial:
            partial.symlink_to(name)
    assert (tmp_path / "link").readlink() == Path("two")


def test_lines_are_added_at_the_end(tmp_path: Path) -> None:
    for line in ("un", "deux"):
        append_line(tmp_path / "lines", line)
    assert (tmp_path / "lines").read_text(encoding="utf-8") == "un\ndeux\n"


def test_files_and_folders_can_be_synced_and_missing_ones_raise(tmp_path: Path) -> None:
    sync(tmp_path)
    with pytest.raises(FileNotFoundError):
        sync(tmp_path / "none")
