"""The processes that run queries: fork server, zygote, worker.

A web process forks a *fork server* before it has threads; it holds nothing. Asked for a version, it
forks a *zygote*, which opens that version's store. Asked for a worker, the zygote forks one: the
store is already there, so a new worker answers within milliseconds. Each ends when the other end
of its socket does, so none outlives the web process.

Messages between a web process and a worker are frames: four bytes of length, then that many bytes.
A worker takes a job (marshal: it comes from its own parent) and sends the seconds it has had on a
core so far, then two frames: a head (JSON, empty when all went well) and a body.
"""

from __future__ import annotations

import json
import logging
import marshal
import os
import signal
import socket
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from chantier.default_dataset import DefaultDataset
from chantier.sandbox import (
    close_files_but,
    confine,
    ignore_stop_signals,
    kill_self_after,
    name_process,
    run_with_deep_stack,
)
from chantier.store.dataset import Dataset
from chantier.store.default_graph import IN_MEMORY
from chantier.store.versions import load

_LOG = logging.getLogger(__name__)
DISK_STORE_FILES = 1024
"""File descriptors that a worker may hold when its store is on disk."""
WORKER_NICE_LEVEL = 5
"""The niceness of a worker: the web process, which answers everybody, goes before it."""
LENGTH = struct.Struct("!I")
SECONDS = struct.Struct("!d")
READY = b"ready"

Job = Mapping[str, Any]
Answer = tuple[dict[str, Any], bytes]
Handler = Callable[[Dataset, Job], Answer]
"""Does a job on a dataset; deliberate errors are part of its answer."""


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """What every query process needs to know."""

    data_dir: Path
    handler: Handler
    memory_bytes: int
    """Address space a job may take beyond the opened store."""
    default: DefaultDataset = DefaultDataset.FACTS
    """What a query asks that names no graph."""


def frame(content: bytes) -> bytes:
    """Content as a frame."""
    return LENGTH.pack(len(content)) + content


def start_fork_server(worker_config: WorkerConfig) -> socket.socket:
    """Start the fork server, before any thread; returns the socket to command it."""
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        close_files_but(theirs.fileno())
        _end_after(_fork_server, theirs, worker_config)
    theirs.close()
    return ours


def open_zygote(fork_server: socket.socket, version_id: str) -> socket.socket:
    """Have a version opened; the socket says ``READY`` once it is, or closes if it cannot be.

    Raises:
        OSError: the fork server is gone.
    """
    return _sent_pair(fork_server, version_id.encode())


def has_ended(commands: socket.socket) -> bool:
    """Whether the process at the other end, which only answers commands, has ended."""
    try:
        return not commands.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True


def fork_worker(zygote: socket.socket) -> tuple[socket.socket, int]:
    """Fork a worker; returns its socket and its process id.

    Raises:
        OSError: the zygote is gone.
    """
    ours = _sent_pair(zygote, b"w")
    pid = zygote.recv(LENGTH.size, socket.MSG_WAITALL)
    if len(pid) < LENGTH.size:
        ours.close()
        raise ConnectionResetError("the zygote is gone")
    return ours, LENGTH.unpack(pid)[0]


def _sent_pair(commands: socket.socket, message: bytes) -> socket.socket:
    """Send one end of a socket pair with a command; returns the other end."""
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            socket.send_fds(commands, [message], [theirs.fileno()])
        except OSError:
            ours.close()
            raise
    return ours


def _fork_server(commands: socket.socket, worker_config: WorkerConfig) -> None:
    name_process("chantier-fork")
    while received := _receive(commands):
        version_id, control = received
        if os.fork() == 0:
            commands.close()
            _end_after(_zygote, control, worker_config, version_id.decode())
        control.close()


def _zygote(commands: socket.socket, worker_config: WorkerConfig, version_id: str) -> None:
    name_process("chantier-zygote")
    dataset = Dataset(load(worker_config.data_dir, version_id), worker_config.default)
    if dataset.version.manifest.storage == IN_MEMORY:
        _ = dataset.store  # a store on disk has threads, which no fork inherits: workers open it
    commands.sendall(READY)
    while received := _receive(commands):
        _, channel = received
        zygote, pid = os.getpid(), os.fork()
        if pid == 0:
            commands.close()
            _end_after(_worker, channel, worker_config, dataset, zygote)
        channel.close()
        commands.sendall(LENGTH.pack(pid))


def _worker(
    channel: socket.socket, worker_config: WorkerConfig, dataset: Dataset, zygote: int
) -> None:
    os.nice(WORKER_NICE_LEVEL)
    _ = dataset.store
    on_disk = dataset.version.manifest.storage != IN_MEMORY
    files = DISK_STORE_FILES if on_disk else channel.fileno() + 1
    kept = confine(worker_config.memory_bytes, files, zygote)
    name_process("chantier-worker")
    if kept:
        _LOG.error("a query process could not be deprived of %s", " and ".join(kept))

    def work() -> None:
        with channel.makefile("rb") as stream:
            while len(length := stream.read(LENGTH.size)) == LENGTH.size:
                job = marshal.loads(stream.read(LENGTH.unpack(length)[0]))  # noqa: S302 — ours
                kill_self_after(job["self_kill"])
                head, body = worker_config.handler(dataset, job)
                kill_self_after(0)
                head_json = json.dumps(head).encode() if head else b""
                spent = SECONDS.pack(time.process_time())
                channel.sendall(spent + frame(head_json) + frame(body))

    run_with_deep_stack(work)


def _receive(commands: socket.socket) -> tuple[bytes, socket.socket] | None:
    """The next command and the socket that came with it; ``None`` when the other end is closed."""
    try:
        message, descriptors, _, _ = socket.recv_fds(commands, 256, 1)
    except OSError:
        return None
    return (message, socket.socket(fileno=descriptors[0])) if descriptors else None


def _end_after(work: Callable[..., None], *arguments: Any) -> NoReturn:
    """Do a forked child's work and end the process, running nothing that belongs to the parent."""
    code = 1
    try:
        ignore_stop_signals()  # the end of its socket ends it, once what it does is done
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system reaps our children
        signal.set_wakeup_fd(-1)
        work(*arguments)
        code = 0
    except (ConnectionError, KeyboardInterrupt):
        pass
    except Exception:
        _LOG.exception("a query process ended by an error")
    finally:
        os._exit(code)
