"""Triple pattern fragments: patterns as text, and what a page says of itself.

A page is a node of a TREE too, whose members are the subjects of its triples.

Sources: https://linkeddatafragments.org/specification/triple-pattern-fragments/,
https://w3id.org/tree/specification
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from math import ceil
from urllib.parse import urlencode

import pyoxigraph as ox

from chantier.errors import ParameterError
from chantier.namespaces import DATASET, PREFIXES
from chantier.rdf.formats import QUAD_FORMATS, Format
from chantier.rdf.terms import Term, in_graph, say
from chantier.rdf.writers import serialise, statement_bytes

PAGE_SIZE_TRIPLES = 100
"""Triples that a page holds at most."""
_say = partial(say, prefixes={**PREFIXES, "tree": "https://w3id.org/tree#"})
POSITIONS = ("subject", "predicate", "object")
_VARIABLE = re.compile(r"\?\w*")
_LITERAL = re.compile(r'"(.*)"(?:@([A-Za-z0-9-]+)|\^\^(<?)([^<>"]+)(>?))?', re.DOTALL)

TriplePattern = dict[str, Term]
"""Position → the term that must stand there; a position that is missing takes any."""


def read_pattern(parameters: Mapping[str, str]) -> TriplePattern:
    """Parse a pattern from the parameters of an address; others than its three are ignored.

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
    """A term as a parameter has it: bare IRIs, literals in quotes without any escapes."""
    if isinstance(term, ox.NamedNode):
        return term.value
    if not isinstance(term, ox.Literal):
        return str(term)
    if term.language:
        return f'"{term.value}"@{term.language}'
    if term.datatype.value == f"{PREFIXES['xsd']}string":
        return f'"{term.value}"'
    return f'"{term.value}"^^{term.datatype.value}'


def parameters(pattern: TriplePattern, number: int = 1) -> dict[str, str]:
    """The parameters of a page's address."""
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
class FragmentPage:
    """One page of a fragment, and how to find the others."""

    base: str
    """Address of all fragments, without parameters."""
    pattern: TriplePattern
    number: int
    """1 for the first."""
    asked: str
    """The address by which the client came, to the letter: it knows the page by no other."""
    total: int
    """How many triples match."""

    @property
    def last(self) -> int:
        """The number of the last page; an empty fragment has one page."""
        return max(1, ceil(self.total / PAGE_SIZE_TRIPLES))

    def address(self, number: int) -> str:
        """The address of a page of the same fragment."""
        values = parameters(self.pattern, number)
        return f"{self.base}?{urlencode(values)}" if values else self.base


def skolemised(triple: ox.Triple, base: str) -> ox.Triple:
    """A triple whose blank nodes are IRIs that begin with ``base``, to be asked about.

    Source: https://www.w3.org/TR/rdf11-concepts/#section-skolemization
    """
    subject, value = triple.subject, triple.object
    if isinstance(subject, ox.BlankNode):
        subject = ox.NamedNode(base + subject.value)
    if isinstance(value, ox.BlankNode):
        value = ox.NamedNode(base + value.value)
    return ox.Triple(subject, triple.predicate, value)


def as_stored(pattern: TriplePattern, base: str) -> tuple[str, str, str]:
    """The three terms of a pattern as N-Triples, with the blank nodes that IRIs stand for.

    Empty for any.
    """

    def stored(name: str) -> str:
        term = pattern.get(name)
        if isinstance(term, ox.NamedNode) and term.value.startswith(base):
            return f"_:{term.value.removeprefix(base)}"
        return str(term) if term else ""

    return stored("subject"), stored("predicate"), stored("object")


def write_fragment(page: FragmentPage, triples: Iterable[ox.Triple], chosen: Format) -> bytes:
    """A page; what it says of itself stands in a graph of its own where there are graphs.

    Raises:
        NotExpressible: RDF/XML cannot hold one of the triples.
    """
    about = f"{page.asked}#metadata"
    held = list(triples)
    said = (*_controls(page, about), *_tree(page, held))
    quads = [*in_graph(held), *in_graph(said, about)]
    # Where there are graphs the data come first, so that a client may begin with them.
    return (statement_bytes if chosen in QUAD_FORMATS else serialise)(quads, chosen)


def _controls(page: FragmentPage, about: str) -> Iterator[ox.Triple]:
    """What a page is part of, how much there is, and how to get any other."""
    asked, form = page.asked, ox.BlankNode("form")
    # Comunica takes the last to contain the page for its dataset, so that must be the dataset.
    whole = asked if page.number == 1 else page.address(1)
    yield from say(about, "foaf:primaryTopic", DATASET)
    if whole != asked:
        yield from say(DATASET, "void:subset", whole)
        yield from say(whole, "void:subset", asked)
    yield from say(DATASET, "void:subset", asked)
    yield from say(DATASET, "a", "void:Dataset", "hydra:Collection")
    yield from say(DATASET, "hydra:search", form)
    template = f"{page.base}{{?{','.join(POSITIONS)}}}"
    yield from say(form, "a", "hydra:IriTemplate")
    yield from say(form, "hydra:template", ox.Literal(template))
    yield from say(form, "hydra:variableRepresentation", "hydra:ExplicitRepresentation")
    for name in POSITIONS:
        field = ox.BlankNode(name)
        yield from say(form, "hydra:mapping", field)
        yield from say(field, "hydra:variable", ox.Literal(name))
        yield from say(field, "hydra:property", f"rdf:{name}")
    for counted in dict.fromkeys((whole, asked)):
        yield from say(counted, "void:triples", page.total)
        yield from say(counted, "hydra:totalItems", page.total)
    yield from say(asked, "a", "hydra:PartialCollectionView")
    yield from say(asked, "hydra:itemsPerPage", PAGE_SIZE_TRIPLES)
    numbers = {"first": 1, "last": page.last}
    if page.number > 1:
        numbers["previous"] = page.number - 1
    if page.number < page.last:
        numbers["next"] = page.number + 1
    for name, number in numbers.items():
        yield from say(asked, f"hydra:{name}", page.address(number))


def _tree(page: FragmentPage, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The collection that the fragment is, the members on this page, and the way to the next."""
    collection = f"{page.address(1)}#collection"
    subjects = dict.fromkeys(triple.subject for triple in triples)
    members = [subject for subject in subjects if not isinstance(subject, ox.Triple)]
    yield from _say(collection, "a", "tree:Collection")
    yield from _say(collection, "tree:view", page.asked)
    yield from _say(collection, "tree:member", *members)
    yield from _say(page.asked, "a", "tree:Node")
    if page.number < page.last:
        following = ox.BlankNode("following")
        yield from _say(page.asked, "tree:relation", following)
        yield from _say(following, "a", "tree:Relation")
        yield from _say(following, "tree:node", page.address(page.number + 1))
