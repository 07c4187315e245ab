"""Crowds that read or send slowly: others are served, memory stays low, and falls again."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from chantier.store import versions
from support.load import HOSTILE, Crew, Server, crowd, percentile, under_load, until

pytestmark = pytest.mark.load

SLOW_CLIENTS = 200
MAX_GROWTH_BYTES = 256 << 20
"""Memory that a web process may take beyond what it takes when nobody asks."""
RECEIVE_BYTES = 16 << 10
"""What a slow reader's system takes for it."""
LARGE = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 33000 # "
BOMB = gzip.compress(b"<" * 9_900_000, 9)
FORM_BOMB = gzip.compress(b"query=" + b"%3C" * 3_300_000, 9)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    data_dir = tmp_path / "var"
    versions.publish(data_dir, crowd())
    with under_load(data_dir, CHANTIER_CLIENT_BURST_SECONDS="100000") as running:
        yield running


def dial(server: Server, source: str) -> socket.socket:
    place = urlsplit(server.url)
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
    line.bind((source, 0))
    line.settimeout(20)
    line.connect((str(place.hostname), place.port))
    return line


def resident(pid: int) -> int:
    """Bytes of memory that a process has."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return 1024 * next(int(x.split()[1]) for x in status.splitlines() if x.startswith("VmRSS"))


def reader(server: Server, number: int) -> socket.socket:
    """A client that asks for 8 MB that nobody else asks for, and reads none of it yet."""
    line = dial(server, HOSTILE)
    text = quote(f"{LARGE}{number}")
    head = f"GET /sparql?query={text} HTTP/1.1\r\nHost: x\r\n"
    line.sendall(f"{head}Accept: application/sparql-results+json\r\n\r\n".encode())
    return line


def sender(server: Server) -> socket.socket:
    """A client that sends all but the end of a large body."""
    line = dial(server, HOSTILE)
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    line.sendall(head + b"Content-Length: 9000000\r\n\r\n")
    line.settimeout(2)
    try:
        line.sendall(b"#" * 8_999_000)
    except OSError:
        pass  # refused, or not taken any more
    return line


def test_slow_crowds_and_bombs_cost_others_nothing_and_leave_nothing(server: Server) -> None:
    webs = server.kinds()["web"]
    for number in range(20):
        server.visitor().look_up(number)
    quiet = {pid: resident(pid) for pid in webs}
    peaks = dict(quiet)
    took: list[float] = []
    stop = threading.Event()

    def watch(_thread: int) -> None:
        for pid in webs:
            peaks[pid] = max(peaks[pid], resident(pid))
        started = time.perf_counter()
        assert server.visitor().get("/healthz").status == 200
        took.append(time.perf_counter() - started)
        time.sleep(0.01)

    def bomb(number: int) -> None:
        sent = {"Content-Encoding": "gzip"}
        kind = ("application/sparql-query", "application/x-www-form-urlencoded")[number % 2]
        sent["Content-Type"] = kind
        body = (BOMB, FORM_BOMB)[number % 2]
        assert server.visitor(HOSTILE).send("POST", "/sparql", sent, body).status == 413

    with ExitStack() as lines, Crew(watch, 1) as watching:
        readers = [lines.enter_context(reader(server, n)) for n in range(SLOW_CLIENTS)]
        senders = [lines.enter_context(sender(server)) for n in range(SLOW_CLIENTS)]
        bombs = [threading.Thread(target=bomb, args=(n,)) for n in range(4)]
        for thread in bombs:
            thread.start()
        for _ in range(20):
            for line in senders:
                try:
                    line.send(b"s")
                except OSError:
                    pass
            for line in readers:
                line.settimeout(0.001)
                try:
                    line.recv(1)
                except OSError:
                    pass
            time.sleep(1)
        for thread in bombs:
            thread.join(20)
    print(
        {p: (quiet[p] >> 20, peaks[p] >> 20) for p in webs},
        "p50",
        percentile(took, 0.5),
        "p99",
        percentile(took, 0.99),
        "max",
        max(took),
        len(took),
    )
    print(watching.failures)
    for i in range(10):
        time.sleep(2)
        print([resident(p) >> 20 for p in webs])
