from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chantier.errors import BrokenVersion
from chantier.store import versions
from chantier.store.dataset import Dataset
from chantier.store.integrity import check, damaged_files, verify, verify_quads
from support.small_versions import draft


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


DAMAGES = (flip, cut, lengthen, Path.unlink)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("most", [1_000, 3], ids=["memory", "disk"])
def test_damage_to_any_file_is_found_and_the_file_named(
    tmp_path: Path, damage: Callable[[Path], None], most: int
) -> None:
    version = versions.publish(tmp_path, draft("<http://e/a> <http://e/b> <http://e/c>, 1, 2, 3 ."))
    version = versions.publish(tmp_path, replace(draft(memory_quads=most), report="# a report\n"))
    assert set(version.manifest.files) >= {"quads.nq", "incoming.nq", "by_predicate", "report.ttl"}
    assert any(name.startswith("store/") for name in version.manifest.files) == (most == 3)
    verify(version)
    for name in version.manifest.files:
        path = version.path / name
        content = path.read_bytes()
        if damage is not lengthen and damage is not Path.unlink and len(content) < 4:
            continue  # an empty file has no byte to lose
        check(version)
        damage(path)
        assert damaged_files(version) == [name]
        for examine in (verify, check):
            with pytest.raises(BrokenVersion, match="chantier rollback") as found:
                examine(version)
            assert list(found.value.files) == [name]
        path.write_bytes(content)
    verify(version)
    verify_quads(version)


def test_a_file_that_may_not_be_read_is_as_good_as_missing(tmp_path: Path) -> None:
    version = versions.publish(tmp_path, draft())
    (version.path / "incoming.nq").unlink()
    (version.path / "incoming.nq").mkdir()
    assert damaged_files(version) == ["incoming.nq"]


def test_of_a_version_of_older_software_the_quads_are_compared(tmp_path: Path) -> None:
    version = versions.publish(tmp_path, draft())
    older = replace(version, manifest=replace(version.manifest, files={}))
    flip(version.path / "incoming.nq")
    assert damaged_files(older) == []
    flip(version.quads_path)
    assert damaged_files(older) == ["quads.nq"]


def test_a_damaged_report_is_not_shown(tmp_path: Path) -> None:
    version = versions.publish(tmp_path, replace(draft(), report="<http://e/r> <http://e/p> 1 .\n"))
    assert len(Dataset(version).report()) == 1
    (version.path / "report.ttl").write_text("<http://e/r> <http://e/p> 2 .\n", encoding="utf-8")
    with pytest.raises(BrokenVersion, match=r"report\.ttl"):
        Dataset(version).report()


def test_lines_that_are_cut_off_are_refused_and_do_not_hang(tmp_path: Path) -> None:
    version = versions.publish(tmp_path, draft())
    cut(version.quads_path)
    with pytest.raises(BrokenVersion, match="cut off"):
        Dataset(version).lines_about("http://e/a")
