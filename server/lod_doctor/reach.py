"""Which IRIs may be visited, and at which addresses.

The operator names a site and may say where other IRIs are served. Nothing else is visited unless
asked for, and then only at public addresses. A host that was public at first stays so: a name that
leads inside later, or a redirect that does, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chantier.errors import EndpointError
from chantier.net.connections import Place, checked_addresses, located
from chantier.net.public_addresses import is_public


class Reach:
    """The addresses of one examination."""

    def __init__(self, site: str, maps: Iterable[tuple[str, str]] = (), outside: bool = False):
        """Look up the addresses of the hosts that the operator names.

        Raises:
            EndpointError: one is not an HTTP address, or has none.
        """
        self._outside = outside
        self._maps: dict[str, str] = {}
        self._trusted: dict[tuple[str, str, int], bool] = {}
        self._hosts: set[str] = set()
        for _, target in (pairs := list(maps)):
            self._enter(target)
        self._maps.update(pairs)
        self._enter(self.address(site))

    @property
    def has_maps(self) -> bool:
        """Whether the operator mapped anything."""
        return bool(self._maps)

    def add(self, start: str, target: str) -> None:
        """Have IRIs that start so fetched from an address of the site."""
        self._maps[start] = target

    def address(self, iri: str) -> str:
        """Give where an IRI is fetched; the longest mapping that fits decides."""
        for start in sorted(self._maps, key=len, reverse=True):
            if iri.startswith(start):
                return self._maps[start] + iri.removeprefix(start)
        return iri

    def place(self, url: str) -> Place | None:
        """Give the place of an address; ``None`` when it is not to be visited."""
        place = located(url)
        if place is None:
            return None
        if place.origin in self._trusted:
            return replace(place, trusted=self._trusted[place.origin])
        return place if self._outside or place.host in self._hosts else None

    def is_inside(self, iri: str) -> bool:
        """Tell whether an IRI is served by a host that the operator named."""
        place = located(self.address(iri))
        return place is not None and place.host in self._hosts

    def _enter(self, url: str) -> None:
        place = located(url)
        if place is None:
            raise EndpointError(f"“{url}” is not an address. Write http://… or https://….")
        found = checked_addresses(replace(place, trusted=True))
        # Whoever names a private address means it; a public name must stay public.
        public = all(is_public(str(address[0])) for _, address in found)
        self._trusted[place.origin] = not public
        self._hosts.add(place.host)
