"""The numbers of the description, against the counts of the endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lod_doctor.description import VoidDescription
from lod_doctor.fetching import Visitor
from lod_doctor.results import Solution, select_solutions, send_query
from lod_doctor.rules import Evidence, RuleCheck

_MAX_NAMED_PARTITIONS = 5
"""Partitions with a wrong number that the evidence names."""
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
"""Kind of partition → its properties for what it is of and for the number, and the query."""


@dataclass(frozen=True, slots=True)
class CheckedCounts:
    """The numbers of the description, each beside the endpoint's count."""

    dataset: str
    measures: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    """Measure → the number stated, and each count until one agrees; none where none came."""
    partitions: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    """Kind → class or property → the number stated, and the count."""


def visit_counts(visitor: Visitor, description: VoidDescription) -> CheckedCounts:
    """Have the endpoint count what the description states; what it cannot count is left out."""
    counts = CheckedCounts(str(description.dataset).strip("<>"))
    for measure, queries in _MEASURES.items():
        stated = description.text(measure)
        counted: list[str] = []
        for query in queries if stated else ():
            found = _counted(visitor, description.endpoint, query)
            counted += [solution.get("n", "") for solution in found or []]
            if stated in counted:
                break
        if stated:
            counts.measures[measure] = (stated, counted)
    for kind, (properties, query) in _PARTITIONS.items():
        stated_of = _stated(description, kind, *properties)
        found = _counted(visitor, description.endpoint, query) if stated_of else None
        if found is not None:
            counted_of = {item.get("of", ""): item.get("n", "") for item in found}
            counts.partitions[kind] = {
                of: (stated_of.get(of, "–"), counted_of.get(of, "0"))
                for of in sorted({*stated_of, *counted_of})
            }
    return counts


def _counted(visitor: Visitor, endpoint: str, query: str) -> list[Solution] | None:
    # Counting may be too much to ask for; a rule of its own says so.
    return select_solutions(send_query(visitor, endpoint, query, is_judged=False))


def _stated(description: VoidDescription, kind: str, key: str, measure: str) -> dict[str, str]:
    triples = description.triples
    stated = {}
    for partition in triples.values(description.dataset, kind):
        of, number = triples.texts(partition, key), triples.texts(partition, measure)
        if of and number:
            stated[of[0]] = number[0]
    return stated


def _measure(measure: str) -> RuleCheck[CheckedCounts]:
    def check(seen: CheckedCounts) -> Iterator[Evidence]:
        stated, counted = seen.measures.get(measure, ("", []))
        if counted and stated not in counted:
            yield Evidence(seen.dataset, f"{measure} {stated} ≠ SPARQL {', '.join(counted)}")

    return check


def _partition(kind: str) -> RuleCheck[CheckedCounts]:
    def check(seen: CheckedCounts) -> Iterator[Evidence]:
        pairs = seen.partitions.get(kind, {}).items()
        wrong = [f"{of} {stated} ≠ SPARQL {n}" for of, (stated, n) in pairs if stated != n]
        if wrong:
            more = len(wrong) - _MAX_NAMED_PARTITIONS
            named = "; ".join(wrong[:_MAX_NAMED_PARTITIONS])
            yield Evidence(seen.dataset, f"{kind} {named}" + (f" … (+{more})" if more > 0 else ""))

    return check


def _possible(seen: CheckedCounts) -> Iterator[Evidence]:
    for measure, (stated, counted) in seen.measures.items():
        if not counted:
            yield Evidence(seen.dataset, f"{measure} {stated} ≠ SPARQL ?")


CHECKS: dict[str, RuleCheck[CheckedCounts]] = {
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
