"""Tests in several processes (``pytest -n 2``): which of them run beside others, and which do not.

Nearly all may: each process has servers, ports and folders of its own. Those that judge whether
something is quick enough would judge the machine instead of the server, and hostile load would
spoil other tests: they run by themselves, all in one process, while the others hold still.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ALONE = (
    "tests/guard/",
    "tests/link/test_service.py",
    "tests/store/test_pool.py",
    "tests/store/test_turns.py",
    "tests/web/test_edge.py",
    "tests/web/test_federated_queries.py",
)
"""Where the tests are that nothing may run beside: how their ids begin."""
TOGETHER = ("tests/browser/",)
"""Folders whose tests share more than those of one file may: they stay in one process."""
_FIRST = (
    *ALONE,
    "tests/model/",  # quick, should it come before those that run alone
    *TOGETHER,
    "tests/w3c/test_sparql11.py",
    "tests/web/test_dereferencing.py",
    "tests/web/test_reach.py",
)
"""What is begun with, so that no process is left with much to do when the others are done."""


def runs_alone(nodeid: str) -> bool:
    """Tell whether nothing may run beside a test."""
    return nodeid.startswith(ALONE)


def company(nodeid: str) -> str:
    """Give what a test shares its process with: by default, the tests of its file."""
    if runs_alone(nodeid):
        return "alone"
    return next(filter(nodeid.startswith, TOGETHER), nodeid.partition("::")[0])


def turn(nodeid: str) -> int:
    """Give a number by which tests are sorted that run in several processes."""
    begin = (number for number, start in enumerate(_FIRST) if nodeid.startswith(start))
    return next(begin, len(_FIRST))


class Room:
    """Where tests run: many at once, or one that runs alone.

    Made of two locks on files, which the system releases when a process dies. Whoever waits to be
    alone holds the door, so that those who come later wait behind.
    """

    def __init__(self, folder: Path) -> None:
        """Know where the locks are."""
        self._door, self._floor = folder / "door.lock", folder / "floor.lock"
        self._alone = ExitStack()
        self._is_alone = False

    @contextmanager
    def held(self, *, alone: bool, alone_next: bool) -> Iterator[None]:
        """Hold the room for a test; it is kept from one that runs alone to the next."""
        if not alone:
            with ExitStack() as entered:
                with _locked(self._door, fcntl.LOCK_EX):
                    entered.enter_context(_locked(self._floor, fcntl.LOCK_SH))
                yield
            return
        if not self._is_alone:
            with _locked(self._door, fcntl.LOCK_EX):
                self._alone.enter_context(_locked(self._floor, fcntl.LOCK_EX))
            self._is_alone = True
        try:
            yield
        finally:
            if not alone_next:
                self._alone.close()
                self._is_alone = False


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    # Not inherited by the programs that tests start (PEP 446): none keeps it held.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)
