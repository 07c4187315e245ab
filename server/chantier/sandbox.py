"""Limits of a child process: it may not grow without end, run for ever, or reach a network."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

STACK_BYTES = 256 << 20
"""Deep queries recurse in the engine: on the usual 8 MiB a 4 kB query ends the process."""
MAX_CLOSED_FILES = 1 << 16
"""The highest file descriptor that is closed, where the system allows more."""
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
MAPPED_BLOCK_BYTES = 64 << 10
"""Blocks of memory from this size on are given back to the system as soon as they are free."""
# Named as in the headers of the system (sched.h, prctl.h, malloc.h).
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
M_MMAP_THRESHOLD = -3


def confine(memory_bytes: int, files: int, parent: int = 0) -> list[str]:
    """Take away from this process what a query has no use for.

    Args:
        memory_bytes: how much address space it may take beyond what it has now.
        files: file descriptors it may hold.
        parent: the process it was started by, and ends with; 0 for whichever is its parent now.

    Returns:
        What could not be taken away, in words, for the log.
    """
    kept = []
    size = _address_space()  # before no more files can be opened
    if not _leave_the_network():
        kept.append("the network")
    _end_with_parent(parent or os.getppid())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    if size:
        limit = size + STACK_BYTES + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    else:
        kept.append("memory")
    return kept


def run_with_deep_stack(work: Callable[[], None]) -> None:
    """Run work in a thread whose stack is deep enough for any query that is let through."""
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def kill_self_after(seconds: float) -> None:
    """Let the system end this process after some time, whatever it is doing; 0 cancels that."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def send_signal(pid: int, number: int) -> None:
    """Send a signal to a process that may already be gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not reaped yet does not."""
    try:
        os.kill(pid, 0)
        return _state(pid) != "Z"
    except ProcessLookupError:
        return False
    except PermissionError:
        return True


def name_process(name: str) -> None:
    """The name that ``ps`` and ``top`` show for this process; 15 letters at most, Linux only."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode(), 0, 0, 0)


def birth(pid: int) -> float:
    """When a process began, in seconds since 1970; 0 where the system does not say."""
    fields = _fields(pid)
    try:
        lines = Path("/proc/stat").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    started = next(int(line.split()[1]) for line in lines if line.startswith("btime "))
    return started + int(fields[19]) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def close_files_but(kept: int) -> None:
    """Close every file of this process but one and the standard ones.

    A forked process that kept its parent's listening socket would keep the port taken.
    """
    highest = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    os.closerange(3, kept)
    os.closerange(kept + 1, min(highest, MAX_CLOSED_FILES))


def _fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; none where the system does not say."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    except OSError:
        return []


def _state(pid: int) -> str:
    return (_fields(pid) or [""])[0]


def _end_with_parent(parent: int) -> None:
    """Let the system end this process when its parent ends, even while it is stopped."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before that could be asked for
            os.kill(os.getpid(), signal.SIGKILL)


def give_back_large_blocks() -> None:
    """Have this process shrink when what it held is gone: glibc keeps free blocks else.

    Source: https://man7.org/linux/man-pages/man3/mallopt.3.html
    """
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, MAPPED_BLOCK_BYTES)


def ignore_stop_signals() -> None:
    """Leave it to the parent when to end: a signal may be sent to all processes of a service."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _leave_the_network() -> bool:
    """Move to a network namespace without any interface; Linux only."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return any(libc.unshare(flags) == 0 for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET))


def _address_space() -> int:
    """The address space of this process, in bytes; 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()
