"""What a client may send and keep open, and for how long."""

MAX_HEAD_BYTES = 128 << 10
"""A request's first line and headers."""
MAX_UNREAD_BYTES = 256 << 10
"""Of a body, what is read before the application takes it."""
MAX_PIPELINED_REQUESTS = 8
"""Requests that are read ahead on one connection."""
IDLE_SECONDS = 75.0
"""Time without a request after which a connection is closed."""
HEAD_SECONDS = 20.0
"""Time that the head of a request may take."""
BODY_SECONDS = 30.0
"""Time that may pass until more of a body comes."""
READER_SECONDS = 60.0
"""Time that may pass until a client reads more of its answer."""
LINGER_SECONDS = 5.0
"""Time for which a refused client may go on sending, so that it reads why."""
