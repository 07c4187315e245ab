"""The process that waits for the next write: it may die, costs no write and stays with nobody."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from chantier.store import versions
from support.load import Server, crowd, under_load, until

pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("writes") / "var"
    versions.publish(data_dir, crowd())
    with under_load(
        data_dir, CHANTIER_WORKERS="1", CHANTIER_WRITES="true", CHANTIER_SHACL_GATE="false"
    ) as running:
        yield running


def test_who_does_not_write_has_no_process_for_it(server: Server) -> None:
    assert server.kinds()["next"] == []


def test_after_a_write_a_process_waits_for_the_next(server: Server) -> None:
    writer = server.writer()
    assert writer.write() == 204
    until(lambda: len(server.kinds()["next"]) == 1, 5, "none waits")
    (waiting,) = server.kinds()["next"]
    assert writer.write() == 204
    until(lambda: server.kinds()["next"] not in ([], [waiting]), 5, "it was not used")
    assert not writer.missing()


def test_one_that_died_while_it_waited_costs_no_write(server: Server) -> None:
    writer = server.writer()
    assert writer.write() == 204
    for number in range(4):
        until(lambda: len(server.kinds()["next"]) == 1, 5, "none waits")
        (waiting,) = server.kinds()["next"]
        os.kill(waiting, (signal.SIGKILL, signal.SIGTERM)[number % 2])
        until(lambda killed=waiting: server.has_ended(killed), 5, "it does not die")
        assert writer.write() == 204
    assert not writer.missing()


def test_a_write_is_answered_by_a_process_that_is_about_to_end(server: Server) -> None:
    """Without its fork server a process opens no version any more: the write must not wait."""
    writer = server.writer()
    with ThreadPoolExecutor(1) as thread:
        writing = thread.submit(writer.write)
        until(lambda: bool(server.kinds()["write"]), 5, "nobody writes")
        (fork_server,) = server.kinds()["fork"]
        os.kill(fork_server, signal.SIGKILL)
        started = time.monotonic()
        assert writing.result() == 204
        assert time.monotonic() - started < 4
    until(lambda: server.kinds()["fork"] not in ([], [fork_server]), 5, "no other comes")
    until(server.answers, 5, "no answers")
    assert not writer.missing()


def test_it_ends_with_the_process_that_it_waits_for(server: Server) -> None:
    assert server.writer().write() == 204
    until(lambda: len(server.kinds()["next"]) == 1, 5, "none waits")
    (waiting,) = server.kinds()["next"]
    for web in server.kinds()["web"]:
        os.kill(web, signal.SIGKILL)
    until(lambda: waiting not in server.pids(), 5, "it stays")
