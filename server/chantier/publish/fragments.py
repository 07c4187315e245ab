"""Triple pattern fragments: patterns as text, and what a page says of itself.

Source: https://linkeddatafragments.org/specification/triple-pattern-fragments/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlencode

import pyoxigraph as ox

from chantier.errors import ParameterError
from chantier.namespaces import DATASET, PREFIXES
from chantier.publish.documents import serialise
from chantier.rdf.formats import N_QUADS, TRIG, Format
from chantier.rdf.terms import Term, iri

PAGE_SIZE = 100
"""Triples on a page."""
POSITIONS = ("subject", "predicate", "object")
_VARIABLE = re.compile(r"\?\w*")
_LITERAL = re.compile(r'"(.*)"(?:@([A-Za-z0-9-]+)|\^\^(<?)([^<>"]+)(>?))?', re.DOTALL)
_WITH_GRAPHS = {TRIG: ox.RdfFormat.TRIG, N_QUADS: ox.RdfFormat.N_QUADS}

Pattern = dict[str, Term]
"""Position → the term that must stand there; a position that is missing takes any."""


def read_pattern(parameters: Mapping[str, str]) -> Pattern:
    """Read a pattern from the parameters of an address; others than its three are ignored.

    Raises:
        ParameterError: a term is ill-formed, or one variable stands in two places.
    """
    texts = {name: parameters.get(name, "").strip() for name in POSITIONS}
    variables = [text for text in texts.values() if _VARIABLE.fullmatch(text) and text != "?"]
    if len(set(variables)) < len(variables):
        twice = max(variables, key=variables.count)
        raise ParameterError(
            f"La variable {twice} est à deux places, et un motif qui compare un triplet à lui-même"
            " n’a pas de réponse. Donnez un nom à chacune, et comparez ce que vous recevez.",
            f"The variable {twice} stands in two places, and patterns that compare a triple with"
            " itself are not answered. Give each its own name, and compare what you get.",
        )
    return {
        name: _read_term(name, text)
        for name, text in texts.items()
        if text and not _VARIABLE.fullmatch(text)
    }


def _write_term(term: Term) -> str:
    """Write a term as a parameter has it: bare IRIs, literals in quotes without any escapes."""
    if isinstance(term, ox.NamedNode):
        return term.value
    if not isinstance(term, ox.Literal):
        return str(term)
    if term.language:
        return f'"{term.value}"@{term.language}'
    if term.datatype.value == f"{PREFIXES['xsd']}string":
        return f'"{term.value}"'
    return f'"{term.value}"^^{term.datatype.value}'


def parameters(pattern: Pattern, number: int = 1) -> dict[str, str]:
    """Give the parameters of a page's address."""
    values = {name: _write_term(term) for name, term in pattern.items()}
    return values | ({"page": str(number)} if number > 1 else {})


