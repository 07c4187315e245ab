from __future__ import annotations

import pyoxigraph as ox

from chantier.boundaries.graph import (
    Boundary,
    Origin,
    boundary_iri,
    boundary_triples,
    is_described,
)
from chantier.namespaces import ID, PREFIXES
from chantier.store.sources import BOUNDARIES
from support.borders import LICENCE, SOURCE, TITLE

SQUARE = "POLYGON ((0 0, 1 0, 1 1, 0 0))"


def triples(source: str, wkt: str = SQUARE) -> list[ox.Triple]:
    boundary = Boundary("06", "Montréal", "Montreal", wkt)
    return boundary_triples([boundary], Origin(source, TITLE, LICENCE, "2026-11-01"))


def objects(found: list[ox.Triple], subject: str, name: str) -> list[str]:
    predicate = PREFIXES[name.partition(":")[0]] + name.partition(":")[2]
    return [
        str(triple.object)
        for triple in found
        if str(triple.subject) == f"<{subject}>" and triple.predicate.value == predicate
    ]


def test_an_address_gets_a_source_that_leads_to_it() -> None:
    found = triples(SOURCE)
    assert not is_described(SOURCE)
    (source,) = objects(found, BOUNDARIES, "dcterms:source")
    assert objects(found, source.strip("<>"), "foaf:page") == [f"<{SOURCE}>"]
    assert objects(found, boundary_iri("06"), "dcterms:source") == [source]


def test_a_source_that_the_graph_describes_is_only_referred_to() -> None:
    source = f"{ID}source/bdga-regions-2024"
    assert is_described(source)
    found = triples(source)
    assert objects(found, BOUNDARIES, "dcterms:source") == [f"<{source}>"]
    assert not [triple for triple in found if str(triple.subject) == f"<{source}>"]


def test_an_outline_is_a_polygon_or_several_and_has_a_name_in_both_languages() -> None:
    iri, sf = boundary_iri("06"), PREFIXES["sf"]
    assert f"<{sf}Polygon>" in objects(triples(SOURCE), iri, "rdf:type")
    several = triples(SOURCE, f"MULTI{SQUARE}")
    assert f"<{sf}MultiPolygon>" in objects(several, iri, "rdf:type")
    assert objects(several, iri, "skos:prefLabel") == [
        '"Limites de la région Montréal"@fr',
        '"Boundaries of the region Montreal"@en',
    ]
