"""The pool without a web server: what it does with each kind of job and of death."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from chantier.errors import LimitExceeded, QueryCrashed, ServerBusy
from chantier.query.workers.fork_server import WorkerConfig
from chantier.query.workers.pool import ClientDisconnected, Pool, Submission
from chantier.query.workers.run_queue import RunQueue, RunQueueLimits, open_table
from chantier.store import versions
from support.jobs import draft, handle

pytestmark = pytest.mark.alone

ONE_AT_A_TIME = RunQueueLimits(running=1, queued=4, seconds_per_minute=60, burst=120)


@asynccontextmanager
async def running(pool: Pool) -> AsyncIterator[None]:
    switched = asyncio.Event()
    task = asyncio.create_task(pool.keep_up(lambda _version: switched.set()))
    try:
        await asyncio.wait_for(switched.wait(), 10)
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        pool.close()
        await asyncio.sleep(0.1)  # their sockets are closed by the loop


@pytest.fixture
def with_pool(tmp_path: Path) -> Callable[..., Any]:
    def use(
        test: Callable[[Pool], Coroutine[Any, Any, Any]],
        limits: RunQueueLimits = ONE_AT_A_TIME,
        wait_most: float = 5.0,
    ) -> Any:
        versions.publish(tmp_path, draft(1))
        pool = Pool(
            WorkerConfig(tmp_path, handle, 200_000_000),
            RunQueue(open_table(tmp_path / "run" / "turns"), limits),
            wait_most,
        )

        async def whole() -> Any:
            async with running(pool):
                return await test(pool)

        return asyncio.run(whole())

    return use


def asked(seconds: float = 5.0, client: str = "a", gone: Any = None, **job: Any) -> Submission:
    return Submission(job, client, seconds, gone or asyncio.Event().wait)


def test_a_job_is_answered_on_the_current_version(with_pool: Callable[..., Any]) -> None:
    async def test(pool: Pool) -> None:
        version, (head, body) = await pool.ask(asked(do="version"))
        assert body.decode() == version.manifest.id == pool.version.manifest.id  # type: ignore[union-attr]
        assert head == {}

    with_pool(test)


def test_a_long_job_runs_in_its_turn_and_its_time_is_told(with_pool: Callable[..., Any]) -> None:
    async def test(pool: Pool) -> None:
        first, second = asked(do="spin", seconds=0.4), asked(do="spin", seconds=0.4)
        await asyncio.gather(pool.ask(first), pool.ask(second))
        waits = sorted((first.timing.waited, second.timing.waited))
        assert waits[0] < 0.3
        assert waits[1] > 0.2, "two ran at once where one may"
        assert min(first.timing.ran, second.timing.ran) > 0.2

    # Both names of the setting are called “seconds”: the job’s and the requester’s.
    def asked(**job: Any) -> Submission:
        return Submission(job, "a", 5.0, asyncio.Event().wait)

    with_pool(test)


def test_a_job_past_its_time_is_ended(with_pool: Callable[..., Any]) -> None:
    async def test(pool: Pool) -> float:
        started = time.monotonic()
        with pytest.raises(LimitExceeded, match=r"limit of 0\.5 s"):
            await pool.ask(
                Submission({"do": "spin", "seconds": 60}, "a", 0.5, asyncio.Event().wait)
            )
        return time.monotonic() - started

    assert 0.45 < with_pool(test) < 2.0


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_worker_that_dies_costs_only_its_own_job(
    with_pool: Callable[..., Any], number: int
) -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(QueryCrashed):
            await pool.ask(asked(do="die", signal=int(number)))
        for _ in range(5):
            await pool.ask(asked(do="version"))

    with_pool(test)


def test_a_worker_that_wants_too_much_memory_costs_only_its_own_job(
    with_pool: Callable[..., Any],
) -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(QueryCrashed):
            await pool.ask(asked(do="grow", size=500_000_000))
        _, (_, body) = await pool.ask(asked(do="grow", size=50_000_000))
        assert body == b"50000000"

    with_pool(test)


def test_a_client_that_leaves_ends_its_job_and_frees_its_turn(
    with_pool: Callable[..., Any],
) -> None:
    async def test(pool: Pool) -> None:
        leaving = asyncio.Event()
        job = {"do": "spin", "seconds": 60}
        asking = asyncio.create_task(pool.ask(Submission(job, "a", 30, leaving.wait)))
        waiting = asyncio.create_task(pool.ask(Submission(job, "b", 30, leaving.wait)))
        await asyncio.sleep(0.3)
        leaving.set()
        for task in (asking, waiting):
            with pytest.raises(ClientDisconnected):
                await asyncio.wait_for(task, 2)
        other = Submission({"do": "spin", "seconds": 0.1}, "b", 5, asyncio.Event().wait)
        await asyncio.wait_for(pool.ask(other), 3)
        assert other.timing.waited < 0.5

    with_pool(test)


def test_waiting_in_the_queue_costs_a_client_nothing(with_pool: Callable[..., Any]) -> None:
    async def test(pool: Pool) -> None:
        leaving = asyncio.Event()
        never = asyncio.Event().wait
        spin = {"do": "spin", "seconds": 2.5}
        first = asyncio.create_task(pool.ask(Submission(spin, "first", 30, never)))
        await asyncio.sleep(0.2)
        second = Submission(spin, "second", 30, leaving.wait)
        waiting = asyncio.create_task(pool.ask(second))
        await asyncio.sleep(1.5)
        leaving.set()
        with pytest.raises(ClientDisconnected):
            await waiting
        assert second.timing.ran < 0.8
        await first

    with_pool(test)


def test_a_full_queue_and_a_spent_purse_are_told_apart(with_pool: Callable[..., Any]) -> None:
    async def test(pool: Pool) -> None:
        leaving = asyncio.Event()
        job = {"do": "spin", "seconds": 60}
        asking = [
            asyncio.create_task(pool.ask(Submission(job, f"client {number}", 30, leaving.wait)))
            for number in range(3)
        ]
        await asyncio.sleep(0.5)
        with pytest.raises(ServerBusy) as full:
            await pool.ask(Submission(job, "last", 30, leaving.wait))
        assert not full.value.own_fault
        leaving.set()
        await asyncio.gather(*asking, return_exceptions=True)
        short = Submission({"do": "spin", "seconds": 1.3}, "spender", 5, asyncio.Event().wait)
        await pool.ask(short)
        with pytest.raises(ServerBusy) as spent:
            await pool.ask(Submission(job, "spender", 5, asyncio.Event().wait))
        assert spent.value.own_fault
        assert spent.value.seconds >= 1

    with_pool(test, RunQueueLimits(running=1, queued=2, seconds_per_minute=6, burst=1))


def test_who_waits_too_long_is_told_to_come_back(with_pool: Callable[..., Any]) -> None:
    async def test(pool: Pool) -> None:
        never = asyncio.Event().wait
        job = {"do": "spin", "seconds": 60}
        first = asyncio.create_task(pool.ask(Submission(job, "a", 2, never)))
        await asyncio.sleep(0.3)
        with pytest.raises(ServerBusy, match="waited too long"):
            await pool.ask(Submission(job, "b", 2, never))
        with pytest.raises(LimitExceeded):
            await first

    with_pool(test, wait_most=0.5)


def test_another_version_is_switched_to_while_jobs_on_the_old_one_end(
    with_pool: Callable[..., Any], tmp_path: Path
) -> None:
    async def test(pool: Pool) -> None:
        old = pool.version
        spin = Submission({"do": "spin", "seconds": 0.8}, "a", 10, asyncio.Event().wait)
        busy = asyncio.create_task(pool.ask(spin))
        await asyncio.sleep(0.3)
        new = versions.publish(tmp_path, draft(2))
        deadline = time.monotonic() + 5
        while pool.version is old:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.01)
        _, (_, body) = await pool.ask(asked(do="version"))
        assert body.decode() == new.manifest.id
        version, (_, done) = await busy
        assert done == b"done"
        assert version is old

    with_pool(test)


def test_a_dead_zygote_is_replaced_before_anybody_notices(with_pool: Callable[..., Any]) -> None:
    async def test(pool: Pool) -> None:
        for _ in range(3):
            _, (_, pid) = await pool.ask(asked(do="pid"))
            status = Path(f"/proc/{int(pid)}/status").read_text(encoding="utf-8")
            zygote = next(int(x.split()[1]) for x in status.splitlines() if x.startswith("PPid"))
            os.kill(zygote, signal.SIGKILL)
            await asyncio.sleep(0.2)
            _, (_, other) = await pool.ask(asked(do="pid"))
            assert other != pid

    with_pool(test)


def test_a_broken_version_is_not_switched_to_and_tried_again_later(
    with_pool: Callable[..., Any], tmp_path: Path
) -> None:
    async def test(pool: Pool) -> None:
        old = pool.version
        new = versions.publish(tmp_path, draft(3))
        manifest = new.path / "manifest.json"
        whole = manifest.read_text(encoding="utf-8")
        manifest.write_text("{", encoding="utf-8")
        versions.switch(tmp_path, new.manifest.id)
        await asyncio.sleep(0.5)
        assert pool.version is old or pool.version.manifest.id == new.manifest.id  # type: ignore[union-attr]
        manifest.write_text(whole, encoding="utf-8")
        deadline = time.monotonic() + 8
        while pool.version is old:
            assert time.monotonic() < deadline, "it was given up for good"
            await asyncio.sleep(0.05)

    with_pool(test)
