"""Earlier versions of the ontologies: files kept as they were published, in no graph."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from chantier.rdf.formats import TURTLE
from chantier.rdf.reading import read_graph
from chantier.store.sources import SUPERSEDED_FOLDER, file_document, naming_place

_NAME = re.compile(r"(?:[a-z]+/)?[0-9]+\.[0-9]+\.[0-9]+")
_MAX_CACHED_VERSIONS = 16
"""Versions that are kept in memory once read."""


def superseded_file(root: Path, name: str) -> Path | None:
    """The file of an earlier version of an ontology.

    Args:
        root: the folder of the sources.
        name: what follows the IRI of the main ontology in that of the version, as ``1.0.0`` or
            ``alignments/1.0.0``.

    Returns:
        None where no such version is kept.
    """
    path = root / SUPERSEDED_FOLDER / f"{name}.ttl"
    return path if _NAME.fullmatch(name) and path.is_file() else None


@lru_cache(_MAX_CACHED_VERSIONS)
def superseded_quads(path: Path, iri: str) -> tuple[ox.Quad, ...]:
    """What an earlier version of an ontology says, in the default graph.

    Raises:
        SourceError: the file cannot be read.
    """
    document = file_document(path, TURTLE, iri)
    with naming_place(document):
        return tuple(
            ox.Quad(triple.subject, triple.predicate, triple.object)
            for triple in read_graph(document, None)
        )
