"""The DCAT distributions of a dataset: the files of it whole, of its graphs and of its classes.

Sources: https://www.w3.org/TR/vocab-dcat-3/,
https://semiceu.github.io/DCAT-AP/releases/3.0.0/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.namespaces import BASE, CES, DATASET, DUMP, GRAPH
from chantier.publish.dumps.dumps import WHOLE, WHOLE_FORMATS
from chantier.publish.dumps.filenames import graph_name, term_name
from chantier.publish.dumps.files import EXTENSIONS
from chantier.rdf.formats import (
    CSV,
    GRAPH_FORMATS,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TRIPLE_FORMATS,
    TURTLE,
)
from chantier.rdf.terms import Facts, bilingual, iri, literals, say, terms

LATEST = f"{DUMP}latest/"
"""Start of the addresses of the files of the version being served, whichever that is."""
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_STABLE = "http://publications.europa.eu/resource/authority/planned-availability/STABLE"
_KINDS = {
    N_QUADS.media_type: ("N-Quads", "RDF_N_QUADS"),
    TRIG.media_type: ("TriG", "RDF_TRIG"),
    TURTLE.media_type: ("Turtle", "RDF_TURTLE"),
    JSON_LD.media_type: ("JSON-LD", "JSON_LD"),
    N_TRIPLES.media_type: ("N-Triples", "RDF_N_TRIPLES"),
    RDF_XML.media_type: ("RDF/XML", "RDF_XML"),
    CSV.media_type: ("CSV", "CSV"),
    "application/json": ("JSON", "JSON"),
    "application/geo+json": ("GeoJSON", "GEOJSON"),
}
"""Media type → its usual name, and its name in the file types of the European Union."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file in which a dataset or a part of it can be downloaded."""

    iri: str
    of: str
    """IRI of the dataset or graph."""
    about: tuple[str, str]
    """What it holds, in French and in English."""
    media_type: str
    """Of its content, once decompressed."""
    compression: str = ""
    """``gzip`` or ``zstd``; empty for none."""
    access: str = ""
    """Address of a page about it, or of itself; empty: its IRI."""
    download: str = ""
    """Address of the file; empty: its IRI."""

    @property
    def is_rdf(self) -> bool:
        """Whether it holds RDF, and not a table."""
        return self.media_type in {item.media_type for item in GRAPH_FORMATS}


def dataset_files(classes: Iterable[str], facts: Facts) -> list[Distribution]:
    """The files of the dataset: it whole, and a table for each class of ours.

    Args:
        classes: IRIs of the classes of which it has instances.
        facts: about the classes.
    """
    found = [
        Distribution(
            f"{LATEST}{WHOLE}.{item.extension}{ending}",
            DATASET,
            ("Jeu de données entier", "Whole dataset"),
            item.media_type,
            compression,
        )
        for item in WHOLE_FORMATS
        for compression, ending in EXTENSIONS.items()
    ]
    for name in sorted(classes):
        if name.startswith(CES):
            french, english = _label(facts, name, "rdfs:label")
            label = (f"Table des choses de la classe « {french} »", f"Table of class “{english}”")
            address = f"{LATEST}tables/{term_name(name)}.csv"
            found.append(Distribution(address, DATASET, label, CSV.media_type))
    return found


def graph_files(graph: str, facts: Facts) -> list[Distribution]:
    """The files of a named graph, Turtle first; none where it is not catalogued.

    Args:
        graph: its IRI.
        facts: about it.
    """
    is_catalogued = iri("dcat:Dataset") in terms(facts, graph, "rdf:type")
    if not (graph.startswith(GRAPH) and is_catalogued):
        return []
    name, label = graph_name(graph), _label(facts, graph, "skos:prefLabel")
    return [
        Distribution(
            f"{graph}.{item.extension}",
            graph,
            label,
            item.media_type,
            download=f"{LATEST}graphs/{name}.{item.extension}",
        )
        for item in TRIPLE_FORMATS
    ]


def described(item: Distribution, facts: Facts) -> Iterator[ox.Triple]:
    """A distribution; its licence, rights and dates are those of what it distributes."""
    kind, file_type = _KINDS[item.media_type]
    packed = f", {item.compression}" if item.compression else ""
    title = bilingual(f"{item.about[0]}, {kind}{packed}", f"{item.about[1]}, {kind}{packed}")
    yield from say(item.of, "dcat:distribution", item.iri)
    yield from say(item.iri, "a", "dcat:Distribution")
    yield from say(item.iri, "skos:prefLabel", *title)
    yield from say(item.iri, "dcterms:title", *title)
    yield from say(
        item.iri,
        "dcterms:description",
        *bilingual(f"Fichier {kind} à télécharger.", f"{kind} file to download."),
    )
    yield from say(item.iri, "dcat:downloadURL", item.download or item.iri)
    yield from say(item.iri, "dcat:accessURL", item.access or item.iri)
    yield from say(item.iri, "dcat:mediaType", _MEDIA_TYPES + item.media_type)
    yield from say(item.iri, "dcterms:format", _FILE_TYPES + file_type)
    if item.compression:
        yield from say(
            item.iri, "dcat:compressFormat", f"{_MEDIA_TYPES}application/{item.compression}"
        )
    yield from say(item.iri, "dcatap:availability", _STABLE)
    for predicate in ("dcterms:license", "dcterms:rights", "dcterms:issued", "dcterms:modified"):
        values = terms(facts, item.of, predicate)
        if len(values) == 1:  # DCAT-AP allows no more; several stay with the dataset itself
            yield from say(item.iri, predicate, *values)


def _label(facts: Facts, subject: str, predicate: str) -> tuple[str, str]:
    labels = {term.language: term.value for term in literals(facts, subject, predicate)}
    name = subject.removeprefix(BASE)
    return labels.get("fr", name), labels.get("en", name)
