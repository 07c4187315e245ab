"""Fork server, zygote and worker: each does its part and ends with what it works for."""

from __future__ import annotations

import json
import marshal
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chantier.query.workers.fork_server import (
    LENGTH,
    READY,
    SECONDS,
    fork_worker,
    frame,
    has_ended,
    open_zygote,
)
from chantier.sandbox import is_alive
from chantier.store import versions
from support.jobs import draft

pytestmark = pytest.mark.alone


def exact(channel: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        part = channel.recv(size - len(received))
        if not part:
            raise ConnectionError("the worker ended")
        received += part
    return received


def answered(channel: socket.socket, self_kill: float = 20, **job: Any) -> tuple[bytes, bytes]:
    """The head and the body that a worker sends for a job."""
    channel.settimeout(20)
    channel.sendall(frame(marshal.dumps({**job, "self_kill": self_kill})))
    assert SECONDS.unpack(exact(channel, SECONDS.size))[0] > 0
    head = exact(channel, LENGTH.unpack(exact(channel, LENGTH.size))[0])
    return head, exact(channel, LENGTH.unpack(exact(channel, LENGTH.size))[0])


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()[1])


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 70_000])
def test_a_frame_is_a_length_and_that_many_bytes(content: bytes) -> None:
    framed = frame(content)
    assert framed[4:] == content
    assert int.from_bytes(framed[:4], "big") == len(content)


def test_a_worker_answers_one_job_after_the_other_with_the_version_it_was_forked_for(
    tmp_path: Path, zygote: socket.socket
) -> None:
    channel, pid = fork_worker(zygote)
    with channel:
        for _ in range(3):
            assert answered(channel, do="pid") == (b"", str(pid).encode())
        assert answered(channel, do="version") == (b"", versions.current_id(tmp_path).encode())
        head, body = answered(channel, do="large", size=3)
        assert (json.loads(head), body) == ({"size": 3}, b"xxx")


def test_workers_of_one_zygote_are_processes_of_their_own(zygote: socket.socket) -> None:
    (first, one), (second, two) = fork_worker(zygote), fork_worker(zygote)
    with first, second:
        assert one != two
        assert parent(one) == parent(two) != os.getpid()
        assert parent(parent(parent(one))) == os.getpid()
        os.kill(one, signal.SIGKILL)
        with pytest.raises(ConnectionError):
            answered(first, do="pid")
        assert answered(second, do="pid") == (b"", str(two).encode())


def test_versions_are_open_side_by_side_and_one_that_cannot_be_opened_closes(
    tmp_path: Path, fork_server: socket.socket, zygote: socket.socket
) -> None:
    old = versions.current_id(tmp_path)
    new = versions.publish(tmp_path, draft(2)).manifest.id
    with open_zygote(fork_server, "0" * 64) as broken:
        broken.settimeout(20)
        assert broken.recv(len(READY)) == b""
    with open_zygote(fork_server, new) as fresh:
        fresh.settimeout(20)
        assert fresh.recv(len(READY)) == READY
        (one, _), (two, _) = fork_worker(zygote), fork_worker(fresh)
        with one, two:
            assert answered(one, do="version")[1] == old.encode()
            assert answered(two, do="version")[1] == new.encode()


def test_a_worker_ends_when_its_socket_is_closed_and_the_others_stay(zygote: socket.socket) -> None:
    (first, one), (second, two) = fork_worker(zygote), fork_worker(zygote)
    with second:
        first.close()
        wait_for(lambda: not is_alive(one))
        assert answered(second, do="pid") == (b"", str(two).encode())


def test_a_worker_that_nothing_watches_ends_itself_after_its_time(zygote: socket.socket) -> None:
    channel, pid = fork_worker(zygote)
    with channel:
        with pytest.raises(ConnectionError):
            answered(channel, self_kill=0.2, do="spin", seconds=60)
        wait_for(lambda: not is_alive(pid))


def test_a_zygote_that_is_gone_is_seen_and_takes_its_workers_along(zygote: socket.socket) -> None:
    channel, pid = fork_worker(zygote)
    with channel:
        assert answered(channel, do="pid")[1] == str(pid).encode()
        assert not has_ended(zygote)
        os.kill(parent(pid), signal.SIGKILL)
        wait_for(lambda: has_ended(zygote))
        wait_for(lambda: not is_alive(pid))


def test_every_process_ends_when_the_commands_are_closed(
    fork_server: socket.socket, zygote: socket.socket
) -> None:
    channel, worker = fork_worker(zygote)
    family = [worker, parent(worker), parent(parent(worker))]
    assert not has_ended(fork_server)
    for end in (channel, zygote, fork_server):
        end.close()
    wait_for(lambda: not any(is_alive(pid) for pid in family))


def test_no_worker_is_had_of_a_zygote_that_is_gone(zygote: socket.socket) -> None:
    channel, pid = fork_worker(zygote)
    with channel:
        os.kill(parent(pid), signal.SIGKILL)
        wait_for(lambda: has_ended(zygote))
        with pytest.raises(OSError):  # noqa: PT011 — which one depends on the moment
            fork_worker(zygote)


def test_no_version_is_opened_once_the_fork_server_is_gone(
    fork_server: socket.socket, zygote: socket.socket
) -> None:
    channel, worker = fork_worker(zygote)
    with channel:
        os.kill(parent(parent(worker)), signal.SIGKILL)
        wait_for(lambda: has_ended(fork_server))
        with pytest.raises(OSError):  # noqa: PT011 — which one depends on the moment
            open_zygote(fork_server, "0" * 64)
