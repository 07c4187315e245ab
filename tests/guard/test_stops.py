"""A server that is told to stop answers what it was asked, and loses nothing."""

from __future__ import annotations

import http.client
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from chantier.store import versions
from support.load import DIRECT, E, Server, crowd, under_load, until

pytestmark = pytest.mark.alone

LONG = f"SELECT (COUNT(*) AS ?n) {{ ?a <{E}p> ?b . ?c <{E}p> ?d . ?e <{E}p> ?f }}"
LIMIT_SECONDS = 8
"""What a long query may take; the server used to wait for five."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    data_dir = tmp_path / "var"
    versions.publish(data_dir, crowd())
    with under_load(
        data_dir,
        CHANTIER_QUERY_SECONDS=str(LIMIT_SECONDS),
        CHANTIER_CLIENT_BURST_SECONDS="100000",
        CHANTIER_WRITES="true",
        CHANTIER_SHACL_GATE="false",
    ) as running:
        yield running


def supervisor(server: Server) -> int:
    (pid,) = server.kinds()["main"]
    return pid


def stop(server: Server) -> None:
    os.kill(supervisor(server), signal.SIGTERM)


def stop_all(server: Server) -> None:
    """As systemd does: each process of the service is told."""
    pids = server.pids() - set(server.kinds()["next"])
    first = supervisor(server)
    for pid in (first, *sorted(pids - {first})):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


class Visitor(threading.Thread):
    """Asks over and over, on one connection while that is kept, until nobody listens any more."""

    def __init__(self, server: Server, number: int) -> None:
        super().__init__(daemon=True)
        self._place, self._number = urlsplit(server.url), number
        self.answers = 0
        self.lost: list[BaseException] = []

    def run(self) -> None:
        line = http.client.HTTPConnection(str(self._place.hostname), self._place.port, timeout=30)
        while True:
            if line.sock is None:
                try:
                    line.connect()
                except (ConnectionRefusedError, ConnectionResetError):
                    return  # reset: refused while connecting, before anything was asked
            try:
                self._ask(line)
                self.answers += 1
            except (OSError, http.client.HTTPException, AssertionError) as error:
                self.lost.append(error)
                return

    def _ask(self, line: http.client.HTTPConnection) -> None:
        text = f"SELECT ?o {{ <{E}n{self.answers % 2_000}> <{E}p> ?o }} # {self._number}"
        line.request("POST", "/sparql", text.encode(), DIRECT | {"Accept": "text/csv"})
        answer = line.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        assert body.startswith(b"o\r\nhttp://e/n"), body


@pytest.mark.parametrize("told", [stop, stop_all])
def test_of_many_requests_none_is_lost_and_a_long_query_is_answered(
    server: Server, told: Callable[[Server], None]
) -> None:
    writer = server.writer()
    visitors = [Visitor(server, number) for number in range(12)]
    with ThreadPoolExecutor(2) as others:
        long = others.submit(server.visitor("127.0.0.2", 60).post, LONG)
        until(lambda: server.core_seconds() > 0 and bool(server.kinds()["worker"]), 5, "none runs")
        for visitor in visitors:
            visitor.start()
        time.sleep(0.7)
        writing = others.submit(writer.write)
        until(lambda: bool(server.kinds()["write"]), 10, "nobody writes")
        asked = time.monotonic()
        told(server)
        assert writing.result(60) == 204
        assert long.result(60).status == 504, "it was cut before its time"
    for visitor in visitors:
        visitor.join(60)
    assert [visitor.lost for visitor in visitors] == [[]] * 12
    assert sum(visitor.answers for visitor in visitors) > 100
    until(lambda: not server.pids(), 20, "it does not end")
    assert time.monotonic() - asked < LIMIT_SECONDS + 20


def test_a_second_signal_ends_it_at_once(server: Server) -> None:
    with ThreadPoolExecutor(1) as others:
        cut = others.submit(server.visitor("127.0.0.2", 60).post, LONG)
        until(lambda: server.core_seconds() > 0 and bool(server.kinds()["worker"]), 5, "none runs")
        time.sleep(0.5)
        stop(server)
        time.sleep(0.5)
        assert server.pids()
        stop(server)
        until(lambda: not server.pids(), 3, "it does not end")
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            cut.result(10)


def test_who_waits_for_a_request_does_not_hold_it_up(server: Server) -> None:
    place = urlsplit(server.url)
    line = http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)
    line.request("GET", "/healthz")
    assert line.getresponse().read()
    stop(server)
    until(lambda: not server.pids(), 10, "it does not end")
    line.close()
