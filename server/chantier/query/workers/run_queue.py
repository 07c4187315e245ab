"""Turns for long queries, shared by all web processes: who runs, who waits, who has spent too much.

The table is a small file mapped into memory and locked for microseconds; whatever a killed process
leaves in it is found by its process id and removed. No process has to stay alive for it.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import math
import mmap
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path

from chantier.sandbox import birth, is_alive

_TURN = struct.Struct("=BIQd")  # state, process id, client, since
_CREDIT = struct.Struct("=Qdd")  # client, seconds left, when that was so by the monotonic clock
MAX_TURNS = 128
"""Long queries that the table has room for."""
MAX_CREDITS = 1024
"""Clients whose query time the table has room for."""
PROBED_CREDITS_COUNT = 8
"""Places in which a client's credit may stand; the one with most left makes room."""
KEY_BYTES = 16
"""The key at the end of the table by which clients are hashed: nobody can choose one’s namesake."""
_TICK_SECONDS = 1e-6
_TABLE_BYTES = MAX_TURNS * _TURN.size + MAX_CREDITS * _CREDIT.size + KEY_BYTES


_LOG = logging.getLogger(__name__)


def open_table(path: Path) -> int:
    """The open file of a table, made where it is missing; in memory where it cannot be written.

    Its room on disk is reserved: a process that writes into a mapped file for which the disk has
    none ends by SIGBUS. In memory, it is shared with the processes that are forked later.

    Source: https://man7.org/linux/man-pages/man3/posix_fallocate.3.html
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _reserved(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        _LOG.warning("%s cannot be written (%s): the run queue is in memory", path, error.strerror)
        return _reserved(os.memfd_create("turns"))


def _reserved(file: int) -> int:
    """The file, with room for the whole table."""
    try:
        with _locked(file):
            if os.fstat(file).st_size != _TABLE_BYTES:
                os.ftruncate(file, 0)  # it was laid out otherwise
            os.posix_fallocate(file, 0, _TABLE_BYTES)
    except OSError:
        os.close(file)
        raise
    return file


@contextmanager
def _locked(file: int) -> Iterator[None]:
    fcntl.lockf(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.lockf(file, fcntl.LOCK_UN)


class _State(IntEnum):
    FREE = 0
    WAITING = 1
    RUNNING = 2


@dataclass(frozen=True, slots=True)
class RunQueueLimits:
    """How many long queries run and wait, and how much query time a client gets."""

    running: int
    queued: int
    seconds_per_minute: float
    burst: float
    """Seconds that a client may save up."""


@dataclass(frozen=True, slots=True)
class _Turn:
    index: int
    state: int
    pid: int
    client: int
    since: float


class RunQueue:
    """One fair queue: first the client with the fewest running queries, then who came first."""

    def __init__(self, table: int, limits: RunQueueLimits) -> None:
        """Map the table.

        Args:
            table: its open file, from ``open_table``.
            limits: of the queue and its clients.
        """
        self._limits, self._file = limits, table
        with _locked(self._file):
            self._map = mmap.mmap(self._file, _TABLE_BYTES)
            if not self._is_sane():
                self._map[:] = bytes(_TABLE_BYTES)
            if not any(self._map[-KEY_BYTES:]):
                self._map[-KEY_BYTES:] = os.urandom(KEY_BYTES)
            self._sweep_namesakes()

    def join(self, client: str) -> int | None:
        """Line up for a turn; ``None`` when the queue, or this client's half of it, is full."""
        with _locked(self._file):
            turns = self._living()
            waiting = [turn.client for turn in turns if turn.state == _State.WAITING]
            taken = {turn.index for turn in turns}
            free = next((index for index in range(MAX_TURNS) if index not in taken), None)
            own = waiting.count(self._hash(client))
            # Nobody takes more than half of the queue, so that there is room for others.
            if free is None or len(waiting) >= self._limits.queued or own * 2 > self._limits.queued:
                return None
            # Not before those who wait already, whatever the clock says.
            since = max([time.time(), *(turn.since + _TICK_SECONDS for turn in turns)])
            self._write(_Turn(free, _State.WAITING, os.getpid(), self._hash(client), since))
            return free

    def try_start(self, index: int) -> bool:
        """Begin a turn if it has come."""
        with _locked(self._file):
            turns = self._living()
            running = [turn for turn in turns if turn.state == _State.RUNNING]
            waiting = [turn for turn in turns if turn.state == _State.WAITING]
            if len(running) >= self._limits.running or not waiting:
                return False

            def order(turn: _Turn) -> tuple[int, float, int]:
                own = sum(other.client == turn.client for other in running)
                return (own, turn.since, turn.index)

            first = min(waiting, key=order)
            if first.index != index:
                return False
            self._write(replace(first, state=_State.RUNNING))
            return True

    def leave(self, index: int) -> None:
        """End a turn."""
        with _locked(self._file):
            self._write(_Turn(index, _State.FREE, 0, 0, 0.0))

    def charge(self, client: str, seconds: float) -> None:
        """Take query time from a client's credit."""
        key = self._hash(client)
        with _locked(self._file):
            offset, left = self._credit(key)
            _CREDIT.pack_into(self._map, offset, key, left - seconds, time.monotonic())

    def overdrawn(self, client: str) -> float:
        """Seconds until a client has query time again; 0 when it has some."""
        with _locked(self._file):
            _, left = self._credit(self._hash(client))
        return max(0.0, -left / max(self._limits.seconds_per_minute, 1e-3) * 60)

    def busy(self) -> tuple[int, int]:
        """How many long queries run and how many wait, in all web processes; from any thread.

        It takes no lock, for locks are between processes and not between threads: a query that
        comes or goes at that moment may be counted or not.
        """
        turns = [_TURN.unpack_from(self._map, index * _TURN.size) for index in range(MAX_TURNS)]
        states = [state for state, pid, *_ in turns if state != _State.FREE and is_alive(pid)]
        return states.count(_State.RUNNING), states.count(_State.WAITING)

    def _credit(self, key: int) -> tuple[int, float]:
        """Where a client's credit stands, and the seconds that it has now."""
        now = time.monotonic()
        rate = self._limits.seconds_per_minute / 60
        base = MAX_TURNS * _TURN.size
        best_offset, best_left = 0, -1.0e9
        for step in range(PROBED_CREDITS_COUNT):
            offset = base + (key + step) % MAX_CREDITS * _CREDIT.size
            owner, left, when = _CREDIT.unpack_from(self._map, offset)
            if not owner:
                return offset, self._limits.burst
            # Before its time: the machine was restarted since.
            earned = (now - when) * rate if now >= when else self._limits.burst - left
            left = min(self._limits.burst, left + earned)
            if owner == key:
                return offset, left
            if left > best_left:
                best_offset, best_left = offset, left
        return best_offset, self._limits.burst

    def _living(self) -> list[_Turn]:
        """The turns that are taken; those of processes that are gone are freed."""
        found = []
        for index in range(MAX_TURNS):
            turn = _Turn(index, *_TURN.unpack_from(self._map, index * _TURN.size))
            if turn.state == _State.FREE:
                continue
            if is_alive(turn.pid):
                found.append(turn)
            else:
                self._write(_Turn(index, _State.FREE, 0, 0, 0.0))
        return found

    def _sweep_namesakes(self) -> None:
        """Free the turns of processes whose ids now belong to younger ones.

        After a restart of the machine or of its container, the same ids are given out again.
        """
        for turn in self._living():
            if turn.pid == os.getpid() or birth(turn.pid) > turn.since + 1:
                self._write(_Turn(turn.index, _State.FREE, 0, 0, 0.0))

    def _is_sane(self) -> bool:
        """Whether the table holds what was written here, and not what a bad disk made of it."""
        turns = [_TURN.unpack_from(self._map, index * _TURN.size) for index in range(MAX_TURNS)]
        credits_start = MAX_TURNS * _TURN.size
        numbers = [
            number
            for index in range(MAX_CREDITS)
            for number in _CREDIT.unpack_from(self._map, credits_start + index * _CREDIT.size)[1:]
        ]
        return all(
            state in set(_State) and pid < 1 << 31 and math.isfinite(since)
            for state, pid, _, since in turns
        ) and all(map(math.isfinite, numbers))

    def _hash(self, client: str) -> int:
        """A number for a client, never 0, which marks a credit that nobody has."""
        key = self._map[-KEY_BYTES:]
        digest = hashlib.blake2b(client.encode(), digest_size=8, key=key).digest()
        return int.from_bytes(digest, "big") or 1

    def _write(self, turn: _Turn) -> None:
        offset = turn.index * _TURN.size
        _TURN.pack_into(self._map, offset, turn.state, turn.pid, turn.client, turn.since)
