"""Which IRIs may be visited, and at which addresses.

The operator names a site and may say where other IRIs are served. Nothing else is visited unless
asked for, and then only at public addresses. A host that was public at first stays so: a name that
leads inside later, or a redirect that does, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chantier.errors import EndpointError
from chantier.net.connections import Destination, checked_addresses, parse_destination
from chantier.net.public_addresses import is_public


class Reach:
    """The addresses of one examination."""

    def __init__(self, site: str, maps: Iterable[tuple[str, str]] = (), outside: bool = False):
        """Look up the addresses of the hosts that the operator names.

        Raises:
            EndpointError: one is not an HTTP address, or has none.
        """
        self._outside = outside
        self.maps = dict(maps)
        """The starts of IRIs, each with the address from which such are fetched."""
        self._trusted: dict[tuple[str, str, int], bool] = {}
        self._hosts: set[str] = set()
        for target in (*self.maps.values(), self.address(site)):
            self._add_host(target)

    def address(self, iri: str) -> str:
        """The address from which an IRI is fetched; the longest mapping that fits decides."""
        start = max(filter(iri.startswith, self.maps), key=len, default="")
        return self.maps.get(start, start) + iri.removeprefix(start)

    def destination(self, url: str) -> Destination | None:
        """The destination of an address; ``None`` when it is not to be visited."""
        destination = parse_destination(url)
        if destination is None:
            return None
        if destination.origin in self._trusted:
            return replace(destination, trusted=self._trusted[destination.origin])
        return destination if self._outside or destination.host in self._hosts else None

    def is_inside(self, iri: str) -> bool:
        """Whether an IRI is served by a host that the operator named."""
        destination = parse_destination(self.address(iri))
        return destination is not None and destination.host in self._hosts

    def _add_host(self, url: str) -> None:
        destination = parse_destination(url)
        if destination is None:
            raise EndpointError(f"“{url}” is not an address. Write http://… or https://….")
        found = checked_addresses(replace(destination, trusted=True))
        # An operator who names a private address means it; a public name must stay public.
        public = all(is_public(str(address[0])) for _, address in found)
        self._trusted[destination.origin] = not public
        self._hosts.add(destination.host)
