"""The home page, as people and programs meet it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lod_doctor.fetching import Visitor
from lod_doctor.languages import is_language_tag
from lod_doctor.markup import HtmlPage, read_page
from lod_doctor.reading import ALL_RDF_TYPES
from lod_doctor.rules import Evidence, RuleCheck
from lod_doctor.visits import HeaderLink, Visit

HTML_TYPES = ("text/html", "application/xhtml+xml")
_MIN_COMPRESSED_BYTES = 2_000
"""Shorter pages need no compression."""
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_DESCRIBING_RELATIONS = frozenset({"alternate", "describedby", "linkset"})
_DESCRIBING_TYPES = (*ALL_RDF_TYPES, "application/linkset+json", "application/linkset")


@dataclass(frozen=True, slots=True)
class Home:
    """The home page and its links."""

    visit: Visit
    page: HtmlPage
    compressed: Visit
    """The same, with gzip accepted."""

    @property
    def links(self) -> tuple[HeaderLink, ...]:
        """The links of the headers and of the page."""
        return (*self.visit.links, *self.page.links)

    @property
    def described_by(self) -> list[str]:
        """Addresses at which it says that RDF is."""
        return [
            link.target
            for link in self.links
            if link.relations & _DESCRIBING_RELATIONS
            and (link.media_type in _DESCRIBING_TYPES or "linkset" in link.relations)
        ]


def visit_home(visitor: Visitor, site: str) -> Home:
    """Visit the home page, once with and once without compression."""
    visit = visitor.get(site, "text/html, */*;q=0.1")
    compressed = visitor.get(site, "text/html, */*;q=0.1", Accept_Encoding="gzip")
    return Home(visit, read_page(visit) if visit.is_ok else HtmlPage(), compressed)


def is_utf8(body: bytes) -> bool:
    """Whether bytes are text in UTF-8."""
    return body.decode("utf-8", "ignore").encode() == body


def _html(home: Home) -> Iterator[Evidence]:
    visit = home.visit
    if visit.is_whole and (not visit.is_ok or visit.media_type not in HTML_TYPES):
        yield Evidence(visit.url, f"{visit.outcome} {visit.content_type}".strip())


def _utf8(home: Home) -> Iterator[Evidence]:
    if not _is_page(home):
        return
    charset = home.visit.charset or home.page.charset
    if charset.replace("-", "") != "utf8" or not is_utf8(home.visit.body):
        yield Evidence(home.visit.url, f"charset={charset}" if charset else "charset?")


def _language(home: Home) -> Iterator[Evidence]:
    if _is_page(home) and not is_language_tag(home.page.language):
        yield Evidence(home.visit.url, f'<html lang="{home.page.language}">')


def _title(home: Home) -> Iterator[Evidence]:
    if _is_page(home) and not home.page.title.strip():
        yield Evidence(home.visit.url, "<title></title>")


def _rdf(home: Home) -> Iterator[Evidence]:
    if _is_page(home) and not home.described_by and not home.page.json_ld:
        yield Evidence(home.visit.url, 'rel="alternate describedby linkset"?')


def _embedded(home: Home) -> Iterator[Evidence]:
    for text in home.page.json_ld:
        try:
            json.loads(text)
        except (ValueError, RecursionError) as error:
            yield Evidence(home.visit.url, f"application/ld+json: {error}")


def _https(home: Home) -> Iterator[Evidence]:
    hops = home.visit.hops
    parts = urlsplit(hops[-1][1] if hops else home.visit.iri)
    if parts.scheme == "http" and parts.hostname not in _LOCAL_HOSTS:
        yield Evidence(home.visit.iri, "http:")


def _mixed(home: Home) -> Iterator[Evidence]:
    if urlsplit(home.visit.iri).scheme == "https":
        for address in home.page.subresources:
            if address.startswith("http:") and not address.startswith(home.visit.url):
                yield Evidence(home.visit.iri, address)


def _compression(home: Home) -> Iterator[Evidence]:
    visit = home.compressed
    is_long = len(home.visit.body) >= _MIN_COMPRESSED_BYTES
    if _is_page(home) and visit.is_ok and is_long and "content-encoding" not in visit.headers:
        yield Evidence(visit.url, f"Accept-Encoding: gzip → {len(home.visit.body):,} B")


def _is_page(home: Home) -> bool:
    return home.visit.is_ok and home.visit.media_type in HTML_TYPES


CHECKS: dict[str, RuleCheck[Home]] = {
    "home-html": _html,
    "home-utf8": _utf8,
    "home-language": _language,
    "home-title": _title,
    "home-rdf": _rdf,
    "home-embedded": _embedded,
    "https": _https,
    "mixed-content": _mixed,
    "compression": _compression,
}
