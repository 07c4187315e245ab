"""Bytes go out as fast as the client takes them, which must not be too slow."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from chantier.httpd.budget import Budget
from chantier.httpd.pace import Pace, queued_bytes


class AnswerWriter:
    """The way out of one connection, and what is held because its client reads slowly."""

    def __init__(self, budget: Budget, pace: Pace) -> None:
        """Prepare to write.

        Args:
            budget: where what is held is counted.
            pace: at which the client must read.
        """
        self._budget, self._pace = budget, pace
        self._drained: asyncio.Future[None] | None = None
        self._held: tuple[str, bytes] | None = None
        """The client and the bytes that it reads slowly."""
        self._written_bytes = 0
        self.transport: asyncio.Transport

    @property
    def waits(self) -> bool:
        """Whether the client has to read before more is written."""
        return self._drained is not None

    def send(self, parts: Sequence[bytes]) -> None:
        """Write bytes."""
        if not self.transport.is_closing():
            self._written_bytes += sum(map(len, parts))
            self.transport.writelines(parts)

    def hold(self, client: str, part: bytes) -> None:
        """Count bytes that did not go out at once as held for a client."""
        if self._held is None:
            self._held = client, part
            self._budget.hold(client, part)

    async def drained(self) -> None:
        """Return when the client has read enough, or left."""
        if self._drained is not None:
            await self._drained

    def pause(self) -> None:
        """The client reads more slowly than it is written to."""
        self._drained = asyncio.get_running_loop().create_future()

    def resume(self) -> None:
        """The client caught up, or left: what is written next need not wait for it."""
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        self._drained = None
        if self._held is not None:
            self._budget.let_go(*self._held)
            self._held = None

    def is_too_slow(self, now: float) -> bool:
        """Whether the client reads more slowly than it must."""
        unsent_bytes = self.transport.get_write_buffer_size()
        if not unsent_bytes:
            self._pace.rest()
            return False
        queued = queued_bytes(self.transport.get_extra_info("socket").fileno())
        return self._pace.is_too_slow(now, self._written_bytes - unsent_bytes - queued)

    @property
    def has_unsent(self) -> bool:
        """Whether something that was written has not gone out."""
        return bool(self.transport.get_write_buffer_size())
