"""The documents that harvesters take whole: the catalogue, VoID, the service description.

Each is gathered from the quads of the version being served, character for character.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from chantier.namespaces import BASE, DATASET, ENDPOINT
from chantier.publish.service_description import SIZES
from chantier.publish.void import PARTITIONS
from chantier.rdf.terms import iri
from chantier.store.dataset import Dataset

CATALOGUE = f"{BASE}catalog"
_FOLLOWED = frozenset(
    iri(name).value
    for name in (
        "dcat:contactPoint",
        "dcat:dataset",
        "dcat:distribution",
        "dcat:first",
        "dcat:inSeries",
        "dcat:last",
        "dcat:prev",
        "dcat:service",
        "dcat:theme",
        "dcat:themeTaxonomy",
        "dcterms:creator",
        "dcterms:provenance",
        "dcterms:publisher",
        "dcterms:rights",
        "dcterms:rightsHolder",
        "dcterms:spatial",
        "dcterms:temporal",
        "dqv:hasQualityMeasurement",
        "dqv:isMeasurementOf",
        "prov:used",
        "prov:wasGeneratedBy",
    )
)
"""Properties that lead from a description to others it needs."""
_SIZES = frozenset(iri(name).value for name in ("rdf:type", *SIZES))


def catalogue(dataset: Dataset) -> list[ox.Quad]:
    """The catalogue with all it lists, and what these refer to within the project.

    The counts of each class and property are left to VoID.
    """
    series_class = iri("dcat:DatasetSeries").value
    starts = [CATALOGUE, *dataset.instances(series_class, of_sources=True)]
    members = [
        quad.subject.value
        for series in starts[1:]
        for quad in dataset.quads_pointing_at(series)
        if isinstance(quad.subject, ox.NamedNode)
    ]
    return _closure(dataset, [*starts, *members])


def void(dataset: Dataset) -> list[ox.Quad]:
    """The VoID description: the dataset, its graphs, its linksets and where they lead."""
    found = dataset.quads_about(DATASET)
    for name in ("void:subset", "void:objectsTarget"):
        for subject in _objects(found, name):
            found += dataset.quads_about(subject)
    return found


def service(dataset: Dataset) -> list[ox.Quad]:
    """The service description, with VoID of the dataset and the size of each graph."""
    found = dataset.quads_about(ENDPOINT)
    graphs = _objects(found, "sd:graph")
    found += dataset.quads_about(DATASET)
    for graph in graphs:
        about = dataset.quads_about(graph)
        found += [quad for quad in about if quad.predicate.value in _SIZES]
    return found


def _closure(dataset: Dataset, starts: list[str]) -> list[ox.Quad]:
    found: list[ox.Quad] = []
    waiting, seen = list(starts), set[str]()
    while waiting:
        subject = waiting.pop()
        if subject in seen:
            continue
        seen.add(subject)
        about = dataset.quads_about(subject, PARTITIONS)
        found += about
        waiting += [
            quad.object.value
            for quad in about
            if isinstance(quad.object, ox.NamedNode)
            and quad.predicate.value in _FOLLOWED
            and quad.object.value.startswith(BASE)
        ]
    return found


def _objects(quads: Iterable[ox.Quad], name: str) -> list[str]:
    """The IRIs that are objects of a property, sorted."""
    found = {quad.object for quad in quads if quad.predicate == iri(name)}
    return sorted(value.value for value in found if isinstance(value, ox.NamedNode))
