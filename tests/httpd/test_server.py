"""The server with a small application, over real sockets."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from email.utils import parsedate_to_datetime

import pytest
import uvloop

from chantier.httpd import server
from chantier.httpd.exchange import Exchange
from chantier.httpd.limits import Limits
from chantier.httpd.server import HttpServer
from support.client import Answer, Client

GET = b"GET %s HTTP/1.1\r\nHost: e\r\n\r\n"
POST = b"POST /a HTTP/1.1\r\nHost: e\r\nContent-Length: %d\r\n\r\n"
LARGE_BYTES = 8_000_000
"""More than the system takes of an answer for a client that reads nothing."""


class Small:
    """Answers with what was asked, unless its path says to do something else."""

    def __init__(self) -> None:
        self.began, self.broke_off, self.may_answer = (asyncio.Event() for _ in range(3))
        self.asked: list[str] = []
        self.large = os.urandom(LARGE_BYTES)
        self.ready_count = 0
        self.is_proxied = False

    def network(self, address: str) -> str:
        return "" if self.is_proxied else address

    def client_of(self, exchange: Exchange) -> str:
        return exchange.headers.get("x-client", exchange.client.rpartition(":")[0])

    def try_cached(self, exchange: Exchange) -> bool:
        if exchange.path == "/ready":
            exchange.send(200, [], b"ready")
        if exchange.path == "/shared":
            self.ready_count += 1
            exchange.send(200, [], self.large)
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
        if exchange.path == "/large":
            body = os.urandom(LARGE_BYTES)
        exchange.send(200, [("content-type", "text/plain")], body or exchange.path.encode())


class Running:
    """A server, its application and its address."""

    def __init__(self, bound: socket.socket, limits: Limits) -> None:
        self.app, self.stop = Small(), asyncio.Event()
        self.server = HttpServer(self.app, limits)
        self.address: tuple[str, int] = bound.getsockname()
        self.client = Client(f"http://127.0.0.1:{self.address[1]}")
        self.serving = asyncio.create_task(self.server.serve(bound, self.stop))

    async def get(self, path: str, **headers: str) -> Answer:
        return await asyncio.to_thread(self.client.get, path, **headers)

    async def held_nothing(self) -> None:
        """Return once nothing is held for any client."""
        while self.server.answers.held_bytes or self.server.requests.held_bytes:
            await asyncio.sleep(0.01)


def dial(running: Running, sent: bytes, source: str = "127.0.0.1") -> socket.socket:
    """A client that sends something, and reads nothing yet."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 << 10)
    line.bind((source, 0))
    line.settimeout(20)
    line.connect(running.address)
    line.sendall(sent)
    return line


def whole(line: socket.socket) -> bytes:
    """All that a client is sent until its connection ends."""
    said = b""
    with line, suppress(ConnectionResetError):
        while part := line.recv(1 << 20):
            said += part
    return said


def run(test: Callable[[Running], Awaitable[None]], **limits: float) -> None:
    """Run a test with a server on a free port, and stop that within its time."""

    async def served() -> None:
        bound = socket.create_server(("127.0.0.1", 0))
        running = Running(bound, Limits(**{"drain_seconds": 5.0, "keep_seconds": 0.2, **limits}))
        try:
            await asyncio.wait_for(test(running), 30)
        finally:
            running.stop.set()
            await asyncio.wait_for(running.serving, 30)

    uvloop.run(served())


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


def test_a_server_that_stops_answers_what_comes_until_all_is_done() -> None:
    async def test(running: Running) -> None:
        kept, kept_writer = await asyncio.open_connection(*running.address)
        kept_writer.write(GET % b"/ready")
        assert b"connection:" not in await kept.readuntil(b"ready")
        busy, busy_writer = await asyncio.open_connection(*running.address)
        busy_writer.write(GET % b"/slow")
        await running.app.began.wait()
        running.stop.set()
        await asyncio.sleep(0)
        kept_writer.write(GET % b"/ready")
        assert b"connection: close\r\n" in await kept.read(), "its next answer does not say so"
        late = await running.get("/a")
        assert (late.status, late.headers["Connection"]) == (200, "close")
        assert not running.serving.done()
        running.app.may_answer.set()
        answer = await busy.read()
        assert b"connection: close\r\n" in answer
        assert answer.endswith(b"/slow")
        await running.serving
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*running.address)
        kept_writer.close()
        busy_writer.close()

    run(test)


