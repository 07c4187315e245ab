"""The web processes and the one that watches over them.

The watcher forks the web processes and forks another when one ends, within milliseconds. Each
listens on the port by itself (SO_REUSEPORT), so they go on serving even when the watcher is gone.
It has an heir: a process that does nothing but wait, and takes its place when it is killed.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import mmap
import os
import signal
import socket
import struct
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

import uvloop

from chantier.gateway.gateway import Gateway
from chantier.httpd.server import HttpServer
from chantier.query.workers.fork_server import has_ended
from chantier.sandbox import is_alive, name_process, send_signal
from chantier.settings import Settings

_LOG = logging.getLogger(__name__)
_LOOK = 0.02
"""Seconds between two looks at the web processes."""
_TOO_SOON = 1.0
"""Seconds below which a web process that ended counts as one that never came up."""
_GRACE = 10
"""Seconds the web processes have to stop before they are killed."""
_MOST_FAILURES = 10
"""Web processes in a row that never came up, after which the watcher gives up."""
_GARBAGE = 20_000
"""Objects more that there may be before those that refer to one another in circles are sought."""
_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_PID = struct.Struct("=i")


class Watcher:
    """Keeps the web processes alive until it is told to stop."""

    def __init__(self, settings: Settings, port: int) -> None:
        """Remember what to serve; nothing is started yet."""
        self._settings, self._port = settings, port
        # Shared with the heir, so that it knows the web processes when it takes over.
        self._places = mmap.mmap(-1, _PID.size * settings.workers)
        self._births: dict[int, float] = {}
        self._codes: dict[int, int] = {}
        self._failures = 0
        self._stop_by = float("inf")

    def run(self) -> int:
        """Serve until a signal says to stop; gives the exit code."""
        name_process("chantier-watch")
        heir = self._with_heir()
        told = False
        while not self._stopping or any(self._web_processes()):
            self._reap()
            for place, pid in enumerate(self._web_processes()):
                if pid and not self._has_ended(pid):
                    if self._stopping and not told:
                        send_signal(pid, signal.SIGTERM)
                    elif time.monotonic() > self._stop_by:
                        send_signal(pid, signal.SIGKILL)
                elif self._stopping:
                    self._put(place, 0)
                else:
                    self._start(place, heir)
            told = self._stopping
            if not self._stopping and has_ended(heir):
                heir.close()
                heir = self._with_heir()
            time.sleep(_LOOK)
        with suppress(OSError):
            heir.sendall(b".")  # nothing is left to inherit
        return int(self._failures > _MOST_FAILURES)

    @property
    def _stopping(self) -> bool:
        return self._stop_by != float("inf")

    def _with_heir(self) -> socket.socket:
        """Fork the heir, for which this returns when the watcher is killed: then it watches.

        Gives the socket that the heir listens at.
        """
        while True:
            ours, theirs = socket.socketpair()
            if os.fork():
                theirs.close()
                for number in _ENDING:
                    signal.signal(number, self._stop)
                return ours
            ours.close()
            for number in _ENDING:
                signal.signal(number, signal.SIG_IGN)  # they are for the watcher
            name_process("chantier-heir")
            if theirs.recv(1):
                os._exit(0)
            theirs.close()
            name_process("chantier-watch")
            _LOG.error("the watcher was killed; process %d watches now", os.getpid())

    def _start(self, place: int, heir: socket.socket) -> None:
        """Fork the web process of a place, in which another may have ended."""
        self._take_note(self._web_processes()[place])
        if self._stopping:
            return
        pid = os.fork()
        self._put(place, pid or os.getpid())  # both: whoever is killed, the place is taken
        self._births[pid] = time.monotonic()
        if pid:
            return
        code = 1
        try:
            heir.close()  # else the heir would not see the watcher end
            for number in _ENDING:
                signal.signal(number, signal.SIG_DFL)
            name_process("chantier-web")
            serve_here(self._settings, self._port)
            code = 0
        except Exception:
            _LOG.exception("a web process ended by an error")
        finally:
            os._exit(code)

    def _take_note(self, pid: int) -> None:
        """Say that a web process ended, and give up when none ever comes up."""
        if not pid:
            return
        code = self._codes.pop(pid, 0)
        lived = time.monotonic() - self._births.pop(pid, 0.0)
        _LOG.error("web process %d ended (%d); another takes its place", pid, code)
        self._failures = self._failures + 1 if lived < _TOO_SOON and code > 0 else 0
        if self._failures > _MOST_FAILURES:
            _LOG.critical("the web processes do not come up; giving up")
            self._stop()

    def _reap(self) -> None:
        """Take the exit codes of those children that ended."""
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                self._codes[ended[0]] = os.waitstatus_to_exitcode(ended[1])

    def _has_ended(self, pid: int) -> bool:
        return pid in self._codes or not is_alive(pid)

    def _web_processes(self) -> list[int]:
        """Give the process of each place; 0 where there is none."""
        return [pid for (pid,) in _PID.iter_unpack(self._places[:])]

    def _put(self, place: int, pid: int) -> None:
        _PID.pack_into(self._places, place * _PID.size, pid)

    def _stop(self, *_signal: Any) -> None:
        self._stop_by = min(self._stop_by, time.monotonic() + _GRACE)


def serve_here(settings: Settings, port: int) -> None:
    """Serve in this process until SIGTERM or SIGINT."""
    # It forks the query processes, before there is any thread.
    edge = Gateway(replace(settings, port=port))
    # What is here stays, and answers are made of much that is soon gone and refers to nothing.
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    uvloop.run(_serve(edge, settings.host, port))


async def _serve(edge: Gateway, host: str, port: int) -> None:
    await edge.open()
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def leave() -> None:
        edge.close()  # at once: a write is answered when all who take requests serve it
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, leave)
    await HttpServer(edge).serve(listening(host, port, shared=True), stop)


def listening(host: str, port: int, *, shared: bool) -> socket.socket:
    """Give a socket bound to an address, on which several processes may listen if it is shared.

    Raises:
        OSError: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound
