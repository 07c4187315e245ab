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
_SUBJECTS, _TRIPLES = "?s a ?c", "?s ?p ?o"
_ONE = "SELECT (COUNT({counted}) AS ?n) WHERE {{ {pattern} }}"


def _of_one(counted: str, *patterns: str) -> tuple[str, ...]:
    """The queries that count something once: in the default graph, then in the named graphs."""
    everywhere = (*patterns, *(f"GRAPH ?g {{ {pattern} }}" for pattern in patterns))
    return tuple(_ONE.format(counted=counted, pattern=pattern) for pattern in everywhere)


_MEASURES = {
    "void:triples": (
        _ONE.format(counted="*", pattern=_TRIPLES),
        _ONE.format(
            counted="*", pattern=f"SELECT DISTINCT ?s ?p ?o {{ GRAPH ?g {{ {_TRIPLES} }} }}"
        ),
    ),
    "void:entities": _of_one("DISTINCT ?s", f"{_SUBJECTS} FILTER(isIRI(?s))", _SUBJECTS),
    "void:distinctSubjects": _of_one("DISTINCT ?s", _TRIPLES),
    "void:distinctObjects": _of_one("DISTINCT ?o", _TRIPLES),
    "void:classes": _of_one("DISTINCT ?c", f"{_SUBJECTS} FILTER(isIRI(?c))", _SUBJECTS),
    "void:properties": _of_one("DISTINCT ?p", _TRIPLES),
}
"""Measure → queries that count it, the usual reading first.

An endpoint may have other graphs besides its default graph, and describe all of them.

Source: https://www.w3.org/TR/void/#statistics
"""
_PARTITIONS = {
    "void:classPartition": (
        ("void:class", "void:entities"),
        "SELECT ?of (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?of FILTER(isIRI(?of)) } GROUP BY ?of",
        "SELECT ?of (COUNT(DISTINCT ?s) AS ?n)"
        " WHERE { GRAPH ?g { ?s a ?of FILTER(isIRI(?of)) } } GROUP BY ?of",
    ),
    "void:propertyPartition": (
        ("void:property", "void:triples"),
        "SELECT ?of (COUNT(*) AS ?n) WHERE { ?s ?of ?o } GROUP BY ?of",
        "SELECT ?of (COUNT(*) AS ?n)"
        " WHERE { SELECT DISTINCT ?s ?of ?o { GRAPH ?g { ?s ?of ?o } } } GROUP BY ?of",
    ),
}
"""Kind of partition → its properties for what it is of and for the number, and the queries."""


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
    for kind, (properties, *queries_of) in _PARTITIONS.items():
        stated_of = _stated(description, kind, *properties)
        for query in queries_of if stated_of else ():
            found = _counted(visitor, description.endpoint, query)
            if found is None:
                break
            counted_of = {item.get("of", ""): item.get("n", "") for item in found}
            pairs = {
                of: (stated_of.get(of, "–"), counted_of.get(of, "0"))
                for of in sorted({*stated_of, *counted_of})
            }
            counts.partitions.setdefault(kind, pairs)
            if stated_of == counted_of:
                counts.partitions[kind] = pairs
                break
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
