"""What a query process may not do: grow without end, run for ever, or talk to anyone."""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable

_LOG = logging.getLogger(__name__)

STACK_BYTES = 256 << 20
"""Deep queries recurse in the engine: on the usual 8 MiB a 4 kB query ends the process."""
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def confine(memory_bytes: int, files: int) -> list[str]:
    """Take away from this process what a query has no use for.

    Args:
        memory_bytes: how much address space it may take beyond what it has now.
        files: file descriptors it may hold.

    Returns:
        What could not be taken away, in words, for the log.
    """
    kept = []
    if not _leave_the_network():
        kept.append("the network (SERVICE is refused before the engine sees it all the same)")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    size = _address_space()
    if size:
        limit = size + STACK_BYTES + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    else:
        kept.append("memory (this system does not say how much a process uses)")
    return kept


def run_with_deep_stack(work: Callable[[], None]) -> None:
    """Run work in a thread whose stack is deep enough for any query that is let through."""
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def kill_self_after(seconds: float) -> None:
    """Have the system end this process after some time, whatever it is doing; 0 calls that off."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def signal_process(pid: int, number: int) -> None:
    """Send a signal to a process that may already be gone."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def _leave_the_network() -> bool:
    """Move to a network namespace without any interface; Linux only."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return any(
        libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET)
    )


def _address_space() -> int:
    """Give the address space of this process, in bytes; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
