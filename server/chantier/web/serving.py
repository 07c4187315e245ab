"""The web processes and the one that watches over them. The only module that knows granian.

The watcher forks the web processes and forks another when one ends, within milliseconds. Each
listens on the port by itself (SO_REUSEPORT), so they go on serving even when the watcher is gone.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from typing import Any

import uvloop
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from chantier.settings import Settings
from chantier.web.edge import Edge

_LOG = logging.getLogger(__name__)
_TOO_SOON = 1.0
"""Seconds below which a web process that ended counts as one that never came up."""
_GRACE = 10
"""Seconds a web process has to stop before it is killed."""
_MOST_FAILURES = 10
"""Web processes in a row that never came up, after which the watcher gives up."""


class Watcher:
    """Keeps the web processes alive until it is told to stop."""

    def __init__(self, settings: Settings, port: int) -> None:
        """Remember what to serve; nothing is started yet."""
        self._settings, self._port = settings, port
        self._started: dict[int, float] = {}
        self._stopping = False

    def run(self) -> int:
        """Serve until a signal says to stop; gives the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        failures = 0
        while self._started or not self._stopping:
            while not self._stopping and len(self._started) < self._settings.workers:
                self._start()
            try:
                pid, status = os.wait()
            except (ChildProcessError, InterruptedError):
                continue
            lived = time.monotonic() - self._started.pop(pid, 0.0)
            if self._stopping:
                continue
            code = os.waitstatus_to_exitcode(status)
            _LOG.error("web process %d ended (%d); another takes its place", pid, code)
            failures = failures + 1 if lived < _TOO_SOON and code > 0 else 0
            if failures > _MOST_FAILURES:
                _LOG.critical("the web processes do not come up; giving up")
                self._stop()
                return 1
        return 0

    def _start(self) -> None:
        pid = os.fork()
        if pid:
            self._started[pid] = time.monotonic()
            return
        code = 1
        try:
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
                signal.signal(number, signal.SIG_DFL)
            serve_here(self._settings, self._port)
            code = 0
        except Exception:
            _LOG.exception("a web process ended by an error")
        finally:
            os._exit(code)

    def _stop(self, *_signal: Any) -> None:
        self._stopping = True
        self._tell(signal.SIGTERM)
        signal.signal(signal.SIGALRM, lambda *_signal: self._tell(signal.SIGKILL))
        signal.alarm(_GRACE)

    def _tell(self, number: int) -> None:
        for pid in list(self._started):
            os.kill(pid, number)


def serve_here(settings: Settings, port: int) -> None:
    """Serve in this process until SIGTERM or SIGINT."""
    edge = Edge(settings)  # forks the query processes, before there is any thread
    uvloop.run(_serve(edge, settings.host, port))


async def _serve(edge: Edge, host: str, port: int) -> None:
    server = Server(
        edge,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        websockets=False,
        backlog=1024,
        log_level=LogLevels.error,
    )
    await edge.open()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    await server.serve()
    edge.close()
