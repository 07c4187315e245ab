from __future__ import annotations

from pathlib import Path

import pytest

from support.client import run


def test_a_thing_is_shown_with_what_points_at_it(data_dir: Path) -> None:
    shown = run("show", "region:16", "--incoming", "--source", data_dir=data_dir)
    assert shown.stdout.startswith("Montérégie  <https://w3id.org/chantier-es/id/region/16>\n")
    assert "ces:regionCode  16" in shown.stdout
    assert "← geo:sfWithin" in shown.stdout
    assert "[https://w3id.org/chantier-es/graph/data/regions]" in shown.stdout


@pytest.mark.parametrize(
    ("iri", "code", "said"),
    [("pole:atlantide", 1, "says nothing about"), ("Montréal", 2, "region:06")],
)
def test_what_is_unknown_or_no_iri_gets_its_exit_code(
    data_dir: Path, iri: str, code: int, said: str
) -> None:
    ended = run("show", iri, data_dir=data_dir)
    assert ended.returncode == code
    assert said in ended.stderr
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr
