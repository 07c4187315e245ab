"""The processes that run queries: seed, zygote, worker.

A web process forks a *seed* before it has threads; the seed holds nothing. Asked for a version, it
forks a *zygote*, which opens that version's store. Asked for a worker, the zygote forks one: the
store is already there, so a new worker answers within milliseconds. Each ends when the other end
of its socket does, so none outlives the web process.

Messages are frames: four bytes of length, then that many bytes. A worker takes a job (JSON) and
gives two frames: a head (JSON) and a body.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from chantier.store.dataset import Dataset
from chantier.store.isolation import confine, kill_self_after, run_with_deep_stack
from chantier.store.versions import load

_LOG = logging.getLogger(__name__)
_LENGTH = struct.Struct("!I")

Job = Mapping[str, Any]
Answer = tuple[dict[str, Any], bytes]
Handler = Callable[[Dataset, Job], Answer]
"""Does a job on a dataset; what it raises must already be part of its answer."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What one worker may take."""

    memory_bytes: int
    """Address space beyond what the opened store takes."""
    grace: float = 1.0
    """Seconds after a job's deadline at which a worker nobody watches ends itself."""


def frame(content: bytes) -> bytes:
    """Give content as a frame."""
    return _LENGTH.pack(len(content)) + content


def fork_seed(data_dir: Path, handler: Handler, limits: WorkerLimits) -> socket.socket:
    """Fork the seed and give the socket to command it. Call it before any thread starts."""
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        _end_with(_seed, theirs, data_dir, handler, limits)
    theirs.close()
    return ours


def open_zygote(seed: socket.socket, version_id: str) -> socket.socket:
    """Have a version opened; the socket answers ``ready`` once it is."""
    ours, theirs = socket.socketpair()
    socket.send_fds(seed, [version_id.encode()], [theirs.fileno()])
    theirs.close()
    return ours


def fork_worker(zygote: socket.socket) -> tuple[socket.socket, int]:
    """Have a worker forked; gives its socket and its process id.

    Raises:
        ConnectionError: the zygote is gone.
    """
    ours, theirs = socket.socketpair()
    try:
        socket.send_fds(zygote, [b"w"], [theirs.fileno()])
        pid = zygote.recv(_LENGTH.size, socket.MSG_WAITALL)
    except OSError as error:
        ours.close()
        raise ConnectionError("the zygote is gone") from error
    finally:
        theirs.close()
    if len(pid) < _LENGTH.size:
        ours.close()
        raise ConnectionError("the zygote is gone")
    return ours, _LENGTH.unpack(pid)[0]


def _seed(commands: socket.socket, data_dir: Path, handler: Handler, limits: WorkerLimits) -> None:
    while True:
        message, descriptors = _receive(commands)
        if not message:
            return
        control = socket.socket(fileno=descriptors[0])
        if os.fork() == 0:
            commands.close()
            _end_with(_zygote, control, data_dir, message.decode(), handler, limits)
        control.close()


def _zygote(
    commands: socket.socket, data_dir: Path, version_id: str, handler: Handler, limits: WorkerLimits
) -> None:
    dataset = Dataset(load(data_dir, version_id))
    if dataset.version.manifest.storage == "memory":
        _ = dataset.store  # one on disk is opened by each worker: its threads do not survive a fork
    commands.sendall(b"ready")
    while True:
        message, descriptors = _receive(commands)
        if not message:
            return
        channel = socket.socket(fileno=descriptors[0])
        pid = os.fork()
        if pid == 0:
            commands.close()
            _end_with(_worker, channel, dataset, handler, limits)
        channel.close()
        commands.sendall(_LENGTH.pack(pid))


def _worker(
    channel: socket.socket, dataset: Dataset, handler: Handler, limits: WorkerLimits
) -> None:
    _ = dataset.store
    on_disk = dataset.version.manifest.storage == "disk"
    confine(limits.memory_bytes, 1024 if on_disk else channel.fileno() + 8)

    def work() -> None:
        stream = channel.makefile("rb")
        while length := stream.read(_LENGTH.size):
            job = json.loads(stream.read(_LENGTH.unpack(length)[0]))
            kill_self_after(job["seconds"] + limits.grace)
            head, body = handler(dataset, job)
            kill_self_after(0)
            channel.sendall(frame(json.dumps(head).encode()) + frame(body))

    run_with_deep_stack(work)


def _receive(commands: socket.socket) -> tuple[bytes, list[int]]:
    """Give the next command with its descriptors; empty when the other end is gone."""
    try:
        message, descriptors, _, _ = socket.recv_fds(commands, 256, 1)
    except OSError:
        return b"", []
    return message, descriptors


def _end_with(work: Callable[..., None], *arguments: Any) -> NoReturn:
    """Do a forked child's work and end it, without running anything of the parent's."""
    code = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are reaped by the system
        work(*arguments)
        code = 0
    except Exception:
        _LOG.exception("a query process ended by an error")
    finally:
        os._exit(code)
