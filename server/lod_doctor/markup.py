"""What a page says to programs: its language, its title, its links, its embedded JSON-LD."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from lod_doctor.visits import Link, Visit, joined

_LOADED = {"script": "src", "img": "src", "iframe": "src", "audio": "src", "video": "src"}
_MOST = 1_000_000
"""Bytes of a page that are read: what is looked for stands at its start."""
_LOADING = frozenset({"stylesheet", "icon", "preload", "modulepreload"})


@dataclass
class Page:
    """What was read in a page."""

    language: str = ""
    title: str = ""
    charset: str = ""
    links: list[Link] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    """Addresses of scripts, styles, images and frames."""
    data: list[str] = field(default_factory=list)
    """Embedded JSON-LD."""


class _Reading(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.page, self._url, self._within = Page(), url, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.page.language = told.get("lang", "")
        elif tag == "meta":
            content = told.get("content", "").lower()
            self.page.charset = self.page.charset or told.get("charset", "").lower()
            if "charset=" in content:
                self.page.charset = self.page.charset or content.rpartition("charset=")[2]
        elif tag == "link":
            self._link(told)
        elif tag == "title":
            self._within = tag
        elif tag == "script" and told.get("type", "").lower() == "application/ld+json":
            self._within = "data"
            self.page.data.append("")
        elif told.get(_LOADED.get(tag, "")):
            self.page.loaded.append(joined(self._url, told[_LOADED[tag]]))

    def handle_data(self, data: str) -> None:
        if self._within == "title":
            self.page.title += data
        elif self._within == "data":
            self.page.data[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("title", "script"):
            self._within = ""

    def _link(self, told: dict[str, str]) -> None:
        if not told.get("href"):
            return
        target = joined(self._url, told["href"])
        relations = frozenset(told.get("rel", "").lower().split())
        self.page.links.append(Link(target, relations, told.get("type", "").lower()))
        if relations & _LOADING:
            self.page.loaded.append(target)


def read_page(visit: Visit) -> Page:
    """Read the page that a visit brought."""
    reading = _Reading(visit.url)
    reading.feed(visit.body[:_MOST].decode("utf-8", "replace"))
    reading.close()
    return reading.page
