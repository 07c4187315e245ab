"""What written graphs say of a thing that the sources speak of: each statement with its graph."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.describe.entity import Name, name_of
from chantier.rdf.nquads import graph_iri, parse_lines
from chantier.rdf.terms import Node
from chantier.store.dataset import Dataset

MAX_SHOWN_STATEMENTS = 20
"""Statements of one graph with one property that are shown."""


@dataclass(frozen=True, slots=True)
class OthersProperty:
    """What one graph says with one property."""

    name: Name
    values: tuple[Name | ox.Literal, ...]
    """Objects, or the things that link here; at most ``MAX_SHOWN_STATEMENTS``."""
    total: int
    links_here: bool


@dataclass(frozen=True, slots=True)
class OthersStatements:
    """What one graph says of a thing, and what links to it there."""

    graph: Name
    properties: tuple[OthersProperty, ...]


def statements_of_others(dataset: Dataset, iri: str, language: str) -> list[OthersStatements]:
    """What written graphs say of a thing, sorted by graph; none where the sources do not know it.

    A blank node is shown by its label alone: who wants more asks the graph.
    """
    lines = dataset.authority.lines_of_others(iri) if dataset.authority else []
    node = ox.NamedNode(iri)
    found = defaultdict[str, dict[tuple[bool, str], dict[Node, None]]](lambda: defaultdict(dict))
    for quad in parse_lines(lines):
        links_here = quad.subject != node
        other = quad.subject if links_here else quad.object
        if not isinstance(other, ox.Triple):
            found[graph_iri(quad)][links_here, quad.predicate.value][other] = None

    def shown(term: Node) -> Name | ox.Literal:
        if isinstance(term, ox.Literal):
            return term
        named = isinstance(term, ox.NamedNode)
        return name_of(dataset, term.value, language) if named else Name(str(term), str(term), "")

    return [
        OthersStatements(
            name_of(dataset, graph, language),
            tuple(
                OthersProperty(
                    name_of(dataset, predicate, language),
                    tuple(map(shown, list(terms)[:MAX_SHOWN_STATEMENTS])),
                    len(terms),
                    links_here,
                )
                for (links_here, predicate), terms in sorted(said.items())
            ),
        )
        for graph, said in sorted(found.items())
    ]
