"""HTTP/1.1 on asyncio: the connections of one process, and the clock that ends what is too slow.

A cached answer is written at once, without a task. A slow client holds a connection, never a
thread: a head that takes too long, a body or a reader that is too slow are ended by the clock.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
import time
from collections import Counter
from email.utils import formatdate
from typing import Protocol

from chantier.httpd.budget import Budget
from chantier.httpd.connection import Connection
from chantier.httpd.exchange import Exchange, refusal
from chantier.httpd.limits import FREE_BYTES, Limits

_LOG = logging.getLogger(__name__)
SPARE_FILES_COUNT = 256
"""File descriptors that are kept for other things than connections."""
MAX_CONNECTIONS = 8_000
"""Open connections of one process; fewer where it may open fewer files."""
MAX_REFUSED_CONNECTIONS = 128
"""Connections above that, which are told why they are refused."""
STOP_POLL_SECONDS = 0.02
"""Time between two looks at what is still under way."""
MAX_BACKLOG_CONNECTIONS = 1024
"""Connections that the system may hold before they are accepted."""
_TOO_MANY = "This client has too many {} open. Try again once others are done."


class Application(Protocol):
    """What answers requests."""

    def network(self, address: str) -> str:
        """What the connections from an address are counted by; empty where they are not."""

    def client_of(self, exchange: Exchange) -> str:
        """The client that a request counts for."""

    def try_cached(self, exchange: Exchange) -> bool:
        """Send a cached answer; False on a miss."""

    async def answer(self, exchange: Exchange) -> None:
        """Answer."""


class HttpServer:
    """The connections of one process, and the clock that ends what takes too long."""

    def __init__(self, application: Application, limits: Limits | None = None) -> None:
        """Prepare to serve; nothing is opened yet."""
        self._application, self.limits = application, limits or Limits()
        self._connections = set[Connection]()
        self._networks = dict[str, set[Connection]]()
        """The connections of each client, where they are counted."""
        self.try_cached, self.client_of = application.try_cached, application.client_of
        self.answers = Budget(self.limits.answer_bytes)
        """What is held of answers that are read slowly."""
        self.requests = Budget(self.limits.request_bytes)
        """What is held of requests that are not answered yet."""
        self.stopping = False
        self.common_headers = b""
        """The headers of every answer: the date, and the server's name."""
        self._tasks = set[asyncio.Task[None]]()
        self._under_way = Counter[str]()
        """How many requests of each client are being answered."""
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        self._max_connections = min(MAX_CONNECTIONS, max(files - SPARE_FILES_COUNT, 16))

    async def serve(self, listening: socket.socket, stop: asyncio.Event) -> None:
        """Answer until ``stop`` is set, and then whatever has come by then.

        Connections are accepted until the requests that were under way are answered: where several
        processes listen at one port, the system may give any of them the next. Each answer says
        that its connection ends; one that waits for a request is kept for a moment, for it may be
        on its way.
        """
        loop = asyncio.get_running_loop()
        self._tick()
        also_listening = listening.dup()
        accepting = await loop.create_server(
            lambda: Connection(self), sock=listening, backlog=MAX_BACKLOG_CONNECTIONS
        )
        clock = loop.create_task(self._clock())
        await stop.wait()
        self.stopping = True
        deadline = loop.time() + self.limits.drain_seconds
        under_way = set(self._tasks)
        while loop.time() < deadline and not all(task.done() for task in under_way):
            await self._wind_down()
        accepting.close()
        await self._accept_rest(also_listening)
        while self._connections and loop.time() < deadline:
            await self._wind_down()
        clock.cancel()
        for connection in list(self._connections):
            connection.abort()

    def opened(self, connection: Connection) -> None:
        """Count a connection in; when there are too many, one that is idle makes room."""
        connection.network = self._application.network(connection.client.rpartition(":")[0])
        own = self._networks.get(connection.network, set())
        if len(own) >= self.limits.client_connections:
            if not _made_room(own):
                connection.refuse(429, _TOO_MANY.format("connections"))
        elif len(self._connections) >= self._max_connections and not _made_room(self._connections):
            connection.refuse(503, "The server has too many connections. Try again in a moment.")
        self._connections.add(connection)
        if connection.network:
            self._networks.setdefault(connection.network, set()).add(connection)
        if len(self._connections) > self._max_connections + MAX_REFUSED_CONNECTIONS:
            connection.abort()

    def closed(self, connection: Connection) -> None:
        """Count a connection out."""
        self._connections.discard(connection)
        own = self._networks.get(connection.network, set())
        own.discard(connection)
        if not own:
            self._networks.pop(connection.network, None)

    def work(self, exchange: Exchange) -> None:
        """Have a request answered, unless too many of its client are."""
        client = self.client_of(exchange)
        if self._under_way[client] >= self.limits.client_connections:
            head, body = refusal(429, _TOO_MANY.format("requests"), ends=False)
            exchange.send_ready(head, b"" if exchange.method == "HEAD" else body)
            return
        self._under_way[client] += 1
        task = asyncio.get_running_loop().create_task(self._answered(exchange, client))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def count(self, exchange: Exchange, size_bytes: int) -> bool:
        """Count what is held of a request; False where that is too much."""
        more = size_bytes - FREE_BYTES - exchange.counted_bytes
        if more <= 0:
            return True
        exchange.owner = exchange.owner or self.client_of(exchange)
        if not self.requests.affords(exchange.owner, more):
            return False
        self.requests.take(exchange.owner, more)
        exchange.counted_bytes += more
        return True

    def forget(self, exchange: Exchange) -> None:
        """Count out what was held of a request."""
        if exchange.counted_bytes:
            self.requests.give_back(exchange.owner, exchange.counted_bytes)
            exchange.counted_bytes = 0

    async def _answered(self, exchange: Exchange, client: str) -> None:
        try:
            await self._application.answer(exchange)
        except ConnectionError:
            pass  # the client left
        except Exception:
            _LOG.exception("a request could not be answered")
            exchange.send(500, [("cache-control", "no-store")])
        finally:
            self.forget(exchange)
            self._under_way[client] -= 1
            if not self._under_way[client]:
                del self._under_way[client]

    async def _accept_rest(self, listening: socket.socket) -> None:
        """Take the connections that the system has accepted, and close the socket last."""
        loop = asyncio.get_running_loop()
        accepted = []
        with listening:
            listening.setblocking(False)
            while True:
                try:
                    accepted.append(listening.accept()[0])
                except BlockingIOError:
                    break
        for connected in accepted:
            await loop.connect_accepted_socket(lambda: Connection(self), connected)

    async def _wind_down(self) -> None:
        """Close the connections that have waited long enough for another request."""
        now = time.monotonic()
        for connection in list(self._connections):
            if connection.idle and now - connection.idle_since > self.limits.keep_seconds:
                connection.close()
        await asyncio.sleep(STOP_POLL_SECONDS)

    async def _clock(self) -> None:
        while True:
            await asyncio.sleep(1 - time.time() % 1)
            self._tick()
            now = time.monotonic()
            for connection in list(self._connections):
                connection.check(now)

    def _tick(self) -> None:
        self.common_headers = f"date: {formatdate(usegmt=True)}\r\nserver: chantier\r\n".encode()


def _made_room(connections: set[Connection]) -> bool:
    """Close a connection that waits for a request; False where there is none."""
    idle = next((connection for connection in connections if connection.idle), None)
    if idle is not None:
        idle.close()
    return idle is not None
