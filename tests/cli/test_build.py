from __future__ import annotations

from pathlib import Path

from chantier.store import versions
from support.client import run


def test_the_id_goes_to_stdout_and_the_news_to_stderr(data_dir: Path) -> None:
    again = run("build", data_dir=data_dir)
    assert again.returncode == 0, again.stderr
    assert again.stdout.strip() == versions.current_id(data_dir)
    assert again.stderr.startswith("nothing changed, still version: ")
