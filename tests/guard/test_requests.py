"""Requests that are slow, broken off, malformed or meant for something else."""

from __future__ import annotations

import gzip
import json
import re
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import quote, urlsplit

import pytest

from chantier.store import versions
from support.load import HOSTILE, E, Server, crowd, percentile, under_load, until

pytestmark = pytest.mark.alone

ID = "https://w3id.org/chantier-es/id/"
SCRIPT = "<script>alert(1)</script>"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
HOSTILE_TERMS = f"""
<{ID}trap> <{RDFS}label> "{SCRIPT}"@fr, '"><img src=x onerror=alert(1)>'@en ;
  <{E}p> <javascript:alert(1)>, <JavaScript:alert(2)>, <data:text/html,{quote(SCRIPT)}>,
    <vbscript:msgbox>, <http://x/'onmouseover='alert(1)>, <{ID}other> ;
  <javascript:alert(3)> "</title>{SCRIPT}", "{{{{ 7*7 }}}}", "=cmd|'/c calc'!A1" ;
  <{E}formula> "=1+1", "+1", "-1", "@SUM(A1)", "\\t=1" .
<{ID}other> a <javascript:alert(4)> ; <{RDFS}label> "' onclick='alert(5)" .
<{ID}lien/é%22%3Cb%3E> <{E}p> 1 .
"""
BOMB = f"SELECT (COUNT(*) AS ?n) {{ ?a <{E}p> ?b . ?c <{E}p> ?d . ?e <{E}p> ?f }}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("requests") / "var"
    versions.publish(data_dir, crowd(HOSTILE_TERMS))
    with under_load(
        data_dir,
        CHANTIER_QUERY_SECONDS="30",
        CHANTIER_CLIENT_BURST_SECONDS="100000",
        CHANTIER_QUERIES_RUNNING="1",
        CHANTIER_BODY_BYTES="1000000",
    ) as running:
        yield running


JSON_LD = re.compile(r'<script type="application/ld\+json">([^<>]*)</script>')
"""What machines are told of a page: no program, and nothing in it can end it."""
EDITOR = '<script src="/static/query.js" defer></script>'


def without_data(page: str) -> str:
    """A page without its one block of JSON-LD."""
    blocks = JSON_LD.findall(page)
    assert len(blocks) <= 1
    assert all(json.loads(block) for block in blocks)
    return JSON_LD.sub("", page)


def dial(server: Server, source: str = HOSTILE) -> socket.socket:
    place = urlsplit(server.url)
    return socket.create_connection((str(place.hostname), place.port), 10, (source, 0))


def spoken(server: Server, sent: bytes, patience: float = 10) -> bytes:
    """What the server says to raw bytes until it closes, or for a while."""
    with dial(server) as line:
        line.settimeout(patience)
        said = b""
        try:
            line.sendall(sent)
            while part := line.recv(65536):
                said += part
        except OSError:
            pass
        return said


def status_of(said: bytes) -> int:
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", said)
    return int(found[1]) if found else 0


# Slow clients


def test_clients_that_trickle_hold_nobody_back(server: Server) -> None:
    start = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    honest = server.visitor()
    with ExitStack() as lines:
        headers_only = [lines.enter_context(dial(server)) for _ in range(150)]
        with_body = [lines.enter_context(dial(server)) for _ in range(150)]
        for line in headers_only:
            line.sendall(b"GET / HTTP/1.1\r\nHo")
        for line in with_body:
            line.sendall(start + b"Content-Length: 1000\r\n\r\nASK")
        took = []
        for number in range(60):
            for line in (headers_only[number], with_body[number]):
                line.sendall(b"s")
            started = time.perf_counter()
            assert honest.look_up(number).status == 200
            took.append(time.perf_counter() - started)
        assert percentile(took, 0.95) < 0.15


