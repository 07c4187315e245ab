"""The home page, as people and programs meet it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lod_doctor.fetching import Visitor
from lod_doctor.languages import is_language_tag
from lod_doctor.markup import Page, read_page
from lod_doctor.reading import OTHER_RDF_TYPES, RDF_TYPES
from lod_doctor.rules import Check, Fact
from lod_doctor.visits import Link, Visit

HTML_TYPES = ("text/html", "application/xhtml+xml")
_WORTH_COMPRESSING = 2_000
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_DESCRIBING = frozenset({"alternate", "describedby", "linkset"})


@dataclass(frozen=True, slots=True)
class Home:
    """What was seen at the home page."""

    visit: Visit
    page: Page
    compressed: Visit
    """The same, from whoever accepts gzip."""

    @property
    def links(self) -> tuple[Link, ...]:
        """The links of the headers and of the page."""
        return (*self.visit.links, *self.page.links)

    @property
    def described_by(self) -> list[str]:
        """Addresses at which it says that RDF is."""
        types = (*RDF_TYPES, *OTHER_RDF_TYPES, "application/linkset+json", "application/linkset")
        return [
            link.target
            for link in self.links
            if link.relations & _DESCRIBING
            and (link.media_type in types or "linkset" in link.relations)
        ]


def visit_home(visitor: Visitor, site: str) -> Home:
    """Go to the home page."""
    visit = visitor.get(site, "text/html, */*;q=0.1")
    compressed = visitor.get(site, "text/html, */*;q=0.1", Accept_Encoding="gzip")
    return Home(visit, read_page(visit) if visit.is_ok else Page(), compressed)


def is_utf8(body: bytes) -> bool:
    """Tell whether bytes are text in UTF-8."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _html(home: Home) -> Iterator[Fact]:
    visit = home.visit
    if visit.is_whole and (not visit.is_ok or visit.media_type not in HTML_TYPES):
        yield Fact(visit.url, f"{visit.fact} {visit.content_type}".strip())


def _utf8(home: Home) -> Iterator[Fact]:
    if not _is_page(home):
        return
    charset = home.visit.charset or home.page.charset
    if charset.replace("-", "") != "utf8" or not is_utf8(home.visit.body):
        yield Fact(home.visit.url, f"charset={charset}" if charset else "charset?")


def _language(home: Home) -> Iterator[Fact]:
    if _is_page(home) and not is_language_tag(home.page.language):
        yield Fact(home.visit.url, f'<html lang="{home.page.language}">')


def _title(home: Home) -> Iterator[Fact]:
    if _is_page(home) and not home.page.title.strip():
        yield Fact(home.visit.url, "<title></title>")


def _rdf(home: Home) -> Iterator[Fact]:
    if _is_page(home) and not home.described_by and not home.page.data:
        yield Fact(home.visit.url, 'rel="alternate describedby linkset"?')


def _embedded(home: Home) -> Iterator[Fact]:
    for text in home.page.data:
        try:
            json.loads(text)
        except (ValueError, RecursionError) as error:
            yield Fact(home.visit.url, f"application/ld+json: {error}")


def _https(home: Home) -> Iterator[Fact]:
    hops = home.visit.hops
    parts = urlsplit(hops[-1][1] if hops else home.visit.iri)
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        yield Fact(home.visit.iri, "http:")


def _mixed(home: Home) -> Iterator[Fact]:
    if urlsplit(home.visit.iri).scheme == "https":
        for address in home.page.loaded:
            if address.startswith("http:") and not address.startswith(home.visit.url):
                yield Fact(home.visit.iri, address)


def _compression(home: Home) -> Iterator[Fact]:
    visit = home.compressed
    is_long = len(home.visit.body) >= _WORTH_COMPRESSING
    if _is_page(home) and visit.is_ok and is_long and "content-encoding" not in visit.headers:
        yield Fact(visit.url, f"Accept-Encoding: gzip → {len(home.visit.body):,} B")


def _is_page(home: Home) -> bool:
    return home.visit.is_ok and home.visit.media_type in HTML_TYPES


CHECKS: dict[str, Check[Home]] = {
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
