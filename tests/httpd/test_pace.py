"""Bytes that must move at a least pace."""

from __future__ import annotations

import socket

from chantier.httpd.pace import Pace, queued_bytes


def test_each_window_needs_its_bytes() -> None:
    pace = Pace(10, 3.0)
    looks = [(0, 500), (3, 500), (3.1, 530), (6, 531), (6.2, 560)]
    assert [pace.is_too_slow(*look) for look in looks] == [False] * 4 + [False]
    assert pace.is_too_slow(9.3, 589)


def test_much_at_once_buys_no_time_for_later() -> None:
    pace = Pace(10, 3.0)
    assert not pace.is_too_slow(0, 0)
    assert not pace.is_too_slow(4, 1_000_000)
    assert pace.is_too_slow(8, 1_000_001)


def test_a_rest_counts_for_nothing() -> None:
    pace = Pace(10, 3.0)
    assert not pace.is_too_slow(0, 0)
    pace.rest()
    assert not pace.is_too_slow(100, 0)
    assert not pace.is_too_slow(103, 0)
    assert pace.is_too_slow(103.1, 0)


def test_what_the_system_holds_for_a_client_that_reads_nothing_is_known() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        reader = socket.create_connection(listening.getsockname())
        writer, _ = listening.accept()
        with reader, writer:
            writer.setblocking(False)
            sent = writer.send(bytes(50_000_000))
            assert 0 < queued_bytes(writer.fileno()) <= sent
    assert queued_bytes(-1) == 0
