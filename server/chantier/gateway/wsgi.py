"""Between an HTTP exchange and the site's WSGI application: a request in, a whole answer out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

from chantier.errors import ChantierError
from chantier.gateway.representation import Headers
from chantier.httpd.exchange import Exchange

WholeAnswer = tuple[int, Headers, bytes]
"""Status, headers and body."""
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Refuse = Callable[[dict[str, Any], ChantierError], WholeAnswer]
"""Makes the answer to an error, from the WSGI environment of the request."""
_BODY_HEADERS = frozenset({"content-length", "content-encoding", "transfer-encoding"})
"""Headers about the body as it was sent: the application gets it read and decompressed."""
KEY_HEADERS = ("accept", "accept-language", "accept-datetime", "host", "x-forwarded-proto")
"""Headers that an answer may depend on: the cache keeps answers by them, so an application that
reads sees no others. Links that lead back here name the host."""


def run_app(app: WsgiApp, environ: dict[str, Any]) -> WholeAnswer:
    """Run a WSGI application on a request, whose environment is empty afterwards."""
    started: list[Any] = []

    def start_response(status: str, headers: Headers, _info: Any = None) -> None:
        started[:] = [int(status.split(" ", 1)[0]), headers]

    chunks = app(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        getattr(chunks, "close", bool)()
        environ.clear()  # the request is in it and it in the request, with all of the body
    return started[0], started[1], body


def environ_of(exchange: Exchange, body: bytes) -> dict[str, Any]:
    """A request as a WSGI environment.

    Source: https://peps.python.org/pep-3333/#environ-variables
    """
    host, _, port = exchange.server.rpartition(":")
    reads = exchange.method in ("GET", "HEAD")
    environ: dict[str, Any] = {
        # Flask would leave the body out of a HEAD, which is kept ready for the next GET.
        "REQUEST_METHOD": "GET" if exchange.method == "HEAD" else exchange.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": exchange.path.encode("utf-8").decode("latin-1"),
        "QUERY_STRING": exchange.query_string.encode("utf-8").decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": exchange.client.rpartition(":")[0],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in exchange.headers.items():
        if name in _BODY_HEADERS or (reads and not (value and name in KEY_HEADERS)):
            continue
        variable = name.upper().replace("-", "_")
        if variable != "CONTENT_TYPE":
            variable = f"HTTP_{variable}"
        known = environ.get(variable)
        environ[variable] = f"{known},{value}" if known else value
    return environ
