"""A thing as a reader sees it: its status, its label, its properties, what points at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.describe.values import literals_in
from chantier.namespaces import CES, ID, PREFIXES, compact
from chantier.rdf.nquads import graph_iri, parse_lines
from chantier.rdf.terms import LABEL_PREDICATES, RDF_TYPE, best_literal
from chantier.store.changelog import Changelog
from chantier.store.dataset import Dataset
from chantier.store.inferred import derived

_FIRST_PROPERTIES = (
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
_LAST_PROPERTIES = (PREFIXES["rdfs"] + "isDefinedBy", PREFIXES["rdfs"] + "seeAlso")
_EXPLANATIONS = (PREFIXES["skos"] + "definition", PREFIXES["rdfs"] + "comment")
_ATTESTING = (PREFIXES["rdf"] + "subject", PREFIXES["rdf"] + "object")
"""Properties by which attestations point at what they are about: listed last."""
_MAX_NESTING_LEVELS = 20
"""Blank nodes described one within the other."""
MAX_INCOMING_LINKS = 20
"""Things listed for each property that points at a thing."""


@dataclass(frozen=True, slots=True)
class Name:
    """An IRI with its label."""

    iri: str
    text: str
    language: str
    """Of the text; empty when it is a short form and not a label."""


@dataclass(frozen=True, slots=True)
class DisplayedValue:
    """One object of a property: exactly one of the three is set."""

    name: Name | None = None
    literal: ox.Literal | None = None
    nested: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class Property:
    """A property and its values, sorted; in the language asked for first."""

    name: Name
    values: tuple[DisplayedValue, ...]
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
    derived: tuple[Property, ...]
    """What follows from these graphs, but for the literals, which repeat what they say."""


@dataclass(frozen=True, slots=True)
class EntityStatus:
    """Whether a version knows an IRI: known, withdrawn or unknown."""

    is_known: bool
    withdrawn_at: str = ""
    """ISO 8601, in UTC; empty unless it was withdrawn."""
    withdrawn_by: str = ""
    """Id of the version that withdrew it; empty unless one did."""


def status_of(dataset: Dataset, changelog: Changelog, iri: str) -> EntityStatus:
    """Whether a version describes an IRI, or at least points at it and none withdrew it.

    Only things can be withdrawn: a graph that was removed is unknown, as the Graph Store Protocol
    has it.
    """
    if dataset.describes(iri):
        return EntityStatus(is_known=True)
    last = changelog.last_change(iri) if iri.startswith(ID) else None
    if last and last.withdrawn:
        return EntityStatus(False, last.at, last.version)
    return EntityStatus(dataset.points_at(iri))


def name_of(dataset: Dataset, iri: str, language: str) -> Name:
    """The label of an IRI in a language where there is one, else in another, else a CURIE."""
    best = dataset.label(iri, language)
    return Name(iri, best.value, best.language or "") if best else Name(iri, compact(iri), "")


def labels_of(datasets: Iterable[Dataset], iri: str, languages: Iterable[str]) -> dict[str, str]:
    """The labels of an IRI by language, from the first dataset that has one."""
    for dataset in datasets:
        names = [name_of(dataset, iri, language) for language in languages]
        found = {name.language: name.text for name in names if name.language}
        if found:
            return found
    return {}


def describe(dataset: Dataset, iri: str, language: str) -> Description | None:
    """The description of a thing; ``None`` where the graph neither describes nor mentions it."""
    quads = dataset.quads_about(iri)
    incoming = _incoming(dataset, iri, language)
    if not quads and not incoming:
        return None
    node = ox.NamedNode(iri)
    own = [quad for quad in quads if quad.subject == node]
    types = sorted(
        q.object.value
        for q in own
        if q.predicate.value == RDF_TYPE and isinstance(q.object, ox.NamedNode)
    )
    labels = [literal for p in LABEL_PREDICATES for literal in literals_in(own, p)]
    return Description(
        name=name_of(dataset, iri, language),
        types=tuple(name_of(dataset, item, language) for item in types),
        labels=tuple(dict.fromkeys(labels)),
        properties=_properties(dataset, quads, own, language, {RDF_TYPE, *LABEL_PREDICATES}),
        incoming=incoming,
        graphs=tuple(sorted({graph_iri(quad) for quad in own})),
        derived=_derived(dataset, iri, language),
    )


def _derived(dataset: Dataset, iri: str, language: str) -> tuple[Property, ...]:
    found = parse_lines(list(derived(dataset.lines_about(iri))))
    quads = [quad for quad in found if not isinstance(quad.object, ox.Literal)]
    return _properties(dataset, quads, quads, language, set())


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


def _explanation(dataset: Dataset, property_iri: str, language: str) -> ox.Literal | None:
    quads = dataset.quads_about(property_iri)
    found = (best_literal(literals_in(quads, name), language) for name in _EXPLANATIONS)
    return next(filter(None, found), None)


def _values(
    dataset: Dataset,
    quads: list[ox.Quad],
    terms: list[object],
    language: str,
    within: frozenset[object],
) -> tuple[DisplayedValue, ...]:
    """The values of a property as a reader sees them.

    Args:
        dataset: for the names.
        quads: of the thing and of the blank nodes it leads to.
        terms: the values.
        language: of the reader.
        within: blank nodes that are being described. One that leads back to itself is not described
            again but named by its label, or the page would never end.
    """
    values: list[tuple[bool, str, DisplayedValue]] = []
    for term in terms:
        if isinstance(term, ox.NamedNode):
            name = name_of(dataset, term.value, language)
            values.append((False, name.text.casefold(), DisplayedValue(name=name)))
        elif isinstance(term, ox.Literal):
            other = bool(term.language) and term.language != language
            values.append((other, term.value, DisplayedValue(literal=term)))
        elif term in within or len(within) >= _MAX_NESTING_LEVELS:
            values.append((False, "", DisplayedValue(name=Name(str(term), str(term), ""))))
        else:
            inner = [quad for quad in quads if quad.subject == term]
            nested = _properties(dataset, quads, inner, language, set(), within | {term})
            values.append((False, "", DisplayedValue(nested=nested)))
    return tuple(value for *_, value in sorted(values, key=lambda item: item[:2]))


def _incoming(dataset: Dataset, iri: str, language: str) -> tuple[Incoming, ...]:
    grouped: dict[str, dict[str, None]] = {}
    for quad in dataset.quads_pointing_at(iri):
        if isinstance(quad.subject, ox.NamedNode):
            grouped.setdefault(quad.predicate.value, {})[quad.subject.value] = None
    return tuple(
        Incoming(
            name_of(dataset, predicate, language),
            len(subjects),
            tuple(name_of(dataset, item, language) for item in list(subjects)[:MAX_INCOMING_LINKS]),
        )
        for predicate, subjects in sorted(
            grouped.items(), key=lambda it: (it[0] in _ATTESTING, it[0])
        )
    )


def _reading_order(item: Property) -> tuple[int, str]:
    iri = item.name.iri
    if iri in _FIRST_PROPERTIES:
        return (_FIRST_PROPERTIES.index(iri) - len(_FIRST_PROPERTIES), "")
    return (1 if iri in _LAST_PROPERTIES else 0, item.name.text.casefold())
