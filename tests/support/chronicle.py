"""Data directories with a past: versions that were made on given days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from chantier.rdf.formats import DOCUMENT_FORMATS
from chantier.rdf.nquads import canonical_lines
from chantier.store import versions
from chantier.store.changelog import Changelog
from support.client import Client

BASE = "https://w3id.org/chantier-es/"
PREFIXES = f"""
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX g: <{BASE}graph/> PREFIX id: <{BASE}id/> PREFIX e: <http://e/> BASE <{BASE}>
"""
FIRST = """GRAPH g:data {
    id:a rdfs:label "Un"@fr, "One"@en ; e:n 01 ; e:has [ e:k 1 ; e:deep [ e:k 2 ] ], [ e:k 3 ] .
    id:gone rdfs:label "Parti"@fr .
    <dataset> dcterms:title "Le jeu"@fr .
}"""
SECOND = """GRAPH g:data {
    id:a rdfs:label "Un peu"@fr, "One"@en ; e:n 1.50 ; e:has [ e:k 0 ], [ e:k 3 ], [ e:k 3 ] .
    id:b rdfs:label "Deux"@fr ; e:sees id:a ; e:x "a\\tb\\"c\\nd\\u00e9 _: <" .
    <dataset> dcterms:title "Le jeu"@fr .
}
GRAPH g:other { id:a e:also id:b }"""
THIRD = SECOND.replace("Deux", "Deux fois").replace("e:n 1.50", "e:n 1.5")
DAYS = ("2025-01-01T10:00:00+00:00", "2025-02-01T10:00:00+00:00", "2025-03-01T10:00:00+00:00")
RDF_TYPES = tuple(item.media_type for item in DOCUMENT_FORMATS)


@dataclass(frozen=True)
class Past:
    """A server of a data directory with a past, and the ids of its versions, the oldest first."""

    client: Client
    data_dir: Path
    ids: list[str]


def lines_of(trig: str) -> list[bytes]:
    text = PREFIXES + trig
    quads = ox.parse(text, format=ox.RdfFormat.TRIG, rename_blank_nodes=True)
    return canonical_lines(quad for quad in quads if isinstance(quad, ox.Quad))


def publish(data_dir: Path, trig: str, created: str = "") -> versions.Version:
    """Publish a version as if on a given day, and write it down in the changelog."""
    lines = lines_of(trig)
    made = versions.publish(data_dir, versions.Draft(lines, "", "", "test", 1_000_000))
    if created:
        told = replace(made.manifest, created=created)
        (made.path / "manifest.json").write_text(told.as_json(), encoding="utf-8")
        made = versions.load(data_dir, made.manifest.id)
    Changelog(data_dir).catch_up(made)
    return made


def chronicle(data_dir: Path, states: Sequence[str] = (FIRST, SECOND, THIRD)) -> list[str]:
    """Publish one state after the other; gives the ids."""
    pairs = zip(states, DAYS, strict=False)
    return [publish(data_dir, trig, day).manifest.id for trig, day in pairs]


def triples(body: bytes, media_type: str) -> set[ox.Triple]:
    form = ox.RdfFormat.from_media_type(media_type)
    assert form
    return {
        ox.Triple(item.subject, item.predicate, item.object)
        for item in ox.parse(body, format=form, base_iri=BASE)
    }