def test_connections_that_the_system_took_before_the_end_are_answered() -> None:
    async def test(running: Running) -> None:
        await running.get("/ready")
        waiting = [dial(running, GET % b"/ready") for _ in range(30)]  # the loop sees none of them
        running.stop.set()
        answers = await asyncio.gather(*[asyncio.to_thread(whole, line) for line in waiting])
        assert [answer[-5:] for answer in answers] == [b"ready"] * 30

    run(test)


def test_requests_sent_ahead_are_all_answered_when_a_server_stops() -> None:
    async def test(running: Running) -> None:
        reader, writer = await asyncio.open_connection(*running.address)
        writer.write(GET % b"/slow" + GET % b"/b" + GET % b"/ready")
        await running.app.began.wait()
        running.stop.set()
        await asyncio.sleep(0)
        running.app.may_answer.set()
        said = await reader.read()
        assert said.count(b"HTTP/1.1 200 ") == 3
        assert said.count(b"connection: close\r\n") == 1
        assert said.endswith(b"ready")
        writer.close()

    run(test)


def test_an_idle_connection_is_closed_when_a_server_stops() -> None:
    async def test(running: Running) -> None:
        idle, writer = await asyncio.open_connection(*running.address)
        writer.write(GET % b"/ready")
        await idle.readuntil(b"ready")
        running.stop.set()
        assert await idle.read() == b""
        await running.serving
        writer.close()

    run(test)


def test_a_server_that_stops_does_not_wait_for_ever() -> None:
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

    run(test, drain_seconds=0.1)


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


def test_a_client_with_too_many_connections_is_refused_and_others_are_not() -> None:
    async def test(running: Running) -> None:
        lines = [dial(running, POST % 5) for _ in range(2)]
        await running.app.began.wait()
        refused = await running.get("/a")
        assert (refused.status, refused.headers["Retry-After"]) == (429, "5")
        assert "too many connections" in refused.json["detail"]
        other = dial(running, GET % b"/ready", "127.0.0.2")
        assert (await asyncio.to_thread(other.recv, 99)).startswith(b"HTTP/1.1 200 ")
        for line in (*lines, other):
            line.close()
        while (await running.get("/a")).status != 200:
            await asyncio.sleep(0.01)

    run(test, client_connections=2)


def test_a_connection_that_a_client_has_no_use_for_makes_room_for_another() -> None:
    async def test(running: Running) -> None:
        idle = dial(running, GET % b"/ready")
        assert (await asyncio.to_thread(idle.recv, 999)).endswith(b"ready")
        assert (await running.get("/a")).status == 200
        assert await asyncio.to_thread(whole, idle) == b""

    run(test, client_connections=1)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_of_one_client_behind_a_proxy_only_so_many_requests_are_under_way(method: str) -> None:
    async def test(running: Running) -> None:
        running.app.is_proxied = True
        slow = dial(running, GET.replace(b"Host", b"X-Client: a\r\nHost") % b"/slow")
        await running.app.began.wait()
        sent = {"X-Client": "a"}
        refused = await asyncio.to_thread(running.client.send, method, "/a", sent)
        assert (refused.status, refused.headers["Retry-After"]) == (429, "5")
        assert (await running.get("/a", X_Client="b")).status == 200
        running.app.may_answer.set()
        assert b" 200 OK" in await asyncio.to_thread(slow.recv, 99)
        slow.close()

    run(test, client_connections=1)


def test_answers_that_nobody_reads_are_held_up_to_a_limit() -> None:
    """And let go when their client leaves; small ones, and other clients, are not concerned."""

    async def test(running: Running) -> None:
        first = dial(running, GET % b"/large")
        while not running.server.answers.held_bytes:
            await asyncio.sleep(0.01)
        second = dial(running, GET % b"/large" + GET % b"/a")
        said = await asyncio.to_thread(second.recv, 9_999)
        assert said.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: 5\r\n" in said
        while b"HTTP/1.1 200 " not in said:  # the connection goes on
            said += await asyncio.to_thread(second.recv, 9_999)
        other = dial(running, GET % b"/large", "127.0.0.2")
        assert (await asyncio.to_thread(other.recv, 99)).startswith(b"HTTP/1.1 200 ")
        first.close()
        other.close()
        await running.held_nothing()
        assert len((await running.get("/large")).body) == LARGE_BYTES
        second.close()

    run(test, answer_bytes=2 * LARGE_BYTES)


