"""The server put together: a supervisor, its web processes, and what each of those consists of.

The supervisor forks the web processes, and another when one ends, within milliseconds. Each listens
on the port by itself (SO_REUSEPORT), so they go on serving even when the supervisor is gone. It has
a standby: a process that does nothing but wait, and takes its place when it is killed.
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

import uvloop

from chantier.errors import WebProcessesFail
from chantier.gateway.gateway import Gateway
from chantier.gateway.metrics import Metrics
from chantier.gateway.representation import ByteCache
from chantier.httpd.limits import Limits
from chantier.httpd.server import HttpServer
from chantier.query.service import QueryService
from chantier.query.workers.fork_server import has_ended
from chantier.query.workers.run_queue import open_table
from chantier.sandbox import (
    STOP_SIGNALS,
    give_back_large_blocks,
    ignore_stop_signals,
    is_alive,
    name_process,
    send_signal,
)
from chantier.settings import Settings
from chantier.site.app import create_app
from chantier.site.errors import refuser

_LOG = logging.getLogger(__name__)
POLL_SECONDS = 0.02
"""Time between two looks at the web processes."""
MIN_LIFE_SECONDS = 1.0
"""A web process that ends sooner counts as one that never came up."""
STOP_SECONDS = 5
"""Time beyond ``drain_seconds`` after which web processes that do not stop are killed."""
TELL_AGAIN_SECONDS = 1.0
"""Time after which web processes get the signal again: one may have been forked just then."""
SAME_SIGNAL_SECONDS = 0.1
"""Time within which two signals are one, sent to a process and to its group."""
MAX_FAILURES = 10
"""Web processes in a row that never came up, after which the supervisor gives up."""
SPARED_FAILURES_COUNT = 2
"""Failures in a row after which another web process is started at once: any may be killed."""
FIRST_PAUSE_SECONDS, MAX_PAUSE_SECONDS = 0.1, 5.0
"""Time before the next start after one failure more; twice as long after each, up to so long."""
CAUSE_BYTES = 1_000
"""Room for why a web process ended, in its own words."""
_SIGNALS = {
    signal.SIGBUS: "a mapped file was cut off, or the disk is full: look at the data directory",
    signal.SIGKILL: "another killed it: perhaps the machine has no memory left",
    signal.SIGSEGV: "a fault in the engine, or a damaged file",
    signal.SIGABRT: "a fault in the engine, or no memory left",
}
"""Signal → what usually is behind it."""
GC_THRESHOLD_OBJECTS = 20_000
"""Net allocations before a cyclic collection (``gc.set_threshold``)."""
_PID = struct.Struct("=i")


class Supervisor:
    """Keeps the web processes alive until a signal stops it, and ends at once at a second."""

    def __init__(self, settings: Settings, port: int) -> None:
        """Remember what to serve; nothing is started yet."""
        self._settings, self._port = settings, port
        # Shared with the standby, so that it knows the web processes when it takes over.
        self._places = mmap.mmap(-1, _PID.size * settings.workers)
        self._births: dict[int, float] = {}
        self._codes: dict[int, int] = {}
        self._failures = 0
        self._start_at, self._last_cause = 0.0, ""
        self._table = open_table(settings.data_dir / "run" / "turns")  # one, for all web processes
        self._cause = mmap.mmap(-1, CAUSE_BYTES)
        self._told, self._stop_by = 0.0, float("inf")

    def run(self) -> None:
        """Serve until a signal says to stop.

        Raises:
            WebProcessesFail: they do not come up; the message says why.
        """
        name_process("chantier-main")
        standby = self._with_standby()
        tell_at = 0.0
        while not self._stopping or any(self._web_processes()):
            self._reap()
            now = time.monotonic()
            tell = self._stopping and now > tell_at
            for place, pid in enumerate(self._web_processes()):
                if pid and not self._has_ended(pid):
                    self._tell(pid, now, stop=tell)
                elif self._stopping:
                    self._put(place, 0)
                else:
                    self._take_note(pid)
                    self._put(place, 0)
                    if not self._stopping and now >= self._start_at:
                        self._start(place, standby)
            if tell:
                tell_at = now + TELL_AGAIN_SECONDS
            if not self._stopping and has_ended(standby):
                standby.close()
                standby = self._with_standby()
            time.sleep(POLL_SECONDS)
        with suppress(OSError):
            standby.sendall(b".")  # it is no longer needed
        if self._failures > MAX_FAILURES:
            raise WebProcessesFail(
                f"Giving up: {self._failures} web processes in a row ended within"
                f" {MIN_LIFE_SECONDS:g} s, the last by this: {self._last_cause}."
            )

    def _tell(self, pid: int, now: float, *, stop: bool) -> None:
        if now > self._stop_by:
            send_signal(pid, signal.SIGKILL)
        elif stop:
            send_signal(pid, signal.SIGTERM)

    @property
    def _stopping(self) -> bool:
        return self._stop_by != float("inf")

    def _with_standby(self) -> socket.socket:
        """Fork the standby, for which this returns when the supervisor is killed.

        Returns:
            The socket that the standby listens at.
        """
        while True:
            ours, theirs = socket.socketpair()
            if os.fork():
                theirs.close()
                for number in STOP_SIGNALS:
                    signal.signal(number, self._stop)
                return ours
            ours.close()
            ignore_stop_signals()  # they are for the supervisor
            name_process("chantier-spare")
            if theirs.recv(1):
                os._exit(0)
            theirs.close()
            name_process("chantier-main")
            _LOG.error("the supervisor was killed; process %d takes its place", os.getpid())

    def _start(self, place: int, standby: socket.socket) -> None:
        """Fork the web process of a place."""
        pid = os.fork()
        self._put(place, pid or os.getpid())  # both: whichever is killed, the place is taken
        self._births[pid] = time.monotonic()
        if pid:
            return
        code = 1
        try:
            standby.close()  # else the standby would not see the supervisor end
            ignore_stop_signals()
            signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until there is something to finish
            name_process("chantier-web")
            serve_here(self._settings, self._port, self._table)
            code = 0
        except Exception as error:
            self._cause[:] = f"{type(error).__name__}: {error}".encode()[:CAUSE_BYTES].ljust(
                CAUSE_BYTES, b"\0"
            )
            _LOG.exception("a web process ended by an error")
        finally:
            os._exit(code)

    def _take_note(self, pid: int) -> None:
        """Log that a web process ended, and give up when none ever comes up."""
        if not pid:
            return
        code = self._codes.pop(pid, 0)
        lived = time.monotonic() - self._births.pop(pid, 0.0)
        cause = self._cause_of(code)
        _LOG.error("web process %d ended: %s; another takes its place", pid, cause)
        self._failures = self._failures + 1 if lived < MIN_LIFE_SECONDS and code else 0
        beyond = self._failures - SPARED_FAILURES_COUNT
        pause = min(FIRST_PAUSE_SECONDS * 2**beyond, MAX_PAUSE_SECONDS) if beyond > 0 else 0.0
        self._start_at = time.monotonic() + pause
        if self._failures > MAX_FAILURES:
            self._last_cause = cause
            self._stop()

    def _cause_of(self, code: int) -> str:
        """Why a web process ended with a code; negative: a signal."""
        if code < 0:
            number = signal.Signals(-code)
            return f"{number.name} ({_SIGNALS.get(number, 'sent from outside')})"
        said = self._cause[:].rstrip(b"\0").decode(errors="replace")
        return said if code and said else f"exit code {code}"

    def _reap(self) -> None:
        """Take the exit codes of those children that ended."""
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                self._codes[ended[0]] = os.waitstatus_to_exitcode(ended[1])

    def _has_ended(self, pid: int) -> bool:
        return pid in self._codes or not is_alive(pid)

    def _web_processes(self) -> list[int]:
        """The process of each place; 0 where there is none."""
        return [pid for (pid,) in _PID.iter_unpack(self._places[:])]

    def _put(self, place: int, pid: int) -> None:
        _PID.pack_into(self._places, place * _PID.size, pid)

    def _stop(self, number: int = 0, _frame: object = None) -> None:
        """Have the web processes finish what is under way; at a second signal, end them."""
        now = time.monotonic()
        if not self._stopping:
            self._told = now
            self._stop_by = now + self._settings.drain_seconds + STOP_SECONDS
        elif number != signal.SIGHUP and now > self._told + SAME_SIGNAL_SECONDS:
            self._stop_by = now


def serve_here(settings: Settings, port: int, table: int) -> None:
    """Serve in this process until SIGTERM; several are as one.

    Args:
        settings: how to serve.
        port: to listen at.
        table: the file of the run queue.
    """
    give_back_large_blocks()
    gateway = _assembled(replace(settings, port=port), table)
    # What is here stays, and answers are made of much that is soon gone and refers to nothing.
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD_OBJECTS)
    limits = Limits(
        answer_bytes=settings.unsent_bytes,
        request_bytes=max(settings.unanswered_bytes, 2 * settings.body_bytes),
        client_connections=settings.client_connections,
        bytes_per_second=settings.min_bytes_per_second,
        drain_seconds=settings.drain_seconds,
    )
    uvloop.run(_serve(HttpServer(gateway, limits), gateway, (settings.host, port)))


def _assembled(settings: Settings, table: int) -> Gateway:
    """The parts of a web process, put together."""
    cache, metrics = ByteCache(settings.cache_bytes), Metrics()
    queries = QueryService(settings, cache, table)  # forks, so it comes before there is any thread
    app = create_app(settings, queries, metrics)
    return Gateway(settings, queries, cache, metrics, app, refuser(app))


async def _serve(server: HttpServer, gateway: Gateway, address: tuple[str, int]) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await gateway.open()
    await server.serve(listening(*address, shared=True), stop)
    gateway.close()  # last: until then a write is answered once this process serves it too


def listening(host: str, port: int, *, shared: bool) -> socket.socket:
    """A socket bound to an address, on which several processes may listen if it is shared.

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
