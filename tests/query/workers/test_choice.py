"""Which version is served when the one that the link names is damaged, and when it is mended."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from chantier.default_dataset import DefaultDataset
from chantier.query.workers import choice
from chantier.query.workers.choice import Opening, VersionChoice
from chantier.store import versions
from chantier.store.manifest import Version
from store.test_integrity import DAMAGES, flip
from support.small_versions import TURTLE, draft

pytestmark = pytest.mark.alone


@pytest.fixture
def three(tmp_path: Path) -> list[Version]:
    texts = (TURTLE + f"e:c e:name {number} ." for number in range(3))
    return [versions.publish(tmp_path, draft(text)) for text in texts]


def settled(chosen: VersionChoice, wanted: Callable[[Opening], bool]) -> Opening:
    """What is chosen once something holds."""
    deadline = time.monotonic() + 10
    while (opening := chosen.look()) is None or not wanted(opening):
        assert time.monotonic() < deadline, (opening, chosen.problem)
        time.sleep(0.01)
    return opening


def test_a_whole_version_is_chosen_and_nothing_is_wrong(
    tmp_path: Path, three: list[Version]
) -> None:
    chosen = VersionChoice(tmp_path)
    assert settled(chosen, lambda _: True).version == three[2]
    assert chosen.problem is None


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_version_gives_way_to_the_one_before_until_it_is_mended(
    tmp_path: Path, three: list[Version], damage: Callable[[Path], None]
) -> None:
    content = three[2].quads_path.read_bytes()
    damage(three[2].quads_path)
    flip(three[1].quads_path)
    chosen = VersionChoice(tmp_path)
    first = settled(chosen, lambda _: True)
    assert first.version == three[0]
    assert chosen.problem
    assert "quads.nq" in chosen.problem.english
    assert three[0].manifest.id in chosen.problem.french
    three[2].quads_path.write_bytes(content)
    again = settled(chosen, lambda opening: opening.version == three[2])
    assert again.number > first.number
    assert chosen.problem is None


def test_damage_to_a_version_in_service_is_noticed_and_another_served(
    tmp_path: Path, three: list[Version]
) -> None:
    chosen = VersionChoice(tmp_path)
    settled(chosen, lambda opening: opening.version == three[2])
    flip(three[2].quads_path)
    settled(chosen, lambda opening: opening.version == three[1])


def test_a_version_of_which_an_index_is_damaged_is_mended_and_opened_anew(
    tmp_path: Path, three: list[Version]
) -> None:
    chosen = VersionChoice(tmp_path)
    first = settled(chosen, lambda _: True)
    flip(three[2].path / "incoming.nq")
    again = settled(chosen, lambda opening: opening.number > first.number)
    assert again.version == three[2]
    assert versions.is_intact(tmp_path, three[2].manifest.id, DefaultDataset.FACTS)


def test_a_manifest_that_cannot_be_read_gives_way_too(tmp_path: Path, three: list[Version]) -> None:
    (three[2].path / "manifest.json").write_text("{", encoding="utf-8")
    chosen = VersionChoice(tmp_path)
    settled(chosen, lambda opening: opening.version == three[1])
    assert chosen.problem
    assert "manifest.json" in chosen.problem.english


def test_where_none_is_whole_none_is_chosen_and_that_is_said(
    tmp_path: Path, three: list[Version]
) -> None:
    for version in three:
        version.quads_path.unlink()
    chosen = VersionChoice(tmp_path)
    deadline = time.monotonic() + 10
    while chosen.look() is None and chosen.problem is None:
        assert time.monotonic() < deadline
    assert chosen.opening is None
    assert chosen.problem
    assert "Restore a backup" in chosen.problem.english


def test_a_lost_link_leaves_the_open_version_served(tmp_path: Path, three: list[Version]) -> None:
    chosen = VersionChoice(tmp_path)
    first = settled(chosen, lambda _: True)
    (tmp_path / "current").unlink()
    assert chosen.look() == first
    assert chosen.problem
    assert "rollback" in chosen.problem.english
    versions.switch(tmp_path, three[2].manifest.id)
    assert chosen.look() == first
    assert chosen.problem is None


def test_a_large_version_is_served_while_it_is_read(
    tmp_path: Path, three: list[Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "MAX_BYTES_READ_FIRST", 0)
    flip(three[2].quads_path)
    chosen = VersionChoice(tmp_path)
    opening = chosen.look()
    assert opening
    assert opening.version == three[2]
    settled(chosen, lambda later: later.version == three[1])


def test_a_version_that_was_removed_is_replaced_by_one_that_is_there(
    tmp_path: Path, three: list[Version]
) -> None:
    shutil.rmtree(three[2].path)
    settled(VersionChoice(tmp_path), lambda opening: opening.version == three[1])


def test_a_version_that_cannot_be_opened_is_proposed_again_after_longer_and_longer(
    tmp_path: Path, three: list[Version]
) -> None:
    chosen = VersionChoice(tmp_path)
    opening = settled(chosen, lambda _: True)
    chosen.put_off(opening)
    assert chosen.look() is None
    assert chosen.problem
    assert three[2].manifest.id in chosen.problem.french
    started = time.monotonic()
    assert settled(chosen, lambda _: True) == opening
    assert time.monotonic() - started > choice.REOPEN_SECONDS - 0.1
    chosen.put_off(opening)
    started = time.monotonic()
    settled(chosen, lambda _: True)
    assert time.monotonic() - started > 2 * choice.REOPEN_SECONDS - 0.1
    chosen.opened()
    assert chosen.problem is None
