"""Connections to endpoints on the operator's list, at addresses that were checked."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit

from chantier.errors import AddressNotPublic, EndpointError, LimitExceeded, SettingError
from chantier.net.public_addresses import is_public

_PORTS = {"https": 443, "http": 80}
_CONNECT_MOST = 10.0
"""Seconds until a connection must stand."""
_ENTRY = re.compile(
    r"(?P<trusted>!?)(?:(?P<scheme>https?)://)?"
    r"(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._\-]+)(?::(?P<port>\d{1,5}))?/?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a URL leads, once it was found on the list."""

    scheme: str
    host: str
    port: int
    path: str
    """With the parameters."""
    trusted: bool = False
    """Whether it may be at any address."""

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port."""
        return self.scheme, self.host, self.port

    @property
    def target(self) -> str:
        """The path and parameters as a request writes them."""
        return quote(self.path, safe="/%:@!$&'()*+,;=~?-._")


def located(url: str) -> Place | None:
    """Give where a URL leads, trusting nobody; ``None`` for what is not HTTP or names a user."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host or "@" in parts.netloc:
        return None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(scheme, host.lower(), _PORTS[scheme] if port is None else port, path)


class ServiceHosts:
    """The operator's list of endpoints that may be asked."""

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
                port = int(found["port"] or _PORTS[scheme])
                self._trusted[scheme, found["host"].strip("[]"), port] = trusted

    def __bool__(self) -> bool:
        """Tell whether any endpoint may be asked."""
        return bool(self._trusted)

    def place(self, url: str) -> Place | None:
        """Give where a URL leads; ``None`` when that is not on the list."""
        place = located(url)
        if place is None or place.origin not in self._trusted:
            return None
        return replace(place, trusted=self._trusted[place.origin])


class Patience:
    """How long somebody waits for an endpoint; whoever holds it may end it earlier."""

    def __init__(self, seconds: float) -> None:
        """Start the clock."""
        self._deadline = time.monotonic() + seconds
        self._ended = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self._ended or time.monotonic() >= self._deadline

    def left(self) -> float:
        """Give the seconds that are left.

        Raises:
            LimitExceeded: none are.
        """
        if self.is_over:
            raise LimitExceeded("The time for asking other endpoints is up. Ask them for less.")
        return self._deadline - time.monotonic()

    def hold(self, link: socket.socket) -> None:
        """Remember the connection that ends with it."""
        with self._lock:
            self._socket = link
        if self._ended:
            self.end()

    def let_go(self) -> None:
        """Forget the connection."""
        with self._lock:
            self._socket = None

    def end(self) -> None:
        """End it now: whoever reads from the connection reads its end."""
        self._ended = True
        with self._lock, suppress(OSError):
            if self._socket:
                # The connection beneath TLS: another thread is using the TLS object.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


@contextmanager
def connection(place: Place, patience: Patience) -> Iterator[HTTPConnection]:
    """Give a connection to a place, made to an address that was checked.

    Raises:
        EndpointError: it has no address.
        AddressNotPublic: it has one that is not public.
        OSError: none of its addresses answers.
    """
    link = HTTPConnection(place.host, place.port)
    link.default_port = _PORTS[place.scheme]
    link.auto_open = 0  # it never resolves and connects by itself
    try:
        link.sock = _connected(place, patience)
        yield link
    finally:
        patience.let_go()
        link.close()


def _connected(place: Place, patience: Patience) -> socket.socket:
    failure: OSError | None = None
    for family, address in checked_addresses(place):
        raw = socket.socket(family, socket.SOCK_STREAM)
        try:
            raw.settimeout(min(_CONNECT_MOST, patience.left()))
            raw.connect(address)
            return _secured(raw, place, patience)
        except OSError as error:
            raw.close()
            failure = error
        except LimitExceeded:
            raw.close()
            raise
    raise failure or OSError("it has no address")


def _secured(raw: socket.socket, place: Place, patience: Patience) -> socket.socket:
    if place.scheme == "http":
        patience.hold(raw)
        raw.settimeout(patience.left())
        return raw
    secure = ssl.create_default_context().wrap_socket(
        raw, server_hostname=place.host, do_handshake_on_connect=False
    )
    try:
        patience.hold(secure)
        secure.do_handshake()
        secure.settimeout(patience.left())
    except BaseException:
        secure.close()
        raise
    return secure


def checked_addresses(place: Place) -> list[tuple[socket.AddressFamily, Any]]:
    """Resolve a place, once.

    Raises:
        EndpointError: it has no address.
        AddressNotPublic: it has one that is not public.
    """
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise EndpointError(f"“{place.host}” has no address.") from error
    addresses: list[tuple[socket.AddressFamily, Any]] = [(item[0], item[4]) for item in found]
    if not place.trusted and not all(is_public(str(address[0])) for _, address in addresses):
        raise AddressNotPublic(
            f"“{place.host}” is at an address that is not public, and such are not asked."
        )
    return addresses
