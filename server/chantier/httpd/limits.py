"""What a client may send and keep open, how much is held for it, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

MAX_HEAD_BYTES = 128 << 10
"""A request's first line and headers."""
MAX_UNREAD_BYTES = 256 << 10
"""Of a body, what is read before the application takes it."""
MAX_PIPELINED_REQUESTS = 8
"""Requests that are read ahead on one connection."""
FREE_BYTES = 8 << 10
"""Of each request, what is held without being counted."""
PIPELINED_BYTES = 2 << 10
"""What a request that waits behind another takes beside its body, roughly."""
SMALL_ANSWER_BYTES = 64 << 10
"""Answers up to this size are sent whatever else is held: they end with the next read."""
IDLE_SECONDS = 75.0
"""Time without a request after which a connection is closed."""
HEAD_SECONDS = 20.0
"""Time that the head of a request may take."""
LINGER_SECONDS = 5.0
"""Time for which a refused client may go on sending, so that it reads why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an operator may set."""

    answer_bytes: int = 64_000_000
    """Of answers that clients read slowly, what is held at once."""
    request_bytes: int = 48_000_000
    """Of requests that are not answered yet, what is held at once."""
    client_connections: int = 500
    """Connections of one client, and requests of one client that are under way."""
    bytes_per_second: int = 1_000
    """The least pace of a body that arrives, and of an answer that is read."""
    body_window_seconds: float = 30.0
    """Time over which the pace of a body is judged, again and again."""
    answer_window_seconds: float = 60.0
    """The same of an answer; longer, since systems at both ends take and pass on much at once."""
    drain_seconds: float = 60.0
    """Time that requests under way have when the server stops."""
    keep_seconds: float = 1.0
    """Time for which a connection that waits for a request is kept when the server stops."""