def test_a_client_that_reads_nothing_holds_nobody_back(server: Server) -> None:
    text = quote("SELECT * { ?s ?p ?o . ?s ?q ?r }")
    asked = f"GET /sparql?query={text} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode()
    with ExitStack() as lines:
        for _ in range(30):
            lines.enter_context(dial(server)).sendall(asked)
        honest = server.visitor()
        for number in range(30):
            assert honest.look_up(number).status == 200


# Clients that leave


def test_a_query_ends_when_its_client_leaves_and_the_next_one_runs(server: Server) -> None:
    until(lambda: is_calm(server), 10, "something runs before the test")
    for number in range(3):
        line = dial(server)
        head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: {len(BOMB)}\r\n"
        line.sendall(f"{head}Content-Type: application/sparql-query\r\n\r\n{BOMB}".encode())
        until(lambda: not is_calm(server), 5, "the query never ran")
        time.sleep(0.1)
        line.close()
        until(lambda: is_calm(server), 1.5, "the query runs on for nobody")
        started = time.perf_counter()
        other = server.visitor().query(long_for_a_moment(number), "text/csv")
        assert other.status == 200, other.text
        assert time.perf_counter() - started < 5, "its turn was not given back"


def test_a_client_that_leaves_the_queue_makes_room_in_it(server: Server) -> None:
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: {len(BOMB)}\r\n"
    sent = f"{head}Content-Type: application/sparql-query\r\n\r\n{BOMB}".encode()
    for _ in range(3):
        lines = [dial(server) for _ in range(10)]
        for line in lines:
            line.sendall(sent)
        time.sleep(0.4)
        for line in lines:
            line.close()
    until(lambda: is_calm(server), 3, "workers run on for nobody")
    until(lambda: not server.stopped(), 1, "workers were left stopped")
    answer = server.visitor().query(long_for_a_moment(77), "text/csv")
    assert answer.status == 200, answer.text


def long_for_a_moment(number: int) -> str:
    """A query that is long, but ends: it has to wait for a turn."""
    return (
        f"SELECT (COUNT(*) AS ?n) {{ ?a <{E}p> ?b . ?c <{E}p> ?d . FILTER(?b != ?d) }} # {number}"
    )


def is_calm(server: Server) -> bool:
    """Whether no process is at work."""
    before = server.core_seconds()
    time.sleep(0.1)
    return server.core_seconds() - before < 0.05


# Too much


def test_a_body_that_is_too_large_is_refused_with_413(server: Server) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    said = spoken(server, head + b"Content-Length: 1500000\r\n\r\n" + b"#" * 1_500_000, 3)
    assert status_of(said) == 413
    assert b"1,000,000" in said
    chunk = b"%x\r\n" % 1_500_000 + b"#" * 1_500_000 + b"\r\n0\r\n\r\n"
    said = spoken(server, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk, 3)
    assert status_of(said) == 413


def test_an_address_that_is_too_long_is_refused_with_414(server: Server) -> None:
    answer = server.visitor().query("ASK {} #" + "a" * 64_100, None)
    assert answer.status == 414
    said = spoken(server, b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 3)
    assert status_of(said) == 414


def test_too_many_headers_are_refused(server: Server) -> None:
    headers = b"".join(b"X-%d: %s\r\n" % (number, b"a" * 100) for number in range(10_000))
    said = spoken(server, b"GET / HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n", 3)
    assert status_of(said) == 431


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_body_that_swells_is_refused_with_413(server: Server, encoding: str) -> None:
    compress = gzip.compress if encoding == "gzip" else zlib.compress
    body = compress(b"#" * 200_000_000, 9)
    assert len(body) < 300_000
    before = server.memory()
    sent = {"Content-Type": "application/sparql-query", "Content-Encoding": encoding}
    for _ in range(3):
        assert server.visitor().send("POST", "/sparql", sent, body).status == 413
    assert server.memory() < before + 100_000_000


