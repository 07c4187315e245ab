"""The sitemap: every page in every language, and when it last changed.

Sources: https://www.sitemaps.org/protocol.html,
https://developers.google.com/search/docs/specialty/international/localized-versions#sitemap
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

MAX_ADDRESSES = 50_000
"""Addresses that one sitemap may hold, by its standard."""
_OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page in all its languages."""

    addresses: Mapping[str, str]
    """Language → absolute address; ``x-default`` is for readers of unknown language."""
    modified: str = ""
    """ISO 8601; empty where it is not known."""


def sitemaps(pages: Sequence[SitemapEntry], limit: int = MAX_ADDRESSES) -> list[bytes]:
    """The sitemaps that hold all pages, each with at most ``limit`` addresses."""
    parts: list[list[str]] = [[]]
    for page in pages:
        written = _page(page)
        if len(parts[-1]) + len(written) > limit:
            parts.append([])
        parts[-1] += written
    opening = f'{_OPEN}<urlset {_NAMESPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    return [f"{opening}\n{''.join(part)}</urlset>\n".encode() for part in parts]


def sitemap_index(addresses: Sequence[str]) -> bytes:
    """The sitemap that lists sitemaps, by their absolute addresses."""
    places = "".join(f"<sitemap><loc>{escape(each)}</loc></sitemap>\n" for each in addresses)
    return f"{_OPEN}<sitemapindex {_NAMESPACE}>\n{places}</sitemapindex>\n".encode()


def _page(page: SitemapEntry) -> list[str]:
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(address)}/>'
        for language, address in page.addresses.items()
    )
    modified = f"<lastmod>{escape(page.modified)}</lastmod>" if page.modified else ""
    return [
        f"<url><loc>{escape(address)}</loc>{modified}{alternates}</url>\n"
        for address in dict.fromkeys(page.addresses.values())
    ]
