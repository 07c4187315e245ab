"""Values that a site makes once for the version being served."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

from flask import current_app

from chantier.store.dataset import Dataset

Value = TypeVar("Value")


@dataclass(slots=True)
class _Slot(Generic[Value]):
    lock: Lock = field(default_factory=Lock)
    last: tuple[Dataset, tuple[Hashable, ...], Value] | None = None


class PerVersion(Generic[Value]):
    """A value of a version: made by the first request that needs it, while the others wait.

    A value that is empty is not kept, as it may be known later.
    """

    def __init__(self, name: str, make: Callable[..., Value]) -> None:
        """Say what makes it; the value itself is kept in the application, under a name."""
        self._name = f"chantier.{name}"
        self._make = make

    def of(self, data: Dataset, *conditions: Hashable) -> Value:
        """The value of an open version, made anew when the version or a condition differs."""
        slot: _Slot[Value] = current_app.extensions.setdefault(self._name, _Slot())
        with slot.lock:
            last = slot.last
            if last is None or last[0] is not data or last[1] != conditions:
                last = data, conditions, self._make(data, *conditions)
                slot.last = last if last[2] else None
            return last[2]
