"""Worker processes as a web process sees them, and the workers of one version."""

from __future__ import annotations

import asyncio
import json
import marshal
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import cast

from chantier.errors import QueryCrashed
from chantier.query.workers.fork_server import (
    LENGTH,
    SECONDS,
    Answer,
    Job,
    fork_worker,
    frame,
    has_ended,
)
from chantier.sandbox import send_signal
from chantier.store.manifest import Version

_START = SECONDS.size + LENGTH.size
"""Where the head of an answer starts."""
SPARE_WORKERS = 2
"""Workers that each web process keeps ready."""
MAX_FREE_WORKERS = 2 * SPARE_WORKERS + 4
"""Idle workers above which one that is done ends."""


class Worker(asyncio.Protocol):
    """One worker process, and the answer it is working on."""

    def __init__(self, generation: Generation, pid: int) -> None:
        self.generation, self.pid = generation, pid
        self.answer: Answer | None = None
        """The answer to the last job, once it is there."""
        self.ended = False
        """Whether its process ended."""
        self.core_before = 0.0
        """Seconds it had had on a core when it began its job."""
        self._transport: asyncio.Transport | None = None
        self._parts = bytearray()
        self._waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write to it."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is not a subclass

    def start(self, job: Job) -> None:
        """Hand it a job."""
        self.answer = None
        if self._transport:
            self._transport.write(frame(marshal.dumps(dict(job))))

    async def wait(self, seconds: float) -> bool:
        """Wait for the answer, or for ``wake``; whether there is more to wait for.

        Raises:
            QueryCrashed: its process ended.
        """
        if self.answer is None and not self.ended:
            loop = asyncio.get_running_loop()
            self._waiter = loop.create_future()
            timer = loop.call_later(seconds, self.wake)
            try:
                await self._waiter
            finally:
                timer.cancel()
        if self.answer is None and self.ended:
            raise QueryCrashed
        return self.answer is None

    def wake(self, _why: object = None) -> None:
        """End the waiting."""
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Collect the time and the two frames of an answer."""
        parts = self._parts
        parts += data
        if len(parts) < _START + LENGTH.size:
            return
        head_end = _START + LENGTH.unpack_from(parts, SECONDS.size)[0]
        body_start = head_end + LENGTH.size
        if len(parts) < body_start:
            return
        if len(parts) < body_start + LENGTH.unpack_from(parts, head_end)[0]:
            return
        head = json.loads(parts[_START:head_end]) if head_end > _START else {}
        self.core_before = SECONDS.unpack_from(parts)[0]
        self.answer = (head, bytes(memoryview(parts)[body_start:]))
        self._parts = bytearray()
        self.wake()

    def connection_lost(self, _error: Exception | None) -> None:
        """Its process ended: the query it was running has no answer."""
        self.ended = True
        self.generation.forget(self)
        self.wake()

    def kill(self) -> None:
        """End its process now."""
        if not self.ended:  # its id may belong to another by now
            send_signal(self.pid, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Let its process end when it is done."""
        if self._transport:
            self._transport.abort()


class Generation:
    """The workers of one version."""

    def __init__(self, version: Version, zygote: socket.socket) -> None:
        self.version, self._zygote = version, zygote
        self._free: list[Worker] = []
        self._living = set[Worker]()
        self.retired = False

    @property
    def ended(self) -> bool:
        """Whether the zygote is gone, so that no more workers can be had."""
        return not self.retired and has_ended(self._zygote)

    async def worker(self) -> Worker:
        """A free worker, a new one if need be.

        Raises:
            OSError: the zygote is gone.
        """
        while self._free:
            worker = self._free.pop()
            if not worker.ended:
                return worker
        return await self.fork()

    async def fork(self) -> Worker:
        """A new worker."""
        channel, pid = fork_worker(self._zygote)
        channel.setblocking(False)
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_connection(lambda: Worker(self, pid), sock=channel)
        self._living.add(worker)
        return worker

    def put_back(self, worker: Worker) -> None:
        """Take back a worker that is done."""
        if self.retired or len(self._free) >= MAX_FREE_WORKERS:
            worker.close()
        else:
            self._free.append(worker)

    def forget(self, worker: Worker) -> None:
        """Drop a worker whose process ended."""
        with suppress(ValueError):
            self._free.remove(worker)
        self._living.discard(worker)
        self._let_go()

    def retire(self) -> None:
        """Let go of the version: free workers end now, busy ones after their answer."""
        self.retired = True
        for worker in self._free:
            worker.close()
        self._free.clear()
        self._let_go()

    def _let_go(self) -> None:
        """End the zygote once its last worker has ended: they end with it."""
        if self.retired and not self._living:
            self._zygote.close()


def core_time(pid: int) -> float | None:
    """Seconds that a process had on a core; ``None`` where the system does not say.

    Source: https://docs.kernel.org/scheduler/sched-stats.html (/proc/PID/schedstat)
    """
    try:
        threads = Path(f"/proc/{pid}/task").iterdir()
        return sum(int((t / "schedstat").read_text().split()[0]) for t in threads) / 1e9
    except (OSError, ValueError, IndexError):
        return None