@pytest.mark.parametrize(
    ("encoding", "body", "status"),
    [
        ("gzip", gzip.compress(b"ASK {}", mtime=0), 200),
        ("gzip", gzip.compress(b"ASK {}" + b" " * 500, mtime=0)[:-12], 400),
        ("gzip", b"ASK {}", 400),
        ("br", b"ASK {}", 415),
        ("gzip, gzip", gzip.compress(gzip.compress(b"ASK {}", mtime=0), mtime=0), 415),
        ("identity", b"ASK {}", 200),
    ],
)
def test_a_compressed_body_is_read_whole_or_refused(
    server: Server, encoding: str, body: bytes, status: int
) -> None:
    sent = {"Content-Type": "application/sparql-query", "Content-Encoding": encoding}
    assert server.visitor().send("POST", "/sparql", sent, body).status == status


# Malformed


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sparql?query=%FF%FE", 400),
        ("/sparql?query=ASK%20%7B%7D%00", 400),
        ("/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%22%00%22%20%7D", 200),
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", 400),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=not%20an%20iri", 400),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=%00", 400),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=foo", 400),
        ("/sparql?query=ASK%7B%7D&timeout=soon", 400),
        ("/sparql?query=ASK%7B%7D&timeout=1_0", 400),
        ("/sparql?query=ASK%7B%7D&timeout=5&timeout=5", 400),
        ("/sparql?query", 400),
        ("/sparql?" + "&".join(["a=b"] * 10_000), 200),
        ("/id/%00", 404),
        ("/id/%FF", 404),
        ("/id/" + "a/" * 5_000, 404),
        ("/doc/%C3%28.ttl", 404),
        ("/%2e%2e/%2e%2e/etc/passwd", 404),
        ("//evil.example/", 404),
        ("/questions/%F0%9F%92%A3", 404),
    ],
)
def test_a_malformed_address_gets_a_plain_refusal(server: Server, path: str, status: int) -> None:
    answer = server.visitor().get(path, "*/*")
    assert answer.status == status, answer.text
    if status >= 400:
        assert answer.media_type == "application/problem+json"
        assert answer.json["status"] == status
        assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /sparql?query=\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET /\r\n\r\n",
        b"\x00\x00\x00\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nASK{}",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_not_http_is_refused_and_the_server_lives(server: Server, sent: bytes) -> None:
    assert status_of(spoken(server, sent, 1)) in (0, 400, 415, 501, 505)
    assert server.visitor().look_up(1).status == 200


@pytest.mark.parametrize("value", [b"\xff\xfe", b"text/\xc3\xa9", b"a" * 5_000, b",;q=,;;"])
@pytest.mark.parametrize("name", ["Accept", "Accept-Language", "Accept-Encoding", "If-None-Match"])
def test_odd_header_values_are_survived(server: Server, name: str, value: bytes) -> None:
    said = spoken(
        server,
        b"GET /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + name.encode()
        + b": "
        + value
        + b"\r\n\r\n",
    )
    assert status_of(said) in (200, 400, 406)
    said = spoken(
        server,
        b"OPTIONS / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"Access-Control-Request-Headers: " + value + b"\r\n\r\n",
    )
    assert status_of(said) in (204, 400)


# Meant for something else


@pytest.mark.parametrize(
    "path",
    [
        "/id/trap%0d%0aSet-Cookie:%20a=b",
        "/doc/trap%0d%0aSet-Cookie:%20a=b",
        "/sparql?lang=fr%0d%0aSet-Cookie:%20a=b",
        "/sparql?query=ASK%7B%7D&format=csv%0d%0aSet-Cookie:%20a=b",
        "/questions/x%0d%0aSet-Cookie:%20a=b?y=%0d%0aSet-Cookie:%20c=d",
        "/?lang=%0d%0aSet-Cookie:%20a=b",
    ],
)
def test_no_parameter_becomes_a_header(server: Server, path: str) -> None:
    answer = server.visitor().get(path)
    assert "Set-Cookie" not in answer.headers
    assert answer.status < 500


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2fapp.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/id/source/..%2f..%2f..%2fpyproject.txt",
        "/id/source/../../pyproject.txt",
        "/graph/..%2f..%2fmanifest.json",
        "/doc/..%2f..%2fmanifest.json",
        "/questions/..%2fpages%2fhome",
        "/ns/..%2f..%2fetc%2fpasswd",
        "/report/../manifest.json",
    ],
)
def test_no_path_leads_out_of_what_is_published(server: Server, path: str) -> None:
    answer = server.visitor().get(path, "*/*")
    if answer.status == 308:  # doubled slashes are merged first
        answer = server.visitor().get(urlsplit(answer.headers["Location"]).path, "*/*")
    assert answer.status in (400, 404)
    assert b"root:" not in answer.body
    assert b"def create_app" not in answer.body


