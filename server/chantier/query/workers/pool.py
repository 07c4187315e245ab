"""Workers that answer: short queries at once, long ones in turn, none beyond its time.

A query starts at once on a free worker. One not done within ``SLOW_QUERY_SECONDS`` is long: its
worker is stopped until its turn comes and, if it still goes on, loses priority. So a long query
holds back nobody but other long ones, and a worker that dies costs only the query it was running.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

from chantier.errors import BilingualError, LimitExceeded, ServerBusy
from chantier.query.workers.admission import Admission, is_long
from chantier.query.workers.choice import VersionChoice
from chantier.query.workers.fork_server import (
    READY,
    Answer,
    Job,
    WorkerConfig,
    has_ended,
    open_zygote,
    start_fork_server,
)
from chantier.query.workers.run_queue import RunQueue
from chantier.query.workers.worker import SPARE_WORKERS, Generation, Worker
from chantier.sandbox import send_signal
from chantier.store.manifest import Version

_LOG = logging.getLogger(__name__)

LOST_SECONDS = 4.0
"""Time that a process without its fork server has to answer what it still can."""
POLL_SECONDS = 0.02
"""Time between two looks at the run queue, and at the version being served."""
OPEN_SECONDS = 10
"""Time that a query waits for the first version to be open."""
DEMOTE_AFTER_SECONDS = 1.0
"""Time after which a long query loses priority, and its worker is not used again."""
SELF_KILL_SECONDS = 5.0
"""Time after its last deadline at which a worker that nothing watches ends itself."""
MAX_SHORT_QUERIES = 2
"""Short queries that each web process runs at once; more would only take turns on the cores."""
DEMOTED_NICE_LEVEL = 15
"""The niceness (``setpriority``) of a demoted worker."""


class ClientDisconnected(Exception):
    """The client closed its connection before the answer was there."""


@dataclass(slots=True)
class Timing:
    """Where the time of an answer went, in seconds."""

    waited: float = 0.0
    ran: float = 0.0
    hints: list[str] = field(default_factory=list)
    """Advice on a query that ran long."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A job with what its requester allows."""

    job: Job
    client: str
    seconds: float
    disconnected: Callable[[], Awaitable[object]]
    """Returns when the client has disconnected."""
    timing: Timing = field(default_factory=Timing)


