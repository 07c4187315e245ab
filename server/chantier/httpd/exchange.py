"""One request and its answer, as the application sees them."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from chantier.httpd.connection import Connection

_PIECE = 256 << 10
"""Bytes of a file that are in memory at once."""
_REASONS = {int(status): f"HTTP/1.1 {int(status)} {status.phrase}\r\n" for status in HTTPStatus}
_BODILESS = frozenset({204, 304})

Headers = Sequence[tuple[str, str]]


def head_bytes(status: int, headers: Headers) -> bytes:
    """Give the first line and the headers of an answer, without the empty line that ends them.

    Raises:
        ValueError: a header would end its line.
    """
    first = _REASONS.get(status) or f"HTTP/1.1 {status} \r\n"
    text = first + "".join([f"{name}: {value}\r\n" for name, value in headers])
    if text.count("\n") != len(headers) + 1 or text.count("\r") != len(headers) + 1:
        raise ValueError("A header holds the end of a line.")
    return text.encode("latin-1", "replace")


def refusal(status: int, detail: str) -> tuple[bytes, bytes]:
    """Give the head and the body of an answer that ends the connection, without the empty line."""
    title = HTTPStatus(status).phrase
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    body = (json.dumps(told) + "\n").encode()
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


class Exchange:
    """One request and its answer."""

    __slots__ = (
        "_connection",
        "_parts",
        "_size",
        "_wanted",
        "answered",
        "headers",
        "last",
        "method",
        "path",
        "query_string",
        "started",
        "target",
        "whole",
    )

    def __init__(self, connection: Connection) -> None:
        """Begin to read a request."""
        self._connection = connection
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
        self._parts = deque[bytes]()
        self._size = 0
        self._wanted: asyncio.Future[None] | None = None

    @property
    def client(self) -> str:
        """The client's address and port."""
        return self._connection.client

    @property
    def server(self) -> str:
        """The address and port that were asked."""
        return self._connection.server

    @property
    def ahead(self) -> int:
        """Bytes of the body that wait to be taken."""
        return self._size

    @property
    def reads_body(self) -> bool:
        """Whether the answer may want to read a body before the request is whole."""
        return self.method not in ("GET", "HEAD")

    def take_target(self) -> None:
        """Learn the path and the parameters; the target may be a whole URL, as proxies send it."""
        path, _, query = self.target.decode(errors="replace").partition("?")
        if not path.startswith("/"):
            path = urlsplit(path).path or path
        self.path = unquote(path) if "%" in path else path
        self.query_string = query.partition("#")[0]

    async def body(self) -> AsyncIterator[bytes]:
        """Give the body, part by part.

        Raises:
            ConnectionError: the client left before its end.
        """
        if self.headers.get("expect", "").lower() == "100-continue" and not self._parts:
            self._connection.invite()
        while True:
            while self._parts:
                part = self._parts.popleft()
                self._size -= len(part)
                self._connection.regulate()
                yield part
            if self.whole:
                return
            if self._connection.gone.is_set():
                raise ConnectionAbortedError("the client left")
            self._wanted = asyncio.get_running_loop().create_future()
            await self._wanted

    def feed(self, part: bytes) -> None:
        """Take a part of the body, none at its end."""
        if part and not self.answered:
            self._parts.append(part)
            self._size += len(part)
        if self._wanted is not None and not self._wanted.done():
            self._wanted.set_result(None)

    async def client_disconnected(self) -> None:
        """Return when the client has left."""
        await self._connection.gone.wait()

    def send(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """Answer; a HEAD has its Content-Length among the headers, and no body."""
        head = head_bytes(status, headers)
        told = self.method == "HEAD" and any(name == "content-length" for name, _ in headers)
        if status not in _BODILESS and not told:
            head += b"content-length: %d\r\n" % len(body)
        self.send_ready(head, b"" if self.method == "HEAD" else body)

    def send_ready(self, head: bytes, body: bytes) -> None:
        """Answer with bytes that were made before; the head ends with its last header."""
        if not self.answered:
            self.answered = True
            self._connection.write(self, head, body)
            self._connection.finished(self)

    async def send_file(
        self, status: int, headers: Headers, path: Path, start: int, size: int
    ) -> None:
        """Answer with a part of a file, of which little is in memory at any time."""
        loop = asyncio.get_running_loop()
        self.answered = True
        head = head_bytes(status, headers) + b"content-length: %d\r\n" % size
        with path.open("rb") as file:
            file.seek(start)
            self._connection.write(self, head, b"")
            left = 0 if self.method == "HEAD" else size
            while left and not self._connection.gone.is_set():
                piece = await loop.run_in_executor(None, file.read, min(left, _PIECE))
                if not piece:  # it shrank: a connection that breaks is better than a wrong end
                    self._connection.abort()
                    return
                left -= len(piece)
                await self._connection.write_on(piece)
        self._connection.finished(self)
