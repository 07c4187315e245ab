"""HTTP/1.1 on asyncio: the connections of one process, and the clock that ends what is too slow.

What the application has ready is written without as much as a task. Whoever is slow holds a
connection, never a thread: a head that takes too long, a body that stops, a client that does not
read are ended by the clock.
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
_SPARE_FILES = 256
"""File descriptors that are kept for other things than connections."""
_CONNECTIONS = 8_000
_STOPPING = 5.0
"""Seconds that answers under way have when the server stops."""


class Application(Protocol):
    """What answers requests."""

    def try_cached(self, exchange: Exchange) -> bool:
        """Answer if the answer is ready; tells whether it was."""

    async def answer(self, exchange: Exchange) -> None:
        """Answer."""


class HttpServer:
    """The connections of one process, and the clock that ends what takes too long."""

    def __init__(self, application: Application) -> None:
        """Serve nobody yet."""
        self.application = application
        self.connections = set[Connection]()
        self.stopping = False
        self.date = b""
        """The headers that say what time it is, and who answers."""
        self._tasks = set[asyncio.Task[None]]()
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        self._most = min(_CONNECTIONS, max(files - _SPARE_FILES, 16))

    async def serve(self, listening: socket.socket, stop: asyncio.Event) -> None:
        """Answer until told to stop, then let what is under way be answered."""
        loop = asyncio.get_running_loop()
        self._tick()
        accepting = await loop.create_server(lambda: Connection(self), sock=listening, backlog=1024)
        clock = loop.create_task(self._clock())
        await stop.wait()
        accepting.close()
        self.stopping = True
        for connection in list(self.connections):
            connection.close()
        deadline = loop.time() + _STOPPING
        while self.connections and loop.time() < deadline:
            await asyncio.sleep(0.02)
        clock.cancel()
        for connection in list(self.connections):
            connection.abort()

    def joined(self, connection: Connection) -> None:
        """Count a connection in; when there are too many, one that is idle makes room."""
        if len(self.connections) >= self._most:
            idle = next((other for other in self.connections if other.idle), None)
            if idle is None:
                connection.turn_away()
            else:
                idle.close()
        self.connections.add(connection)

    def work(self, exchange: Exchange) -> None:
        """Have a request answered."""
        task = asyncio.get_running_loop().create_task(self._answered(exchange))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answered(self, exchange: Exchange) -> None:
        try:
            await self.application.answer(exchange)
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
            for connection in list(self.connections):
                connection.check(now)

    def _tick(self) -> None:
        self.date = f"date: {formatdate(usegmt=True)}\r\nserver: chantier\r\n".encode()
