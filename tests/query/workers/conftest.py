"""What tests of query processes share: a fork server, and a zygote of a small version."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from chantier.query.workers.fork_server import (
    READY,
    WorkerConfig,
    open_zygote,
    start_fork_server,
)
from chantier.store import versions
from support.jobs import draft, handle


@pytest.fixture
def fork_server(tmp_path: Path) -> Iterator[socket.socket]:
    """The socket to command a fork server of the data directory ``tmp_path``."""
    versions.publish(tmp_path, draft(1))
    with start_fork_server(WorkerConfig(tmp_path, handle, 200_000_000)) as commands:
        yield commands


@pytest.fixture
def zygote(tmp_path: Path, fork_server: socket.socket) -> Iterator[socket.socket]:
    """The socket to command a zygote that is ready."""
    with open_zygote(fork_server, versions.current_id(tmp_path)) as commands:
        commands.settimeout(20)
        assert commands.recv(len(READY)) == READY
        commands.settimeout(None)
        yield commands
