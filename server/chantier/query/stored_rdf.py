"""The public questions as data: each stored query described as a SHACL SPARQL executable."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from chantier.namespaces import GRAPH, ID
from chantier.query.stored import Question
from chantier.rdf.terms import iri

QUESTIONS_GRAPH = f"{GRAPH}queries/questions"


def question_quads(questions: Iterable[Question]) -> list[ox.Quad]:
    """The graph that publishes the questions: text, summaries, tags, number.

    Source: https://www.w3.org/TR/shacl/#sparql-constraints (sh:select)
    """
    graph = ox.NamedNode(QUESTIONS_GRAPH)
    quads = []
    for question in questions:
        subject = ox.NamedNode(f"{ID}question/{question.name}")
        values: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            ("rdf:type", iri("sh:SPARQLExecutable")),
            ("rdf:type", iri("sh:SPARQLSelectExecutable")),
            ("skos:prefLabel", ox.Literal(question.summary_fr, language="fr")),
            ("skos:prefLabel", ox.Literal(question.summary_en, language="en")),
            ("sh:select", ox.Literal(question.text)),
            *(("schema:keywords", ox.Literal(tag)) for tag in question.tags),
        ]
        if question.number:
            values.append(("schema:position", ox.Literal(question.number)))
        quads += [ox.Quad(subject, iri(predicate), value, graph) for predicate, value in values]
    return quads
