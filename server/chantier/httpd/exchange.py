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
from urllib.parse import unquote

from chantier.httpd import limits

FILE_CHUNK_BYTES = 64 << 10
"""Most of a file that is in memory at once while it is sent."""
_STATUS_LINES = {
    int(status): f"HTTP/1.1 {int(status)} {status.phrase}\r\n" for status in HTTPStatus
}
_HOST = re.compile(r"[A-Za-z0-9._~%!$&'()*+;=:\[\]-]*")
"""A host, perhaps with a port, or none (RFC 9112, §3.2)."""
RETRY_SECONDS = 5
"""Time after which a client may try again that was refused because the server is full."""
_STATUSES_WITHOUT_BODY = frozenset({204, 304})

_TOO_MUCH_UNSENT = (
    "The server holds too many answers that are read slowly. Try again in a moment, or ask for"
    " less: with a LIMIT, or compressed (Accept-Encoding)."
)

Headers = Sequence[tuple[str, str]]


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


def refusal(status: int, detail: str, *, ends: bool = True) -> tuple[bytes, bytes]:
    """Head and body of a refusal; the head without its empty line.

    Args:
        status: of the answer.
        detail: what was wrong, and how to mend it.
        ends: whether the connection ends with it.
    """
    title = HTTPStatus(status).phrase
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    body = (json.dumps(problem) + "\n").encode()
    headers = [
        ("content-type", "application/problem+json"),
        ("access-control-allow-origin", "*"),
        ("cache-control", "no-store"),
        ("content-security-policy", "default-src 'none'"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("content-length", str(len(body))),
    ]
    if ends:
        headers.append(("connection", "close"))
    if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        headers.append(("retry-after", str(RETRY_SECONDS)))
    return head_bytes(status, headers), body


class Channel(Protocol):
    """What an exchange asks of the connection it came over."""

    client: str
    server: str
    disconnected: asyncio.Event

    def regulate_reading(self) -> None:
        """Stop or go on reading, by how much waits to be used."""

    def affords(self, exchange: Exchange, body: bytes) -> bool:
        """Whether an answer may be held for a client that may read it slowly."""

    def write(self, exchange: Exchange, head: bytes, body: bytes) -> None:
        """Write an answer, or its beginning."""

    async def write_more(self, exchange: Exchange, chunk: bytes) -> None:
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
        "arrived_bytes",
        "counted_bytes",
        "headers",
        "last",
        "method",
        "owner",
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
        self.arrived_bytes = 0
        """Of the body, what has arrived."""
        self.owner = ""
        """The client that ``counted_bytes`` are counted for."""
        self.counted_bytes = 0
        """What the server counts as held of it."""
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

    def head_size_bytes(self) -> int:
        """What its head takes, roughly."""
        return len(self.target) + sum(map(len, self.headers.values())) + limits.PIPELINED_BYTES

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
            await self._channel.write_more(self, b"HTTP/1.1 100 Continue\r\n\r\n")
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
        self.arrived_bytes += len(part)
        if part and not self.answered:
            self._parts.append(part)
            self.unread_bytes += len(part)
        if self._part_arrived is not None and not self._part_arrived.done():
            self._part_arrived.set_result(None)

    def drop(self) -> None:
        """Keep nothing of a body that will not be read: the client left, or was refused."""
        if not self.whole or not self.started:  # else the application reads it to its end
            self._parts.clear()
            self.answered = True
        self.feed(b"")

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
        if self.answered:
            return
        self.answered = True
        if not self._channel.affords(self, body):
            head, body = refusal(503, _TOO_MUCH_UNSENT, ends=False)
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
                await self._channel.write_more(self, chunk)
        self._channel.finished(self)