def _read_term(name: str, text: str) -> ox.NamedNode | ox.Literal:
    try:
        if text.startswith("_:"):
            raise ValueError("labels of blank nodes mean nothing outside of their document")
        if not text.startswith('"'):
            bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
            return ox.NamedNode(bare)
        found = _LITERAL.fullmatch(text)
        if not found or len(found[3] or "") != len(found[5] or ""):
            raise ValueError("what follows the last quotation mark is no language and no datatype")
        value, language, _, datatype, _ = found.groups()
        if language:
            return ox.Literal(value, language=language)
        return ox.Literal(value, datatype=ox.NamedNode(datatype) if datatype else None)
    except ValueError as error:
        raise ParameterError(
            f"« {text} » ({name}) ne se lit pas : {error}. Écrivez un IRI (https://…), un littéral"
            ' ("texte"@fr, "1"^^http://www.w3.org/2001/XMLSchema#integer), ou rien pour tous.',
            f"The {name} “{text}” cannot be read: {error}. Write an IRI (https://…), a literal"
            ' ("texte"@fr, "1"^^http://www.w3.org/2001/XMLSchema#integer), or leave it empty for'
            " any.",
        ) from error


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a fragment, and how to find the others."""

    base: str
    """Address of all fragments, without parameters."""
    pattern: Pattern
    number: int
    """1 for the first."""
    asked: str
    """The address by which the client came, to the letter: it knows the page by no other."""
    total: int
    """How many triples match."""

    @property
    def last(self) -> int:
        """The number of the last page; an empty fragment has one page."""
        return max(1, ceil(self.total / PAGE_SIZE))

    def address(self, number: int) -> str:
        """Give the address of a page of the same fragment."""
        values = parameters(self.pattern, number)
        return f"{self.base}?{urlencode(values)}" if values else self.base


def skolemised(triple: ox.Triple, base: str) -> ox.Triple:
    """Give a triple whose blank nodes are IRIs that begin with ``base``, to be asked about.

    Source: https://www.w3.org/TR/rdf11-concepts/#section-skolemization
    """
    subject, value = triple.subject, triple.object
    if isinstance(subject, ox.BlankNode):
        subject = ox.NamedNode(base + subject.value)
    if isinstance(value, ox.BlankNode):
        value = ox.NamedNode(base + value.value)
    return ox.Triple(subject, triple.predicate, value)


def as_stored(pattern: Pattern, base: str) -> tuple[str, str, str]:
    """Give the three terms of a pattern as N-Triples, with the blank nodes that IRIs stand for.

    Empty for any.
    """

    def stored(name: str) -> str:
        term = pattern.get(name)
        if isinstance(term, ox.NamedNode) and term.value.startswith(base):
            return f"_:{term.value.removeprefix(base)}"
        return str(term) if term else ""

    return stored("subject"), stored("predicate"), stored("object")


def write_page(page: Page, triples: Iterable[ox.Triple], chosen: Format) -> bytes:
    """Write a page; what it says of itself stands in a graph of its own where there are graphs."""
    about = ox.NamedNode(f"{page.asked}#metadata")
    quads = [ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples]
    quads += [ox.Quad(t.subject, t.predicate, t.object, about) for t in _controls(page, about)]
    if chosen not in _WITH_GRAPHS:
        return serialise(quads, chosen)
    prefixes = dict(PREFIXES) if chosen is TRIG else None
    return ox.serialize(quads, format=_WITH_GRAPHS[chosen], prefixes=prefixes) or b""


def _controls(page: Page, about: ox.NamedNode) -> Iterator[ox.Triple]:
    """Say what a page is part of, how much there is, and how to get any other."""
    dataset, form = ox.NamedNode(DATASET), ox.BlankNode("form")
    asked = ox.NamedNode(page.asked)
    # Comunica takes what is told last to contain the page, and that must be the dataset.
    whole = asked if page.number == 1 else ox.NamedNode(page.address(1))
    yield ox.Triple(about, iri("foaf:primaryTopic"), dataset)
    if whole != asked:
        yield ox.Triple(dataset, iri("void:subset"), whole)
        yield ox.Triple(whole, iri("void:subset"), asked)
    yield ox.Triple(dataset, iri("void:subset"), asked)
    yield ox.Triple(dataset, iri("rdf:type"), iri("void:Dataset"))
    yield ox.Triple(dataset, iri("rdf:type"), iri("hydra:Collection"))
    yield ox.Triple(dataset, iri("hydra:search"), form)
    template = f"{page.base}{{?{','.join(POSITIONS)}}}"
    yield ox.Triple(form, iri("rdf:type"), iri("hydra:IriTemplate"))
    yield ox.Triple(form, iri("hydra:template"), ox.Literal(template))
    explicit = iri("hydra:ExplicitRepresentation")
    yield ox.Triple(form, iri("hydra:variableRepresentation"), explicit)
    for name in POSITIONS:
        field = ox.BlankNode(name)
        yield ox.Triple(form, iri("hydra:mapping"), field)
        yield ox.Triple(field, iri("hydra:variable"), ox.Literal(name))
        yield ox.Triple(field, iri("hydra:property"), iri(f"rdf:{name}"))
    for counted in dict.fromkeys((whole, asked)):
        yield ox.Triple(counted, iri("void:triples"), _count(page.total))
        yield ox.Triple(counted, iri("hydra:totalItems"), _count(page.total))
    yield ox.Triple(asked, iri("rdf:type"), iri("hydra:PartialCollectionView"))
    yield ox.Triple(asked, iri("hydra:itemsPerPage"), _count(PAGE_SIZE))
    yield from _links(page, asked)


def _links(page: Page, asked: ox.NamedNode) -> Iterator[ox.Triple]:
    numbers = {"first": 1, "last": page.last}
    if page.number > 1:
        numbers["previous"] = page.number - 1
    if page.number < page.last:
        numbers["next"] = page.number + 1
    for name, number in numbers.items():
        yield ox.Triple(asked, iri(f"hydra:{name}"), ox.NamedNode(page.address(number)))


def _count(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=iri("xsd:integer"))
