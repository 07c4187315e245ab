"""One connection: its requests are answered in order, and what is too slow is ended."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import suppress
from typing import Any, Protocol, cast

from chantier.httpd import limits
from chantier.httpd.budget import Budget
from chantier.httpd.exchange import Exchange, refusal
from chantier.httpd.limits import Limits
from chantier.httpd.pace import Pace
from chantier.httpd.reader import RequestReader
from chantier.httpd.writer import AnswerWriter


class Host(Protocol):
    """What a connection asks of the server it belongs to."""

    limits: Limits
    answers: Budget
    """What is held of answers that are read slowly."""
    stopping: bool
    common_headers: bytes
    """The headers of every answer: the date, and the server's name."""

    def client_of(self, exchange: Exchange) -> str:
        """The client that a request counts for."""

    def opened(self, connection: Connection) -> None:
        """Count a connection in."""

    def closed(self, connection: Connection) -> None:
        """Count a connection out."""

    def try_cached(self, exchange: Exchange) -> bool:
        """Send a cached answer; False on a miss."""

    def work(self, exchange: Exchange) -> None:
        """Have a request answered."""

    def count(self, exchange: Exchange, size_bytes: int) -> bool:
        """Count what is held of a request; False where that is too much."""

    def forget(self, exchange: Exchange) -> None:
        """Count out what was held of a request."""


