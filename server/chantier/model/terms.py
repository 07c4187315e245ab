"""Choosing among the labels of a term, and terms as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from chantier.namespaces import compact

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

LABEL_PREDICATES = (
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://purl.org/dc/terms/title",
    "http://www.w3.org/ns/shacl#name",
    "http://xmlns.com/foaf/0.1/name",
)
"""Predicates that give a thing its label, most telling first."""


def best_literal(literals: Iterable[ox.Literal], language: str) -> ox.Literal | None:
    """Give the literal in a language, else an untagged one, else any, else ``None``."""

    def rank(literal: ox.Literal) -> tuple[bool, bool, str]:
        tag = (literal.language or "").split("-")[0]
        return (tag != language, bool(tag), literal.value)

    return min(literals, key=rank, default=None)


def readable(term: Term | None) -> str:
    """Give a term as a person reads it in a table: CURIE or IRI, lexical form, ``_:label``."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    if isinstance(term, ox.Literal):
        return term.value
    return str(term)
