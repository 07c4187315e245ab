"""Versions by name and by moment."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chantier.errors import ForgottenVersion, NoVersion, QueryError, UnknownVersion
from chantier.store import retention, versions
from chantier.store.changelog import Changelog
from chantier.store.timeline import named_version, timeline
from support.chronicle import FIRST, chronicle, publish


def at(data_dir: Path, *moment: int) -> str:
    return timeline(data_dir).at(datetime(*moment, tzinfo=UTC)).manifest.id  # type: ignore[arg-type,misc]


def test_a_version_is_found_by_the_moment_at_which_it_was_served(tmp_path: Path) -> None:
    first, second, third = chronicle(tmp_path)
    assert at(tmp_path, 1999, 1, 1) == first, "before the first, the first"
    assert at(tmp_path, 2025, 1, 15) == first
    assert at(tmp_path, 2025, 2, 1, 9, 59, 59) == first
    assert at(tmp_path, 2025, 2, 1, 10) == second
    assert at(tmp_path, 2099, 1, 1) == third, "after the last, the one being served"


def test_after_going_back_it_is_the_one_gone_back_to(tmp_path: Path) -> None:
    first, second, third = chronicle(tmp_path)
    retention.roll_back(tmp_path, first, "test")
    assert at(tmp_path, 2099, 1, 1) == first
    Changelog(tmp_path).catch_up(versions.current(tmp_path))
    assert at(tmp_path, 2099, 1, 1) == first
    assert at(tmp_path, 2025, 2, 15) == second
    assert at(tmp_path, 2025, 3, 15) == third


def test_versions_older_than_the_ledger_are_known_all_the_same(tmp_path: Path) -> None:
    first, second, third = chronicle(tmp_path)
    (tmp_path / "ledger.sqlite").unlink()
    assert [name for _, name in timeline(tmp_path).history] == [first, second, third]
    assert at(tmp_path, 2025, 2, 15) == second
    assert at(tmp_path, 1999, 1, 1) == first


def test_one_that_is_forgotten_gives_way_to_the_nearest(tmp_path: Path) -> None:
    first, second, third = chronicle(tmp_path)
    shutil.rmtree(tmp_path / "versions" / second)
    assert at(tmp_path, 2025, 2, 15) == first
    shutil.rmtree(tmp_path / "versions" / first)
    assert at(tmp_path, 2025, 1, 15) == third


def test_a_version_has_several_names(tmp_path: Path) -> None:
    _, second, third = chronicle(tmp_path)
    for name, expected in (
        ("latest", third),
        ("previous", second),
        (second, second),
        (second[:8], second),
    ):
        assert named_version(tmp_path, name).manifest.id == expected


@pytest.mark.parametrize(
    "name", ["", "0", "1234567", "x" * 64, "A" * 64, "0" * 65, "../..", "current"]
)
def test_what_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    chronicle(tmp_path)
    with pytest.raises(QueryError, match="hexadecimal"):
        named_version(tmp_path, name)


def test_the_start_of_two_ids_names_neither(tmp_path: Path) -> None:
    first, second, _ = chronicle(tmp_path)
    twin = first[:8] + second[8:]
    manifest = replace(versions.load(tmp_path, second).manifest, id=twin)
    (tmp_path / "versions" / second).rename(tmp_path / "versions" / twin)
    path = tmp_path / "versions" / twin / "manifest.json"
    path.write_text(manifest.as_json(), encoding="utf-8")
    with pytest.raises(QueryError, match="Several"):
        named_version(tmp_path, first[:8])


def test_a_version_that_was_and_one_that_never_was_are_told_apart(tmp_path: Path) -> None:
    first, second, _ = chronicle(tmp_path)
    shutil.rmtree(tmp_path / "versions" / first)
    for name in (first, first[:10]):
        with pytest.raises(ForgottenVersion, match=second):
            named_version(tmp_path, name)
    with pytest.raises(UnknownVersion, match="never"):
        named_version(tmp_path, "0" * 64)


def test_a_version_is_remembered_by_its_child_and_by_the_journal(tmp_path: Path) -> None:
    first, _, _ = chronicle(tmp_path)
    written = f"GRAPH g:journal {{ id:ecriture e:used <version/{'ab' * 32}> }}"
    publish(tmp_path, written, "2025-04-01T10:00:00+00:00")
    shutil.rmtree(tmp_path / "versions" / first)
    (tmp_path / "ledger.sqlite").unlink()
    for name in (first, "ab" * 32):
        with pytest.raises(ForgottenVersion, match="nearest"):
            named_version(tmp_path, name)


def test_the_first_version_has_none_before_it(tmp_path: Path) -> None:
    chronicle(tmp_path, [FIRST])
    with pytest.raises(UnknownVersion, match="first"):
        named_version(tmp_path, "previous")
    with pytest.raises(NoVersion):
        named_version(tmp_path / "empty", "latest")
