"""Other endpoints, on this machine: one that answers by an engine, some that misbehave."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox

RESULTS = "application/sparql-results+json"
EMPTY = b'{"head":{"vars":[]},"results":{"bindings":[]}}'


class Handler(BaseHTTPRequestHandler):
    """Keeps what it was asked, and answers as the endpoint it belongs to does."""

    endpoint: Endpoint

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length).decode()
        is_form = "urlencoded" in self.headers.get("Content-Type", "")
        self.asked(parse_qs(body).get("query", [""])[0] if is_form else body)

    def do_GET(self) -> None:
        self.asked("")

    def asked(self, query: str) -> None:
        self.endpoint.queries.append(query)
        self.endpoint.agents.append(self.headers.get("User-Agent", ""))
        with suppress(OSError):  # who asked may have had enough
            self.endpoint.answer(self, query)

    def give(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content_Type": RESULTS} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@dataclass
class Endpoint:
    answer: Callable[[Handler, str], None]
    port: int = 0
    queries: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/sparql"

    @property
    def listed(self) -> str:
        """How an operator lists it."""
        return f"!{self.host}"


@contextmanager
def endpoint(
    answer: Callable[[Handler, str], None], tls: ssl.SSLContext | None = None
) -> Iterator[Endpoint]:
    made = Endpoint(answer)
    handler = type("OfEndpoint", (Handler,), {"endpoint": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a client may leave
    if tls:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def engine(turtle: str) -> Callable[[Handler, str], None]:
    """Answer by an engine that holds some triples."""
    store = ox.Store()
    store.load(turtle, format=ox.RdfFormat.TURTLE, base_iri="http://e/")

    def answer(handler: Handler, query: str) -> None:
        try:
            results = store.query(query)
        except SyntaxError as error:
            handler.give(str(error).encode(), 400, Content_Type="text/plain")
            return
        assert isinstance(results, ox.QuerySolutions)
        body = results.serialize(format=ox.QueryResultsFormat.JSON)
        assert body is not None
        handler.give(body)

    return answer


def saying(body: bytes, status: int = 200, **headers: str) -> Callable[[Handler, str], None]:
    return lambda handler, _query: handler.give(body, status, **headers)


def dripping(handler: Handler, _query: str) -> None:
    """Send one byte now and then, for ever: no single wait is long."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(600):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def flooding(handler: Handler, _query: str) -> None:
    """Send without an end."""
    handler.wfile.write(f"HTTP/1.0 200 OK\r\nContent-Type: {RESULTS}\r\n\r\n".encode())
    while True:
        handler.wfile.write(b" " * 65_536)


@contextmanager
def trap(host: str = "127.0.0.1") -> Iterator[tuple[int, Callable[[], int]]]:
    """A port that nobody should reach: gives it, and how many connections came."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.bind((host, 0))
        listening.listen(16)
        listening.settimeout(0.05)

        def came() -> int:
            count = 0
            with suppress(TimeoutError):
                while True:
                    listening.accept()[0].close()
                    count += 1
            return count

        yield listening.getsockname()[1], came
