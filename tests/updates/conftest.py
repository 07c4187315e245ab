"""What tests of writes share: a small version to write into."""

from __future__ import annotations

from pathlib import Path

import pytest

from chantier.settings import Settings
from chantier.store import versions
from chantier.updates import tokens
from support.small_writes import LINES


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A small version to write into, without the gate, and a token for everything."""
    data_dir = tmp_path / "var"
    versions.publish(data_dir, versions.Draft(LINES, "", "inputs", "test", 1_000))
    tokens.create(data_dir, "essais", ["*"])
    return Settings(data_dir=data_dir, writes=True, shacl_gate=False)
