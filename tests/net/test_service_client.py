from __future__ import annotations

import json
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.errors import (
    AnswerTooLarge,
    ChantierError,
    EndpointError,
    LimitExceeded,
)
from chantier.net.connections import Deadline, ServiceHosts
from chantier.net.service_client import RemoteSolutions, ask_service
from support.endpoints import (
    EMPTY,
    RESULTS,
    Handler,
    dripping,
    endpoint,
    engine,
    flooding,
    saying,
    trap,
)

pytestmark = pytest.mark.alone

QUERY = "SELECT * WHERE { ?s ?p ?o }"


def ask(
    url: str, listed: str, query: str = QUERY, seconds: float = 5, size: int = 1_000_000
) -> RemoteSolutions:
    return ask_service(url, query, ServiceHosts(listed), Deadline(seconds), size)


# Which endpoints are asked


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/",
        "https://sub.example.org/",
        "https://example.org.evil.net/",
        "https://evilexample.org/",
        "http://example.org/",
        "https://example.org:8443/",
        "https://example.org./",
        "https://example.org@evil.net/",
        "https://user@example.org/",
        "https://evil.net#@example.org/",
        "https://evil.net\\@example.org/",
        "https://example.org:port/",
        "https://exampl\uff45.org/",
        "https:///sparql",
        "https://[example.org/",
        "file:///etc/passwd",
        "ftp://example.org/",
        "urn:example.org",
        "//example.org/",
        "https://127.0.0.1/",
        "https://2130706433/",
    ],
)
def test_what_is_not_exactly_on_the_list_is_not_asked(url: str) -> None:
    assert ServiceHosts("example.org").destination(url) is None
    with pytest.raises(EndpointError, match="not among the endpoints"):
        ask(url, "example.org")


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0"),  # noqa: S104
        *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]"),
        *("localhost.localdomain", "ip6-localhost"),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_connects_to_this_machine_even_when_it_is_listed(host: str, scheme: str) -> None:
    with trap() as (port, came):
        place = f"{scheme}://{host}:{port}"
        with pytest.raises(EndpointError, match=r"not public|has no address"):
            ask(f"{place}/sparql", place)
        assert came() == 0


def test_nothing_connects_to_this_machine_over_ipv6() -> None:
    try:
        with trap("::1") as (port, came):
            for host in ("[::1]", "localhost", "[0:0:0:0:0:0:0:1]"):
                with pytest.raises(EndpointError):
                    ask(f"http://{host}:{port}/", f"http://{host}:{port}")
            assert came() == 0
    except OSError:
        pytest.skip("this machine has no IPv6")


def test_a_name_with_one_address_that_is_not_public_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int, **_options: object) -> list[tuple[object, ...]]:
        asked.append(host)
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("8.8.8.8", port)), (*kind, ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with trap() as (port, came):
        with pytest.raises(EndpointError, match="not public"):
            ask(f"http://example.org:{port}/", f"http://example.org:{port}")
        assert came() == 0
    assert asked == ["example.org"]


def test_a_name_is_resolved_once_and_the_checked_address_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    true_resolve, asked = socket.getaddrinfo, list[str]()

    def resolve(host: str, port: int, **_options: object) -> object:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "127.0.0.9"
        return true_resolve(address, port, type=socket.SOCK_STREAM)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with endpoint(saying(EMPTY)) as remote:
        ask(f"http://example.org:{remote.port}/", f"!example.org:{remote.port}")
    assert asked == ["example.org"]


# What is asked and answered


def test_an_endpoint_is_asked_politely_and_its_solutions_are_read() -> None:
    with endpoint(engine("<s> <p> 'a \"b\"\\n'@fr, 1.50 .")) as remote:
        got = ask(remote.url, remote.listed)
    assert sorted(got.variables) == ["o", "p", "s"]
    column = got.variables.index("o")
    assert ox.Literal('a "b"\n', language="fr") in [row[column] for row in got.rows]
    assert remote.queries == [QUERY]
    assert remote.agents[0].startswith("chantier-es/")
    assert "https://w3id.org/chantier-es/" in remote.agents[0]
    assert got.response_bytes > 0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            saying(b"no\x00 \x1b[31mway", 500, Content_Type="text/plain"),
            "500. It says: no \\[31mway",
        ),
        (saying(b"", 404), "404. It says: nothing"),
        (saying(b"<html>", 200, Content_Type="text/html"), "“text/html” instead"),
        (saying(EMPTY, 200, Content_Encoding="gzip"), "compressed"),
        (saying(b"{"), "broken or nested too deep"),
        (saying(b"[]"), "not SPARQL results"),
        (saying(b"\xff"), "not SPARQL results"),
        (saying(b'"' + b'\\"' * 100_000), "not SPARQL results"),
        (saying(b'{"head":{},"boolean":true}'), "true or false"),
        (saying(b"", 302, Location="http://127.0.0.1:9/"), "not among the endpoints"),
    ],
)
def test_an_answer_that_is_none_is_an_error(
    answer: Callable[[Handler, str], None], said: str
) -> None:
    with endpoint(answer) as remote, pytest.raises(EndpointError, match=said):
        ask(remote.url, remote.listed)


def test_an_answer_that_is_cut_is_not_taken_for_a_whole_one() -> None:
    def cut(handler: Handler, _query: str) -> None:
        handler.wfile.write(
            f"HTTP/1.1 200 OK\r\nContent-Type: {RESULTS}\r\nContent-Length: 900\r\n\r\n".encode()
        )
        handler.wfile.write(EMPTY)
        handler.close_connection = True

    with endpoint(cut) as remote, pytest.raises(EndpointError, match="too soon"):
        ask(remote.url, remote.listed)


