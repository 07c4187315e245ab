"""HTTP/1.1 to the letter, spoken byte by byte."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from support.client import Client

ASK = b"ASK {}"
POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"


@contextmanager
def line_to(client: Client) -> Iterator[socket.socket]:
    place = urlsplit(client.url)
    with socket.create_connection((str(place.hostname), place.port), 10) as line:
        yield line


def get(path: bytes, *headers: bytes, version: bytes = b"1.1") -> bytes:
    return b"\r\n".join([b"GET " + path + b" HTTP/" + version, b"Host: x", *headers, b"", b""])


def answer(line: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """The next answer: status, headers, body."""
    said = b""
    while b"\r\n\r\n" not in said:
        part = line.recv(1)
        assert part, f"the connection ended: {said!r}"
        said += part
    first, *rest = said.decode("latin-1").split("\r\n")[:-2]
    headers = {name.lower(): value for name, value in (item.split(": ", 1) for item in rest)}
    left, body = int(headers.get("content-length", "0")), b""
    while len(body) < left:
        part = line.recv(left - len(body))
        assert part, "the body ended early"
        body += part
    return int(first.split(" ")[1]), headers, body


def is_over(line: socket.socket) -> bool:
    return line.recv(1) == b""


def test_a_connection_serves_many_requests(client: Client) -> None:
    with line_to(client) as line:
        for _ in range(3):
            line.sendall(get(b"/healthz"))
            status, headers, _ = answer(line)
            assert status == 200
            assert "connection" not in headers


def test_requests_sent_ahead_are_answered_in_order(client: Client) -> None:
    paths = [b"/report", b"/healthz", b"/nowhere", b"/sparql?query=ASK%7B%7D"] * 6
    with line_to(client) as line:
        line.sendall(b"".join(get(path, b"Accept: */*") for path in paths))
        answers = [answer(line) for _ in paths]
        assert [status for status, _, _ in answers] == [200, 200, 404, 200] * 6
        assert all(
            headers["content-type"].startswith("text/turtle") for _, headers, _ in answers[::4]
        )


def test_a_request_sent_ahead_of_a_body_waits_for_it(client: Client) -> None:
    with line_to(client) as line:
        line.sendall(get(b"/healthz") + POST + b"Content-Length: 6\r\n\r\nASK")
        assert answer(line)[0] == 200
        line.sendall(b" {}" + get(b"/healthz"))
        assert answer(line)[2] == b'{"head":{},"boolean":true}'
        assert answer(line)[0] == 200


def test_a_chunked_body_is_read_and_its_trailers_are_not_headers(client: Client) -> None:
    with line_to(client) as line:
        body = b"3\r\nASK\r\n3;x=y\r\n {}\r\n0\r\nAccept: text/html\r\n\r\n"
        line.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n" + body)
        status, headers, content = answer(line)
        assert (status, content) == (200, b'{"head":{},"boolean":true}')
        assert headers["content-type"] == "application/sparql-results+json"


def test_who_waits_to_be_invited_is_invited(client: Client) -> None:
    with line_to(client) as line:
        line.sendall(POST + b"Content-Length: 6\r\nExpect: 100-continue\r\n\r\n")
        assert line.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(ASK)
        assert answer(line)[0] == 200


@pytest.mark.parametrize(
    "sent",
    [
        get(b"/healthz", b"Connection: close"),
        get(b"/healthz", version=b"1.0"),
    ],
)
def test_a_connection_that_is_not_kept_is_closed_after_the_answer(
    client: Client, sent: bytes
) -> None:
    with line_to(client) as line:
        line.sendall(sent)
        status, headers, _ = answer(line)
        assert status == 200
        assert headers["connection"] == "close"
        assert is_over(line)


def test_a_head_that_comes_byte_by_byte_is_understood(client: Client) -> None:
    with line_to(client) as line:
        for byte in get(b"/healthz?%C3%A9"):
            line.sendall(bytes([byte]))
        assert answer(line)[0] == 200


def test_a_target_that_is_a_whole_url_is_understood(client: Client) -> None:
    with line_to(client) as line:
        line.sendall(get(b"http://x/healthz"))
        assert answer(line)[0] == 200


def test_accents_in_an_address_need_not_be_encoded(client: Client) -> None:
    with line_to(client) as line:
        line.sendall(get("/healthz?é=à".encode()) + get(b"/healthz"))
        assert answer(line)[0] == answer(line)[0] == 200


def test_every_answer_has_a_date_and_a_server(client: Client) -> None:
    for path in ("/healthz", "/nowhere", "/doc/region/06.ttl"):
        headers = client.get(path).headers
        assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", headers["Date"])
        assert headers["Server"] == "chantier"


def test_a_request_without_a_host_is_refused(client: Client) -> None:
    with line_to(client) as line:
        line.sendall(b"GET / HTTP/1.1\r\n\r\n")
        status, headers, body = answer(line)
        assert (status, headers["content-type"]) == (400, "application/problem+json")
        assert b"Host" in body
        assert is_over(line)


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Content-Length: 6\r\nContent-Length: 7\r\n",
        b"Content-Length : 6\r\n",
    ],
)
def test_a_length_that_is_told_in_two_ways_is_refused(client: Client, headers: bytes) -> None:
    """Else a proxy in front and this server could take different bytes for the next request."""
    with line_to(client) as line:
        line.sendall(POST + headers + b"\r\n6\r\nASK {}\r\n0\r\n\r\n")
        status, told, _ = answer(line)
        assert status == 400
        assert told["connection"] == "close"


def test_a_refusal_in_the_middle_of_a_body_ends_the_connection(client: Client) -> None:
    with line_to(client) as line:
        line.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK\r\nzz\r\n")
        assert answer(line)[0] == 400
        assert is_over(line)


def test_what_is_answered_before_its_body_is_there_closes_the_connection(client: Client) -> None:
    """The rest of the body would be taken for a request."""
    with line_to(client) as line:
        head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n"
        line.sendall(head + b"x" * 11_000_000)
        status, headers, _ = answer(line)
        assert status == 413
        assert headers["connection"] == "close"


def test_a_head_request_gets_the_length_and_no_body(client: Client) -> None:
    whole = client.get("/doc/region/06.ttl")
    with line_to(client) as line:
        for _ in range(2):  # made, then kept ready
            line.sendall(get(b"/doc/region/06.ttl").replace(b"GET", b"HEAD") + get(b"/healthz"))
            said = b""
            while said.count(b"\r\n\r\n") < 2:
                said += line.recv(65_536)
            first, second = said.split(b"\r\n\r\n")[:2]
            assert f"content-length: {len(whole.body)}".encode() in first.lower()
            assert second.startswith(b"HTTP/1.1 200"), "a body came with the head"


UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"


@pytest.mark.parametrize("cut", range(0, 400, 7))
def test_a_request_to_speak_another_protocol_is_answered_with_its_body(
    client: Client, cut: int
) -> None:
    """Wherever its bytes are cut; what follows on the connection is answered too."""
    length = b"Content-Length: %d\r\n\r\n" % len(ASK)
    sent = POST + UPGRADE + length + ASK + get(b"/healthz")
    with line_to(client) as line:
        line.sendall(sent[:cut])
        line.sendall(sent[cut:])
        status, _, body = answer(line)
        assert (status, json.loads(body)["boolean"]) == (200, True)
        assert answer(line)[0] == 200


def test_requests_for_another_protocol_follow_one_another(client: Client) -> None:
    with line_to(client) as line:
        line.sendall(get(b"/healthz", UPGRADE.removesuffix(b"\r\n")) * 300 + get(b"/nothing"))
        assert [answer(line)[0] for _ in range(301)] == [200] * 300 + [404]


def test_a_body_in_chunks_comes_with_an_upgrade_too(client: Client) -> None:
    chunks = b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n3\r\n {}\r\n0\r\n\r\n"
    with line_to(client) as line:
        line.sendall(POST + UPGRADE + chunks)
        status, _, body = answer(line)
        assert (status, json.loads(body)["boolean"]) == (200, True)


def test_a_header_whose_name_has_a_low_line_is_dropped(client: Client) -> None:
    with line_to(client) as line:
        line.sendall(get(b"/", b"Accept_Language: en", b"Accept-Language: fr"))
        assert answer(line)[1]["content-language"] == "fr"


def test_a_request_with_two_hosts_is_refused(client: Client) -> None:
    with line_to(client) as line:
        line.sendall(get(b"/healthz", b"Host: other.example"))
        assert answer(line)[0] == 400


@pytest.mark.parametrize("host", [b"a b", b"a/b", b"<a>", b"a,b", b"\xe9"])
def test_a_host_that_is_none_is_refused(client: Client, host: bytes) -> None:
    with line_to(client) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
        assert answer(line)[0] == 400
        assert line.recv(9) == b""


def test_what_is_refused_is_refused_once(client: Client) -> None:
    with line_to(client) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: a b\r\n" + UPGRADE + b"\r\n" + b"\0no http\r\n\r\n")
        assert answer(line)[0] == 400
        assert line.recv(9) == b""


def test_a_tunnel_is_not_opened(client: Client) -> None:
    with line_to(client) as line:
        line.sendall(b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n")
        assert answer(line)[0] == 501
