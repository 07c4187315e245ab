"""Tests in several processes: what runs alone does, and what must is named."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Event, Thread

import pytest

from beside import ALONE, TOGETHER, Room, company, runs_alone
from client import ROOT

PATIENCE = 10
MOMENT = 0.2
"""Seconds in which who may enter would have entered."""
MEASURED = re.compile(r"(monotonic|perf_counter)\(\) - ")
PATIENT = {
    "tests/link/test_doctor.py": "how long it waits at least",
    "tests/publish/test_copies.py": "when to kill, which it learns anew",
    "tests/store/test_kill.py": "when to kill, which it learns anew",
    "tests/store/test_transactions.py": "when to kill, which it learns anew; ten times a limit",
}
"""Files that measure time and may have company → what they measure."""


@pytest.mark.parametrize("place", [*ALONE, *TOGETHER])
def test_each_place_that_is_named_is_there(place: str) -> None:
    assert (ROOT / place).exists()


def test_a_file_that_measures_time_is_named() -> None:
    measuring = [
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        if MEASURED.search(path.read_text(encoding="utf-8"))
        for name in [path.relative_to(ROOT).as_posix()]
    ]
    assert "tests/guard/test_limits.py" in measuring
    assert {name for name in measuring if not runs_alone(name)} == set(PATIENT)


def test_tests_that_run_alone_have_one_process_and_others_one_for_each_file() -> None:
    one, other = (f"tests/web/test_{name}.py::test_it" for name in ("sparql", "html"))
    assert {company(f"{place}::test_it") for place in ALONE} == {"alone"}
    assert company(one) != company(other)
    assert company("tests/browser/test_map.py::a") == company("tests/browser/test_walks.py::b")


class Visit:
    """Somebody in the room, until told to leave."""

    def __init__(self, folder: Path, *, alone: bool, alone_next: bool = False) -> None:
        self.entered, self._leave = Event(), Event()
        room = Room(folder)

        def stay() -> None:
            with room.held(alone=alone, alone_next=alone_next):
                self.entered.set()
                assert self._leave.wait(PATIENCE)

        self._thread = Thread(target=stay)
        self._thread.start()

    def leave(self) -> None:
        self._leave.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


def test_nobody_is_beside_who_is_alone(tmp_path: Path) -> None:
    one, other = Visit(tmp_path, alone=False), Visit(tmp_path, alone=False)
    assert one.entered.wait(PATIENCE)
    assert other.entered.wait(PATIENCE)
    alone = Visit(tmp_path, alone=True)
    assert not alone.entered.wait(MOMENT)
    late = Visit(tmp_path, alone=False)
    assert not late.entered.wait(MOMENT)  # who waits to be alone comes first
    one.leave()
    assert not alone.entered.wait(MOMENT)
    other.leave()
    assert alone.entered.wait(PATIENCE)
    assert not late.entered.wait(MOMENT)
    alone.leave()
    assert late.entered.wait(PATIENCE)
    late.leave()


def test_the_room_is_kept_from_one_that_runs_alone_to_the_next(tmp_path: Path) -> None:
    room = Room(tmp_path)
    with room.held(alone=True, alone_next=True):
        waiting = Visit(tmp_path, alone=False)
    assert not waiting.entered.wait(MOMENT)
    with room.held(alone=True, alone_next=False):
        assert not waiting.entered.wait(MOMENT)
    assert waiting.entered.wait(PATIENCE)
    waiting.leave()
