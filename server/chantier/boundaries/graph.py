"""The named graph of the boundaries: what it is called, and what it says.

Source: https://docs.ogc.org/is/22-047r1/22-047r1.html (GeoSPARQL)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.namespaces import BASE, DATASET, GRAPH, ID, PREFIXES

BOUNDARIES = f"{GRAPH}boundaries"
"""The graph that an import replaces and a removal deletes."""
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
    """On which they were taken, as ISO 8601."""


@dataclass(frozen=True, slots=True)
class Border:
    """The outline of a region as the graph tells it."""

    code: str
    french: str
    """Name of the region."""
    english: str
    wkt: str
    """In CRS84: longitude before latitude."""


def is_described(source: str) -> bool:
    """Whether a source is to be a document of the graph, rather than an address."""
    return source.startswith(_OUR_SOURCES)


def border_iri(code: str) -> str:
    """Give the IRI of a region’s outline."""
    return f"{ID}geometrie/region-{code}-limites"


def boundary_triples(borders: list[Border], origin: Origin) -> list[ox.Triple]:
    """Give the whole graph: its description, its source unless described already, the outlines."""
    source = origin.source if is_described(origin.source) else _MINTED_SOURCE
    told = [*_description(origin, source)]
    if source == _MINTED_SOURCE:
        told += _source(origin)
    for border in borders:
        told += _border(border, source)
    return told


def _description(origin: Origin, source: str) -> Iterator[ox.Triple]:
    name = ("Limites des régions administratives", "Boundaries of the administrative regions")
    about = (
        "Les limites des dix-sept régions administratives du Québec, simplifiées pour la carte."
        " La frontière avec le Labrador est celle que retient le Québec.",
        "The boundaries of the seventeen administrative regions of Québec, simplified for the map."
        " The border with Labrador is the one Québec holds to.",
    )
    day = ox.Literal(origin.day, datatype=_iri("xsd:date"))
    said: dict[str, tuple[str | ox.Literal, ...]] = {
        "rdf:type": ("dcat:Dataset", "sd:NamedGraph"),
        "skos:prefLabel": _both(*name),
        "dcterms:title": _both(*name),
        "dcterms:description": _both(*about),
        "dcat:keyword": _both("limites administratives", "administrative boundaries"),
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
    for predicate, values in said.items():
        yield from _say(BOUNDARIES, predicate, *values)
    yield from _say(f"{BASE}catalog", "dcat:dataset", BOUNDARIES)


def _source(origin: Origin) -> Iterator[ox.Triple]:
    yield from _say(_MINTED_SOURCE, "rdf:type", "ces:SourceDocument")
    labels = _both(
        f"{origin.title} (source des limites)", f"{origin.title} (source of the boundaries)"
    )
    yield from _say(_MINTED_SOURCE, "skos:prefLabel", *labels)
    yield from _say(_MINTED_SOURCE, "dcterms:title", ox.Literal(origin.title, language="fr"))
    yield from _say(_MINTED_SOURCE, "dcterms:language", ox.Literal("fr"))
    yield from _say(_MINTED_SOURCE, "dcterms:license", origin.licence)
    yield from _say(_MINTED_SOURCE, "foaf:page", origin.source)


def _border(border: Border, source: str) -> Iterator[ox.Triple]:
    iri = border_iri(border.code)
    kind = "sf:MultiPolygon" if border.wkt.startswith("MULTI") else "sf:Polygon"
    labels = _both(
        f"Limites de la région {border.french}", f"Boundaries of the region {border.english}"
    )
    yield from _say(f"region:{border.code}", "geo:hasGeometry", iri)
    yield from _say(iri, "rdf:type", "geo:Geometry", kind)
    yield from _say(iri, "skos:prefLabel", *labels)
    yield from _say(iri, "dcterms:source", source)
    yield from _say(iri, "geo:asWKT", ox.Literal(border.wkt, datatype=_iri("geo:wktLiteral")))


def _say(subject: str, predicate: str, *values: str | ox.Literal) -> Iterator[ox.Triple]:
    for value in values:
        told = value if isinstance(value, ox.Literal) else _iri(value)
        yield ox.Triple(_iri(subject), _iri(predicate), told)


def _both(french: str, english: str) -> tuple[ox.Literal, ox.Literal]:
    return ox.Literal(french, language="fr"), ox.Literal(english, language="en")


def _iri(name: str) -> ox.NamedNode:
    """Give the IRI of a short form; an IRI itself is given as it is."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local if prefix in PREFIXES else name)
