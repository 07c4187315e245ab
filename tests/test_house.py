"""The house rules, run as tests: style, types, layers, the wheel."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from support.client import ROOT

ELAPSED = re.compile(r"(monotonic|perf_counter)\(\) - ")
MAY_HAVE_COMPANY = {
    "tests/lod_doctor/test_fetching.py": "how long it waits at least",
    "tests/publish/dumps/test_dumps.py": "when to kill, which it learns anew",
    "tests/store/test_kill.py": "when to kill, which it learns anew",
    "tests/updates/test_changes.py": "when to kill, which it learns anew; ten times a limit",
}
"""Files that measure time and need not run alone → what they measure."""

RULES = {"style": ("ruff", "check"), "format": ("ruff", "format", "--check"), "types": ("mypy",)}


@pytest.mark.parametrize("rule", RULES)
def test_the_code_keeps_the_house_rules(rule: str) -> None:
    module, *arguments = RULES[rule]
    ended = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_layers_are_kept() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
    assert "KEPT" in ended.stdout


def test_no_module_is_too_long_to_hold_in_the_head() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / "server").rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}


def test_a_file_that_judges_elapsed_time_runs_alone() -> None:
    beside_others = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if ELAPSED.search(text := path.read_text(encoding="utf-8"))
        and "pytestmark = pytest.mark.alone" not in text
        and "pytestmark = pytest.mark.load" not in text
    }
    assert beside_others == set(MAY_HAVE_COMPANY)


def test_the_wheel_holds_all_it_needs_and_works_where_it_is_installed(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    place = tmp_path / "environment"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, str(wheel)], check=True, cwd=tmp_path)
    variables = {k: v for k, v in os.environ.items() if not k.startswith("CHANTIER_")}
    chantier = [str(python), "-W", "error", "-m", "chantier"]
    asked = subprocess.run(
        [*chantier, "query", "mandats", "-f", "json"],
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert len(json.loads(asked.stdout)["results"]["bindings"]) == 4
    assert (tmp_path / "var" / "current").is_symlink()
