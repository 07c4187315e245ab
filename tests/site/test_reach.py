"""A crawler comes to every thing, in every format, from the sitemap and from the home page.

That each format then says the same is for ``test_dereferencing``.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import deque
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pyoxigraph as ox

from chantier.namespaces import BASE, ID
from chantier.rdf.formats import DOCUMENT_FORMATS
from chantier.store import versions
from support.client import Client
from support.crawler import Crawler
from support.page_links import own_links

TURNED = {"type", "page"}
"""The parameters by which all lists of the explorer are gone through."""
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def described(data_dir: Path) -> set[str]:
    """The things under ID that the graph describes, without their base."""
    found = set[str]()
    for quad in ox.parse(path=versions.current(data_dir).quads_path, format=ox.RdfFormat.N_QUADS):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ID):
            found.add(quad.subject.value.removeprefix(BASE).partition("#")[0])
    return found


def test_the_sitemap_has_every_thing_in_both_languages(client: Client, data_dir: Path) -> None:
    listed = {
        unquote(urlsplit(str(element.text)).path)
        for element in ET.fromstring(client.get("/sitemap.xml").body).iter(LOCATION)  # noqa: S314
    }
    for language in ("fr", "en"):
        pages = {path.removeprefix(f"/{language}/") for path in listed}
        assert described(data_dir) - pages == set(), language


def is_plain(address: str) -> bool:
    """Whether a crawler need not fear to go round for ever: facets and words combine endlessly."""
    parts = urlsplit(address)
    lists = parts.path.endswith("/explorer")
    return not parts.query or (lists and {name for name, _ in parse_qsl(parts.query)} <= TURNED)


def test_from_the_home_page_every_thing_is_reached_and_no_link_is_dead(
    client: Client, data_dir: Path
) -> None:
    things = described(data_dir)
    documents = {
        quote(f"/doc/{thing.removeprefix('id/')}.{written.extension}")
        for thing in things
        for written in DOCUMENT_FORMATS
    }
    waiting, linked = deque(["/"]), {"/"}
    with Crawler(client.url) as crawler:
        while waiting:
            path = waiting.popleft()
            status, media_type, body = crawler.get(path, "text/html, */*;q=0.8")
            assert status == 200, path
            if media_type == "text/html":
                found = set(filter(is_plain, own_links(client, body.decode()))) - linked
                linked |= found
                waiting.extend(found - documents)
    pages = {quote(f"/{language}/{thing}") for language in ("fr", "en") for thing in things}
    assert pages - linked == set()
    assert documents - linked == set()
