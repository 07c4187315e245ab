"""Validation against SHACL shapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import BNode, Literal, Node

from chantier.rdf.terms import best_literal
from chantier.validation.evaluation import Labels, check_shapes, evaluate, read, shape_name
from chantier.validation.findings import Finding
from chantier.validation.prefilter import candidates


@dataclass(frozen=True, slots=True)
class Report:
    """A SHACL validation report."""

    conforms: bool
    findings: tuple[Finding, ...]
    turtle: str
    """The report graph. Source: https://www.w3.org/TR/shacl/#validation-report"""
    unchecked: int = 0
    """Pairs of shape and focus node that were not evaluated, after a violation was found."""


BATCH_PAIRS = 1_000
"""Pairs of shape and focus node that are evaluated at a time, unless the search is thorough."""
_VIOLATION = "violation"


def validate(data: Iterable[bytes], shapes: Sequence[bytes], *, thorough: bool = True) -> Report:
    """Validate a dataset against shapes, without inference and without touching the network.

    pySHACL evaluates only the focus nodes that the pre-filter returns.

    Args:
        data: N-Quads lines, validated as the union of their graphs, iterated up to three times;
            with the class hierarchy that the targets need.
        shapes: the N-Quads lines of the shapes.
        thorough: whether all nodes are evaluated; if not, a batch at a time until a violation is
            found, so that a large dataset that breaks a shape everywhere is refused soon.

    Raises:
        SourceError: the shapes themselves are not well-formed SHACL, or cannot be evaluated.
    """
    labels: Labels = {}
    check_shapes(read(shapes, labels))
    unproven = candidates(shapes, data)
    data_graph = read(data, labels) if unproven else Graph()
    pairs = [(shape, focus) for shape, nodes in unproven.items() for focus in nodes]
    reports, findings, checked = list[Graph](), list[Finding](), 0
    batch_size = len(pairs) if thorough else BATCH_PAIRS
    while not reports or (
        checked < len(pairs) and all(finding.severity != _VIOLATION for finding in findings)
    ):
        batch = pairs[checked : checked + batch_size]
        report, shapes_graph = evaluate(data_graph, shapes, batch, labels)
        reports.append(report)
        findings += _findings(report, shapes_graph)
        checked += len(batch)
    whole = _merged(reports)
    conforms = Literal(True) in whole.objects(None, SH.conforms)
    turtle = whole.serialize(format="turtle")
    return Report(conforms, tuple(findings), turtle, len(pairs) - checked)


def _merged(reports: Sequence[Graph]) -> Graph:
    """One report with the results of several, of which only the last may hold a violation."""
    whole = Graph()
    whole.bind("sh", SH)
    node = BNode()
    for report in reports:
        for subject, predicate, value in report:
            is_report = (subject, RDF.type, SH.ValidationReport) in report
            if not is_report or predicate != SH.conforms:
                whole.add((node if is_report else subject, predicate, value))
    whole.add((node, SH.conforms, Literal((node, SH.result, None) not in whole)))
    return whole


def _findings(report: Graph, shapes: Graph) -> list[Finding]:
    found = (_finding(report, shapes, result) for result in report.objects(None, SH.result))
    return sorted(found, key=lambda finding: (finding.focus, finding.rule, finding.value))


def _finding(report: Graph, shapes: Graph, result: Node) -> Finding:
    shape = report.value(result, SH.sourceShape)
    constraint = report.value(result, SH.sourceConstraint)
    messages = [
        message
        for source in (constraint, shape)
        if source is not None
        for message in shapes.objects(source, SH.message)
    ] or list(report.objects(result, SH.resultMessage))
    path = report.value(result, SH.resultPath)
    severity = report.value(result, SH.resultSeverity)
    value = report.value(result, SH.value)
    return Finding(
        rule=shape_name(shapes, shape),
        severity=str(severity).rpartition("#")[2].lower() if severity else _VIOLATION,
        focus=str(report.value(result, SH.focusNode)),
        value=str(value if value is not None else path if isinstance(path, URIRef) else ""),
        message_fr=_in_language(messages, "fr"),
        message_en=_in_language(messages, "en"),
    )


def _in_language(messages: list[Node], language: str) -> str:
    literals = [
        ox.Literal(str(message), language=message.language)
        for message in messages
        if isinstance(message, Literal)
    ]
    best = best_literal(literals, language)
    return best.value if best else ""
