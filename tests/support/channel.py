"""A connection that keeps what is written to it: what an exchange needs, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from chantier.httpd.exchange import Exchange


class KeptChannel:
    """Keeps heads and bodies, and counts what an exchange asks of its connection."""

    def __init__(self, client: str = "192.0.2.7:50000", server: str = "127.0.0.1:8080") -> None:
        self.client, self.server = client, server
        self.disconnected = asyncio.Event()
        self.heads: list[str] = []
        self.body = b""
        self.finished_count = self.regulated_count = 0
        self.is_broken = False
        self.max_answer_bytes = 1 << 30

    def regulate_reading(self) -> None:
        self.regulated_count += 1

    def affords(self, _exchange: Exchange, body: bytes) -> bool:
        return len(body) <= self.max_answer_bytes

    def write(self, _exchange: Exchange, head: bytes, body: bytes) -> None:
        self.heads.append(head.decode("latin-1"))
        self.body += body

    async def write_more(self, _exchange: Exchange, chunk: bytes) -> None:
        self.body += chunk

    def finished(self, _exchange: Exchange) -> None:
        self.finished_count += 1

    def abort(self) -> None:
        self.is_broken = True

    @property
    def status(self) -> int:
        """The status of the only answer."""
        (head,) = self.heads
        return int(head.split(" ")[1])

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the only answer, by name in lower case."""
        (head,) = self.heads
        pairs = (line.split(": ", 1) for line in head.removesuffix("\r\n").split("\r\n")[1:])
        return {name.lower(): value for name, value in pairs}


def exchange_over(
    channel: KeptChannel,
    method: str = "GET",
    target: str = "/",
    headers: Mapping[str, str] | None = None,
) -> Exchange:
    """A request that has arrived whole, but for its body."""
    exchange = Exchange(channel)
    exchange.method, exchange.target = method, target.encode()
    exchange.headers = dict(headers or {})
    exchange.take_target()
    return exchange
