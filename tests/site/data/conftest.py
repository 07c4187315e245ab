"""What the tests of versions share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from support.chronicle import Past, chronicle, publish
from support.server import serving


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    data_dir = tmp_path_factory.mktemp("versions") / "var"
    forgotten = publish(data_dir, "id:old e:n 1 .", "2024-12-01T10:00:00+00:00").manifest.id
    ids = chronicle(data_dir)
    shutil.rmtree(data_dir / "versions" / forgotten)
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        yield Past(client, data_dir, [forgotten, *ids])
