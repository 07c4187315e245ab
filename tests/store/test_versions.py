from __future__ import annotations

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chantier.default_dataset import DefaultDataset
from chantier.errors import BrokenVersion, BuildInProgress, NoVersion
from chantier.store import versions
from chantier.store.dataset import Dataset, OpenDataset
from chantier.store.integrity import verify
from support.small_versions import TURTLE, count, draft


def test_an_empty_data_directory_says_to_build(tmp_path: Path) -> None:
    with pytest.raises(NoVersion, match="chantier build"):
        versions.current(tmp_path)


@pytest.mark.parametrize(("limit", "storage"), [(1_000, "memory"), (3, "disk")])
def test_a_published_version_opens_from_memory_or_from_disk(
    tmp_path: Path, limit: int, storage: str
) -> None:
    version = versions.publish(tmp_path, draft(memory_quads=limit))
    dataset = Dataset(versions.current(tmp_path))
    assert version.manifest.storage == storage
    assert version.manifest.quads == count(dataset) == 7
    verify(version)


@pytest.mark.parametrize("limit", [1_000, 1])
def test_a_triple_of_two_graphs_counts_once_in_the_union(tmp_path: Path, limit: int) -> None:
    lines = [f"<http://e/a> <http://e/p> 'x' <http://e/{graph}> .\n".encode() for graph in "gh"]
    lines = [line.replace(b"'", b'"') for line in lines]
    data = Dataset(versions.publish(tmp_path, versions.Draft(lines, "", "", "test", limit)))
    counted = "SELECT (COUNT(*) AS ?n) {{ {} }}"
    for pattern, expected in (("?s ?p ?o", "1"), ("GRAPH ?g { ?s ?p ?o }", "2")):
        (solution,) = data.store.query(counted.format(pattern), **data.default.view.options)
        assert solution["n"].value == expected


def test_the_same_quads_are_the_same_version(tmp_path: Path) -> None:
    first = versions.publish(tmp_path, draft())
    second = versions.publish(tmp_path, draft())
    assert first == second
    assert len(list((tmp_path / "versions").iterdir())) == 1


def test_a_new_version_is_served_and_the_old_one_stays(tmp_path: Path) -> None:
    opened = OpenDataset(tmp_path)
    old = versions.publish(tmp_path, draft())
    before = opened.get()
    new = versions.publish(tmp_path, draft(TURTLE + "e:c e:name 'c' ."))
    assert count(before) == 7
    assert count(opened.get()) == 8
    assert versions.current_id(tmp_path) == new.manifest.id
    assert versions.load(tmp_path, old.manifest.id) == old


def test_only_unchanged_inputs_count_as_already_checked(tmp_path: Path) -> None:
    assert versions.already_checked(tmp_path, "inputs", DefaultDataset.FACTS) is None
    version = versions.publish(tmp_path, draft())
    assert versions.already_checked(tmp_path, "inputs", DefaultDataset.FACTS) == version
    assert versions.already_checked(tmp_path, "other inputs", DefaultDataset.FACTS) is None


@pytest.mark.parametrize(
    "content", ['{"id": "x"}', "", "[" * 100_000], ids=["short", "empty", "deep"]
)
def test_a_damaged_version_is_found_out(tmp_path: Path, content: str) -> None:
    version = versions.publish(tmp_path, draft())
    version.quads_path.write_bytes(version.quads_path.read_bytes()[:-1])
    with pytest.raises(BrokenVersion, match="build again"):
        verify(version)
    (version.path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(BrokenVersion, match="manifest"):
        versions.current(tmp_path)


def test_two_builds_never_run_at_once(tmp_path: Path) -> None:
    with (
        versions.building(tmp_path),
        pytest.raises(BuildInProgress, match="Another build"),
        versions.building(tmp_path),
    ):
        pass


def test_what_a_killed_build_left_behind_is_swept(tmp_path: Path) -> None:
    (tmp_path / "tmp" / "half").mkdir(parents=True)
    with versions.building(tmp_path):
        assert not (tmp_path / "tmp").exists()


def test_versions_are_for_their_owner_only(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir(mode=0o755)  # as older software left it
    version = versions.publish(tmp_path, draft())
    assert stat.S_IMODE((tmp_path / "versions").stat().st_mode) == 0o700
    assert stat.S_IMODE(version.path.stat().st_mode) == 0o700


def test_a_clock_set_back_makes_no_version_older_than_the_one_before(tmp_path: Path) -> None:
    """As after a version that was made before the clock was set back by a day."""
    first = versions.publish(tmp_path, draft())
    ahead = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="seconds")
    told = replace(first.manifest, created=ahead)
    (first.path / "manifest.json").write_text(told.as_json(), encoding="utf-8")
    os.utime(first.path / "manifest.json", (2e9, 2e9))
    made = [versions.publish(tmp_path, draft(f"{TURTLE} e:c e:name {n} .")) for n in range(3)]
    assert all(version.manifest.created >= ahead for version in made)
    assert [version.manifest.number for version in made] == [2, 3, 4]
    ids = [version.manifest.id for version in (*reversed(made), first)]
    assert [version.manifest.id for version in versions.kept_versions(tmp_path)] == ids


def test_a_damaged_version_is_written_again_by_a_build_of_the_same(tmp_path: Path) -> None:
    version = versions.publish(tmp_path, draft())
    version.quads_path.write_bytes(version.quads_path.read_bytes()[:-4])
    assert versions.already_checked(tmp_path, "inputs", DefaultDataset.FACTS) is None
    again = versions.publish(tmp_path, draft())
    assert again.manifest.id == version.manifest.id
    verify(again)
