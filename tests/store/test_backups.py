"""A backup holds a version and the saved queries, or is refused."""

from __future__ import annotations

import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from chantier.default_dataset import DefaultDataset
from chantier.errors import BrokenBackup
from chantier.store import versions
from chantier.store.backups import read_backup, restore, write_backup
from chantier.store.dataset import Dataset
from chantier.store.default_graph import is_as_wanted
from support.chronicle import FIRST, publish


@pytest.mark.parametrize("name", ["b.tar.gz", "b.tar.zst"])
def test_what_was_written_is_read_again(tmp_path: Path, name: str) -> None:
    version = publish(tmp_path / "var", FIRST)
    write_backup(version, tmp_path / name, b"saved\n")
    backup = read_backup(tmp_path / name)
    assert backup.id == version.manifest.id
    assert b"".join(backup.lines) == version.quads_path.read_bytes()
    assert (backup.software, backup.saved_queries) == ("test", b"saved\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == [name, "var"]


def test_an_archive_does_not_say_who_made_it(tmp_path: Path) -> None:
    write_backup(publish(tmp_path / "var", FIRST), tmp_path / "b.tar.gz")
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        members = archive.getmembers()
    assert [member.name for member in members] == [
        "manifest.json", "quads.nq", "report.ttl", "frozen.jsonl",
    ]  # fmt: skip
    assert {(member.uid, member.uname, member.mode) for member in members} == {(0, "", 0o644)}


def test_a_restored_version_is_served_and_says_so(tmp_path: Path) -> None:
    version = publish(tmp_path / "var", FIRST)
    write_backup(version, tmp_path / "b.tar.gz")
    backup = read_backup(tmp_path / "b.tar.gz")
    restored = restore(tmp_path / "fresh", backup, 1_000, DefaultDataset.FACTS)
    assert restored == versions.current(tmp_path / "fresh")
    assert (restored.manifest.id, restored.manifest.origin) == (version.manifest.id, "restore")
    damaged = replace(backup, saved_queries=b"nonsense\n")
    with pytest.raises(BrokenBackup, match="frozen queries"):
        restore(tmp_path / "other", damaged, 1_000, DefaultDataset.FACTS)


def test_a_restored_version_on_disk_is_stored_for_the_default_dataset_of_the_settings(
    tmp_path: Path,
) -> None:
    version = publish(tmp_path / "var", FIRST)
    write_backup(version, tmp_path / "b.tar.gz")
    backup = read_backup(tmp_path / "b.tar.gz")
    for wanted in DefaultDataset:
        restored = restore(tmp_path / wanted.name, backup, 0, wanted)
        known = restored.manifest
        assert is_as_wanted(wanted, known.storage, known.graphs, known.triples)
        assert Dataset(restored, wanted).default.dataset is wanted


def test_other_names_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    version = publish(tmp_path / "var", FIRST)
    with pytest.raises(BrokenBackup, match=r"backup\.zip"):
        write_backup(version, tmp_path / "backup.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["var"]


def test_quads_that_are_not_those_of_the_id_are_refused(tmp_path: Path) -> None:
    version = publish(tmp_path / "var", FIRST)
    lines = version.quads_path.read_bytes().splitlines(keepends=True)
    version.quads_path.write_bytes(b"".join(lines[1:]))
    write_backup(version, tmp_path / "b.tar.gz")
    with pytest.raises(BrokenBackup, match="is damaged"):
        read_backup(tmp_path / "b.tar.gz")
