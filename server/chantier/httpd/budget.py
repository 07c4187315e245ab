"""Bytes that a process holds for its clients: a limit for all, and half of it for each."""

from __future__ import annotations

from collections import Counter

_ALL = ""
"""The owner that every client is part of."""


class Budget:
    """Counts the bytes held for each client and for all.

    Objects that are held for several, such as an answer from the cache, count once.
    """

    def __init__(self, max_bytes: int) -> None:
        """Start with nothing held."""
        self._max_bytes = max_bytes
        self._sizes_bytes = Counter[str]()
        self._holders = Counter[tuple[str, int]]()

    @property
    def held_bytes(self) -> int:
        """What is held for all clients."""
        return self._sizes_bytes[_ALL]

    def affords(self, client: str, size_bytes: int, held: object = None) -> bool:
        """Whether so much more may be held for a client.

        One thing may always be held where nothing is: else what is larger would never be.
        """
        for owner, max_bytes in self._limits(client):
            size = self._sizes_bytes[owner]
            counted = held is not None and self._holders[owner, id(held)]
            if size and not counted and size + size_bytes > max_bytes:
                return False
        return True

    def take(self, client: str, size_bytes: int) -> None:
        """Count bytes that are held for a client."""
        for owner, _ in self._limits(client):
            self._sizes_bytes[owner] += size_bytes

    def give_back(self, client: str, size_bytes: int) -> None:
        """Count bytes out."""
        for owner, _ in self._limits(client):
            self._sizes_bytes[owner] -= size_bytes
            if not self._sizes_bytes[owner]:
                del self._sizes_bytes[owner]

    def hold(self, client: str, held: bytes) -> None:
        """Count an object that is held for a client, once for each client and once for all."""
        for owner, _ in self._limits(client):
            if not self._holders[owner, id(held)]:
                self._sizes_bytes[owner] += len(held)
            self._holders[owner, id(held)] += 1

    def let_go(self, client: str, held: bytes) -> None:
        """Count an object out."""
        for owner, _ in self._limits(client):
            self._holders[owner, id(held)] -= 1
            if not self._holders[owner, id(held)]:
                del self._holders[owner, id(held)]
                self._sizes_bytes[owner] -= len(held)
                if not self._sizes_bytes[owner]:
                    del self._sizes_bytes[owner]

    def _limits(self, client: str) -> tuple[tuple[str, int], ...]:
        """Who counts what a client holds, and up to how much."""
        everybody = (_ALL, self._max_bytes)
        return (everybody, (client, self._max_bytes // 2)) if client else (everybody,)
