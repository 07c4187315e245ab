"""Connections to other servers, at addresses that were checked, until a deadline."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import quote, urlsplit

import chantier
from chantier.errors import (
    AddressNotPublic,
    AnswerTooLarge,
    EndpointError,
    LimitExceeded,
    SettingError,
)
from chantier.namespaces import BASE
from chantier.net.public_addresses import is_public

REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
_DEFAULT_PORTS = {"https": 443, "http": 80}
_CONNECT_SECONDS = 10.0
_CHUNK_BYTES = 65_536
_ENTRY = re.compile(
    r"(?P<trusted>!?)(?:(?P<scheme>https?)://)?"
    r"(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._\-]+)(?::(?P<port>\d{1,5}))?/?"
)


@dataclass(frozen=True, slots=True)
class Destination:
    """The server and the path that a URL leads to."""

    scheme: str
    host: str
    port: int
    path: str
    """The path with the parameters."""
    trusted: bool = False
    """Whether its address may be one that is not public."""

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port."""
        return self.scheme, self.host, self.port

    @property
    def target(self) -> str:
        """The path and parameters, escaped as in a request line."""
        return quote(self.path, safe="/%:@!$&'()*+,;=~?-._")


def parse_destination(url: str) -> Destination | None:
    """The untrusted destination of a URL; ``None`` for what is not HTTP or names a user."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc:
        return None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Destination(scheme, host.lower(), _DEFAULT_PORTS[scheme] if port is None else port, path)


class ServiceHosts:
    """The operator's list of endpoints that may be queried."""

    def __init__(self, listed: str) -> None:
        """Read the setting ``service_hosts``.

        Raises:
            SettingError: an entry is not a host.
        """
        self._trusted: dict[tuple[str, str, int], bool] = {}
        for entry in filter(None, (part.strip().lower() for part in listed.split(","))):
            found = _ENTRY.fullmatch(entry)
            if not found or int(found["port"] or 1) > 65535:
                raise SettingError(
                    f"“service_hosts”: “{entry}” is not a host. Write example.org,"
                    " example.org:8443 or http://example.org, separated by commas."
                )
            trusted = bool(found["trusted"])
            schemes = ("https", "http") if trusted else ("https",)
            for scheme in (found["scheme"],) if found["scheme"] else schemes:
                port = int(found["port"] or _DEFAULT_PORTS[scheme])
                self._trusted[scheme, found["host"].strip("[]"), port] = trusted

    def __bool__(self) -> bool:
        """Whether the list names any endpoint."""
        return bool(self._trusted)

    def destination(self, url: str) -> Destination | None:
        """The destination of a URL; ``None`` when it is not on the list."""
        destination = parse_destination(url)
        if destination is None or destination.origin not in self._trusted:
            return None
        return replace(destination, trusted=self._trusted[destination.origin])


class Deadline:
    """A time limit for requests to other servers; any thread may make it expire earlier."""

    def __init__(self, seconds: float) -> None:
        self._time = time.monotonic() + seconds
        self._expired = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()

    @property
    def has_passed(self) -> bool:
        """Whether the time is up."""
        return self._expired or time.monotonic() >= self._time

    def seconds_left(self) -> float:
        """The seconds until the deadline.

        Raises:
            LimitExceeded: it has passed.
        """
        if self.has_passed:
            raise LimitExceeded("The time for asking other endpoints is up. Ask them for less.")
        return self._time - time.monotonic()

    def attach(self, connection: socket.socket | None) -> None:
        """Keep the connection to shut down on expiry; ``None`` for no more."""
        with self._lock:
            self._socket = connection
        if self._expired:
            self.expire()

    def expire(self) -> None:
        """Make the deadline pass now: the next read from the connection finds its end."""
        self._expired = True
        with self._lock, suppress(OSError):
            if self._socket:
                # The connection beneath TLS: another thread is using the TLS object.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


@contextmanager
def open_connection(destination: Destination, deadline: Deadline) -> Iterator[HTTPConnection]:
    """An HTTP connection to a destination, closed when the block ends, shut down at the deadline.

    Raises:
        EndpointError: the destination has no address.
        AddressNotPublic: it has one that is not public.
        LimitExceeded: the deadline has passed.
        OSError: none of its addresses answers.
    """
    http = HTTPConnection(destination.host, destination.port)
    http.default_port = _DEFAULT_PORTS[destination.scheme]
    http.auto_open = 0  # it never resolves and connects by itself
    # No single read may be long in a response that comes byte by byte and never ends.
    timer = threading.Timer(deadline.seconds_left(), deadline.expire)
    timer.daemon = True
    timer.start()
    try:
        http.sock = _connected(destination, deadline)
        yield http
    finally:
        timer.cancel()
        deadline.attach(None)
        http.close()


def read_response(response: HTTPResponse, deadline: Deadline, max_bytes: int) -> bytes:
    """The body of a response.

    Raises:
        AnswerTooLarge: it is longer than ``max_bytes``.
        LimitExceeded: the deadline passed between two parts of it.
    """
    parts, size = [], 0
    while part := response.read(_CHUNK_BYTES):
        deadline.seconds_left()
        size += len(part)
        if size > max_bytes:
            raise AnswerTooLarge(f"The answer is longer than {max_bytes:,} bytes.")
        parts.append(part)
    return b"".join(parts)


def user_agent(program: str) -> str:
    """The ``User-Agent`` header of a program of this project."""
    return f"{program}/{chantier.__version__} (+{BASE})"


def _connected(destination: Destination, deadline: Deadline) -> socket.socket:
    failure: OSError | None = None
    for family, address in checked_addresses(destination):
        raw = socket.socket(family, socket.SOCK_STREAM)
        try:
            raw.settimeout(min(_CONNECT_SECONDS, deadline.seconds_left()))
            raw.connect(address)
            return _secured(raw, destination, deadline)
        except OSError as error:
            raw.close()
            failure = error
        except LimitExceeded:
            raw.close()
            raise
    raise failure or OSError("it has no address")


def _secured(raw: socket.socket, destination: Destination, deadline: Deadline) -> socket.socket:
    if destination.scheme == "http":
        deadline.attach(raw)
        raw.settimeout(deadline.seconds_left())
        return raw
    secure = ssl.create_default_context().wrap_socket(
        raw, server_hostname=destination.host, do_handshake_on_connect=False
    )
    try:
        deadline.attach(secure)
        secure.do_handshake()
        secure.settimeout(deadline.seconds_left())
    except BaseException:
        secure.close()
        raise
    return secure


def checked_addresses(destination: Destination) -> list[tuple[socket.AddressFamily, Any]]:
    """The addresses of a destination, resolved once.

    Raises:
        EndpointError: it has no address.
        AddressNotPublic: it has one that is not public.
    """
    try:
        found = socket.getaddrinfo(destination.host, destination.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise EndpointError(f"“{destination.host}” has no address.") from error
    addresses: list[tuple[socket.AddressFamily, Any]] = [(item[0], item[4]) for item in found]
    if not destination.trusted and not all(is_public(str(address[0])) for _, address in addresses):
        raise AddressNotPublic(
            f"“{destination.host}” is at an address that is not public, and such are not asked."
        )
    return addresses