class Connection(asyncio.Protocol):
    """One connection, and the requests that came over it and are not answered yet."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._reader = RequestReader(self)
        self._exchanges = deque[Exchange]()
        self._closing = self._discarding = self._paused = False
        allowed = host.limits
        self._receiving = Pace(allowed.bytes_per_second, allowed.body_window_seconds)
        sending = Pace(allowed.bytes_per_second, allowed.answer_window_seconds)
        self._writer = AnswerWriter(host.answers, sending)
        self.client = self.server = self.network = ""
        self.disconnected = asyncio.Event()
        self.idle_since = time.monotonic()
        self.deadline = self.idle_since + limits.IDLE_SECONDS

    # From the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Learn the addresses of both ends."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is not a subclass
        self._writer.transport = self._transport
        self.client = _address(transport.get_extra_info("peername"))
        self.server = _address(transport.get_extra_info("sockname"))
        self._host.opened(self)

    def connection_lost(self, _error: Exception | None) -> None:
        """End the work for this client, which left, and keep nothing of it."""
        self._host.closed(self)
        self.disconnected.set()
        self._closing = self._discarding = True
        self._writer.resume()
        self._reader.drop()
        self._drop_exchanges()

    def data_received(self, data: bytes) -> None:
        """Parse what arrived."""
        if self._discarding:
            return
        self._reader.feed(data)
        reading = self._reader.reading
        if reading is not None and not reading.method:
            self._count(reading, self._reader.head_bytes)

    def pause_writing(self) -> None:
        """The client reads more slowly than it is written to."""
        self._writer.pause()

    def resume_writing(self) -> None:
        """The client caught up."""
        self._writer.resume()
        self._await_next()

    # From the reader

    def head_began(self) -> None:
        """A request begins."""
        self.deadline = time.monotonic() + limits.HEAD_SECONDS

    def head_arrived(self, exchange: Exchange) -> None:
        """The head is there: the request can be worked on once those before it are answered."""
        if self._discarding:
            return
        self._receiving.rest()
        self._exchanges.append(exchange)
        if len(self._exchanges) > 1:
            self._count(exchange, limits.FREE_BYTES + exchange.head_size_bytes())
        if exchange.reads_body:
            self._start(exchange)

    def part_arrived(self, exchange: Exchange, part: bytes) -> None:
        """A part of the body; the answer may not want to wait for its end."""
        if self._discarding:
            return
        self._start(exchange)
        exchange.feed(part)
        if not exchange.answered:
            self._count(exchange, exchange.arrived_bytes)
        self.regulate_reading()

    def ended(self, exchange: Exchange) -> None:
        """The whole request is there."""
        if self._discarding:
            return
        exchange.whole = True
        exchange.feed(b"")
        self._start(exchange)
        if len(self._exchanges) > 1:
            self.regulate_reading()

    # From the exchanges

    def affords(self, exchange: Exchange, body: bytes) -> bool:
        """Whether an answer may be held for a client that may read it slowly."""
        return len(body) <= limits.SMALL_ANSWER_BYTES or self._host.answers.affords(
            self._host.client_of(exchange), len(body), body
        )

    def write(self, exchange: Exchange, head: bytes, body: bytes) -> None:
        """Write an answer, or its beginning."""
        alone = len(self._exchanges) <= 1 and self._reader.reading in (None, exchange)
        if not exchange.whole or exchange.last or (self._host.stopping and alone):
            self._closing = True
        end = b"connection: close\r\n\r\n" if self._closing else b"\r\n"
        self._writer.send((head, self._host.common_headers, end, body))
        if self._writer.waits:
            self._writer.hold(self._host.client_of(exchange), body)

    async def write_more(self, exchange: Exchange, chunk: bytes) -> None:
        """Write what stands alone or goes on, as fast as the client reads."""
        self._writer.send((chunk,))
        if self._writer.waits:
            self._writer.hold(self._host.client_of(exchange), chunk)
            await self._writer.drained()

    def finished(self, exchange: Exchange) -> None:
        """Go on to the next request."""
        self._host.forget(exchange)
        if self.disconnected.is_set():
            return
        if self._exchanges and self._exchanges[0] is exchange:
            self._exchanges.popleft()
        if not self._closing:
            self._await_next()
        elif not exchange.whole or self._host.stopping:
            self._linger()
        else:
            self.close()

    def regulate_reading(self) -> None:
        """Stop or go on reading, by how much waits to be used."""
        unread = sum(exchange.unread_bytes for exchange in self._exchanges)
        ahead = len(self._exchanges) > limits.MAX_PIPELINED_REQUESTS
        full = ahead or unread > limits.MAX_UNREAD_BYTES
        if full != self._paused and not self._transport.is_closing():
            self._paused = full
            self._receiving.rest()
            (self._transport.pause_reading if full else self._transport.resume_reading)()

    # From the server

    def check(self, now: float) -> None:
        """End what takes too long."""
        if self._writer.is_too_slow(now):
            self.abort()
            return
        reading, late = self._reader.reading, now > self.deadline
        if self._discarding:
            if late and not self._exchanges and not self._writer.has_unsent:
                self.abort()
        elif reading is not None and reading.method:
            takes = reading.started and not self._paused
            if takes and self._receiving.is_too_slow(now, reading.arrived_bytes):
                self.refuse(408, "The body of the request arrived too slowly.")
        elif late and reading is not None and not self._paused:
            self.refuse(408, "The request took too long to arrive.")
        elif late and self.idle and not self._writer.has_unsent:
            self.close()

    @property
    def idle(self) -> bool:
        """Whether it waits for a request, and for nothing else."""
        busy = self._exchanges or self._reader.reading or self._writer.waits or self._closing
        return not busy

    def close(self) -> None:
        """Close once what was written has gone out."""
        self._closing = True
        self._transport.close()

    def abort(self) -> None:
        """Break the connection."""
        self._transport.abort()

    def refuse(self, status: int, detail: str) -> None:
        """Refuse what cannot be given to the application, and close."""
        if self._discarding:
            return
        self._closing = True
        broken = self._reader.drop()
        if broken is not None and broken.started:
            self.disconnected.set()  # for the application, its client broke off
            if broken.answered:  # in part: nothing else may follow that part
                self.abort()
                return
            broken.drop()
        elif self._exchanges and self._exchanges[0].started:
            self._discarding = True  # those before it are answered; it is not
            return
        head, body = refusal(status, detail)
        self._writer.send((head, self._host.common_headers, b"\r\n", body))
        self._linger()

    # Its own

    def _start(self, exchange: Exchange) -> None:
        first = bool(self._exchanges) and self._exchanges[0] is exchange
        if exchange.started or not first or self.disconnected.is_set():
            return
        if self._writer.waits:  # to answers that nobody reads, none is added
            return
        exchange.started = True
        if not self._host.try_cached(exchange):
            self._host.work(exchange)

    def _await_next(self) -> None:
        """Have the next request answered, or wait for it."""
        self.idle_since = time.monotonic()
        if self._reader.reading is None:
            self.deadline = self.idle_since + limits.IDLE_SECONDS
        elif self._paused:
            self.deadline = self.idle_since + limits.HEAD_SECONDS
        if self._exchanges and not self._closing:
            following = self._exchanges[0]
            if following.whole or following.reads_body:
                # Not from here: each answer would be one call deeper than the last.
                asyncio.get_running_loop().call_soon(self._start, following)
            self.regulate_reading()

    def _count(self, exchange: Exchange, size_bytes: int) -> None:
        if not self._host.count(exchange, size_bytes):
            self.refuse(503, "The server holds too many requests. Try again in a moment.")

    def _drop_exchanges(self) -> None:
        """Keep nothing of the requests that will not be answered over this connection."""
        for exchange in self._exchanges:
            exchange.drop()
            if not exchange.started:
                self._host.forget(exchange)
        self._exchanges.clear()

    def _linger(self) -> None:
        """Close for writing, and for a while take what still comes, so that the answer is read."""
        self._discarding = True
        self._drop_exchanges()
        self.deadline = time.monotonic() + limits.LINGER_SECONDS
        if self._paused and not self._transport.is_closing():
            self._paused = False
            self._transport.resume_reading()
        with suppress(OSError, RuntimeError):
            self._transport.write_eof()


def _address(place: Any) -> str:
    return f"{place[0]}:{place[1]}" if isinstance(place, tuple) else ""
