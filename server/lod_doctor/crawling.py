"""robots.txt and the sitemap: what crawlers read first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

from lod_doctor.fetching import AGENT, Visitor
from lod_doctor.rules import Check, Fact
from lod_doctor.visits import Visit, joined

_SAMPLE = 50
"""Addresses of a sitemap that are visited, at most."""
_MAPS = 5
"""Sitemaps of an index that are read, at most."""
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")
_DISALLOWED = "Disallow"


@dataclass(frozen=True, slots=True)
class Entry:
    """An address of a sitemap."""

    address: str
    modified: str
    """As it is written; empty when nothing is said."""


@dataclass(frozen=True, slots=True)
class Crawling:
    """What was seen of robots.txt and the sitemap."""

    robots: Visit
    maps: tuple[tuple[Visit, str], ...]
    """Each sitemap, and why it cannot be read."""
    entries: tuple[Entry, ...]
    visited: tuple[Visit, ...]
    today: datetime

    @property
    def announced(self) -> list[str]:
        """The sitemaps that robots.txt names."""
        text = self.robots.body.decode("utf-8", "replace") if self.robots.is_ok else ""
        found = re.findall(r"(?im)^\s*sitemap\s*:\s*(\S+)", text)
        return [joined(self.robots.url, address) for address in found]

    def allows(self, address: str) -> bool:
        """Tell whether robots.txt lets us go there."""
        rules = RobotFileParser()
        text = self.robots.body.decode("utf-8", "replace") if self.robots.is_ok else ""
        rules.parse(text.splitlines())
        return rules.can_fetch(AGENT, address)


def visit_crawling(visitor: Visitor, site: str, most: int) -> Crawling:
    """Read robots.txt and the sitemap, and visit some of its addresses, evenly spread."""
    robots = visitor.get(urljoin(site, "/robots.txt"))
    seen = Crawling(robots, (), (), (), datetime.now(UTC))
    maps: list[tuple[Visit, str]] = []
    entries: list[Entry] = []
    waiting = seen.announced or [urljoin(site, "/sitemap.xml")]
    while waiting and len(maps) < _MAPS:
        visit = visitor.get(waiting.pop(0))
        found, more, problem = _read_map(visit)
        maps.append((visit, problem))
        entries += found
        waiting += more
    chosen = spread([entry.address for entry in entries], min(most, _SAMPLE))
    visited = tuple(visitor.get(address) for address in chosen)
    return Crawling(robots, tuple(maps), tuple(entries), visited, seen.today)


def spread(items: Sequence[str], most: int) -> list[str]:
    """Give at most so many items, evenly spread."""
    step = max(1, -(-len(items) // most)) if most else len(items) + 1
    return list(items[::step])[:most]


def _read_map(visit: Visit) -> tuple[list[Entry], list[str], str]:
    """Give the entries of a sitemap, the sitemaps of an index, and why it cannot be read."""
    if not visit.is_ok:
        return [], [], visit.fact
    if b"<!DOCTYPE" in visit.body or b"<!ENTITY" in visit.body:
        return [], [], "<!DOCTYPE"
    try:
        root = ElementTree.fromstring(visit.body)  # noqa: S314 # it has no DTD, so no entities
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        return [], [], f"XML: {error}"
    entries, more = [], []
    for node in root:
        told = {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in node}
        if node.tag.endswith("}sitemap"):
            more.append(told.get("loc", ""))
        elif node.tag.endswith("}url"):
            entries.append(Entry(told.get("loc", ""), told.get("lastmod", "")))
    return entries, more, "" if entries or more else "0 <url>"


def _robots(seen: Crawling) -> Iterator[Fact]:
    visit = seen.robots
    if visit.is_whole and (not visit.is_ok or visit.media_type != "text/plain"):
        yield Fact(visit.url, f"{visit.fact} {visit.content_type}".strip())


def _announced(seen: Crawling) -> Iterator[Fact]:
    if seen.robots.is_ok and not seen.announced:
        yield Fact(seen.robots.url, "Sitemap: ?")


def _sitemap(seen: Crawling) -> Iterator[Fact]:
    for visit, problem in seen.maps:
        if problem and visit.is_whole:
            yield Fact(visit.url, problem)


def _alive(seen: Crawling) -> Iterator[Fact]:
    for visit in seen.visited:
        if visit.is_whole and not visit.is_ok:
            yield Fact(visit.iri, visit.fact)


def _dates(seen: Crawling) -> Iterator[Fact]:
    limit = (seen.today + timedelta(days=1)).isoformat()
    for entry in seen.entries:
        is_date = _DATE.fullmatch(entry.modified)
        if entry.modified and (not is_date or entry.modified > limit):
            yield Fact(entry.address, f"<lastmod>{entry.modified[:40]}")


CHECKS: dict[str, Check[Crawling]] = {
    "robots": _robots,
    "robots-sitemap": _announced,
    "sitemap": _sitemap,
    "sitemap-alive": _alive,
    "sitemap-lastmod": _dates,
}


def allowed(seen: tuple[Crawling, Sequence[str]]) -> Iterator[Fact]:
    """Give what robots.txt forbids although the site announces it to programs."""
    crawling, announced = seen
    for address in announced:
        if not crawling.allows(address):
            yield Fact(address, _DISALLOWED)


ALLOWED: dict[str, Check[tuple[Crawling, Sequence[str]]]] = {"robots-allows": allowed}
