from __future__ import annotations

from pathlib import Path

import click
import pytest

from chantier.cli.options import parameter_values, settings_from


def test_pairs_are_split_at_the_first_sign() -> None:
    assert parameter_values(("a=1", "b=c=d", "e=")) == {"a": "1", "b": "c=d", "e": ""}


def test_a_pair_without_a_sign_is_a_misuse() -> None:
    with pytest.raises(click.BadParameter, match="region:06"):
        parameter_values(("region:06",))


def test_a_flag_that_was_given_comes_before_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHANTIER_DATA_DIR", str(tmp_path / "set"))
    assert settings_from(data_dir=None).data_dir == tmp_path / "set"
    assert settings_from(data_dir=tmp_path / "flag").data_dir == tmp_path / "flag"
