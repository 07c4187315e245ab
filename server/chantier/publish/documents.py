"""A document as a thing of its own: what it is about and how it may be used."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from chantier.namespaces import DATASET
from chantier.rdf.terms import in_graph, say


def document_quads(address: str, thing: str, licences: Iterable[str]) -> list[ox.Quad]:
    """The description of a document, in the default graph.

    Args:
        address: IRI of the document.
        thing: IRI of what it is about.
        licences: IRIs of those of the dataset.
    """
    triples = (
        *say(address, "a", "foaf:Document"),
        *say(address, "foaf:primaryTopic", thing),
        *say(address, "dcterms:isPartOf", DATASET),
        *say(address, "void:inDataset", DATASET),
        *say(address, "dcterms:license", *licences),
    )
    return in_graph(triples)
