"""A crawler that starts at the sitemap comes to every thing there is."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from chantier.namespaces import BASE, ID
from chantier.store import versions
from client import Client

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
