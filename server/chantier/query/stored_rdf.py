"""The public questions as data: each stored query described as a SHACL SPARQL executable."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from chantier.namespaces import GRAPH, ID
from chantier.query.stored import Question
from chantier.rdf.terms import bilingual, in_graph, say

QUESTIONS_GRAPH = f"{GRAPH}queries/questions"


def question_quads(questions: Iterable[Question]) -> list[ox.Quad]:
    """The graph that publishes the questions: text, summaries, tags, number.

    Source: https://www.w3.org/TR/shacl/#sparql-constraints (sh:select)
    """
    triples: list[ox.Triple] = []
    for question in questions:
        subject = f"{ID}question/{question.name}"
        labels = bilingual(question.summary_fr, question.summary_en)
        triples += say(subject, "rdf:type", "sh:SPARQLExecutable", "sh:SPARQLSelectExecutable")
        triples += say(subject, "skos:prefLabel", *labels)
        triples += say(subject, "sh:select", ox.Literal(question.text))
        triples += say(subject, "schema:keywords", *map(ox.Literal, question.tags))
        if question.number:
            triples += say(subject, "schema:position", question.number)
    return in_graph(triples, QUESTIONS_GRAPH)
