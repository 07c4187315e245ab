"""The values of a thing's properties, as terms: read from the quads about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from chantier.rdf.terms import Node
from chantier.store.dataset import Dataset

Values = Mapping[str, list[Node]]
"""Predicate IRI → objects, each once."""


def values_of(dataset: Dataset, iri: str) -> Values:
    """The values of each property of a thing, in the order of the lines."""
    return values_in(dataset.quads_about(iri), iri)


def values_in(quads: Iterable[ox.Quad], iri: str) -> Values:
    """The values of each property of a thing, among quads about it and its blank nodes."""
    node, found = ox.NamedNode(iri), dict[str, dict[Node, None]]()
    for quad in quads:
        if quad.subject == node and not isinstance(quad.object, ox.Triple):
            found.setdefault(quad.predicate.value, {})[quad.object] = None
    return {predicate: list(terms) for predicate, terms in found.items()}


def iris(values: Values, predicate: str) -> list[str]:
    """The IRIs among the values of a property."""
    return [term.value for term in values.get(predicate, ()) if isinstance(term, ox.NamedNode)]


def literals(values: Values, predicate: str) -> list[ox.Literal]:
    """The literals among the values of a property."""
    return [term for term in values.get(predicate, ()) if isinstance(term, ox.Literal)]


def literals_in(quads: Iterable[ox.Quad], predicate: str) -> list[ox.Literal]:
    """The literals that a predicate leads to, whatever the subject."""
    return [
        quad.object
        for quad in quads
        if quad.predicate.value == predicate and isinstance(quad.object, ox.Literal)
    ]
