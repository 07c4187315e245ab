"""One connection: its bytes become requests, and their answers bytes. It alone knows httptools.

Source: https://www.rfc-editor.org/rfc/rfc9112
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import suppress
from typing import Any, Protocol, cast

import httptools

from chantier.httpd import limits
from chantier.httpd.exchange import Exchange, refusal, with_ascii_line


class Host(Protocol):
    """What a connection asks of the server it belongs to."""

    stopping: bool
    common_headers: bytes
    """The headers of every answer: the date, and the server's name."""

    def opened(self, connection: Connection) -> None:
        """Count a connection in."""

    def closed(self, connection: Connection) -> None:
        """Count a connection out."""

    def try_cached(self, exchange: Exchange) -> bool:
        """Send a cached answer; False on a miss."""

    def work(self, exchange: Exchange) -> None:
        """Have a request answered."""


class Connection(asyncio.Protocol):
    """One connection, and the requests that came over it and are not answered yet."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._parser = httptools.HttpRequestParser(self)
        self._exchanges = deque[Exchange]()
        self._reading: Exchange | None = None
        self._head_bytes = 0
        self._closing = self._discarding = self._paused = self._resuming = False
        self._drained: asyncio.Future[None] | None = None
        self._unsent_bytes = 0
        self.client = self.server = ""
        self.disconnected = asyncio.Event()
        self.deadline = time.monotonic() + limits.IDLE_SECONDS

    # From the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Learn the addresses of both ends."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is not a subclass
        self.client = _address(transport.get_extra_info("peername"))
        self.server = _address(transport.get_extra_info("sockname"))
        self._host.opened(self)

    def connection_lost(self, _error: Exception | None) -> None:
        """End the work for this client, which left."""
        self._host.closed(self)
        self.disconnected.set()
        self._closing = True
        self.resume_writing()
        for exchange in self._exchanges:
            exchange.feed(b"")

    def data_received(self, data: bytes) -> None:
        """Parse what arrived."""
        if self._discarding:
            return
        if self._reading is None or not self._reading.method:
            self._head_bytes += len(data)
        if self._reading is None and not data.isascii():
            data = with_ascii_line(data)
        try:
            while data:
                data = self._parsed(data)
        except httptools.HttpParserInvalidMethodError:
            self.refuse(501, "No server knows this method: GET, HEAD, POST, PUT, DELETE are known.")
        except httptools.HttpParserError as error:
            self.refuse(400, f"This is not HTTP/1.1: {error}.")
        else:
            reading = self._reading
            too_long = self._head_bytes > limits.MAX_HEAD_BYTES
            if too_long and reading is not None and not reading.method:
                status, what = (431, "headers are") if reading.headers else (414, "address is")
                self.refuse(status, f"The {what} longer than {limits.MAX_HEAD_BYTES:,} bytes.")

    def pause_writing(self) -> None:
        """The client reads more slowly than it is written to."""
        self._drained = asyncio.get_running_loop().create_future()
        self._unsent_bytes = self._transport.get_write_buffer_size()
        self.deadline = time.monotonic() + limits.READER_SECONDS

    def resume_writing(self) -> None:
        """The client caught up, or left: what is written next need not wait for it."""
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        self._drained = None
        self.deadline = time.monotonic() + limits.IDLE_SECONDS

    # From the parser

    def on_message_begin(self) -> None:
        """A request begins."""
        if not self._resuming:
            self._reading = Exchange(self)
        self.deadline = time.monotonic() + limits.HEAD_SECONDS

    def on_url(self, part: bytes) -> None:
        """A part of what the first line names."""
        if self._reading is not None and not self._resuming:
            self._reading.target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or after the body a trailer, which is left out."""
        reading = self._reading
        # Names with “_” are those with “-” for WSGI, and no cache tells them apart.
        if reading is None or reading.method or b"_" in name:
            return
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        known = reading.headers.get(key)
        reading.headers[key] = text if known is None else f"{known}, {text}"

    def on_headers_complete(self) -> None:
        """The head is there: the request can be worked on once those before it are answered."""
        reading, resuming, self._resuming = self._reading, self._resuming, False
        if reading is None or resuming:
            return
        reading.method = self._parser.get_method().decode("ascii")
        reading.take_target()
        version = self._parser.get_http_version()
        if version not in ("1.0", "1.1"):
            self.refuse(505, "HTTP/1.1 is spoken here.")
            return
        if not reading.names_host(optional=version == "1.0"):
            self.refuse(400, "An HTTP/1.1 request has one Host header, which names a host.")
            return
        reading.last = not self._parser.should_keep_alive() or version == "1.0"
        self._exchanges.append(reading)
        if reading.reads_body:
            self._start(reading)

    def on_body(self, part: bytes) -> None:
        """A part of the body; the answer may not want to wait for its end."""
        reading = self._reading
        if reading is not None:
            self._start(reading)
            reading.feed(part)
            self.deadline = time.monotonic() + limits.BODY_SECONDS
            self.regulate_reading()

    def on_message_complete(self) -> None:
        """The whole request is there, unless it asks for an upgrade, which ends the parser."""
        if self._parser.should_upgrade():
            return
        reading, self._reading, self._head_bytes = self._reading, None, 0
        if reading is not None:
            reading.whole = True
            reading.feed(b"")
            self._start(reading)
            if len(self._exchanges) > 1:
                self.regulate_reading()

    # From the exchanges

    def write(self, exchange: Exchange, head: bytes, body: bytes) -> None:
        """Write an answer, or its beginning."""
        if not exchange.whole or exchange.last or self._host.stopping:
            self._closing = True
        end = b"connection: close\r\n\r\n" if self._closing else b"\r\n"
        if not self._transport.is_closing():
            self._transport.writelines((head, self._host.common_headers, end, body))

    async def write_more(self, chunk: bytes) -> None:
        """Write what stands alone or goes on, as fast as the client reads."""
        if not self._transport.is_closing():
            self._transport.write(chunk)
        if self._drained is not None:
            await self._drained

    def finished(self, exchange: Exchange) -> None:
        """Go on to the next request."""
        if self._exchanges and self._exchanges[0] is exchange:
            self._exchanges.popleft()
        if self._closing:
            self._linger() if not exchange.whole else self._transport.close()
            return
        self.deadline = time.monotonic() + limits.IDLE_SECONDS
        if self._exchanges:
            following = self._exchanges[0]
            if following.whole or following.reads_body:
                # Not from here: each answer would be one call deeper than the last.
                asyncio.get_running_loop().call_soon(self._start, following)
            self.regulate_reading()

    def regulate_reading(self) -> None:
        """Stop or go on reading, by how much waits to be used."""
        unread = sum(exchange.unread_bytes for exchange in self._exchanges)
        ahead = len(self._exchanges) > limits.MAX_PIPELINED_REQUESTS
        full = ahead or unread > limits.MAX_UNREAD_BYTES
        if full != self._paused and not self._transport.is_closing():
            self._paused = full
            (self._transport.pause_reading if full else self._transport.resume_reading)()

    # From the server

    def check(self, now: float) -> None:
        """End what takes too long."""
        if now <= self.deadline:
            return
        unsent = self._transport.get_write_buffer_size()
        if unsent and (not self._unsent_bytes or unsent < self._unsent_bytes):
            self._unsent_bytes = unsent  # it reads, if slowly
            self.deadline = now + limits.READER_SECONDS
        elif unsent or self._discarding:
            self.abort()
        elif self._reading is not None and not self._paused:
            self.refuse(408, "The request took too long to arrive.")
        elif not self._exchanges:
            self._transport.close()

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._exchanges and self._reading is None and self._drained is None

    def close(self) -> None:
        """Close once what is under way is answered."""
        self._closing = True
        if self.idle:
            self._transport.close()

    def abort(self) -> None:
        """Break the connection."""
        self._transport.abort()

    def refuse(self, status: int, detail: str) -> None:
        """Refuse what cannot be given to the application, and close."""
        if self._discarding:
            return
        self._closing = True
        broken, self._reading = self._reading, None
        if broken is not None and broken.started:
            self.disconnected.set()  # for the application, its client broke off
            broken.answered = True
            broken.feed(b"")
        elif self._exchanges and self._exchanges[0].started:
            self._discarding = True  # those before it are answered; it is not
            return
        if not self._transport.is_closing():
            head, body = refusal(status, detail)
            self._transport.writelines((head, self._host.common_headers, b"\r\n", body))
        self._linger()

    # Its own

    def _parsed(self, data: bytes) -> bytes:
        """Parse up to where another protocol is asked for, to be ignored; returns what is left.

        Source: RFC 9110, §7.8; such a request ends a parser, and another goes on with it.
        """
        try:
            self._parser.feed_data(data)
            return b""
        except httptools.HttpParserUpgrade as upgrade:
            if self._reading is None or self._reading.method == "CONNECT":
                self.refuse(501, "CONNECT is for proxies, and this is none.")
                return b""
            self._parser, self._resuming = httptools.HttpRequestParser(self), True
            self._parser.feed_data(self._reading.framing())
            return data[upgrade.args[0] :]

    def _start(self, exchange: Exchange) -> None:
        if exchange.started or self.disconnected.is_set() or self._exchanges[0] is not exchange:
            return
        exchange.started = True
        if not self._host.try_cached(exchange):
            self._host.work(exchange)

    def _linger(self) -> None:
        """Close for writing, and for a while take what still comes, so that the answer is read."""
        self._discarding = True
        self.deadline = time.monotonic() + limits.LINGER_SECONDS
        if self._paused and not self._transport.is_closing():
            self._paused = False
            self._transport.resume_reading()
        with suppress(OSError, RuntimeError):
            self._transport.write_eof()


def _address(place: Any) -> str:
    return f"{place[0]}:{place[1]}" if isinstance(place, tuple) else ""
