"""What the description counts, against what the endpoint counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lod_doctor.description import Description
from lod_doctor.fetching import Visitor
from lod_doctor.results import Solution, ask, solutions
from lod_doctor.rules import Check, Fact

_SHOWN = 5
"""Partitions that differ and are named, at most."""
_MEASURES = {
    "void:triples": (
        "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }",
    ),
    "void:entities": (
        "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c FILTER(isIRI(?s)) }",
        "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c }",
    ),
    "void:distinctSubjects": ("SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }",),
    "void:distinctObjects": ("SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o }",),
    "void:classes": (
        "SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?s a ?c FILTER(isIRI(?c)) }",
        "SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?s a ?c }",
    ),
    "void:properties": ("SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE { ?s ?p ?o }",),
}
"""Measure → queries that count it, the usual reading first.

Source: https://www.w3.org/TR/void/#statistics
"""
_PARTITIONS = {
    "void:classPartition": (
        ("void:class", "void:entities"),
        "SELECT ?of (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?of FILTER(isIRI(?of)) } GROUP BY ?of",
    ),
    "void:propertyPartition": (
        ("void:property", "void:triples"),
        "SELECT ?of (COUNT(*) AS ?n) WHERE { ?s ?of ?o } GROUP BY ?of",
    ),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """What was said and what was counted."""

    dataset: str
    measures: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    """Measure → what is said, and each count until one agrees; none where none came."""
    partitions: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    """Kind → class or property → what is said, and what was counted."""


def visit_counts(visitor: Visitor, description: Description) -> Counts:
    """Have the endpoint count what the description says; what it cannot count is left out."""
    counts = Counts(str(description.dataset).strip("<>"))
    for measure, queries in _MEASURES.items():
        said = description.text(measure)
        counted: list[str] = []
        for query in queries if said else ():
            found = _counted(visitor, description.endpoint, query)
            counted += [solution.get("n", "") for solution in found or []]
            if said in counted:
                break
        if said:
            counts.measures[measure] = (said, counted)
    for kind, (properties, query) in _PARTITIONS.items():
        said_of = _said(description, kind, *properties)
        found = _counted(visitor, description.endpoint, query) if said_of else None
        if found is not None:
            counted_of = {item.get("of", ""): item.get("n", "") for item in found}
            counts.partitions[kind] = {
                of: (said_of.get(of, "–"), counted_of.get(of, "0"))
                for of in sorted({*said_of, *counted_of})
            }
    return counts


def _counted(visitor: Visitor, endpoint: str, query: str) -> list[Solution] | None:
    # Counting may be too much to ask for; a rule of its own says so.
    return solutions(ask(visitor, endpoint, query, is_judged=False))


def _said(description: Description, kind: str, key: str, measure: str) -> dict[str, str]:
    triples = description.triples
    said = {}
    for partition in triples.values(description.dataset, kind):
        of, number = triples.texts(partition, key), triples.texts(partition, measure)
        if of and number:
            said[of[0]] = number[0]
    return said


def _measure(measure: str) -> Check[Counts]:
    def check(seen: Counts) -> Iterator[Fact]:
        said, counted = seen.measures.get(measure, ("", []))
        if counted and said not in counted:
            yield Fact(seen.dataset, f"{measure} {said} ≠ SPARQL {', '.join(counted)}")

    return check


def _partition(kind: str) -> Check[Counts]:
    def check(seen: Counts) -> Iterator[Fact]:
        pairs = seen.partitions.get(kind, {}).items()
        wrong = [f"{of} {said} ≠ SPARQL {n}" for of, (said, n) in pairs if said != n]
        if wrong:
            more = f" … (+{len(wrong) - _SHOWN})" if len(wrong) > _SHOWN else ""
            yield Fact(seen.dataset, f"{kind} {'; '.join(wrong[:_SHOWN])}{more}")

    return check


def _possible(seen: Counts) -> Iterator[Fact]:
    for measure, (said, counted) in seen.measures.items():
        if not counted:
            yield Fact(seen.dataset, f"{measure} {said} ≠ SPARQL ?")


CHECKS: dict[str, Check[Counts]] = {
    "count-possible": _possible,
    "count-triples": _measure("void:triples"),
    "count-entities": _measure("void:entities"),
    "count-subjects": _measure("void:distinctSubjects"),
    "count-objects": _measure("void:distinctObjects"),
    "count-classes": _measure("void:classes"),
    "count-properties": _measure("void:properties"),
    "count-class-partitions": _partition("void:classPartition"),
    "count-property-partitions": _partition("void:propertyPartition"),
}
