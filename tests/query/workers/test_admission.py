"""A few short queries run at once, in fairness among clients, and long ones are known."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from chantier.errors import QueryCrashed
from chantier.query.workers.admission import Admission, is_long
from chantier.query.workers.worker import Generation, Worker
from chantier.store import versions

pytestmark = pytest.mark.alone


class Line:
    """Clients that take a slot in turn, each until it is let go."""

    def __init__(self, slots: int) -> None:
        self.admission = Admission(slots)
        self.served: list[str] = []
        self.done: dict[str, asyncio.Event] = {}

    async def come(self, name: str) -> asyncio.Task[None]:
        """Let a query come; its client is the first letter of its name."""
        self.done[name] = asyncio.Event()

        async def query() -> None:
            async with self.admission.slot(name[0]):
                self.served.append(name)
                await self.done[name].wait()

        task = asyncio.create_task(query())
        await settle()
        return task

    async def leave(self, name: str) -> None:
        self.done[name].set()
        await settle()


async def settle() -> None:
    """Let everything that can go on go on."""
    for _ in range(10):
        await asyncio.sleep(0)


def test_so_many_run_at_once_and_the_others_wait_in_order() -> None:
    async def test() -> None:
        line = Line(2)
        for name in ("a1", "b1", "c1", "d1"):
            await line.come(name)
        assert line.served == ["a1", "b1"]
        await line.leave("b1")
        assert line.served == ["a1", "b1", "c1"]
        await line.leave("a1")
        assert line.served == ["a1", "b1", "c1", "d1"]
        for name in ("c1", "d1"):
            await line.leave(name)

    asyncio.run(test())


def test_a_client_with_many_queries_makes_only_its_own_wait() -> None:
    async def test() -> None:
        line = Line(2)
        for name in ("a1", "a2", "a3", "a4", "b1"):
            await line.come(name)
        await line.leave("a1")
        assert line.served == ["a1", "a2", "b1"]
        for name in ("b1", "a2", "a3", "a4"):
            await line.leave(name)
        assert line.served == ["a1", "a2", "b1", "a3", "a4"]

    asyncio.run(test())


def test_one_that_gives_up_waiting_loses_nobody_a_slot() -> None:
    async def test() -> None:
        line = Line(1)
        await line.come("a1")
        gone = await line.come("b1")
        await line.come("c1")
        gone.cancel()
        await settle()
        await line.leave("a1")
        assert line.served == ["a1", "c1"]
        await line.leave("c1")
        await line.come("d1")
        assert line.served[-1] == "d1"
        await line.leave("d1")

    asyncio.run(test())


def test_one_that_leaves_as_its_slot_comes_passes_it_on() -> None:
    async def test() -> None:
        line = Line(1)
        first, gone = await line.come("a1"), await line.come("b1")
        await line.come("c1")
        line.done["a1"].set()
        await asyncio.sleep(0)
        assert first.done(), "the slot was not passed on yet"
        assert line.served == ["a1"], "it heard of its slot already"
        gone.cancel()
        await settle()
        assert line.served == ["a1", "c1"]
        await line.leave("c1")

    asyncio.run(test())


def test_an_error_gives_the_slot_back() -> None:
    async def test() -> None:
        admission = Admission(1)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                async with asyncio.timeout(5), admission.slot("a"):
                    _ = 1 / 0

    asyncio.run(test())


@pytest.fixture
def with_worker(tmp_path: Path, zygote: socket.socket) -> Callable[..., None]:
    """Runs a test with a worker."""

    def use(test: Callable[[Worker], Coroutine[Any, Any, None]]) -> None:
        async def whole() -> None:
            generation = Generation(versions.current(tmp_path), zygote)
            worker = await generation.worker()
            worker.start({"do": "pid", "self_kill": 30})
            assert not await worker.wait(20)  # it has started, which takes time on a core
            try:
                await test(worker)
            finally:
                worker.kill()
                await asyncio.sleep(0.1)  # the loop closes its socket

        asyncio.run(whole())

    return use


@pytest.mark.parametrize(
    ("job", "long"),
    [
        ({"do": "pid"}, False),
        ({"do": "idle", "seconds": 0.2}, False),
        ({"do": "spin", "seconds": 30}, True),
        ({"do": "idle", "seconds": 30}, True),
    ],
)
def test_a_query_is_long_by_its_time_on_a_core_or_after_many_looks(
    with_worker: Callable[..., None], job: dict[str, Any], long: bool
) -> None:
    async def test(worker: Worker) -> None:
        worker.start({**job, "self_kill": 30})
        assert await is_long(worker) is long

    with_worker(test)


def test_a_query_whose_process_ends_is_neither_short_nor_long(
    with_worker: Callable[..., None],
) -> None:
    async def test(worker: Worker) -> None:
        worker.start({"do": "idle", "seconds": 30, "self_kill": 30})
        asyncio.get_running_loop().call_later(0.1, os.kill, worker.pid, signal.SIGKILL)
        with pytest.raises(QueryCrashed):
            await is_long(worker)

    with_worker(test)