@pytest.mark.parametrize("name", ["trap", "other"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_hostile_terms_do_not_run_in_a_page(server: Server, name: str, language: str) -> None:
    answer = server.visitor().get(f"/{language}/id/{name}", "text/html")
    assert answer.status == 200
    page = without_data(answer.text).replace('<img src="/static/logo.svg"', "")
    assert "<script" not in page.lower()
    assert "<img" not in page.lower()
    assert not re.search(r"<[^>]*\son\w+\s*=", page), "an event handler got into a tag"
    schemes = {target.partition(":")[0].lower() for target in re.findall(r'href="([^"]*)"', page)}
    assert not schemes & {"javascript", "data", "vbscript"}
    assert not re.search(r"href='|href=[^\"]", page)
    assert "7*7" in page or name == "other"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        f"/id/{quote(SCRIPT)}",
        f"/sparql?query={quote(SCRIPT)}",
        f"/sparql?query=ASK%7B%7D&format={quote(SCRIPT)}&timeout={quote(SCRIPT)}",
        f"/questions/{quote(SCRIPT)}",
        f"/questions/evolution?{quote(SCRIPT)}={quote(SCRIPT)}",
        f"/sparql?example={quote(SCRIPT)}&lang={quote(SCRIPT)}",
    ],
)
def test_what_is_asked_for_does_not_run_in_the_page_of_its_error(server: Server, path: str) -> None:
    answer = server.visitor().get(path, "text/html")
    assert answer.media_type == "text/html"
    assert "<script" not in answer.text


def test_csv_is_served_as_sparql_says_and_formulas_are_left_as_they_are(server: Server) -> None:
    """The standard gives values as they are; a prefix against spreadsheets would change the data.

    The type says that it is CSV and not to be guessed about; documents say to import it as text.
    """
    text = f"SELECT ?v {{ <{ID}trap> <{E}formula> ?v }} ORDER BY ?v"
    answer = server.visitor().query(text, "text/csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.body == b"v\r\n\t=1\r\n+1\r\n-1\r\n=1+1\r\n@SUM(A1)\r\n"


INJECTIONS = [
    'x" } UNION { ?chose ?propriete ?valeur } #',
    "x' } #",
    "\\",
    '\\" } #',
    "a\n} SELECT * { ?s ?p ?o } #",
    "> } ?s ?p ?o . { <x",
    "{ } VALUES ?x { 1 }",
    "$0 \\1 \\g<2>",
]


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        ("trouver-un-iri", "identifiant"),
        ("poles-par-region", "region"),
        ("evolution", "de"),
    ],
)
def test_a_parameter_of_a_question_stays_a_term(
    server: Server, question: str, parameter: str, value: str
) -> None:
    path = f"/questions/{question}?{parameter}={quote(value)}"
    answer = server.visitor().get(path, "text/csv")
    assert answer.status in (200, 400), answer.text
    if answer.status == 200:
        assert len(answer.text.splitlines()) == 1, "the value was read as a pattern"
    else:
        assert "not" in answer.json["detail"]
        assert "This is not SPARQL" not in answer.json["detail"], "the value broke the query"
