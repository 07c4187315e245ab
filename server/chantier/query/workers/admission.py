"""Admission of short queries: a few run at once in each web process."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chantier.query.workers.worker import Worker, core_time

SLOW_QUERY_SECONDS = 0.05
"""A query that takes longer is slow: it waits its turn in the run queue."""
MAX_LOOKS_COUNT = 40
"""Looks at a query that waits for a core, after which it counts as long all the same."""


class Admission:
    """A number of slots; a free one goes to the client that holds the fewest, then in order.

    So a client that sends a great many queries at once makes only its own wait.
    """

    def __init__(self, slots: int) -> None:
        self._free = slots
        self._held = Counter[str]()
        self._waiting = deque[tuple[str, asyncio.Future[None]]]()

    @asynccontextmanager
    async def slot(self, client: str) -> AsyncIterator[None]:
        """Hold a slot."""
        if self._free:
            self._free -= 1
            self._held[client] += 1
        else:
            await self._wait(client)
        try:
            yield
        finally:
            self._give_back(client)

    async def _wait(self, client: str) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((client, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_back(client)
            else:
                self._waiting.remove((client, turn))
            raise

    def _give_back(self, client: str) -> None:
        self._held[client] -= 1
        if not self._held[client]:
            del self._held[client]
        waiting = [item for item in self._waiting if not item[1].done()]
        if not waiting:
            self._free += 1
            return
        chosen = min(waiting, key=lambda item: self._held[item[0]])  # the first of the least
        self._waiting.remove(chosen)
        self._held[chosen[0]] += 1
        chosen[1].set_result(None)


async def is_long(worker: Worker) -> bool:
    """Wait for a worker while its query is short; whether it is long.

    On a busy machine the clock alone would take short queries for long ones, so what counts after
    a while is the time that this query had on a core.

    Raises:
        QueryCrashed: its process ended.
    """
    if not await worker.wait(SLOW_QUERY_SECONDS):
        return False
    for _ in range(MAX_LOOKS_COUNT):
        spent = core_time(worker.pid)
        if spent is None or spent - worker.core_before > SLOW_QUERY_SECONDS:
            return True
        if not await worker.wait(SLOW_QUERY_SECONDS / 4):
            return False
    return True
