"""Worker processes as a web process sees them: their answers, their ends, and who is free."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from chantier.errors import QueryCrashed
from chantier.query.workers.fork_server import SECONDS, frame, has_ended
from chantier.query.workers.worker import MAX_FREE_WORKERS, Generation, Worker, core_time
from chantier.sandbox import is_alive
from chantier.store import versions

pytestmark = pytest.mark.alone

Test = Callable[[Generation], Coroutine[Any, Any, None]]


@pytest.fixture
def with_generation(tmp_path: Path, zygote: socket.socket) -> Callable[[Test], None]:
    """Runs a test with the workers of a version."""

    @asynccontextmanager
    async def generation() -> AsyncIterator[Generation]:
        made = Generation(versions.current(tmp_path), zygote)
        try:
            yield made
        finally:
            made.retire()
            await asyncio.sleep(0.1)  # the loop closes their sockets

    def use(test: Test) -> None:
        async def whole() -> None:
            async with generation() as made:
                await test(made)

        asyncio.run(whole())

    return use


def start(worker: Worker, **job: Any) -> None:
    worker.start({**job, "self_kill": 30})


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it does not come")


def test_an_answer_is_waited_for_and_comes_whole(
    with_generation: Callable[[Test], None],
) -> None:
    async def test(generation: Generation) -> None:
        worker = await generation.worker()
        for size in (0, 1, 70_000, 30_000_000):
            start(worker, do="large", size=size)
            assert not await worker.wait(20)
            assert worker.answer == ({"size": size}, b"x" * size)
        assert worker.core_before > 0
        start(worker, do="pid")
        assert not await worker.wait(20)
        assert worker.answer == ({}, str(worker.pid).encode())
        worker.kill()

    with_generation(test)


def test_an_answer_that_comes_byte_by_byte_is_the_same(
    with_generation: Callable[[Test], None],
) -> None:
    async def test(generation: Generation) -> None:
        worker = Worker(generation, 0)
        message = SECONDS.pack(1.5) + frame('{"é": 1}'.encode()) + frame(b"body")
        for at in range(len(message)):
            assert worker.answer is None
            worker.data_received(message[at : at + 1])
        assert worker.answer == ({"é": 1}, b"body")
        assert worker.core_before == 1.5

    with_generation(test)


def test_waiting_ends_with_time_or_a_wake_and_the_job_goes_on(
    with_generation: Callable[[Test], None],
) -> None:
    async def test(generation: Generation) -> None:
        worker = await generation.worker()
        worker.wake()  # nobody waits yet
        start(worker, do="idle", seconds=0.6)
        assert await worker.wait(0.01)
        asyncio.get_running_loop().call_later(0.05, worker.wake)
        assert await worker.wait(20)
        assert not await worker.wait(20)
        assert worker.answer == ({}, b"done")
        worker.kill()

    with_generation(test)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_worker_that_dies_has_no_answer_and_is_not_used_again(
    with_generation: Callable[[Test], None], number: signal.Signals
) -> None:
    async def test(generation: Generation) -> None:
        worker = await generation.worker()
        start(worker, do="die", signal=int(number))
        with pytest.raises(QueryCrashed):
            await worker.wait(20)
        assert worker.ended
        idle = await generation.worker()
        generation.put_back(idle)
        os.kill(idle.pid, number)
        await until(lambda: idle.ended)
        other = await generation.worker()
        assert other is not idle
        start(other, do="pid")
        assert not await other.wait(20)
        for one in (worker, idle, other):
            one.kill()

    with_generation(test)


def test_a_worker_that_is_done_is_used_again_and_too_many_are_let_go(
    with_generation: Callable[[Test], None],
) -> None:
    async def test(generation: Generation) -> None:
        first = await generation.worker()
        generation.put_back(first)
        assert await generation.worker() is first
        workers = [first, *[await generation.fork() for _ in range(MAX_FREE_WORKERS)]]
        for worker in workers:
            generation.put_back(worker)
        await until(lambda: workers[-1].ended)
        assert [worker.ended for worker in workers[:-1]] == [False] * MAX_FREE_WORKERS

    with_generation(test)


def test_a_version_that_is_let_go_ends_its_free_workers_at_once_and_busy_ones_when_done(
    with_generation: Callable[[Test], None], zygote: socket.socket
) -> None:
    async def test(generation: Generation) -> None:
        free, busy = await generation.fork(), await generation.fork()
        generation.put_back(free)
        start(busy, do="idle", seconds=0.5)
        generation.retire()
        assert not generation.ended, "it was let go, not lost"
        await until(lambda: free.ended)
        assert zygote.fileno() >= 0, "workers end with their zygote"
        assert not await busy.wait(20)
        assert busy.answer == ({}, b"done")
        generation.put_back(busy)
        await until(lambda: busy.ended)
        await until(lambda: not is_alive(busy.pid))
        assert zygote.fileno() == -1

    with_generation(test)


def test_a_version_whose_zygote_is_gone_is_known_to_have_no_more_workers(
    with_generation: Callable[[Test], None], zygote: socket.socket
) -> None:
    async def test(generation: Generation) -> None:
        worker = await generation.worker()
        start(worker, do="pid")
        assert not await worker.wait(20)
        stat = Path(f"/proc/{worker.pid}/stat").read_text(encoding="ascii")
        os.kill(int(stat.rpartition(") ")[2].split()[1]), signal.SIGKILL)
        await until(lambda: has_ended(zygote))
        assert generation.ended
        await until(lambda: worker.ended)

    with_generation(test)


def test_the_time_on_a_core_grows_with_work_and_is_unknown_for_no_process() -> None:
    before = core_time(os.getpid())
    assert before is not None
    assert sum(range(2_000_000)) > 0
    after = core_time(os.getpid())
    assert after is not None
    assert after > before
    assert core_time(2**22 + 1) is None  # above any process id
