"""The documents that harvesters take whole: the catalogue, VoID, the service description.

Each is gathered from the quads of a version, character for character. The files of its graphs,
which follow from their names, are described here, in the default graph.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from chantier.namespaces import BASE, DATASET, ENDPOINT
from chantier.publish.dcat import described, graph_files
from chantier.publish.description import DESCRIPTION_GRAPH
from chantier.publish.service_description import SIZES
from chantier.publish.void import PARTITIONS
from chantier.rdf.nquads import line_graph, parse_lines
from chantier.rdf.terms import facts_of, in_graph, iri, terms
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
_OF_GRAPHS = frozenset(iri(name).value for name in ("rdf:type", "sd:graph", "sd:name", *SIZES))
"""Properties of a graph that a service description shows."""


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
    found = _closure(dataset, [*starts, *members])
    return found + _files_of_graphs(dataset, found)


def described_dataset(dataset: Dataset) -> list[ox.Quad]:
    """The description of the dataset, with the counts of each class and property."""
    start = f"<{DATASET}#".encode()
    parts = (
        line
        for line in dataset.lines_beginning(start)
        if line_graph(line) == DESCRIPTION_GRAPH  # what others say of them is theirs
    )
    return dataset.quads_about(DATASET) + parse_lines(list(parts))


def void(dataset: Dataset) -> list[ox.Quad]:
    """The VoID description: the dataset, its graphs, its linksets and where they lead."""
    found = described_dataset(dataset)
    for name in ("void:subset", "void:objectsTarget"):
        for subject in _objects(found, name):
            found += dataset.quads_about(subject)
    return found


def service(dataset: Dataset) -> list[ox.Quad]:
    """The service description, with VoID of the dataset and the size of each graph."""
    found = dataset.quads_about(ENDPOINT)
    for offered in _objects(found, "sd:defaultDataset"):
        found += dataset.quads_about(offered)
    graphs = _objects(found, "sd:namedGraph", "sd:graph")
    found += described_dataset(dataset)
    for graph in graphs:
        about = dataset.quads_about(graph)
        found += [quad for quad in about if quad.predicate.value in _OF_GRAPHS]
    return found


def _files_of_graphs(dataset: Dataset, about: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The files of the graphs that some quads describe, unless they have them already."""
    facts = facts_of(about)
    return in_graph(
        triple
        for graph in sorted(dataset.version.manifest.graphs)
        if not terms(facts, graph, "dcat:distribution")
        for item in graph_files(graph, facts)
        for triple in described(item, facts)
    )


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


def _objects(quads: Iterable[ox.Quad], *names: str) -> list[str]:
    """The IRIs that are objects of some properties, sorted."""
    predicates = {iri(name) for name in names}
    found = {quad.object for quad in quads if quad.predicate in predicates}
    return sorted(value.value for value in found if isinstance(value, ox.NamedNode))
