from __future__ import annotations

import os
from pathlib import Path

from chantier.query.workers.announcements import announce, await_all, retract

GONE = 2**22 - 1  # above any process id that is given out here


def test_everybody_serves_a_version_once_each_living_process_says_so(tmp_path: Path) -> None:
    assert await_all(tmp_path, "b", 0.0)
    announce(tmp_path, "a")
    assert not await_all(tmp_path, "b", 0.02)
    announce(tmp_path, "b")
    assert await_all(tmp_path, "b", 0.0)


def test_a_process_that_is_gone_or_has_left_is_not_waited_for(tmp_path: Path) -> None:
    announce(tmp_path, "a")
    folder = tmp_path / "run" / "serving"
    (folder / str(os.getpid())).rename(folder / str(GONE))
    assert await_all(tmp_path, "b", 0.0)
    assert not (folder / str(GONE)).exists()
    announce(tmp_path, "a")
    retract(tmp_path)
    assert await_all(tmp_path, "b", 0.0)
