"""The server with a small application, over real sockets."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from email.utils import parsedate_to_datetime

import pytest
import uvloop

from chantier.httpd import server
from chantier.httpd.exchange import Exchange
from chantier.httpd.server import HttpServer
from support.client import Answer, Client

GET = b"GET %s HTTP/1.1\r\nHost: e\r\n\r\n"


class Small:
    """Answers with what was asked, unless its path says to do something else."""

    def __init__(self) -> None:
        self.began, self.broke_off, self.may_answer = (asyncio.Event() for _ in range(3))
        self.asked: list[str] = []

    def network(self, address: str) -> str:
        return address

    def client_of(self, exchange: Exchange) -> str:
        return exchange.headers.get("x-client", exchange.client.rpartition(":")[0])

    def try_cached(self, exchange: Exchange) -> bool:
        if exchange.path == "/ready":
            exchange.send(200, [], b"ready")
        return exchange.answered

    async def answer(self, exchange: Exchange) -> None:
        self.asked.append(exchange.path)
        self.began.set()
        if exchange.path == "/wrong":
            raise RuntimeError("an error that was not foreseen")
        if exchange.path == "/slow":
            await self.may_answer.wait()
        try:
            body = b"".join([part async for part in exchange.body()])
        except ConnectionError:
            self.broke_off.set()
            raise
        exchange.send(200, [("content-type", "text/plain")], body or exchange.path.encode())


class Running:
    """A server, its application and its address."""

    def __init__(self, bound: socket.socket) -> None:
        self.app, self.stop = Small(), asyncio.Event()
        self.address: tuple[str, int] = bound.getsockname()
        self.client = Client(f"http://127.0.0.1:{self.address[1]}")
        self.serving = asyncio.create_task(HttpServer(self.app).serve(bound, self.stop))

    async def get(self, path: str) -> Answer:
        return await asyncio.to_thread(self.client.get, path)


def run(test: Callable[[Running], Awaitable[None]]) -> None:
    """Run a test with a server on a free port, and stop that within its time."""

    async def whole() -> None:
        bound = socket.create_server(("127.0.0.1", 0))
        running = Running(bound)
        try:
            await asyncio.wait_for(test(running), 30)
        finally:
            running.stop.set()
            await asyncio.wait_for(running.serving, 30)

    uvloop.run(whole())


def test_a_request_is_answered_with_the_headers_that_every_answer_has() -> None:
    async def test(running: Running) -> None:
        answer = await running.get("/a")
        assert (answer.status, answer.body) == (200, b"/a")
        assert answer.headers["Server"] == "chantier"
        assert parsedate_to_datetime(answer.headers["Date"]).tzinfo is not None
        sent = await asyncio.to_thread(running.client.send, "POST", "/a", {}, b"body")
        assert sent.body == b"body"

    run(test)


def test_what_is_ready_is_sent_without_asking_the_application_to_make_it() -> None:
    async def test(running: Running) -> None:
        assert (await running.get("/ready")).body == b"ready"
        assert running.app.asked == []

    run(test)


def test_an_application_that_raises_costs_its_own_request_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def test(running: Running) -> None:
        reader, writer = await asyncio.open_connection(*running.address)
        writer.write(GET % b"/wrong" + GET % b"/a")
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 500 ")
        assert b"cache-control: no-store\r\n" in head
        assert b"content-length: 0\r\n" in head
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
        writer.close()

    run(test)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], RuntimeError)


def test_a_client_that_leaves_is_no_error_of_the_server(caplog: pytest.LogCaptureFixture) -> None:
    async def test(running: Running) -> None:
        _, writer = await asyncio.open_connection(*running.address)
        writer.write(b"POST /a HTTP/1.1\r\nHost: e\r\nContent-Length: 9\r\n\r\nhalf")
        await running.app.began.wait()
        writer.close()
        await running.app.broke_off.wait()
        assert (await running.get("/b")).status == 200

    run(test)
    assert caplog.records == []


def test_a_server_that_stops_answers_what_is_under_way_and_nothing_new() -> None:
    async def test(running: Running) -> None:
        idle, idle_writer = await asyncio.open_connection(*running.address)
        idle_writer.write(GET % b"/ready")
        await idle.readuntil(b"ready")
        busy, busy_writer = await asyncio.open_connection(*running.address)
        busy_writer.write(GET % b"/slow")
        await running.app.began.wait()
        running.stop.set()
        assert await idle.read() == b"", "an idle connection is kept"
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*running.address)
        assert not running.serving.done()
        running.app.may_answer.set()
        answer = await busy.read()
        assert b"connection: close\r\n" in answer
        assert answer.endswith(b"/slow")
        await running.serving
        idle_writer.close()
        busy_writer.close()

    run(test)


def test_a_server_that_stops_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "STOP_SECONDS", 0.1)

    async def test(running: Running) -> None:
        reader, writer = await asyncio.open_connection(*running.address)
        writer.write(GET % b"/slow")
        await running.app.began.wait()
        running.stop.set()
        await running.serving
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
        running.app.may_answer.set()

    run(test)


def test_one_connection_too_many_takes_the_place_of_one_that_is_idle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "MAX_CONNECTIONS", 1)

    async def test(running: Running) -> None:
        idle, idle_writer = await asyncio.open_connection(*running.address)
        idle_writer.write(GET % b"/ready")
        await idle.readuntil(b"ready")
        assert (await running.get("/a")).status == 200
        assert await idle.read() == b""
        idle_writer.close()

    run(test)


def test_one_connection_too_many_is_refused_where_all_are_busy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "MAX_CONNECTIONS", 1)

    async def test(running: Running) -> None:
        busy, writer = await asyncio.open_connection(*running.address)
        writer.write(GET % b"/slow")
        await running.app.began.wait()
        refused = await running.get("/a")
        assert refused.status == 503
        assert "too many connections" in refused.json["detail"]
        running.app.may_answer.set()
        assert (await busy.readuntil(b"/slow")).startswith(b"HTTP/1.1 200 ")
        writer.close()

    run(test)
