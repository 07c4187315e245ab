"""robots.txt and the sitemap: what crawlers read first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from lod_doctor.fetching import Visitor, robots_allow
from lod_doctor.results import parse_xml
from lod_doctor.rules import Evidence, RuleCheck, not_ok
from lod_doctor.visits import Visit, resolve_url

_MAX_VISITED_ADDRESSES = 50
_MAX_SITEMAPS = 5
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")


@dataclass(frozen=True, slots=True)
class ListedAddress:
    """An address of a sitemap."""

    address: str
    modified: str
    """As it is written; empty when nothing is said."""


@dataclass(frozen=True, slots=True)
class CrawlerFiles:
    """robots.txt and the sitemaps."""

    robots: Visit
    sitemaps: tuple[tuple[Visit, str], ...] = ()
    """Each sitemap, and why it cannot be read; empty when it can."""
    entries: tuple[ListedAddress, ...] = ()
    visited: tuple[Visit, ...] = ()
    """The visits to some of the addresses."""

    @property
    def announced(self) -> list[str]:
        """The sitemaps that robots.txt names."""
        text = self.robots.text if self.robots.is_ok else ""
        found = re.findall(r"(?im)^\s*sitemap\s*:\s*(\S+)", text)
        return [resolve_url(self.robots.url, address) for address in found]


def visit_crawler_files(visitor: Visitor, site: str, limit: int) -> CrawlerFiles:
    """Read robots.txt and the sitemap, and visit some of its addresses, evenly spread."""
    robots = visitor.get(urljoin(site, "/robots.txt"))
    sitemaps: list[tuple[Visit, str]] = []
    entries: list[ListedAddress] = []
    waiting = CrawlerFiles(robots).announced or [urljoin(site, "/sitemap.xml")]
    while waiting and len(sitemaps) < _MAX_SITEMAPS:
        visit = visitor.get(waiting.pop(0))
        found, more, problem = _read_sitemap(visit)
        sitemaps.append((visit, problem))
        entries += found
        waiting += more
    addresses = [entry.address for entry in entries]
    chosen = evenly_spread(addresses, min(limit, _MAX_VISITED_ADDRESSES))
    visited = tuple(visitor.get(address) for address in chosen)
    return CrawlerFiles(robots, tuple(sitemaps), tuple(entries), visited)


def evenly_spread(items: Sequence[str], limit: int) -> list[str]:
    """At most so many of the items, evenly spread."""
    step = max(1, -(-len(items) // limit)) if limit else len(items) + 1
    return list(items[::step])[:limit]


def _read_sitemap(visit: Visit) -> tuple[list[ListedAddress], list[str], str]:
    """The entries of a sitemap, the sitemaps of an index, and why it cannot be read."""
    if not visit.is_ok:
        return [], [], visit.outcome
    try:
        root = parse_xml(visit.body)
    except ValueError as error:
        return [], [], str(error)
    entries, more = [], []
    for node in root:
        texts = {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in node}
        if node.tag.endswith("}sitemap"):
            more.append(texts.get("loc", ""))
        elif node.tag.endswith("}url"):
            entries.append(ListedAddress(texts.get("loc", ""), texts.get("lastmod", "")))
    return entries, more, "" if entries or more else "0 <url>"


def _robots(seen: CrawlerFiles) -> Iterator[Evidence]:
    visit = seen.robots
    if visit.is_whole and (not visit.is_ok or visit.media_type != "text/plain"):
        yield Evidence(visit.url, f"{visit.outcome} {visit.content_type}".strip())


def _announced(seen: CrawlerFiles) -> Iterator[Evidence]:
    if seen.robots.is_ok and not seen.announced:
        yield Evidence(seen.robots.url, "Sitemap: ?")


def _sitemap(seen: CrawlerFiles) -> Iterator[Evidence]:
    for visit, problem in seen.sitemaps:
        if problem and visit.is_whole:
            yield Evidence(visit.url, problem)


def _dates(seen: CrawlerFiles) -> Iterator[Evidence]:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    for entry in seen.entries:
        is_date = _DATE.fullmatch(entry.modified)
        if entry.modified and (not is_date or entry.modified > tomorrow):
            yield Evidence(entry.address, f"<lastmod>{entry.modified[:40]}")


CHECKS: dict[str, RuleCheck[CrawlerFiles]] = {
    "robots": _robots,
    "robots-sitemap": _announced,
    "sitemap": _sitemap,
    "sitemap-alive": lambda seen: not_ok(seen.visited),
    "sitemap-lastmod": _dates,
}


def _allows(seen: tuple[CrawlerFiles, Sequence[str]]) -> Iterator[Evidence]:
    files, announced = seen
    for address in announced:
        if not robots_allow(files.robots, address):
            yield Evidence(address, "Disallow")


ROBOTS_CHECKS: dict[str, RuleCheck[tuple[CrawlerFiles, Sequence[str]]]] = {"robots-allows": _allows}
"""Judges robots.txt together with the addresses that the site announces to programs."""
