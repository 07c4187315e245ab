"""The public questions as data: each stored query described as a SHACL SPARQL executable.

The layout is that of the SPARQL examples of the SIB, which query editors and assistants read from
an endpoint: https://github.com/sib-swiss/sparql-examples
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from chantier.errors import SourceError
from chantier.namespaces import ENDPOINT, GRAPH, ID
from chantier.query.stored import Question
from chantier.rdf.terms import bilingual, in_graph, say, typed

QUESTIONS_GRAPH = f"{GRAPH}queries/questions"
_DECLARATIONS = f"{QUESTIONS_GRAPH}#prefixes"
"""IRI of what declares the prefixes that questions use, all in one place."""
_PREFIX = re.compile(r"^PREFIX ([\w.-]*): <([^<>]*)>$", re.MULTILINE)


def question_quads(questions: Iterable[Question]) -> list[ox.Quad]:
    """The graph that publishes the questions: text, summaries, tags, number, prefixes, endpoint.

    The text declares its prefixes itself, and runs as it is.

    Raises:
        SourceError: two questions mean different namespaces by one prefix.

    Source: https://www.w3.org/TR/shacl/#sparql-constraints (sh:select, sh:prefixes)
    """
    triples: list[ox.Triple] = []
    namespaces: dict[str, str] = {}
    for question in questions:
        subject = f"{ID}question/{question.name}"
        labels = bilingual(question.summary_fr, question.summary_en)
        own = _declared(question, namespaces)
        triples += say(subject, "rdf:type", "sh:SPARQLExecutable", "sh:SPARQLSelectExecutable")
        triples += say(subject, "skos:prefLabel", *labels)
        triples += say(subject, "rdfs:comment", *labels)
        triples += say(subject, "sh:select", ox.Literal(question.text))
        triples += say(subject, "schema:keywords", *map(ox.Literal, question.tags))
        triples += say(subject, "schema:target", ENDPOINT)
        if own:
            triples += say(subject, "sh:prefixes", _DECLARATIONS)
        if question.number:
            triples += say(subject, "schema:position", question.number)
        namespaces |= own
    triples += _declarations(namespaces)
    return in_graph(triples, QUESTIONS_GRAPH)


def _declared(question: Question, namespaces: dict[str, str]) -> dict[str, str]:
    """The prefixes that a question declares, which mean what those before it mean by them."""
    own = {found[1]: found[2] for found in _PREFIX.finditer(question.text)}
    for prefix, namespace in own.items():
        other = namespaces.get(prefix, namespace)
        if other != namespace:
            raise SourceError(
                f"the prefix “{prefix}:” stands for <{namespace}> here, and for <{other}> in"
                " another question. Use one prefix for one namespace.",
                question.path,
            )
    return own


def _declarations(namespaces: dict[str, str]) -> Iterator[ox.Triple]:
    if namespaces:
        label = bilingual("Préfixes des questions", "Prefixes of the questions")
        yield from say(_DECLARATIONS, "skos:prefLabel", *label)
    for prefix, namespace in sorted(namespaces.items()):
        declaration = f"{QUESTIONS_GRAPH}#prefix-{prefix}"
        yield from say(_DECLARATIONS, "sh:declare", declaration)
        label = bilingual(f"Préfixe « {prefix}: »", f"Prefix “{prefix}:”")
        yield from say(declaration, "a", "sh:PrefixDeclaration")
        yield from say(declaration, "skos:prefLabel", *label)
        yield from say(declaration, "sh:prefix", ox.Literal(prefix))
        yield from say(declaration, "sh:namespace", typed(namespace, "xsd:anyURI"))
