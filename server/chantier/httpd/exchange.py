"""One request and its answer, as the application sees them."""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Protocol
from urllib.parse import quote_from_bytes, unquote

FILE_CHUNK_BYTES = 256 << 10
"""Most of a file that is in memory at once while it is sent."""
_STATUS_LINES = {
    int(status): f"HTTP/1.1 {int(status)} {status.phrase}\r\n" for status in HTTPStatus
}
_ASCII = bytes(range(128)).decode()
_HOST = re.compile(r"[A-Za-z0-9._~%!$&'()*+;=:\[\]-]*")
"""A host, perhaps with a port, or none (RFC 9112, §3.2)."""
_STATUSES_WITHOUT_BODY = frozenset({204, 304})

Headers = Sequence[tuple[str, str]]


def with_ascii_line(data: bytes) -> bytes:
    """What arrived, its first line in ASCII: curl sends more, which the parser refuses."""
    line, end, rest = data.lstrip(b"\r\n").partition(b"\r\n")
    return quote_from_bytes(line, _ASCII).encode() + end + rest


def head_bytes(status: int, headers: Headers) -> bytes:
    """The first line and the headers of an answer, without the empty line that ends them.

    Raises:
        ValueError: a header holds the end of a line.
    """
    first = _STATUS_LINES.get(status) or f"HTTP/1.1 {status} \r\n"
    text = first + "".join([f"{name}: {value}\r\n" for name, value in headers])
    if text.count("\n") != len(headers) + 1 or text.count("\r") != len(headers) + 1:
        raise ValueError("A header holds the end of a line.")
    return text.encode("latin-1", "replace")


def refusal(status: int, detail: str) -> tuple[bytes, bytes]:
    """Head and body of an answer that ends the connection; the head without its empty line."""
    title = HTTPStatus(status).phrase
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    body = (json.dumps(problem) + "\n").encode()
    headers = [
        ("content-type", "application/problem+json"),
        ("access-control-allow-origin", "*"),
        ("cache-control", "no-store"),
        ("content-length", str(len(body))),
        ("connection", "close"),
    ]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("retry-after", "5"))
    return head_bytes(status, headers), body


class Channel(Protocol):
    """What an exchange asks of the connection it came over."""

    client: str
    server: str
    disconnected: asyncio.Event

    def regulate_reading(self) -> None:
        """Stop or go on reading, by how much waits to be used."""

    def write(self, exchange: Exchange, head: bytes, body: bytes) -> None:
        """Write an answer, or its beginning."""

    async def write_more(self, chunk: bytes) -> None:
        """Write what stands alone or goes on, as fast as the client reads."""

    def finished(self, exchange: Exchange) -> None:
        """Go on to the next request."""

    def abort(self) -> None:
        """Break the connection."""


class Exchange:
    """One request and its answer."""

    __slots__ = (
        "_channel",
        "_part_arrived",
        "_parts",
        "answered",
        "headers",
        "last",
        "method",
        "path",
        "query_string",
        "started",
        "target",
        "unread_bytes",
        "whole",
    )

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.method = self.path = self.query_string = ""
        self.target = b""
        """What the first line names, as it was sent."""
        self.headers: dict[str, str] = {}
        """By name in lower case; those sent several times are joined by commas."""
        self.started = False
        self.whole = False
        """Whether the whole request is there."""
        self.last = False
        """Whether the connection ends with it."""
        self.answered = False
        self.unread_bytes = 0
        """Of the body, what has arrived and was not taken yet."""
        self._parts = deque[bytes]()
        self._part_arrived: asyncio.Future[None] | None = None

    @property
    def client(self) -> str:
        """The client's address and port."""
        return self._channel.client

    @property
    def server(self) -> str:
        """The address and port that were asked."""
        return self._channel.server

    @property
    def reads_body(self) -> bool:
        """Whether the answer may want to read a body before the request is whole."""
        return self.method not in ("GET", "HEAD")

    def take_target(self) -> None:
        """Split the target into path and parameters; proxies may send a whole URL."""
        target = self.target.decode(errors="replace").partition("#")[0]
        path, _, query = target.partition("?")
        if not path.startswith("/"):  # http://host/path, as RFC 9112 §3.2.2 has it
            _, slashes, rest = path.partition("://")
            path = "/" + rest.partition("/")[2] if slashes else path
        self.path = unquote(path) if "%" in path else path
        self.query_string = query

    def names_host(self, *, optional: bool) -> bool:
        """Whether one host is named, as HTTP/1.1 has it; before, none had to be."""
        host = self.headers.get("host")
        return optional if host is None else _HOST.fullmatch(host) is not None

    def framing(self) -> bytes:
        """A head that says no more than how long the body is."""
        names = ("content-length", "transfer-encoding")
        lines = [f"{name}: {self.headers[name]}\r\n" for name in names if name in self.headers]
        return f"POST / HTTP/1.1\r\n{''.join(lines)}\r\n".encode()

    async def body(self) -> AsyncIterator[bytes]:
        """The body, part by part.

        Raises:
            ConnectionError: the client left before its end.
        """
        if self.headers.get("expect", "").lower() == "100-continue" and not self._parts:
            await self._channel.write_more(b"HTTP/1.1 100 Continue\r\n\r\n")
        while True:
            while self._parts:
                part = self._parts.popleft()
                self.unread_bytes -= len(part)
                self._channel.regulate_reading()
                yield part
            if self.whole:
                return
            if self._channel.disconnected.is_set():
                raise ConnectionAbortedError("the client left")
            self._part_arrived = asyncio.get_running_loop().create_future()
            await self._part_arrived

    def feed(self, part: bytes) -> None:
        """Take a part of the body; an empty one says that no more comes."""
        if part and not self.answered:
            self._parts.append(part)
            self.unread_bytes += len(part)
        if self._part_arrived is not None and not self._part_arrived.done():
            self._part_arrived.set_result(None)

    async def client_disconnected(self) -> None:
        """Return when the client has left."""
        await self._channel.disconnected.wait()

    def send(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """Answer; a HEAD has its Content-Length among the headers, and no body."""
        head = head_bytes(status, headers)
        has_length = self.method == "HEAD" and any(name == "content-length" for name, _ in headers)
        if status not in _STATUSES_WITHOUT_BODY and not has_length:
            head += b"content-length: %d\r\n" % len(body)
        self.send_ready(head, b"" if self.method == "HEAD" else body)

    def send_ready(self, head: bytes, body: bytes) -> None:
        """Answer with bytes that were made before; the head ends with its last header."""
        if not self.answered:
            self.answered = True
            self._channel.write(self, head, body)
            self._channel.finished(self)

    async def send_file(
        self, status: int, headers: Headers, path: Path, start: int, size: int
    ) -> None:
        """Answer with a part of a file, of which little is in memory at any time."""
        loop = asyncio.get_running_loop()
        head = head_bytes(status, headers) + b"content-length: %d\r\n" % size
        with path.open("rb") as file:
            self.answered = True
            file.seek(start)
            self._channel.write(self, head, b"")
            left = 0 if self.method == "HEAD" else size
            while left and not self._channel.disconnected.is_set():
                size_bytes = min(left, FILE_CHUNK_BYTES)
                chunk = await loop.run_in_executor(None, file.read, size_bytes)
                if not chunk:  # it shrank: a connection that breaks is better than a wrong end
                    self._channel.abort()
                    return
                left -= len(chunk)
                await self._channel.write_more(chunk)
        self._channel.finished(self)
