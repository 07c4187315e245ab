"""What one web process did since it started: how many answers, and how long they took."""

from __future__ import annotations

import math
import time
from collections import deque

MAX_TIMED_ANSWERS = 1_000
"""Answers whose time is remembered."""


class Metrics:
    """Counts the answers of one process; it costs an addition where answers are ready."""

    def __init__(self) -> None:
        """Start counting."""
        self.started = self.loaded = time.time()
        """When the process started, and when it opened the version that it serves; as Unix time."""
        self._born = time.monotonic()
        self.cached = 0
        """Answers that were ready."""
        self.computed = 0
        """Answers that had to be made."""
        self._seconds = deque[float](maxlen=MAX_TIMED_ANSWERS)

    def uptime(self) -> float:
        """Seconds since the process started, whatever became of the clock."""
        return time.monotonic() - self._born

    def made(self, seconds: float) -> None:
        """Note an answer that had to be made, and how long that took."""
        self.computed += 1
        self._seconds.append(seconds)

    def quantile(self, share: float) -> float | None:
        """Seconds within which a share of the last answers were made.

        ``None`` before there is any.
        """
        seconds = sorted(self._seconds.copy())
        return seconds[max(math.ceil(share * len(seconds)) - 1, 0)] if seconds else None
