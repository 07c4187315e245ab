"""One thing as a reader sees it: labels first, what it says, what points at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.namespaces import CES, PREFIXES, compact
from chantier.rdf.nquads import graph_iri
from chantier.rdf.terms import LABEL_PREDICATES, best_literal
from chantier.store.dataset import Dataset

_TYPE = PREFIXES["rdf"] + "type"
_FIRST = (
    CES + "statementText",
    CES + "verbatim",
    PREFIXES["skos"] + "definition",
    PREFIXES["dcterms"] + "description",
    # of a pole
    CES + "servesTerritory",
    PREFIXES["org"] + "hasPrimarySite",
    PREFIXES["foaf"] + "homepage",
    CES + "carriedBy",
    # of a concept
    PREFIXES["skos"] + "broader",
    PREFIXES["skos"] + "narrower",
    PREFIXES["skos"] + "related",
    # of a region: what it is elsewhere
    CES + "regionCode",
    PREFIXES["skos"] + "exactMatch",
    PREFIXES["skos"] + "closeMatch",
    PREFIXES["skos"] + "relatedMatch",
    PREFIXES["adms"] + "identifier",
)
"""Properties that a reader wants first, in order; others come by their label."""
_LAST = (PREFIXES["rdfs"] + "isDefinedBy", PREFIXES["rdfs"] + "seeAlso")
_EXPLAINING = (PREFIXES["skos"] + "definition", PREFIXES["rdfs"] + "comment")
_BEHIND = (PREFIXES["rdf"] + "subject", PREFIXES["rdf"] + "object")
"""By them attestations point at what they are about: listed after what things say themselves."""
_DEEPEST = 20
"""Levels of blank nodes that are told of, one in the other."""
INCOMING_SHOWN = 20
"""How many things are listed for each property that points at a thing."""


@dataclass(frozen=True, slots=True)
class Name:
    """An IRI with what a person calls it."""

    iri: str
    text: str
    language: str
    """Of the text; empty when it is a short form and not a label."""


@dataclass(frozen=True, slots=True)
class Value:
    """One object of a property: exactly one of the three is set."""

    name: Name | None = None
    literal: ox.Literal | None = None
    nested: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class Property:
    """A property and its values, sorted; in the language asked for first."""

    name: Name
    values: tuple[Value, ...]
    explanation: ox.Literal | None = None
    """What the property means, where the graph says so."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """The things that point here through one property."""

    name: Name
    total: int
    shown: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """What a reader sees of a thing."""

    name: Name
    types: tuple[Name, ...]
    labels: tuple[ox.Literal, ...]
    properties: tuple[Property, ...]
    incoming: tuple[Incoming, ...]
    graphs: tuple[str, ...]
    """IRIs of the named graphs that describe it."""


def name_of(dataset: Dataset, iri: str, language: str) -> Name:
    """Give the label of an IRI in a language where there is one, else in another, else a CURIE."""
    best = dataset.label(iri, language)
    return Name(iri, best.value, best.language or "") if best else Name(iri, compact(iri), "")


def labels_of(datasets: Iterable[Dataset], iri: str, languages: Iterable[str]) -> dict[str, str]:
    """Give the labels of an IRI by language, from the first dataset that has one."""
    for dataset in datasets:
        names = [name_of(dataset, iri, language) for language in languages]
        found = {name.language: name.text for name in names if name.language}
        if found:
            return found
    return {}


def describe(dataset: Dataset, iri: str, language: str) -> Description | None:
    """Describe a thing, or give ``None`` when the graph neither describes nor mentions it."""
    quads = dataset.quads_about(iri)
    incoming = _incoming(dataset, iri, language)
    if not quads and not incoming:
        return None
    own = [quad for quad in quads if _is(quad.subject, iri)]
    types = sorted(
        q.object.value
        for q in own
        if q.predicate.value == _TYPE and isinstance(q.object, ox.NamedNode)
    )
    labels = [literal for p in LABEL_PREDICATES for literal in _literals(own, p)]
    return Description(
        name=name_of(dataset, iri, language),
        types=tuple(name_of(dataset, item, language) for item in types),
        labels=tuple(dict.fromkeys(labels)),
        properties=_properties(dataset, quads, own, language, {_TYPE, *LABEL_PREDICATES}),
        incoming=incoming,
        graphs=tuple(sorted({graph_iri(quad) for quad in own})),
    )


def _properties(
    dataset: Dataset,
    quads: list[ox.Quad],
    own: list[ox.Quad],
    language: str,
    left_out: set[str],
    within: frozenset[object] = frozenset(),
) -> tuple[Property, ...]:
    grouped: dict[str, dict[object, None]] = {}
    for quad in own:
        if quad.predicate.value not in left_out:
            grouped.setdefault(quad.predicate.value, {})[quad.object] = None
    found = [
        Property(
            name_of(dataset, predicate, language),
            _values(dataset, quads, list(terms), language, within),
            _explanation(dataset, predicate, language),
        )
        for predicate, terms in grouped.items()
    ]
    return tuple(sorted(found, key=_reading_order))


def _explanation(dataset: Dataset, predicate: str, language: str) -> ox.Literal | None:
    quads = dataset.quads_about(predicate)
    for explaining in _EXPLAINING:
        best = best_literal(_literals(quads, explaining), language)
        if best:
            return best
    return None


def _values(
    dataset: Dataset,
    quads: list[ox.Quad],
    terms: list[object],
    language: str,
    within: frozenset[object],
) -> tuple[Value, ...]:
    """Give values as a reader sees them.

    Args:
        dataset: for the names.
        quads: of the thing and of the blank nodes it leads to.
        terms: the values.
        language: of the reader.
        within: blank nodes that are being told of. One that leads back to itself is not told again
            but named by its label, or the page would never end.
    """
    values: list[tuple[tuple[bool, str], Value]] = []
    for term in terms:
        if isinstance(term, ox.NamedNode):
            name = name_of(dataset, term.value, language)
            values.append(((False, name.text.casefold()), Value(name=name)))
        elif isinstance(term, ox.Literal):
            other = bool(term.language) and term.language != language
            values.append(((other, term.value), Value(literal=term)))
        elif term in within or len(within) >= _DEEPEST:
            values.append(((False, ""), Value(name=Name(str(term), str(term), ""))))
        else:
            inner = [quad for quad in quads if quad.subject == term]
            nested = _properties(dataset, quads, inner, language, set(), within | {term})
            values.append(((False, ""), Value(nested=nested)))
    return tuple(value for _, value in sorted(values, key=lambda item: item[0]))


def _incoming(dataset: Dataset, iri: str, language: str) -> tuple[Incoming, ...]:
    grouped: dict[str, dict[str, None]] = {}
    for quad in dataset.quads_pointing_at(iri):
        if isinstance(quad.subject, ox.NamedNode):
            grouped.setdefault(quad.predicate.value, {})[quad.subject.value] = None
    return tuple(
        Incoming(
            name_of(dataset, predicate, language),
            len(subjects),
            tuple(name_of(dataset, item, language) for item in list(subjects)[:INCOMING_SHOWN]),
        )
        for predicate, subjects in sorted(grouped.items(), key=lambda it: (it[0] in _BEHIND, it[0]))
    )


def _reading_order(item: Property) -> tuple[int, str]:
    iri = item.name.iri
    if iri in _FIRST:
        return (_FIRST.index(iri) - len(_FIRST), "")
    return (1 if iri in _LAST else 0, item.name.text.casefold())


def _literals(quads: Iterable[ox.Quad], predicate: str) -> list[ox.Literal]:
    return [
        quad.object
        for quad in quads
        if quad.predicate.value == predicate and isinstance(quad.object, ox.Literal)
    ]


def _is(term: object, iri: str) -> bool:
    return isinstance(term, ox.NamedNode) and term.value == iri
