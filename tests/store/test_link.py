from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chantier.errors import LostCurrent, NoVersion
from chantier.namespaces import GRAPH
from chantier.store import versions
from support.small_versions import TURTLE, draft


def lose_link(data_dir: Path) -> None:
    (data_dir / "current").unlink()


def dangle_link(data_dir: Path) -> None:
    lose_link(data_dir)
    (data_dir / "current").symlink_to(Path("versions") / ("0" * 64))


def put_file(data_dir: Path) -> None:
    lose_link(data_dir)
    (data_dir / "current").write_text("in the way", encoding="utf-8")


def put_folder(data_dir: Path) -> None:
    lose_link(data_dir)
    (data_dir / "current").mkdir()


LOSSES = (lose_link, dangle_link, put_file, put_folder)


@pytest.mark.parametrize("lose", LOSSES)
def test_a_lost_link_is_refused_with_the_versions_found(
    tmp_path: Path, lose: Callable[[Path], None]
) -> None:
    old = versions.publish(tmp_path, draft())
    young = versions.publish(tmp_path, draft(TURTLE + "e:c e:name 'c' ."))
    lose(tmp_path)
    with pytest.raises(LostCurrent) as lost:
        versions.current(tmp_path)
    names = [version.manifest.id[:12] for version in (young, old)]
    assert f"chantier rollback {names[0]}" in str(lost.value)
    assert ", ".join(names) in str(lost.value)


def test_a_link_to_a_version_when_none_is_left_is_refused_too(tmp_path: Path) -> None:
    version = versions.publish(tmp_path, draft())
    version.path.rename(tmp_path / "elsewhere")
    with pytest.raises(LostCurrent, match="restore a backup"):
        versions.current(tmp_path)


def test_a_first_build_that_was_killed_before_it_was_served_lost_nothing(tmp_path: Path) -> None:
    """It had written its version, of the sources alone, and no link yet."""
    lines = [b"<http://e/a> <http://e/b> <http://e/c> <" + GRAPH.encode() + b"data/x> .\n"]
    versions.publish(tmp_path, replace(draft(), lines=lines))
    (tmp_path / "checked").unlink()
    lose_link(tmp_path)
    with pytest.raises(NoVersion):
        versions.current(tmp_path)


def test_a_graph_that_was_written_is_never_left_out_silently(tmp_path: Path) -> None:
    """As restored from a backup: nothing else records that it was served."""
    versions.publish(tmp_path, replace(draft(), inputs=""))
    lose_link(tmp_path)
    with pytest.raises(LostCurrent):
        versions.current(tmp_path)


def test_a_folder_that_copying_left_in_place_of_the_link_is_set_aside(tmp_path: Path) -> None:
    version = versions.publish(tmp_path, draft())
    put_folder(tmp_path)
    versions.switch(tmp_path, version.manifest.id)
    assert versions.current(tmp_path) == version
    assert len(list(tmp_path.glob("current.aside-*"))) == 1
