from __future__ import annotations

from pathlib import Path

import pytest

from chantier.errors import BrokenVersion
from chantier.store import versions
from chantier.store.dataset import Dataset
from chantier.store.integrity import damaged_files, verify
from chantier.store.mending import mended
from store.test_integrity import DAMAGES, flip
from support.small_versions import count, draft


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["incoming.nq", "by_predicate", "store"])
def test_an_index_is_made_again_from_the_quads(tmp_path: Path, name: str, damage: object) -> None:
    version = versions.publish(tmp_path, draft(memory_quads=3))
    path = version.path / name
    files = [path] if path.is_file() else [item for item in path.iterdir() if item.stat().st_size]
    for file in files:
        damage(file)  # type: ignore[operator]
    assert damaged_files(version)
    whole, left = mended(tmp_path, version)
    assert left == []
    verify(whole)
    assert whole.manifest.id == version.manifest.id
    assert whole == versions.current(tmp_path)
    assert count(Dataset(whole)) == 7
    assert list(Dataset(whole).lines_pointing_at("http://e/b"))
    assert mended(tmp_path, whole) == (whole, [])


def test_quads_and_reports_are_made_again_from_nothing(tmp_path: Path) -> None:
    version = versions.publish(tmp_path, draft())
    (version.path / "report.ttl").unlink()
    assert mended(tmp_path, version) == (version, ["report.ttl"])
    flip(version.quads_path)
    flip(version.path / "incoming.nq")
    with pytest.raises(BrokenVersion, match=r"incoming\.nq, quads\.nq, report\.ttl"):
        mended(tmp_path, version)
