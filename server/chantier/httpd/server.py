"""HTTP/1.1 on asyncio: the connections of one process, and the clock that ends what is too slow.

A cached answer is written at once, without a task. A slow client holds a connection, never a
thread: a head that takes too long, a body that stops, a client that does not read are ended by the
clock.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
import time
from email.utils import formatdate
from typing import Protocol

from chantier.httpd.connection import Connection
from chantier.httpd.exchange import Exchange

_LOG = logging.getLogger(__name__)
SPARE_FILES_COUNT = 256
"""File descriptors that are kept for other things than connections."""
MAX_CONNECTIONS = 8_000
"""Open connections of one process; fewer where it may open fewer files."""
STOP_SECONDS = 5.0
"""Time that answers under way have when the server stops."""
STOP_POLL_SECONDS = 0.02
"""Time between two looks at what is still under way."""
MAX_BACKLOG_CONNECTIONS = 1024
"""Connections that the system may hold before they are accepted."""


class Application(Protocol):
    """What answers requests."""

    def try_cached(self, exchange: Exchange) -> bool:
        """Send a cached answer; False on a miss."""

    async def answer(self, exchange: Exchange) -> None:
        """Answer."""


class HttpServer:
    """The connections of one process, and the clock that ends what takes too long."""

    def __init__(self, application: Application) -> None:
        """Prepare to serve; nothing is opened yet."""
        self._application = application
        self._connections = set[Connection]()
        self.try_cached = application.try_cached
        self.closed = self._connections.discard
        self.stopping = False
        self.common_headers = b""
        """The headers of every answer: the date, and the server's name."""
        self._tasks = set[asyncio.Task[None]]()
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        self._max_connections = min(MAX_CONNECTIONS, max(files - SPARE_FILES_COUNT, 16))

    async def serve(self, listening: socket.socket, stop: asyncio.Event) -> None:
        """Answer until ``stop`` is set, then let what is under way be answered."""
        loop = asyncio.get_running_loop()
        self._tick()
        accepting = await loop.create_server(
            lambda: Connection(self), sock=listening, backlog=MAX_BACKLOG_CONNECTIONS
        )
        clock = loop.create_task(self._clock())
        await stop.wait()
        accepting.close()
        self.stopping = True
        for connection in list(self._connections):
            connection.close()
        deadline = loop.time() + STOP_SECONDS
        while self._connections and loop.time() < deadline:
            await asyncio.sleep(STOP_POLL_SECONDS)
        clock.cancel()
        for connection in list(self._connections):
            connection.abort()

    def opened(self, connection: Connection) -> None:
        """Count a connection in; when there are too many, one that is idle makes room."""
        if len(self._connections) >= self._max_connections:
            idle = next((other for other in self._connections if other.idle), None)
            if idle is None:
                connection.refuse(
                    503, "The server has too many connections. Try again in a moment."
                )
            else:
                idle.close()
        self._connections.add(connection)

    def work(self, exchange: Exchange) -> None:
        """Have a request answered."""
        task = asyncio.get_running_loop().create_task(self._answered(exchange))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answered(self, exchange: Exchange) -> None:
        try:
            await self._application.answer(exchange)
        except ConnectionError:
            pass  # the client left
        except Exception:
            _LOG.exception("a request could not be answered")
            exchange.send(500, [("cache-control", "no-store")])

    async def _clock(self) -> None:
        while True:
            await asyncio.sleep(1 - time.time() % 1)
            self._tick()
            now = time.monotonic()
            for connection in list(self._connections):
                connection.check(now)

    def _tick(self) -> None:
        self.common_headers = f"date: {formatdate(usegmt=True)}\r\nserver: chantier\r\n".encode()
