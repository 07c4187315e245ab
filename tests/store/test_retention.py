"""Versions are kept, served again, and removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chantier.errors import NoVersion
from chantier.store import retention, versions
from chantier.store.integrity import verify
from support.chronicle import THIRD, chronicle, publish


def test_versions_are_listed_the_youngest_first_without_the_unreadable(tmp_path: Path) -> None:
    first, second, third = chronicle(tmp_path)
    assert kept(tmp_path) == [third, second, first]
    (tmp_path / "versions" / second / "manifest.json").write_text("{", encoding="utf-8")
    assert kept(tmp_path) == [third, first]


def test_a_version_is_found_by_the_start_of_its_id(tmp_path: Path) -> None:
    first, *_ = chronicle(tmp_path)
    assert retention.find_version(tmp_path, first[:10]).manifest.id == first
    for start, problem in (("zz", "No version has"), ("", "Several versions have")):
        with pytest.raises(NoVersion, match=problem):
            retention.find_version(tmp_path, start)


def test_a_rollback_serves_the_parent_and_is_recorded(tmp_path: Path) -> None:
    first, second, third = chronicle(tmp_path)
    assert retention.roll_back(tmp_path, "", "anne").manifest.id == second
    assert versions.current_id(tmp_path) == second
    retention.roll_back(tmp_path, first, "léo")
    lines = (tmp_path / "switches.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    assert [(entry["by"], entry["from"], entry["to"]) for entry in entries] == [
        ("anne", third, second),
        ("léo", second, first),
    ]
    with pytest.raises(NoVersion, match="is the first"):
        retention.roll_back(tmp_path, "", "anne")


def test_old_versions_are_removed_but_never_the_served_one_nor_younger_ones(
    tmp_path: Path,
) -> None:
    first, second, third = chronicle(tmp_path)
    fourth = publish(tmp_path, THIRD.replace("Deux", "Quatre"), "2025-04-01T10:00:00+00:00")
    with versions.building(tmp_path):
        assert retention.prune(tmp_path, 2) == [first]
    retention.roll_back(tmp_path, third, "test")
    with versions.building(tmp_path):
        assert retention.prune(tmp_path, 0) == [second]
        assert list((tmp_path / "tmp").iterdir()) == []
    assert kept(tmp_path) == [fourth.manifest.id, third]
    verify(versions.current(tmp_path))
    with pytest.raises(NoVersion):
        versions.load(tmp_path, first)


def kept(data_dir: Path) -> list[str]:
    return [version.manifest.id for version in versions.kept_versions(data_dir)]
