"""Crowds that read or send slowly: others are served, memory stays low, and falls again."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from chantier.store import versions
from support.load import HOSTILE, Crew, Server, crowd, percentile, under_load, until

pytestmark = pytest.mark.load

SLOW_CLIENTS = 200
SLOW_SECONDS = 20
MAX_GROWTH_BYTES = 256 << 20
"""Memory that a web process may take beyond what it takes when nobody asks."""
MAX_LEFT_BYTES = 100 << 20
"""What may be left of it: the cache, of 64 MB."""
MAX_HEALTH_SECONDS = 0.5
RECEIVE_BYTES = 16 << 10
"""What the system of a slow reader takes for it."""
LARGE = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 33000 # "
BODY_BYTES = 9_000_000
BOMBS = {
    "application/sparql-query": gzip.compress(b"<" * 9_900_000, 9),
    "application/x-www-form-urlencoded": gzip.compress(b"query=" + b"%3C" * 3_300_000, 9),
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    data_dir = tmp_path / "var"
    versions.publish(data_dir, crowd())
    with under_load(data_dir, CHANTIER_CLIENT_BURST_SECONDS="100000") as running:
        yield running


def dial(server: Server) -> socket.socket:
    place = urlsplit(server.url)
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
    line.bind((HOSTILE, 0))
    line.settimeout(20)
    line.connect((str(place.hostname), place.port))
    return line


def resident_bytes(pid: int) -> int:
    """The memory that a process has."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def reader(server: Server, number: int) -> socket.socket:
    """A client that asks for 8 MB that nobody else asks for, and reads none of it yet."""
    line = dial(server)
    head = f"GET /sparql?query={quote(LARGE)}{number} HTTP/1.1\r\nHost: x\r\n"
    line.sendall(f"{head}Accept: application/sparql-results+json\r\n\r\n".encode())
    return line


def sender(server: Server) -> socket.socket:
    """A client that sends all but the end of a large body."""
    line = dial(server)
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    line.settimeout(2)
    with suppress(OSError):  # it is refused, or no more is taken of it
        line.sendall(head + b"Content-Length: %d\r\n\r\n" % BODY_BYTES)
        line.sendall(b"#" * (BODY_BYTES - 1_000))
    return line


def trickle(readers: list[socket.socket], senders: list[socket.socket]) -> None:
    """Read and send a byte a second."""
    for _ in range(SLOW_SECONDS):
        for line in senders:
            with suppress(OSError):
                line.send(b"s", socket.MSG_DONTWAIT)
        for line in readers:
            with suppress(OSError):
                line.recv(1, socket.MSG_DONTWAIT)
        time.sleep(1)


def throw(server: Server, bomb: tuple[str, bytes]) -> None:
    sent = {"Content-Encoding": "gzip", "Content-Type": bomb[0]}
    assert server.visitor(HOSTILE).send("POST", "/sparql", sent, bomb[1]).status == 413
    time.sleep(1)


def test_crowds_that_are_slow_cost_others_little_and_leave_nothing(
    server: Server, pytestconfig: pytest.Config
) -> None:
    webs = server.kinds()["web"]
    for number in range(20):
        server.visitor().look_up(number)
    quiet = {pid: resident_bytes(pid) for pid in webs}
    peaks, took = dict(quiet), list[float]()

    def watch(_thread: int) -> None:
        for pid in webs:
            peaks[pid] = max(peaks[pid], resident_bytes(pid))
        started = time.perf_counter()
        assert server.visitor().get("/healthz").status == 200
        took.append(time.perf_counter() - started)
        time.sleep(0.01)

    with ExitStack() as lines, Crew(watch, 1) as watching:
        readers = [lines.enter_context(reader(server, number)) for number in range(SLOW_CLIENTS)]
        senders = [lines.enter_context(sender(server)) for _ in range(SLOW_CLIENTS)]
        bombs = Crew(lambda thread: throw(server, list(BOMBS.items())[thread % 2]), 4)
        with bombs:
            trickle(readers, senders)
    grown = {pid: peaks[pid] - quiet[pid] for pid in webs}
    if pytestconfig.option.verbose > 0:
        slowest = percentile(took, 0.99), max(took)
        print(f"grown by {grown}, bombs {bombs.rounds}, /healthz {slowest}")  # noqa: T201
    assert not watching.failures, watching.failures[0]
    assert not bombs.failures, bombs.failures[0]
    assert max(grown.values()) < MAX_GROWTH_BYTES
    assert percentile(took, 0.99) < MAX_HEALTH_SECONDS
    for pid in webs:
        until(lambda pid=pid: resident_bytes(pid) < quiet[pid] + MAX_LEFT_BYTES, 10, "it stays")
