"""Validation against the SHACL shapes. The only module that knows pySHACL."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox
import pyshacl
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Literal, Node

from chantier.errors import SourceError
from chantier.model.terms import best_literal
from chantier.validate.findings import Finding


@dataclass(frozen=True, slots=True)
class Report:
    """A SHACL validation report."""

    conforms: bool
    findings: tuple[Finding, ...]
    turtle: str
    """The report graph. Source: https://www.w3.org/TR/shacl/#validation-report"""


def rdflib_graph(quads: list[ox.Quad]) -> Graph:
    """Give the union of the quads' graphs as an rdflib graph."""
    triples = (quad.triple for quad in quads)
    return Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


def validate(data: Graph, shapes: Graph) -> Report:
    """Validate a graph against shapes, without inference and without touching the network.

    The data graph must hold the class hierarchy its targets need.

    Raises:
        SourceError: the shapes themselves are not well-formed SHACL.
    """
    try:
        conforms, graph, text = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", do_owl_imports=False, inplace=True
        )
    except pyshacl.errors.ShapeLoadError as error:
        raise SourceError(f"the shapes cannot be loaded: {error}") from error
    if not isinstance(graph, Graph):
        raise SourceError(f"the shapes cannot be used: {text}")
    findings = tuple(
        sorted(
            (_finding(graph, shapes, result) for result in graph.objects(None, SH.result)),
            key=lambda finding: (finding.focus, finding.rule, finding.value),
        )
    )
    return Report(bool(conforms), findings, graph.serialize(format="turtle"))


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
        rule=_rule_name(shapes, shape),
        severity=str(severity).rpartition("#")[2].lower() if severity else "violation",
        focus=str(report.value(result, SH.focusNode)),
        value=str(value if value is not None else path if isinstance(path, URIRef) else ""),
        message_fr=_in_language(messages, "fr"),
        message_en=_in_language(messages, "en"),
    )


def _rule_name(shapes: Graph, shape: Node | None) -> str:
    """Give the IRI of a shape, or of the named shape an anonymous one belongs to."""
    while shape is not None and not isinstance(shape, URIRef):
        shape = next((s for s, p in shapes.subject_predicates(shape) if p != RDF.first), None)
    return str(shape or "")


def _in_language(messages: list[Node], language: str) -> str:
    literals = [
        ox.Literal(str(message), language=message.language)
        if message.language
        else ox.Literal(str(message))
        for message in messages
        if isinstance(message, Literal)
    ]
    best = best_literal(literals, language)
    return best.value if best else ""
