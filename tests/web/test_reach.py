"""A crawler that starts at the home page, or at the sitemap, comes to every thing there is."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pyoxigraph as ox
import pytest

from chantier.namespaces import BASE, ID
from chantier.store import versions
from client import Client

LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
ROBOTS_KEPT_OUT = ("/fragments", "/.well-known/genid/", "/fr/resultats", "/en/resultats")
NOT_FOLLOWED = re.compile(r"^/(?:dump/[0-9a-f]{64}/|versions/|version/|questions/|sparql\?)")
"""Files, differences, mementos and queries: they lead to no thing that pages do not lead to."""


class Links(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "a" and told.get("href"):
            self.found.append(str(told["href"]))


def described(data_dir: Path) -> set[str]:
    """The things under ID that the graph describes, without their base."""
    found = set[str]()
    for quad in ox.parse(path=versions.current(data_dir).quads_path, format=ox.RdfFormat.N_QUADS):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ID):
            found.add(quad.subject.value.removeprefix(BASE).partition("#")[0])
    return found


def followed(client: Client, address: str) -> list[str]:
    """The paths of this site that a page leads to; a dead one fails."""
    answer = client.get(address, "text/html")
    while answer.status in (302, 303, 308):
        address = urljoin(address, answer.headers["Location"])
        answer = client.get(address, "text/html")
    assert answer.status == 200, f"{address} is dead: {answer.status}"
    if answer.media_type != "text/html":
        return []
    reader = Links()
    reader.feed(answer.text)
    found = []
    for link in reader.found:
        place = urlsplit(urljoin(client.url + address, link))
        if f"{place.scheme}://{place.netloc}" == client.url:
            found.append(place.path + (f"?{place.query}" if place.query else ""))
    return found


@pytest.fixture(scope="module")
def reached(client: Client) -> set[str]:
    """Every address that links lead to from the French home page, all of them alive."""
    seen, waiting = {"/fr/"}, deque(["/fr/"])
    with ThreadPoolExecutor(4) as threads:
        while waiting:
            batch = [waiting.popleft() for _ in range(min(len(waiting), 64))]
            for links in threads.map(lambda path: followed(client, path), batch):
                for link in links:
                    path = link.partition("?")[0]
                    kept_out = path.startswith(ROBOTS_KEPT_OUT) or NOT_FOLLOWED.match(link)
                    if link not in seen and not kept_out and not path.startswith("/en/"):
                        seen.add(link)
                        waiting.append(link)
    return seen


def test_links_lead_from_the_home_page_to_every_thing(reached: set[str], data_dir: Path) -> None:
    pages = {unquote(path.partition("?")[0]).removeprefix("/fr/") for path in reached}
    assert described(data_dir) - pages == set()


def test_the_sitemap_has_every_thing_in_both_languages(client: Client, data_dir: Path) -> None:
    listed = {
        unquote(urlsplit(str(element.text)).path)
        for element in ET.fromstring(client.get("/sitemap.xml").body).iter(LOCATION)  # noqa: S314
    }
    for language in ("fr", "en"):
        pages = {path.removeprefix(f"/{language}/") for path in listed}
        assert described(data_dir) - pages == set(), language
