"""The graph of the repository, to be described."""

from __future__ import annotations

from pathlib import Path

import pytest

from chantier.store import versions
from chantier.store.dataset import Dataset


@pytest.fixture(scope="session")
def dataset(data_dir: Path) -> Dataset:
    """The repository's graph."""
    return Dataset(versions.current(data_dir))
