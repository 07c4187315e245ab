"""Validation against SHACL shapes."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import BNode, Literal, Node

from chantier.namespaces import LANGUAGES
from chantier.rdf.terms import best_literal
from chantier.validation.evaluation import Labels, check_shapes, evaluate, read, shape_name
from chantier.validation.findings import Finding
from chantier.validation.literals import no_word_of_ill_typed
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
_PLACEHOLDER = re.compile(r"\{[?$]\w+\}")
"""What stands for a value of a solution in a message."""


def validate(
    data: Iterable[bytes],
    shapes: Sequence[bytes],
    *,
    thorough: bool = True,
    judged: Container[bytes] | None = None,
) -> Report:
    """Validate a dataset against shapes, without inference and without touching the network.

    pySHACL evaluates only the focus nodes that the pre-filter returns.

    Args:
        data: N-Quads lines, validated as the union of their graphs, iterated up to three times;
            with the class hierarchy that the targets need.
        shapes: the N-Quads lines of the shapes.
        thorough: whether all nodes are evaluated; if not, a batch at a time until a violation is
            found, so that a large dataset that breaks a shape everywhere is refused soon.
        judged: the nodes that are evaluated; all where there is none.

    Raises:
        SourceError: the shapes themselves are not well-formed SHACL, or cannot be evaluated.
    """
    with no_word_of_ill_typed():
        return _validated(data, shapes, judged, thorough=thorough)


def _validated(
    data: Iterable[bytes],
    shapes: Sequence[bytes],
    judged: Container[bytes] | None,
    *,
    thorough: bool,
) -> Report:
    labels: Labels = {}
    check_shapes(read(shapes, labels))
    unproven = candidates(shapes, data, judged)
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
        findings += _findings(report, shapes_graph, {node: name for name, node in labels.items()})
        checked += len(batch)
    whole = _merged(reports)
    conforms = Literal(True) in whole.objects(None, SH.conforms)
    turtle = whole.serialize(format="turtle")
    return Report(conforms, tuple(findings), turtle, len(pairs) - checked)


def with_results(report: Report, findings: Iterable[Finding]) -> str:
    """A report, in Turtle, with those findings as results whose rules it does not hold yet.

    Args:
        report: that of ``validate``.
        findings: whose rules are IRIs; their properties may be unknown.
    """
    with no_word_of_ill_typed():
        graph = Graph().parse(data=report.turtle, format="turtle")
        known = {str(shape) for shape in graph.objects(None, SH.sourceShape)}
        node = graph.value(None, RDF.type, SH.ValidationReport) or BNode()
        for finding in findings:
            if finding.rule not in known:
                graph.set((node, SH.conforms, Literal(False)))
                graph.add((node, SH.result, _result(graph, finding)))
        return graph.serialize(format="turtle")


def _result(graph: Graph, finding: Finding) -> Node:
    result, rule = BNode(), URIRef(finding.rule)
    said: list[tuple[Node, Node]] = [
        (RDF.type, SH.ValidationResult),
        (SH.resultSeverity, SH[finding.severity.title()]),
        (SH.sourceShape, rule),
        (SH.sourceConstraintComponent, rule),
        (SH.focusNode, _focus(finding.focus)),
    ]
    if finding.predicate:
        said.append((SH.resultPath, URIRef(finding.predicate)))
    if finding.value:
        said.append((SH.value, Literal(finding.value)))
    for language in LANGUAGES:
        text = finding.message(language) + finding.advice(language)
        said.append((SH.resultMessage, Literal(text, lang=language)))
    for predicate, value in said:
        graph.add((result, predicate, value))
    return result


def _focus(focus: str) -> Node:
    return BNode(focus.removeprefix("_:")) if focus.startswith("_:") else URIRef(focus)


def merged(reports: Iterable[str]) -> str:
    """One report, in Turtle, of several that conform."""
    with no_word_of_ill_typed():
        return _merged([Graph().parse(data=each, format="turtle") for each in reports]).serialize(
            format="turtle"
        )


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


def _findings(report: Graph, shapes: Graph, names: Mapping[Node, str]) -> list[Finding]:
    results = report.objects(None, SH.result)
    found = (_finding(report, shapes, result, names) for result in results)
    return sorted(found, key=lambda finding: (finding.focus, finding.rule, finding.value))


def _finding(report: Graph, shapes: Graph, result: Node, names: Mapping[Node, str]) -> Finding:
    focus = report.value(result, SH.focusNode)
    shape = report.value(result, SH.sourceShape)
    constraint = report.value(result, SH.sourceConstraint)
    said = list(report.objects(result, SH.resultMessage))
    messages = [
        _with_values(message, map(str, said))
        for source in (constraint, shape)
        if source is not None
        for message in shapes.objects(source, SH.message)
    ] or said
    path = report.value(result, SH.resultPath)
    severity = report.value(result, SH.resultSeverity)
    value = report.value(result, SH.value)
    if isinstance(value, BNode):
        value = URIRef(f"_:{value}")
    return Finding(
        rule=shape_name(shapes, shape),
        severity=str(severity).rpartition("#")[2].lower() if severity else _VIOLATION,
        focus=f"_:{names[focus]}" if focus is not None and focus in names else str(focus),
        value=str(value if value is not None else path if isinstance(path, URIRef) else ""),
        message_fr=_in_language(messages, "fr"),
        message_en=_in_language(messages, "en"),
        predicate=_first_step(report, path),
    )


def _with_values(message: Node, said: Iterable[str]) -> Node:
    """A message of a shape with its placeholders filled in, as the report says it without language.

    Source: https://www.w3.org/TR/shacl/#sparql-constraints-placeholders
    """
    if not isinstance(message, Literal) or not _PLACEHOLDER.search(message):
        return message
    form = re.compile(".+".join(map(re.escape, _PLACEHOLDER.split(message))), re.DOTALL)
    filled = next((text for text in said if form.fullmatch(text)), str(message))
    return Literal(filled, lang=message.language)


def _first_step(report: Graph, path: Node | None) -> str:
    """The property that a path begins with; empty where it begins with a choice."""
    while isinstance(path, BNode) and (path, RDF.first, None) in report:
        path = report.value(path, RDF.first)
    return str(path) if isinstance(path, URIRef) else ""


def _in_language(messages: list[Node], language: str) -> str:
    literals = [
        ox.Literal(str(message), language=message.language)
        for message in messages
        if isinstance(message, Literal)
    ]
    best = best_literal(literals, language)
    return best.value if best else ""
