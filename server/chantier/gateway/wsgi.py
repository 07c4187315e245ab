"""Between the edge and Flask's WSGI: a request in, a whole answer out."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask

from chantier.errors import ChantierError, RequestTooLarge
from chantier.gateway.representation import Headers
from chantier.httpd.exchange import Exchange
from chantier.query.sparql.protocol import inflate
from chantier.site.context import Requester
from chantier.site.errors import answer_to

WholeAnswer = tuple[int, Headers, bytes]
"""Status, headers and body."""


async def read_body(exchange: Exchange, most: int) -> bytes:
    """Read a request's body and undo its compression.

    Raises:
        RequestTooLarge: it is longer than ``most`` bytes, or what it decompresses to is.
        UnsupportedMediaType: its compression is not one that is read here.
    """
    if exchange.method in ("GET", "HEAD"):
        return b""
    parts, size = [], 0
    async for part in exchange.body():
        parts.append(part)
        size += len(part)
        if size > most:
            raise RequestTooLarge(f"The body is longer than {most:,} bytes.")
    return inflate(b"".join(parts), exchange.headers.get("content-encoding"), most)


def page(app: Flask, exchange: Exchange, body: bytes, requester: Requester) -> WholeAnswer:
    """Have Flask answer; the queries that the visitor wrote are asked by the visitor."""
    told: list[Any] = []

    def start_response(status: str, headers: Headers, _info: Any = None) -> Any:
        told[:] = [int(status.split(" ", 1)[0]), headers]
        return None

    environ = _environ(exchange, body) | {"chantier.requester": requester}
    content = b"".join(app(environ, start_response))
    return told[0], told[1], content


def refusal(app: Flask, exchange: Exchange, error: ChantierError) -> WholeAnswer:
    """Have Flask say what was wrong, as a page or a problem document."""
    with app.request_context(_environ(exchange, b"")):
        response = app.process_response(answer_to(error))
        return response.status_code, list(response.headers), response.get_data()


def _environ(exchange: Exchange, body: bytes) -> dict[str, Any]:
    """Give a request as WSGI says it.

    Source: https://peps.python.org/pep-3333/#environ-variables
    """
    host, _, port = exchange.server.rpartition(":")
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
        variable = name.upper().replace("-", "_")
        if variable in ("CONTENT_LENGTH", "CONTENT_ENCODING", "TRANSFER_ENCODING"):
            continue  # the body was read and inflated
        if exchange.method in ("GET", "HEAD") and variable in (
            "IF_NONE_MATCH",
            "IF_MODIFIED_SINCE",
        ):
            continue  # the edge compares, for all answers alike
        if variable != "CONTENT_TYPE":
            variable = f"HTTP_{variable}"
        known = environ.get(variable)
        environ[variable] = f"{known},{value}" if known else value
    return environ
