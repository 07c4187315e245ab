"""The shared queue: who is next, what the dead leave behind, what a client has left to spend."""

from __future__ import annotations

import multiprocessing
import os
import struct
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from chantier.query.workers.run_queue import (
    _TABLE_BYTES,
    _TURN,
    RunQueue,
    RunQueueLimits,
    open_table,
)

pytestmark = pytest.mark.alone

ROOM = RunQueueLimits(running=2, queued=20, seconds_per_minute=60, burst=120)
FORK = multiprocessing.get_context("fork")


def opened(path: Path, limits: RunQueueLimits) -> RunQueue:
    return RunQueue(open_table(path), limits)


def place(turns: RunQueue, client: str) -> int:
    index = turns.join(client)
    assert index is not None
    return index


def elsewhere(work: Callable[[Connection], None]) -> tuple[multiprocessing.Process, Connection]:
    """Do work in another process, which is then to be told to go on or killed."""
    ours, theirs = FORK.Pipe()
    process = FORK.Process(target=work, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return process, ours  # type: ignore[return-value]


def test_as_many_run_as_may_and_a_place_given_back_is_taken(tmp_path: Path) -> None:
    turns = opened(tmp_path / "turns", ROOM)
    first, second, third = (place(turns, name) for name in "abc")
    assert turns.try_start(first)
    assert turns.try_start(second)
    assert not turns.try_start(third)
    turns.leave(first)
    assert turns.try_start(third)


def test_who_came_first_is_served_first(tmp_path: Path) -> None:
    turns = opened(tmp_path / "turns", RunQueueLimits(1, 20, 60, 120))
    row = [place(turns, name) for name in "abcd"]
    for late in reversed(row[1:]):
        assert not turns.try_start(late)
    for index in row:
        assert turns.try_start(index)
        turns.leave(index)


def test_a_client_with_none_running_goes_before_one_with_many(tmp_path: Path) -> None:
    turns = opened(tmp_path / "turns", ROOM)
    greedy = [place(turns, "greedy") for _ in range(5)]
    modest = place(turns, "modest")
    assert turns.try_start(greedy[0])
    assert not turns.try_start(greedy[1]), "the other client has nothing running"
    assert turns.try_start(modest)
    turns.leave(modest)
    assert turns.try_start(greedy[1])


def test_a_full_queue_takes_nobody(tmp_path: Path) -> None:
    turns = opened(tmp_path / "turns", RunQueueLimits(1, 3, 60, 120))
    for name in "abc":
        place(turns, name)
    assert turns.join("d") is None
    turns.leave(0)
    assert turns.join("d") is not None


def test_one_client_cannot_fill_the_queue(tmp_path: Path) -> None:
    turns = opened(tmp_path / "turns", ROOM)
    while turns.join("greedy") is not None:
        pass
    others = [turns.join(f"client {number}") for number in range(8)]
    assert None not in others


def test_a_queue_of_one_takes_one(tmp_path: Path) -> None:
    turns = opened(tmp_path / "turns", RunQueueLimits(1, 1, 60, 120))
    assert turns.join("a") is not None
    assert turns.join("b") is None


def test_two_processes_share_one_queue(tmp_path: Path) -> None:
    def work(line: Connection) -> None:
        theirs = opened(tmp_path / "turns", RunQueueLimits(1, 20, 60, 120))
        index = place(theirs, "other")
        line.send(theirs.try_start(index))
        line.recv()
        line.send(theirs.try_start(index))
        line.recv()
        theirs.leave(index)
        line.send(True)

    turns = opened(tmp_path / "turns", RunQueueLimits(1, 20, 60, 120))
    mine = place(turns, "mine")
    assert turns.try_start(mine)
    process, line = elsewhere(work)
    assert line.recv() is False
    turns.leave(mine)
    line.send("go on")
    assert line.recv() is True
    mine = place(turns, "mine")
    assert not turns.try_start(mine)
    line.send("leave")
    assert line.recv()
    assert turns.try_start(mine)
    process.join(5)


def test_what_a_killed_process_held_is_swept(tmp_path: Path) -> None:
    def work(line: Connection) -> None:
        theirs = opened(tmp_path / "turns", ROOM)
        line.send([theirs.try_start(place(theirs, "other")) for _ in range(2)])
        place(theirs, "other")
        line.recv()

    turns = opened(tmp_path / "turns", ROOM)
    process, line = elsewhere(work)
    assert line.recv() == [True, True]
    mine = place(turns, "mine")
    assert not turns.try_start(mine)
    process.kill()
    process.join(5)
    assert turns.try_start(mine)


def test_a_lock_is_not_kept_by_a_process_killed_while_it_works(tmp_path: Path) -> None:
    def work(line: Connection) -> None:
        theirs = opened(tmp_path / "turns", ROOM)
        line.send(True)
        while True:
            index = theirs.join("busy")
            if index is not None:
                theirs.try_start(index)
                theirs.leave(index)

    turns = opened(tmp_path / "turns", ROOM)
    for _ in range(5):
        process, line = elsewhere(work)
        assert line.recv()
        time.sleep(0.02)
        process.kill()
        process.join(5)
        index = place(turns, "mine")
        assert turns.try_start(index)
        turns.leave(index)


def test_places_of_an_earlier_process_with_the_same_id_are_swept(tmp_path: Path) -> None:
    """After a restart of a container, ids are given out again from the start."""
    path = tmp_path / "turns"
    long_ago = time.time() - 365 * 86_400
    table = bytearray(_TABLE_BYTES)
    for number, pid in enumerate((os.getpid(), os.getppid(), 1)):
        _TURN.pack_into(table, number * _TURN.size, 2, pid, 77, long_ago)
    path.write_bytes(bytes(table))
    turns = opened(path, ROOM)
    assert turns.try_start(place(turns, "mine"))
    assert turns.try_start(place(turns, "other"))


def test_a_table_of_another_size_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "turns"
    path.write_bytes(b"\xff" * 17)
    turns = opened(path, ROOM)
    assert path.stat().st_size == _TABLE_BYTES
    turns.leave(0)
    assert turns.try_start(place(turns, "a"))


def test_a_client_spends_what_it_saved_and_earns_it_back(tmp_path: Path) -> None:
    turns = RunQueue(
        open_table(tmp_path / "turns"), RunQueueLimits(2, 20, seconds_per_minute=60, burst=100)
    )
    assert turns.overdrawn("a") == 0
    turns.charge("a", 99)
    assert turns.overdrawn("a") == 0
    turns.charge("a", 31)
    assert turns.overdrawn("a") == pytest.approx(30, abs=0.5)
    assert turns.overdrawn("b") == 0


def test_time_is_earned_at_the_rate_set(tmp_path: Path) -> None:
    turns = RunQueue(
        open_table(tmp_path / "turns"), RunQueueLimits(2, 20, seconds_per_minute=6_000, burst=1)
    )
    turns.charge("a", 11)
    assert turns.overdrawn("a") == pytest.approx(0.1, abs=0.05)
    deadline = time.monotonic() + 5
    while turns.overdrawn("a"):
        assert time.monotonic() < deadline


def test_no_more_is_saved_than_the_burst(tmp_path: Path) -> None:
    turns = RunQueue(
        open_table(tmp_path / "turns"), RunQueueLimits(2, 20, seconds_per_minute=60_000, burst=5)
    )
    turns.charge("a", 1)
    time.sleep(0.05)
    turns.charge("a", 5.5)
    turns.charge("a", 100)
    assert turns.overdrawn("a") > 0


def test_a_client_that_earns_nothing_waits_long_and_nothing_breaks(tmp_path: Path) -> None:
    turns = RunQueue(
        open_table(tmp_path / "turns"), RunQueueLimits(2, 20, seconds_per_minute=0, burst=0)
    )
    assert turns.overdrawn("a") == 0
    turns.charge("a", 1)
    assert turns.overdrawn("a") > 60


def test_purses_of_thousands_of_clients_do_not_pile_up_on_one(tmp_path: Path) -> None:
    turns = opened(tmp_path / "turns", RunQueueLimits(2, 20, 60, burst=10))
    turns.charge("in debt", 500)
    for number in range(5_000):
        turns.charge(f"10.0.{number // 256}.{number % 256}", 1)
    assert turns.overdrawn("in debt") > 400, "its debt was given to somebody else"
    assert turns.overdrawn("never seen") == 0


def test_who_runs_and_who_waits_is_told_without_a_lock(tmp_path: Path) -> None:
    turns = opened(tmp_path / "turns", RunQueueLimits(1, 20, 60, 120))
    assert turns.busy() == (0, 0)
    places = [turns.join(name) for name in ("a", "b", "c")]
    assert turns.try_start(places[0] or 0)
    assert turns.busy() == (1, 2)
    for place in places:
        turns.leave(place or 0)
    assert turns.busy() == (0, 0)


def test_the_format_of_the_table_is_as_small_as_it_says() -> None:
    assert struct.calcsize("=BIQd") == _TURN.size == 21
    assert _TABLE_BYTES < 64 * 1024


def test_a_clock_that_is_set_back_costs_nobody_their_credit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = opened(tmp_path / "turns", RunQueueLimits(2, 20, 60, 120))
    queue.charge("client", 30)
    began = time.time()
    monkeypatch.setattr(time, "time", lambda: began - 3600)
    assert queue.overdrawn("client") == 0
    queue.charge("client", 100)
    assert 0 < queue.overdrawn("client") < 11


def test_clients_are_hashed_by_a_key_of_this_table(tmp_path: Path) -> None:
    limits = RunQueueLimits(2, 20, 60, 120)
    one, again = (opened(tmp_path / "turns", limits) for _ in range(2))
    other = opened(tmp_path / "other", limits)
    assert one._hash("client") == again._hash("client") != other._hash("client")


def test_who_comes_after_the_clock_was_set_back_waits_behind_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = opened(tmp_path / "turns", RunQueueLimits(1, 20, 60, 120))
    first = place(turns, "a")
    began = time.time()
    monkeypatch.setattr(time, "time", lambda: began - 3_600)
    second = place(turns, "b")
    assert not turns.try_start(second)
    assert turns.try_start(first)


@pytest.mark.parametrize("noise", [b"\xff", b"\x01\xfe", b"\x7f\xf8"])
def test_a_table_that_a_bad_disk_filled_with_noise_is_begun_anew(
    tmp_path: Path, noise: bytes
) -> None:
    path = tmp_path / "turns"
    path.write_bytes((noise * _TABLE_BYTES)[:_TABLE_BYTES])
    turns = opened(path, ROOM)
    assert turns.busy() == (0, 0)
    assert turns.try_start(place(turns, "a"))
    assert turns.overdrawn("a") == 0


def test_a_table_that_cannot_be_on_disk_is_in_memory_and_shared(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("in the way")
    table = open_table(tmp_path / "run" / "turns")

    def work(line: Connection) -> None:
        line.send(RunQueue(table, ROOM).busy())
        line.recv()

    turns = RunQueue(table, ROOM)
    assert turns.try_start(place(turns, "a"))
    process, line = elsewhere(work)
    try:
        assert line.recv() == (1, 0)
    finally:
        line.send("leave")
        process.join(5)
