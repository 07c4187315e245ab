"""Bytes that arrive become requests. It alone knows httptools.

Source: https://www.rfc-editor.org/rfc/rfc9112
"""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote_from_bytes

import httptools

from chantier.httpd import limits
from chantier.httpd.exchange import Channel, Exchange

_ASCII = bytes(range(128)).decode()


class Receiver(Channel, Protocol):
    """What takes the requests."""

    def head_began(self) -> None:
        """Take note that a request begins."""

    def head_arrived(self, exchange: Exchange) -> None:
        """Take a request whose head is there."""

    def part_arrived(self, exchange: Exchange, part: bytes) -> None:
        """Take a part of its body."""

    def ended(self, exchange: Exchange) -> None:
        """Take note that a request is there whole."""

    def refuse(self, status: int, detail: str) -> None:
        """Refuse what is no request, and take no more."""


class RequestReader:
    """Parses what arrives on one connection."""

    def __init__(self, receiver: Receiver) -> None:
        """Wait for the first request."""
        self._receiver = receiver
        self._parser = httptools.HttpRequestParser(self)
        self._resuming = False
        self.reading: Exchange | None = None
        """The request that has begun and is not there whole."""
        self.head_bytes = 0
        """Of its head, what has arrived."""

    def feed(self, data: bytes) -> None:
        """Parse what arrived."""
        if self.reading is None or not self.reading.method:
            self.head_bytes += len(data)
        if self.reading is None and not data.isascii():
            data = with_ascii_line(data)
        try:
            while data:
                data = self._parsed(data)
        except httptools.HttpParserInvalidMethodError:
            self._receiver.refuse(
                501, "No server knows this method: GET, HEAD, POST, PUT, DELETE are known."
            )
        except httptools.HttpParserError as error:
            self._receiver.refuse(400, f"This is not HTTP/1.1: {error}.")
        else:
            reading = self.reading
            too_long = self.head_bytes > limits.MAX_HEAD_BYTES
            if too_long and reading is not None and not reading.method:
                status, what = (431, "headers are") if reading.headers else (414, "address is")
                self._receiver.refuse(
                    status, f"The {what} longer than {limits.MAX_HEAD_BYTES:,} bytes."
                )

    def drop(self) -> Exchange | None:
        """Read no more of the request that is being read; returns it."""
        dropped, self.reading = self.reading, None
        return dropped

    # From the parser

    def on_message_begin(self) -> None:
        """A request begins."""
        if not self._resuming:
            self.reading = Exchange(self._receiver)
        self._receiver.head_began()

    def on_url(self, part: bytes) -> None:
        """A part of what the first line names."""
        if self.reading is not None and not self._resuming:
            self.reading.target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or after the body a trailer, which is left out."""
        reading = self.reading
        # Names with “_” are those with “-” for WSGI, and no cache tells them apart.
        if reading is None or reading.method or b"_" in name:
            return
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        known = reading.headers.get(key)
        reading.headers[key] = text if known is None else f"{known}, {text}"

    def on_headers_complete(self) -> None:
        """The head is there."""
        reading, resuming, self._resuming = self.reading, self._resuming, False
        if reading is None or resuming:
            return
        reading.method = self._parser.get_method().decode("ascii")
        reading.take_target()
        version = self._parser.get_http_version()
        if version not in ("1.0", "1.1"):
            self._receiver.refuse(505, "HTTP/1.1 is spoken here.")
            return
        if not reading.names_host(optional=version == "1.0"):
            self._receiver.refuse(
                400, "An HTTP/1.1 request has one Host header, which names a host."
            )
            return
        reading.last = not self._parser.should_keep_alive() or version == "1.0"
        self._receiver.head_arrived(reading)

    def on_body(self, part: bytes) -> None:
        """A part of the body."""
        if self.reading is not None:
            self._receiver.part_arrived(self.reading, part)

    def on_message_complete(self) -> None:
        """The whole request is there, unless it asks for an upgrade, which ends the parser."""
        if self._parser.should_upgrade():
            return
        reading, self.reading, self.head_bytes = self.reading, None, 0
        if reading is not None:
            self._receiver.ended(reading)

    def _parsed(self, data: bytes) -> bytes:
        """Parse up to where another protocol is asked for, to be ignored; returns what is left.

        Source: RFC 9110, §7.8; such a request ends a parser, and another goes on with it.
        """
        try:
            self._parser.feed_data(data)
            return b""
        except httptools.HttpParserUpgrade as upgrade:
            if self.reading is None or self.reading.method == "CONNECT":
                self._receiver.refuse(501, "CONNECT is for proxies, and this is none.")
                return b""
            self._parser, self._resuming = httptools.HttpRequestParser(self), True
            self._parser.feed_data(self.reading.framing())
            return data[upgrade.args[0] :]


def with_ascii_line(data: bytes) -> bytes:
    """What arrived, its first line in ASCII: curl sends more, which the parser refuses."""
    line, end, rest = data.lstrip(b"\r\n").partition(b"\r\n")
    return quote_from_bytes(line, _ASCII).encode() + end + rest