class Pool:
    """Answers jobs on the version being served."""

    def __init__(
        self, worker_config: WorkerConfig, run_queue: RunQueue, max_queue_seconds: float
    ) -> None:
        """Start the fork server; call it before the web process has threads.

        Args:
            worker_config: what query processes need to know.
            run_queue: the queue shared with the other web processes.
            max_queue_seconds: how long a query may wait for its turn.
        """
        self._worker_config, self._run_queue = worker_config, run_queue
        self._max_queue_seconds = max_queue_seconds
        self._fork_server = start_fork_server(worker_config)
        self._choice = VersionChoice(worker_config.data_dir)
        self._current: Generation | None = None
        self._admission = Admission(MAX_SHORT_QUERIES)
        self._arrived = asyncio.Event()
        self._turn_free = asyncio.Event()

    def close(self) -> None:
        """Let the query processes end, those that are busy after their answer."""
        if self._current:
            self._current.retire()
        self._fork_server.close()

    @property
    def version(self) -> Version | None:
        """The version that is being answered from; ``None`` until the first is open."""
        return self._current.version if self._current else None

    def problem(self) -> BilingualError | None:
        """What is wrong with the version that was to be served; ``None`` where it is whole."""
        return self._choice.problem

    async def keep_up(self, on_switch: Callable[[Version], None]) -> None:
        """Open each new version and switch to it; runs until cancelled.

        When the fork server is lost nothing can be opened any more: the process ends, and the
        supervisor starts another.
        """
        opened = 0
        while True:
            wanted = self._choice.look()
            if self._current and self._current.ended:
                self._current.retire()
            if has_ended(self._fork_server):
                _LOG.critical("the fork server is gone; this process ends")
                os.kill(os.getpid(), signal.SIGTERM)
                end = (os.getpid(), signal.SIGKILL)
                asyncio.get_running_loop().call_later(LOST_SECONDS, os.kill, *end)
                return
            if wanted and wanted.number != (opened if self._current else 0):
                try:
                    await self._switch(wanted.version)
                except OSError:
                    _LOG.exception("version %s could not be opened", wanted.version.manifest.id)
                    self._choice.put_off(wanted)
                else:
                    opened = wanted.number
                    self._choice.opened()
                    on_switch(wanted.version)
            elif self._current and self._current.retired:
                self._current = None
            await asyncio.sleep(POLL_SECONDS)

    async def _switch(self, version: Version) -> None:
        loop = asyncio.get_running_loop()
        zygote = open_zygote(self._fork_server, version.manifest.id)
        zygote.setblocking(False)
        if await loop.sock_recv(zygote, len(READY)) != READY:
            zygote.close()
            raise ConnectionAbortedError("the zygote ended before it was ready")
        zygote.setblocking(True)
        fresh = Generation(version, zygote)
        for worker in [await fresh.fork() for _ in range(SPARE_WORKERS)]:
            fresh.put_back(worker)
        old, self._current = self._current, fresh
        self._arrived.set()
        if old:
            old.retire()

    async def generation(self) -> Generation:
        """The generation in service; waits a moment for the first.

        Raises:
            ServerBusy: there is none yet.
        """
        if self._current is None or self._current.retired:
            self._arrived.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), OPEN_SECONDS)
        if self._current is None:
            raise ServerBusy("The graph is being opened. Try again in a moment.", 1)
        return self._current

    async def ask(self, submission: Submission) -> tuple[Version, Answer]:
        """Do a job in a worker.

        Returns:
            The version that was asked, and the worker's answer.

        Raises:
            ServerBusy: the queue is full, or the client has spent its time.
            LimitExceeded: the query ran past its time.
            QueryCrashed: its process ended.
            ClientDisconnected: nobody waits for the answer any more.
        """
        last_deadline = submission.seconds + self._max_queue_seconds
        job = {**submission.job, "self_kill": last_deadline + SELF_KILL_SECONDS}
        timing, joined = submission.timing, time.perf_counter()
        async with self._admission.slot(submission.client):
            generation, worker = await self._worker()
            started = time.perf_counter()
            timing.waited = started - joined
            try:
                worker.start(job)
                unfinished = await is_long(worker)
            except BaseException:
                worker.kill()
                raise
        timing.ran = time.perf_counter() - started
        if unfinished:
            try:
                await self._finish_long(submission, worker, timing.ran)
            except BaseException:
                worker.kill()
                raise
        if timing.ran > DEMOTE_AFTER_SECONDS:
            worker.kill()  # its priority cannot be raised again
        else:
            generation.put_back(worker)
        return generation.version, cast(Answer, worker.answer)

    async def _worker(self) -> tuple[Generation, Worker]:
        """A free worker; where the zygote is gone, once ``keep_up`` opened the version again.

        Raises:
            ServerBusy: no version is open, or its zygote is gone again.
        """
        for _ in range(2):
            generation = await self.generation()
            try:
                return generation, await generation.worker()
            except OSError:
                generation.retire()
        raise ServerBusy("The query processes are being restarted. Try again.", 1)

    async def _finish_long(self, asked: Submission, worker: Worker, before: float) -> None:
        """Run a query on in its turn; it has run ``before`` seconds already."""
        owed = self._run_queue.overdrawn(asked.client)
        if owed:
            raise ServerBusy(
                "This client has used up its query time. Long queries are answered again in"
                f" {owed:.0f} s; short ones are answered now.",
                int(owed) + 1,
                own_fault=True,
            )
        index = self._run_queue.join(asked.client)
        if index is None:
            raise ServerBusy("Too many long queries are waiting. Try again in a moment.", 5)
        disconnected = asyncio.ensure_future(asked.disconnected())
        disconnected.add_done_callback(worker.wake)
        joined = time.perf_counter()
        started = 0.0
        try:
            await self._await_turn(index, worker, disconnected)
            started = time.perf_counter()
            asked.timing.waited += started - joined
            unfinished = await worker.wait(min(DEMOTE_AFTER_SECONDS, asked.seconds) - before)
            if unfinished and not disconnected.done() and asked.seconds > DEMOTE_AFTER_SECONDS:
                with suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, worker.pid, DEMOTED_NICE_LEVEL)
                unfinished = await worker.wait(asked.seconds - max(DEMOTE_AFTER_SECONDS, before))
        finally:
            asked.timing.ran = before + (time.perf_counter() - started if started else 0.0)
            self._run_queue.leave(index)
            self._turn_free.set()  # those of other processes look for themselves
            self._run_queue.charge(asked.client, asked.timing.ran)
            client_left = disconnected.done()
            disconnected.cancel()
        if unfinished and client_left:
            raise ClientDisconnected
        if unfinished:
            raise LimitExceeded(
                f"The query ran past its limit of {asked.seconds:g} s and was ended. Ask for less:"
                " add conditions, a LIMIT, or split it."
            )

    async def _await_turn(
        self,
        index: int,
        worker: Worker,
        disconnected: asyncio.Future[object],
    ) -> None:
        """Stop the worker until its turn comes.

        Raises:
            ClientDisconnected: nobody waits for the answer any more.
            ServerBusy: the turn did not come in time.
        """
        if self._run_queue.try_start(index):
            return
        send_signal(worker.pid, signal.SIGSTOP)
        deadline = time.monotonic() + self._max_queue_seconds
        while not self._run_queue.try_start(index):
            self._turn_free.clear()
            free = asyncio.ensure_future(self._turn_free.wait())
            await asyncio.wait(
                (disconnected, free), timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            free.cancel()
            if disconnected.done():
                raise ClientDisconnected
            if time.monotonic() > deadline:
                raise ServerBusy("The query waited too long for its turn. Try again later.", 10)
        send_signal(worker.pid, signal.SIGCONT)
