"""RDF terms: made from short forms, grouped by subject, and as a person reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from chantier.namespaces import PREFIXES, compact

Node = ox.NamedNode | ox.BlankNode | ox.Literal
Term = Node | ox.Triple

ObjectValue = Node | str | int
"""An object to make a triple with: a term, text that is an IRI or its short form, or a count."""
Facts = Mapping[str, Mapping[str, list[Node]]]
"""Subject IRI → predicate IRI → objects, sorted."""

RDF_TYPE = PREFIXES["rdf"] + "type"
XSD_STRING = PREFIXES["xsd"] + "string"
RDF_12 = (
    "Les termes-triplets et les directions de base (RDF 1.2) ne se conservent pas ici. Écrivez en"
    " RDF 1.1.",
    "Triple terms and base directions (RDF 1.2) are not stored here. Write RDF 1.1.",
)
"""Why such terms are refused, in French and in English: they could be stored, but not written as a
document."""
_BLANK_GRAPH = (
    "Un graphe se nomme ici par une IRI, et non par un nœud anonyme.",
    "A graph is named by an IRI here, not by a blank node.",
)
LABEL_PREDICATES = (
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://purl.org/dc/terms/title",
    "http://www.w3.org/ns/shacl#name",
    "http://xmlns.com/foaf/0.1/name",
)
"""Predicates that give a thing its label, the preferred one first."""


def beyond_rdf_11(quad: ox.Quad) -> tuple[str, str] | None:
    """Why RDF 1.1 has no word for a quad that the engine reads, in French and in English.

    ``None`` where it has.
    """
    direction = isinstance(quad.object, ox.Literal) and quad.object.direction is not None
    if isinstance(quad.object, ox.Triple) or direction:
        return RDF_12
    if isinstance(quad.graph_name, ox.BlankNode):
        return _BLANK_GRAPH
    return None


def best_literal(literals: Iterable[ox.Literal], language: str) -> ox.Literal | None:
    """The literal in a language, else an untagged one, else any, else ``None``."""

    def rank(literal: ox.Literal) -> tuple[bool, bool, str]:
        tag = (literal.language or "").split("-")[0]
        return (tag != language, bool(tag), literal.value)

    return min(literals, key=rank, default=None)


def readable(term: Term | None) -> str:
    """A term as a person reads it in a table: CURIE or IRI, lexical form, ``_:label``."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    if isinstance(term, ox.Literal):
        return term.value
    return str(term)


def iri(name: str, prefixes: Mapping[str, str] = PREFIXES) -> ox.NamedNode:
    """The IRI of a short form such as ``dcat:Dataset``; an IRI itself stays as it is."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(prefixes[prefix] + local if prefix in prefixes else name)


def is_absolute_iri(text: str) -> bool:
    """Whether a text is an IRI that needs no other to be resolved against."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def resolved(reference: str, base_iri: str) -> str:
    """The IRI that a reference stands for.

    Raises:
        SyntaxError: it stands for none.

    Source: https://www.rfc-editor.org/rfc/rfc3986#section-5
    """
    text = f"<{reference}> <x:p> <x:o> ."
    (quad,) = ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=base_iri)
    return quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""


def say(
    subject: ox.NamedNode | ox.BlankNode | str,
    predicate: str,
    *values: ObjectValue,
    prefixes: Mapping[str, str] = PREFIXES,
) -> Iterator[ox.Triple]:
    """Triples of one subject and one predicate, one for each value."""
    about = iri(subject, prefixes) if isinstance(subject, str) else subject
    verb = iri(RDF_TYPE if predicate == "a" else predicate, prefixes)
    for value in values:
        if isinstance(value, int):
            yield ox.Triple(about, verb, typed(str(value), "xsd:integer"))
        else:
            yield ox.Triple(about, verb, iri(value, prefixes) if isinstance(value, str) else value)


def in_graph(triples: Iterable[ox.Triple], graph: str = "") -> list[ox.Quad]:
    """Triples as quads of a named graph; of the default graph where none is named."""
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    return [ox.Quad(item.subject, item.predicate, item.object, name) for item in triples]


def typed(text: str, datatype: str) -> ox.Literal:
    """A literal with its lexical form as it is, and a datatype in short form."""
    return ox.Literal(text, datatype=iri(datatype))


def bilingual(french: str, english: str) -> tuple[ox.Literal, ox.Literal]:
    """A text as a literal in French and one in English."""
    return ox.Literal(french, language="fr"), ox.Literal(english, language="en")


def facts_of(quads: Iterable[ox.Quad]) -> Facts:
    """What quads of any graph say of each IRI."""
    found: defaultdict[str, defaultdict[str, set[Node]]]
    found = defaultdict(lambda: defaultdict(set))
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
            found[quad.subject.value][quad.predicate.value].add(quad.object)
    return {
        subject: {predicate: sorted(values, key=str) for predicate, values in about.items()}
        for subject, about in found.items()
    }


def terms(facts: Facts, subject: str, predicate: str) -> list[Node]:
    """The objects that facts hold; empty when there are none."""
    return facts.get(subject, {}).get(iri(predicate).value, [])


def literals(facts: Facts, subject: str, predicate: str) -> list[ox.Literal]:
    """The literals among the objects that facts hold."""
    return [term for term in terms(facts, subject, predicate) if isinstance(term, ox.Literal)]


def values(facts: Facts, subject: str, predicate: str) -> list[str]:
    """The IRIs and lexical forms among the objects that facts hold."""
    return [term.value for term in terms(facts, subject, predicate)]
