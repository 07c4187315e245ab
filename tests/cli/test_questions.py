from __future__ import annotations

from pathlib import Path

from support.client import run


def test_the_questions_are_listed_run_and_tested(data_dir: Path) -> None:
    listed = run("questions", "list", "--lang", "en", data_dir=data_dir).stdout.splitlines()
    assert len(listed) >= 40
    assert listed[0].startswith("1\tstrategie\t")
    assert "Concerter" in run("questions", "run", "mandats", data_dir=data_dir).stdout
    tested = run("questions", "test", data_dir=data_dir)
    assert tested.returncode == 0, tested.stdout
    assert "DIFFERS" not in tested.stdout


def test_an_answer_that_differs_from_the_expected_one_is_named(
    data_dir: Path, tmp_path: Path
) -> None:
    (tmp_path / "mandats.csv").write_text("position\n1\n", encoding="utf-8")
    tested = run("questions", "test", tmp_path, data_dir=data_dir)
    assert tested.returncode == 1
    assert "DIFFERS\tmandats" in tested.stdout
