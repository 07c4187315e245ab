"""The links of a page, and whether they lead somewhere."""

from __future__ import annotations

import re
from html import unescape

from support.client import Client


def links(page: str) -> set[str]:
    """The addresses that a page links to, without what follows a #."""
    found = re.findall(r'<(?:a|link)\b[^>]*\shref="([^"]*)"', page)
    return {unescape(address).partition("#")[0] for address in found} - {""}


def own_links(client: Client, page: str) -> set[str]:
    """Those that lead to this site, as paths."""
    own = {address.removeprefix(client.url) for address in links(page)}
    return {address for address in own if address.startswith("/")}


def broken(client: Client, page: str, most: int = 400) -> dict[str, int]:
    """Which links of a page to this site do not answer, and with what status."""
    told = {path: client.get(path).status for path in sorted(own_links(client, page))[:most]}
    return {path: status for path, status in told.items() if status not in (200, 303)}
