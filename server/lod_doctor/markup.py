"""What a page says to programs: its language, its title, its links, its embedded JSON-LD."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from lod_doctor.visits import HeaderLink, Visit, resolve_url

_MAX_PAGE_BYTES = 1_000_000
"""How much of a page is read: what is looked for stands at its start."""
_LOADING_ELEMENTS = frozenset({"script", "img", "iframe", "audio", "video"})
"""Elements whose ``src`` a browser loads."""
_LOADING_RELATIONS = frozenset({"stylesheet", "icon", "preload", "modulepreload"})
"""Relations whose targets a browser loads."""


@dataclass
class HtmlPage:
    """The parts of a page that programs read."""

    language: str = ""
    title: str = ""
    charset: str = ""
    links: list[HeaderLink] = field(default_factory=list)
    subresources: list[str] = field(default_factory=list)
    """Addresses of scripts, styles, images and frames."""
    json_ld: list[str] = field(default_factory=list)
    """The text of each embedded JSON-LD document."""


class _PageParser(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.page, self._url, self._within = HtmlPage(), url, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.page.language = attributes.get("lang", "")
        elif tag == "meta":
            content = attributes.get("content", "").lower()
            self.page.charset = self.page.charset or attributes.get("charset", "").lower()
            if "charset=" in content:
                self.page.charset = self.page.charset or content.rpartition("charset=")[2]
        elif tag == "link":
            self._add_link(attributes)
        elif tag == "title":
            self._within = tag
        elif tag == "script" and attributes.get("type", "").lower() == "application/ld+json":
            self._within = "json_ld"
            self.page.json_ld.append("")
        elif tag in _LOADING_ELEMENTS and attributes.get("src"):
            self.page.subresources.append(resolve_url(self._url, attributes["src"]))

    def handle_data(self, data: str) -> None:
        if self._within == "title":
            self.page.title += data
        elif self._within == "json_ld":
            self.page.json_ld[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("title", "script"):
            self._within = ""

    def _add_link(self, attributes: dict[str, str]) -> None:
        if not attributes.get("href"):
            return
        link = HeaderLink.of(self._url, attributes["href"], attributes)
        self.page.links.append(link)
        if link.relations & _LOADING_RELATIONS:
            self.page.subresources.append(link.target)


def read_page(visit: Visit) -> HtmlPage:
    """Read the HTML page that a visit brought."""
    parser = _PageParser(visit.url)
    parser.feed(visit.body[:_MAX_PAGE_BYTES].decode("utf-8", "replace"))
    parser.close()
    return parser.page
