"""The least pace at which bytes must move."""

from __future__ import annotations

import fcntl
import struct
import termios
from math import inf

_COUNT = struct.Struct("=i")


class Pace:
    """So many bytes must move in every window of time.

    That bounds the whole as well: it takes no longer than its size at that pace, and a window.
    """

    __slots__ = ("_ends", "_goal_bytes", "_window_bytes", "_window_seconds")

    def __init__(self, bytes_per_second: float, window_seconds: float) -> None:
        """Judge nothing before the first look."""
        self._window_seconds = window_seconds
        self._window_bytes = bytes_per_second * window_seconds
        self._goal_bytes, self._ends = 0.0, inf

    def rest(self) -> None:
        """Nothing has to move until the next look."""
        self._ends = inf

    def is_too_slow(self, now: float, moved_bytes: int) -> bool:
        """Look how much has moved; after a rest, a window begins with that."""
        if self._ends == inf or (now > self._ends and moved_bytes >= self._goal_bytes):
            self._ends = now + self._window_seconds
            self._goal_bytes = moved_bytes + self._window_bytes
        return now > self._ends


def queued_bytes(descriptor: int) -> int:
    """What the system has of a socket to send, and the other end has not confirmed.

    Source: https://man7.org/linux/man-pages/man7/tcp.7.html (SIOCOUTQ); 0 where it is not told.
    """
    try:
        return int(_COUNT.unpack(fcntl.ioctl(descriptor, termios.TIOCOUTQ, bytes(_COUNT.size)))[0])
    except (OSError, ValueError):  # it is closed
        return 0
