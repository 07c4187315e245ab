from __future__ import annotations

from pathlib import Path

import pytest

from chantier.errors import SettingError
from chantier.resources import FOLDERS, checked_root, default_root
from support.client import ROOT


def test_a_checkout_is_its_own_root() -> None:
    assert checked_root(default_root()) == ROOT


def test_a_folder_that_lacks_some_of_the_four_is_refused_by_name(tmp_path: Path) -> None:
    for name in FOLDERS[:2]:
        (tmp_path / name).mkdir()
    with pytest.raises(SettingError, match="has no shapes/, queries/"):
        checked_root(tmp_path)