def test_an_answer_that_many_read_slowly_is_held_once() -> None:
    async def test(running: Running) -> None:
        lines = [dial(running, GET % b"/shared") for _ in range(9)]
        for line in lines:
            assert (await asyncio.to_thread(line.recv, 99)).startswith(b"HTTP/1.1 200 ")
        assert running.server.answers.held_bytes == LARGE_BYTES
        for line in lines:
            line.close()
        await running.held_nothing()

    run(test, answer_bytes=2 * LARGE_BYTES)


def test_no_answer_is_added_to_those_that_nobody_reads() -> None:
    async def test(running: Running) -> None:
        line = dial(running, GET % b"/shared" * 20 + GET % b"/ready")
        await asyncio.to_thread(line.recv, 99)
        assert running.app.ready_count == 1
        said = await asyncio.to_thread(line.recv, 9, socket.MSG_PEEK)
        assert said
        count = 0
        while count < 20 * LARGE_BYTES:
            count += len(await asyncio.to_thread(line.recv, 1 << 20))
        assert running.app.ready_count == 20
        line.close()

    run(test)


def test_bodies_that_are_not_whole_are_held_up_to_a_limit() -> None:
    async def test(running: Running) -> None:
        sent = POST % 900_000 + b"x" * 400_000
        first = dial(running, sent)
        while running.server.requests.held_bytes < 390_000:
            await asyncio.sleep(0.01)
        second = dial(running, sent)
        said = await asyncio.to_thread(second.recv, 9_999)
        assert said.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: 5\r\n" in said
        other = dial(running, POST % 400_000 + b"y" * 400_000, "127.0.0.2")
        assert (await asyncio.to_thread(other.recv, 99)).startswith(b"HTTP/1.1 200 ")
        for line in (first, second, other):
            line.close()
        await running.held_nothing()

    run(test, request_bytes=1_000_000)


def test_requests_sent_far_ahead_are_held_up_to_a_limit() -> None:
    async def test(running: Running) -> None:
        line = dial(running, GET % b"/slow" + GET % b"/a" * 3_000)
        await running.app.began.wait()
        while not running.server.requests.held_bytes:
            await asyncio.sleep(0.01)
        assert running.server.requests.held_bytes <= 500_000
        running.app.may_answer.set()
        line.close()
        await running.held_nothing()

    run(test, request_bytes=1_000_000)


def test_a_body_that_trickles_is_refused() -> None:
    async def test(running: Running) -> None:
        line = dial(running, POST % 99 + b"x")
        assert (await asyncio.to_thread(whole, line)).startswith(b"HTTP/1.1 408 ")

    run(test, bytes_per_second=1_000, body_window_seconds=0.1)


def test_who_reads_too_slowly_is_disconnected() -> None:
    async def test(running: Running) -> None:
        line = dial(running, GET % b"/large")
        await running.app.began.wait()
        while len(running.server._connections):
            with suppress(BlockingIOError, ConnectionResetError):
                line.recv(1, socket.MSG_DONTWAIT)
            await asyncio.sleep(0.05)
        await running.held_nothing()
        line.close()

    run(test, bytes_per_second=100_000, answer_window_seconds=0.5)


def test_who_reads_slowly_but_steadily_gets_all() -> None:
    """The system passes on much at once, and then nothing for a while."""

    async def test(running: Running) -> None:
        line = dial(running, GET % b"/large")
        await running.app.began.wait()
        for _ in range(40):  # of windows, and of looks at the clock, there are several
            assert await asyncio.to_thread(line.recv, 20_000)
            await asyncio.sleep(0.1)
        assert len(await asyncio.to_thread(whole, line)) > LARGE_BYTES - 900_000

    async def closing(running: Running) -> None:
        reading = asyncio.create_task(test(running))
        await running.app.began.wait()
        await asyncio.sleep(3)
        running.stop.set()
        await reading

    run(closing, bytes_per_second=50_000, answer_window_seconds=1.0)
