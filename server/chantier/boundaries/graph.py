"""The named graph of the boundaries: what it is called, and what it holds.

Source: https://docs.ogc.org/is/22-047r1/22-047r1.html (GeoSPARQL)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.namespaces import BASE, DATASET, ID
from chantier.rdf.terms import bilingual, say, typed
from chantier.store.sources import BOUNDARIES

_OUR_SOURCES = f"{ID}source/"
_MINTED_SOURCE = f"{_OUR_SOURCES}limites-des-regions"
_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where boundaries come from, and on what terms."""

    source: str
    """IRI: a source document of the graph, or the address where the file was found."""
    title: str
    """Of the source, as it calls itself."""
    licence: str
    """IRI."""
    day: str
    """On which the file was downloaded, as ISO 8601."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """The outline of a region, with the names it has in the graph."""

    code: str
    french: str
    """Name of the region."""
    english: str
    wkt: str
    """In CRS84: longitude before latitude."""


def is_described(source: str) -> bool:
    """Whether a source is to be a document of the graph, rather than an address."""
    return source.startswith(_OUR_SOURCES)


def boundary_iri(code: str) -> str:
    """The IRI of a region’s outline."""
    return f"{ID}geometrie/region-{code}-limites"


def boundary_triples(boundaries: list[Boundary], origin: Origin) -> list[ox.Triple]:
    """The whole graph: its description, its source unless described already, the outlines."""
    source = origin.source if is_described(origin.source) else _MINTED_SOURCE
    triples = [*_description(origin, source)]
    if source == _MINTED_SOURCE:
        triples += _source(origin)
    for boundary in boundaries:
        triples += _outline(boundary, source)
    return triples


def _description(origin: Origin, source: str) -> Iterator[ox.Triple]:
    name = ("Limites des régions administratives", "Boundaries of the administrative regions")
    about = (
        "Les limites des dix-sept régions administratives du Québec, simplifiées pour la carte."
        " La frontière avec le Labrador est celle que retient le Québec.",
        "The boundaries of the seventeen administrative regions of Québec, simplified for the map."
        " The border with Labrador is the one Québec holds to.",
    )
    day = typed(origin.day, "xsd:date")
    properties: dict[str, tuple[str | ox.Literal, ...]] = {
        "rdf:type": ("dcat:Dataset", "sd:NamedGraph"),
        "skos:prefLabel": bilingual(*name),
        "dcterms:title": bilingual(*name),
        "dcterms:description": bilingual(*about),
        "dcat:keyword": bilingual("limites administratives", "administrative boundaries"),
        "dcat:theme": ("theme:REGI",),
        "dcat:contactPoint": ("contact:equipe",),
        "dcterms:accessRights": (_PUBLIC,),
        "dcterms:creator": ("organisation:equipe",),
        "dcterms:publisher": ("organisation:equipe",),
        "dcterms:isPartOf": (DATASET,),
        "dcterms:issued": (day,),
        "dcterms:modified": (day,),
        "dcterms:language": ("langue:FRA", "langue:ENG"),
        "dcterms:license": (origin.licence,),
        "dcterms:source": (source,),
        "dcterms:spatial": ("territoire:quebec",),
    }
    for predicate, values in properties.items():
        yield from say(BOUNDARIES, predicate, *values)
    yield from say(f"{BASE}catalog", "dcat:dataset", BOUNDARIES)


def _source(origin: Origin) -> Iterator[ox.Triple]:
    yield from say(_MINTED_SOURCE, "rdf:type", "ces:SourceDocument")
    labels = bilingual(
        f"{origin.title} (source des limites)", f"{origin.title} (source of the boundaries)"
    )
    yield from say(_MINTED_SOURCE, "skos:prefLabel", *labels)
    yield from say(_MINTED_SOURCE, "dcterms:title", ox.Literal(origin.title, language="fr"))
    yield from say(_MINTED_SOURCE, "dcterms:language", ox.Literal("fr"))
    yield from say(_MINTED_SOURCE, "dcterms:license", origin.licence)
    yield from say(_MINTED_SOURCE, "foaf:page", origin.source)


def _outline(boundary: Boundary, source: str) -> Iterator[ox.Triple]:
    iri = boundary_iri(boundary.code)
    kind = "sf:MultiPolygon" if boundary.wkt.startswith("MULTI") else "sf:Polygon"
    labels = bilingual(
        f"Limites de la région {boundary.french}", f"Boundaries of the region {boundary.english}"
    )
    yield from say(f"region:{boundary.code}", "geo:hasGeometry", iri)
    yield from say(iri, "rdf:type", "geo:Geometry", kind)
    yield from say(iri, "skos:prefLabel", *labels)
    yield from say(iri, "dcterms:source", source)
    yield from say(iri, "geo:asWKT", typed(boundary.wkt, "geo:wktLiteral"))
