"""Processes that a measure starts: their whole tree, its memory and its time, and its end.

Linux only: everything is read from ``/proc``.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_SAMPLE_SECONDS = 0.3
"""Time between two looks at the memory."""
_IDLE_POLL_SECONDS = 0.1
"""Time between two looks at whether a tree is idle."""
_MAX_END_SECONDS = 20
"""Time that a process has to end by itself."""


def free_port() -> int:
    """A loopback port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    command: Sequence[str], log: Path, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a program whose output goes to a file, in a session of its own."""
    with log.open("wb") as out:
        return subprocess.Popen(  # noqa: S603  # the commands are those of peers.py
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=dict(environment) if environment is not None else None,
            start_new_session=True,
        )


def _stat(pid: int) -> list[str] | None:
    """Fields 3 and following of ``/proc/PID/stat``; None once the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def tree(root: int) -> list[int]:
    """A process and all that descend from it, the root first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def memory(root: int) -> tuple[int, int]:
    """The resident bytes of a tree, with and without counting shared pages twice.

    Returns:
        The sum of the resident sets, in which a page of two processes counts twice; and the sum
        of the proportional sets, in which each of the two has half of it.
    """
    resident = proportional = 0
    for pid in tree(root):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        sizes = {row.split()[0]: int(row.split()[1]) << 10 for row in text.splitlines()[1:]}
        resident += sizes.get("Rss:", 0)
        proportional += sizes.get("Pss:", 0)
    return resident, proportional


def processor_seconds(root: int) -> float:
    """The processor time that the living processes of a tree have used."""
    times = (fields for pid in tree(root) if (fields := _stat(pid)))
    return sum(int(fields[11]) + int(fields[12]) for fields in times) / _TICKS_PER_SECOND


def settle(root: int, max_seconds: float = 20.0) -> bool:
    """Wait until a tree is idle: what it still does would slow down the next measure.

    Returns:
        Whether it became idle in time.
    """
    deadline = time.monotonic() + max_seconds
    used = processor_seconds(root)
    while time.monotonic() < deadline:
        time.sleep(_IDLE_POLL_SECONDS)
        before, used = used, processor_seconds(root)
        if used - before <= 1 / _TICKS_PER_SECOND:
            return True
    return False


class Peak:
    """The most memory that a tree was seen to hold, in bytes."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        self.resident = 0
        self.proportional = 0

    def look(self, root: int) -> None:
        """Look once."""
        resident, proportional = memory(root)
        self.resident = max(self.resident, resident)
        self.proportional = max(self.proportional, proportional)

    @contextmanager
    def watching(self, root: int) -> Iterator[None]:
        """Look several times a second until the block ends."""
        over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(root, over), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def _watch(self, root: int, over: threading.Event) -> None:
        while not over.wait(_SAMPLE_SECONDS):
            self.look(root)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that descended from it, by their numbers."""
    started = {pid: fields[19] for pid in tree(process.pid) if (fields := _stat(pid))}
    process.terminate()
    try:
        process.wait(timeout=_MAX_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pid, moment in started.items():
        fields = _stat(pid)
        if fields and fields[19] == moment and fields[0] != "Z":  # the same one, still there
            os.kill(pid, signal.SIGKILL)


def on_disk(folder: Path) -> int:
    """The bytes that a folder takes on disk; a file with two names counts once."""
    seen = {
        (found.st_dev, found.st_ino): found.st_blocks * 512
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and (found := path.stat())
    }
    return sum(seen.values())