def test_nobody_listens() -> None:
    with trap() as (port, _):
        pass
    with pytest.raises(EndpointError, match="refused"):
        ask(f"http://127.0.0.1:{port}/", f"!127.0.0.1:{port}")


@pytest.mark.parametrize("levels", [100, 200_000])
def test_an_answer_nested_too_deep_ends_nothing(levels: int) -> None:
    term = '{"type":"uri","value":"x:a"}'
    opened = f'{{"type":"triple","value":{{"subject":{term},"predicate":{term},"object":'
    nested = opened * levels + term + "}}" * levels
    body = f'{{"head":{{"vars":["x"]}},"results":{{"bindings":[{{"x":{nested}}}]}}}}'.encode()
    with endpoint(saying(body)) as remote, pytest.raises(EndpointError, match="too deep"):
        ask(remote.url, remote.listed, size=100_000_000)


@pytest.mark.parametrize(
    "term",
    [
        {"type": "uri", "value": "http://e/> } DROP ALL"},
        {"type": "literal", "value": "x", "xml:lang": "fr } #"},
        {"type": "literal", "value": "x", "datatype": "http://e/> }"},
    ],
)
def test_a_term_that_is_none_is_not_taken(term: dict[str, str]) -> None:
    body = {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": term}]}}
    with (
        endpoint(saying(json.dumps(body).encode())) as remote,
        pytest.raises(EndpointError, match="not SPARQL results"),
    ):
        ask(remote.url, remote.listed)


def test_too_many_solutions_are_refused() -> None:
    def body(count: int) -> bytes:
        one = '{"x":{"type":"literal","value":"x"}}'
        bindings = ",".join([one] * count)
        return f'{{"head":{{"vars":["x"]}},"results":{{"bindings":[{bindings}]}}}}'.encode()

    with endpoint(saying(body(10_000))) as remote:
        assert len(ask(remote.url, remote.listed).rows) == 10_000
    with (
        endpoint(saying(body(10_001))) as remote,
        pytest.raises(AnswerTooLarge, match="10,000 solutions"),
    ):
        ask(remote.url, remote.listed)


# Limits


@pytest.mark.parametrize(
    "answer", [dripping, lambda *_: time.sleep(30)], ids=["drips", "is silent"]
)
def test_an_endpoint_that_is_slow_is_left_when_time_is_up(
    answer: Callable[[Handler, str], None],
) -> None:
    started = time.monotonic()
    with endpoint(answer) as remote, pytest.raises(LimitExceeded, match="in time"):
        ask(remote.url, remote.listed, seconds=0.6)
    assert 0.5 < time.monotonic() - started < 2


def test_a_deadline_that_expires_early_ends_the_request() -> None:
    deadline = Deadline(30)
    threading.Timer(0.3, deadline.expire).start()
    started = time.monotonic()
    with endpoint(dripping) as remote, pytest.raises(LimitExceeded):
        ask_service(remote.url, QUERY, ServiceHosts(remote.listed), deadline)
    assert time.monotonic() - started < 2


def test_an_endpoint_that_never_ends_its_answer_is_left_at_the_limit() -> None:
    with endpoint(flooding) as remote, pytest.raises(AnswerTooLarge, match="300,000 bytes"):
        ask(remote.url, remote.listed, seconds=10, size=300_000)


# Redirects


@pytest.mark.parametrize("status", [301, 302, 307, 308, 303])
def test_a_redirect_to_a_place_on_the_list_is_followed(status: int) -> None:
    with endpoint(engine("<s> <p> <o> .")) as goal:
        if status == 303:  # what it names is asked for without a query
            goal.answer = saying(EMPTY)
        with endpoint(saying(b"", status, Location=f"{goal.url}?moved")) as first:
            got = ask(first.url, f"{first.listed}, {goal.listed}")
    assert len(got.rows) == (0 if status == 303 else 1)
    assert goal.queries == ["" if status == 303 else QUERY]


def test_a_redirect_without_an_end_is_left() -> None:
    with endpoint(lambda handler, _: handler.give(b"", 302, Location="/again")) as remote:
        with pytest.raises(EndpointError, match="more than 3 times"):
            ask(remote.url, remote.listed)
        assert len(remote.queries) == 4


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"])
@pytest.mark.parametrize("is_listed", [False, True])
def test_a_redirect_to_this_machine_reaches_nobody(host: str, is_listed: bool) -> None:
    with trap() as (port, came):
        target = f"http://{host}:{port}"
        with endpoint(saying(b"", 302, Location=f"{target}/")) as remote:
            listed = f"{remote.listed}, {target}" if is_listed else remote.listed
            with pytest.raises(ChantierError, match="not public" if is_listed else "not among"):
                ask(remote.url, listed)
        assert came() == 0


# TLS


def test_a_certificate_is_checked_against_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ssl

    made = subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", "key", "-out", "cert", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost"),
        ],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("openssl is not there to make a certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    with endpoint(saying(EMPTY), context) as remote:
        named, numbered = f"https://localhost:{remote.port}/", f"https://127.0.0.1:{remote.port}/"
        listed = f"!localhost:{remote.port}, {remote.listed}"
        with pytest.raises(EndpointError, match=r"(?i)certificate"):
            ask(named, listed)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert"))
        assert ask(named, listed).rows == []
        with pytest.raises(EndpointError, match=r"(?i)certificate|mismatch"):
            ask(numbered, listed)
    assert len(remote.queries) == 1
