"""One request and its answer, without a network."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from chantier.httpd.exchange import FILE_CHUNK_BYTES, Exchange, head_bytes, refusal
from support.channel import KeptChannel, exchange_over


def test_a_head_is_the_status_and_the_headers_each_on_a_line() -> None:
    assert head_bytes(404, [("a", "1"), ("b", "é")]) == (
        b"HTTP/1.1 404 Not Found\r\na: 1\r\nb: \xe9\r\n"
    )
    assert head_bytes(299, []) == b"HTTP/1.1 299 \r\n"
    assert head_bytes(200, [("a", "ł")]) == b"HTTP/1.1 200 OK\r\na: ?\r\n"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\r\nset-cookie: a=b", "\n\n"])
def test_no_header_slips_in_another(end: str) -> None:
    with pytest.raises(ValueError, match="end of a line"):
        head_bytes(200, [("a", f"1{end}")])
    with pytest.raises(ValueError, match="end of a line"):
        head_bytes(200, [(f"a{end}", "1")])


@pytest.mark.parametrize(("status", "title"), [(400, "Bad Request"), (503, "Service Unavailable")])
def test_a_refusal_is_a_problem_that_ends_the_connection(status: int, title: str) -> None:
    head, body = refusal(status, "Dites « bonjour ».")
    first, *lines = head.decode().removesuffix("\r\n").split("\r\n")
    assert first == f"HTTP/1.1 {status} {title}"
    headers = dict(line.split(": ", 1) for line in lines)
    assert headers["content-type"] == "application/problem+json"
    assert headers["connection"] == "close"
    assert headers["cache-control"] == "no-store"
    assert headers["content-length"] == str(len(body))
    assert ("retry-after" in headers) == (status == 503)
    problem = {"type": "about:blank", "title": title, "status": status}
    assert json.loads(body) == problem | {"detail": "Dites « bonjour »."}


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/", "/", ""),
        ("/a?b=c&d=%20", "/a", "b=c&d=%20"),
        ("/a?b?c", "/a", "b?c"),
        ("/a%3Fb?c", "/a?b", "c"),
        ("/%C3%AEle", "/île", ""),
        ("/a?b#c", "/a", "b"),
        ("http://e.org:80/a/b?c", "/a/b", "c"),
        ("//a/b", "//a/b", ""),
        ("*", "*", ""),
    ],
)
def test_a_target_is_a_path_and_parameters(target: str, path: str, query: str) -> None:
    exchange = exchange_over(KeptChannel(), target=target)
    assert (exchange.path, exchange.query_string) == (path, query)


def test_the_framing_says_how_long_the_body_is_and_no_more() -> None:
    first = exchange_over(KeptChannel(), headers={"content-length": "7", "cookie": "a=b"})
    assert first.framing() == b"POST / HTTP/1.1\r\ncontent-length: 7\r\n\r\n"
    second = exchange_over(KeptChannel(), headers={"transfer-encoding": "chunked"})
    assert second.framing() == b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n"
    assert exchange_over(KeptChannel()).framing() == b"POST / HTTP/1.1\r\n\r\n"


# The body


async def read(exchange: Exchange) -> list[bytes]:
    return [part async for part in exchange.body()]


async def waits(task: asyncio.Task[list[bytes]]) -> bool:
    """Whether a task has something to wait for, after what it could do at once."""
    for _ in range(5):
        await asyncio.sleep(0)
    return not task.done()


def test_a_body_is_read_part_by_part_as_it_arrives() -> None:
    async def test() -> None:
        channel = KeptChannel()
        exchange = exchange_over(channel, "POST")
        exchange.feed(b"one ")
        exchange.feed(b"two ")
        assert exchange.unread_bytes == 8
        task = asyncio.create_task(read(exchange))
        assert await waits(task)
        assert (exchange.unread_bytes, channel.regulated_count) == (0, 2)
        exchange.feed(b"three")
        assert await waits(task)
        exchange.whole = True
        exchange.feed(b"")
        assert await task == [b"one ", b"two ", b"three"]
        assert channel.body == b""

    asyncio.run(test())


@pytest.mark.parametrize("arrived", [b"", b"body"])
def test_a_client_that_waits_is_invited_to_send_its_body(arrived: bytes) -> None:
    async def test() -> None:
        channel = KeptChannel()
        exchange = exchange_over(channel, "POST", headers={"expect": "100-Continue"})
        exchange.feed(arrived)
        task = asyncio.create_task(read(exchange))
        assert await waits(task)
        assert channel.body == (b"" if arrived else b"HTTP/1.1 100 Continue\r\n\r\n")
        exchange.whole = True
        exchange.feed(b"")
        assert b"".join(await task) == arrived

    asyncio.run(test())


def test_a_body_whose_client_leaves_is_an_error() -> None:
    async def test() -> None:
        channel = KeptChannel()
        exchange = exchange_over(channel, "POST")
        exchange.feed(b"half")
        task = asyncio.create_task(read(exchange))
        assert await waits(task)
        channel.disconnected.set()
        exchange.feed(b"")
        with pytest.raises(ConnectionError, match="left"):
            await task

    asyncio.run(test())


def test_what_arrives_after_the_answer_is_not_kept() -> None:
    channel = KeptChannel()
    exchange = exchange_over(channel, "POST")
    exchange.send(413, [])
    exchange.feed(b"much more")
    assert exchange.unread_bytes == 0


# The answer


def test_an_answer_says_its_length_and_is_given_once() -> None:
    channel = KeptChannel()
    exchange = exchange_over(channel)
    exchange.send(200, [("a", "1")], b"body")
    exchange.send(500, [], b"again")
    assert channel.heads == ["HTTP/1.1 200 OK\r\na: 1\r\ncontent-length: 4\r\n"]
    assert (channel.body, channel.finished_count) == (b"body", 1)


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_has_no_body_says_no_length(status: int) -> None:
    channel = KeptChannel()
    exchange_over(channel).send(status, [])
    assert (channel.status, channel.headers) == (status, {})


def test_a_head_has_the_length_and_not_the_body() -> None:
    for headers in ([], [("content-length", "4")]):
        channel = KeptChannel()
        exchange_over(channel, "HEAD").send(200, headers, b"body")
        assert channel.heads == ["HTTP/1.1 200 OK\r\ncontent-length: 4\r\n"]
        assert channel.body == b""


def test_a_part_of_a_file_longer_than_a_chunk_is_sent_whole(tmp_path: Path) -> None:
    content = bytes(range(251)) * (3 * FILE_CHUNK_BYTES // 251)
    path = tmp_path / "file"
    path.write_bytes(content)
    channel, size = KeptChannel(), len(content) - 20
    asyncio.run(exchange_over(channel).send_file(206, [], path, 10, size))
    assert channel.body == content[10:-10]
    assert channel.headers == {"content-length": str(size)}
    assert (channel.finished_count, channel.is_broken) == (1, False)


def test_a_file_that_shrank_breaks_the_connection(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"short")
    channel = KeptChannel()
    asyncio.run(exchange_over(channel).send_file(200, [], path, 0, 10))
    assert channel.is_broken
    assert channel.finished_count == 0


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("http://host/a?b", "/a", "b"),
        ("http://host", "/", ""),
        ("http://host?x", "/", "x"),
        ("http://[", "/", ""),
        ("/a#b", "/a", ""),
        ("/a?b#c", "/a", "b"),
        ("*", "*", ""),
    ],
)
def test_a_target_is_split_whatever_its_form(target: str, path: str, query: str) -> None:
    exchange = exchange_over(KeptChannel(), target=target)
    assert (exchange.path, exchange.query_string) == (path, query)


def test_an_answer_that_is_not_afforded_is_refused_and_the_connection_goes_on() -> None:
    channel = KeptChannel()
    channel.max_answer_bytes = 10
    exchange_over(channel).send(200, [], b"x" * 11)
    assert channel.status == 503
    assert channel.headers["retry-after"] == "5"
    assert "connection" not in channel.headers
    assert b"read slowly" in channel.body
    assert channel.finished_count == 1


def test_of_a_body_that_will_not_be_read_nothing_is_kept() -> None:
    async def test() -> None:
        channel = KeptChannel()
        exchange = exchange_over(channel, "POST")
        exchange.started = True
        exchange.feed(b"half")
        channel.disconnected.set()
        exchange.drop()
        with pytest.raises(ConnectionError, match="left"):
            await read(exchange)

    asyncio.run(test())


def test_a_body_that_came_whole_is_read_though_its_client_left() -> None:
    async def test() -> None:
        channel = KeptChannel()
        exchange = exchange_over(channel, "POST")
        exchange.started = exchange.whole = True
        exchange.feed(b"whole")
        channel.disconnected.set()
        exchange.drop()
        assert await read(exchange) == [b"whole"]

    asyncio.run(test())
