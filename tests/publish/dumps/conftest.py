"""A version of the repository's graph and an odd one, and their dumps."""

from __future__ import annotations

from pathlib import Path

import pytest

from chantier.publish.dumps.dumps import ensure
from chantier.store import versions
from support.dumps import ODD, publish


@pytest.fixture(scope="module", params=["the graph", "odd"])
def version(
    request: pytest.FixtureRequest, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> versions.Version:
    if request.param == "odd":
        return publish(tmp_path_factory.mktemp("odd") / "var", ODD)
    return versions.current(data_dir)


@pytest.fixture(scope="module")
def folder(version: versions.Version) -> Path:
    return ensure(version.path.parent.parent, version)


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    return ensure(tmp_path, publish(tmp_path, ODD))
