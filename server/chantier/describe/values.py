"""The values of a thing's properties, and the links between things, as the graph has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from chantier.rdf.nquads import line_terms
from chantier.rdf.terms import Node
from chantier.store.dataset import Dataset
from chantier.store.inferred import asserted

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


def links_from(dataset: Dataset, iri: str, *predicates: str) -> Iterator[str]:
    """The IRIs that a thing links to by some predicates, once for each graph that says so."""
    lines = asserted(line for name in predicates for line in dataset.lines_with(iri, name))
    return _iris(line_terms(line)[2] for line in lines)


def links_to(dataset: Dataset, iri: str, *predicates: str) -> Iterator[str]:
    """The IRIs of what links to a thing by some predicates, once for each graph that says so."""
    wanted = {f"<{name}>".encode() for name in predicates}
    links = map(line_terms, asserted(dataset.lines_pointing_at(iri)))
    return _iris(subject for subject, verb, _ in links if verb in wanted)


def _iris(terms: Iterable[bytes]) -> Iterator[str]:
    return (term[1:-1].decode() for term in terms if term[:1] == b"<")
