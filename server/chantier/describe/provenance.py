"""Provenance of statements: which document says it, in what words, when, how surely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.describe.entity import Name, name_of
from chantier.describe.passages import QuotePosition, position_of
from chantier.describe.values import Values, iris, links_from, links_to, literals, values_of
from chantier.namespaces import CES, PREFIXES
from chantier.rdf.terms import LABEL_PREDICATES, best_literal
from chantier.store.dataset import Dataset

_RDF = PREFIXES["rdf"]
_DCTERMS = PREFIXES["dcterms"]
_PROV = PREFIXES["prov"]
_SOURCE = f"{_DCTERMS}source"
_PRIMARY = f"{_PROV}hadPrimarySource"
_QUOTED = f"{_PROV}wasQuotedFrom"
_DATES = (f"{_DCTERMS}date", f"{_DCTERMS}issued", f"{_DCTERMS}created")
_QUOTATIONS = (f"{CES}verbatim", f"{CES}heading")
_NOTES = (f"{PREFIXES['skos']}note", f"{PREFIXES['skos']}editorialNote")


@dataclass(frozen=True, slots=True)
class Source:
    """A document that says something, and how that is known."""

    document: Name
    method: str
    """``quoted``: its very words; ``stated``: read in words that are quoted; ``read``: read there.
    """
    date: ox.Literal | None
    """When it said so, else when it was issued."""
    confidence: Name | None
    quotation: ox.Literal | None
    """Its words, as printed."""
    position: QuotePosition | None
    """Where they stand."""
    language: str
    """Of the document; empty where it is not known."""
    primary: tuple[Name, ...] = ()
    """Where the document has it from."""
    note: ox.Literal | None = None
    stated_by: Name | None = None
    """The attestation or the statement that says so, where it is not the thing itself."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The sources of a thing and of each triple of it."""

    own: tuple[Source, ...]
    """Of the thing as a whole."""
    attested: dict[tuple[str, str], tuple[Source, ...]]
    """Predicate and object, as N-Triples write it → sources of that triple."""
    graphs: tuple[tuple[str, Name | None], ...]
    """The named graphs that describe it, each with the activity that made it."""

    @property
    def is_claim(self) -> bool:
        """Whether the thing itself says something, which may be more or less sure."""
        return any(source.confidence for source in self.own)

    def of(self, predicate: str, value: ox.Literal | str) -> tuple[Source, ...]:
        """The sources of a value of a property, be it a literal or an IRI."""
        term = str(value) if isinstance(value, ox.Literal) else f"<{value}>"
        return self.attested.get((predicate, term), ())

    def of_label(self, label: ox.Literal) -> tuple[Source, ...]:
        """The sources of a label."""
        return tuple(source for name in LABEL_PREDICATES for source in self.of(name, label))

    def differ(self, predicate: str) -> bool:
        """Whether sources give a property several values that have no language.

        Names in two languages, or several names, do not contradict one another; two dates do.
        """
        terms = [term for name, term in self.attested if name == predicate]
        return len([term for term in terms if term[:1] == '"' and '"@' not in term]) > 1


def provenance(dataset: Dataset, iri: str, graphs: Iterable[str], language: str) -> Provenance:
    """The sources of what the graph says of a thing.

    Args:
        dataset: where to look.
        iri: of the thing.
        graphs: that describe it.
        language: of names and notes, where there are any in it.
    """
    attested: dict[tuple[str, str], tuple[Source, ...]] = {}
    for attestation in links_to(dataset, iri, f"{_RDF}subject"):
        values = values_of(dataset, attestation)
        stated_by = name_of(dataset, attestation, language)
        for key in _triples(values):
            found = tuple(_sources(dataset, values, language, stated_by))
            attested[key] = attested.get(key, ()) + found
    activities = {
        graph: next(links_from(dataset, graph, f"{_PROV}wasGeneratedBy"), "") for graph in graphs
    }
    return Provenance(
        tuple(_own(dataset, iri, language)),
        attested,
        tuple(
            (graph, name_of(dataset, made, language) if made else None)
            for graph, made in activities.items()
        ),
    )


def _own(dataset: Dataset, iri: str, language: str) -> Iterator[Source]:
    """The sources of a thing as a whole."""
    values = values_of(dataset, iri)
    sayings = iris(values, f"{CES}statedBy")
    if sayings and not iris(values, _QUOTED):
        for saying in sayings:  # a figure that a quoted sentence states
            stated_by, said = name_of(dataset, saying, language), values_of(dataset, saying)
            borrowed = {name: said[name] for name in (*_QUOTATIONS, _QUOTED) if name in said}
            yield from _sources(dataset, {**borrowed, **values}, language, stated_by)
    else:
        yield from _sources(dataset, values, language)


def _triples(values: Values) -> Iterator[tuple[str, str]]:
    """The predicates and objects that an attestation is about."""
    for predicate in iris(values, f"{_RDF}predicate"):
        for term in values.get(f"{_RDF}object", ()):
            yield predicate, str(term)


def _sources(
    dataset: Dataset, values: Values, language: str, stated_by: Name | None = None
) -> Iterator[Source]:
    """The documents that a statement rests on, read from its values or its attestation's."""
    confidences = [name_of(dataset, it, language) for it in iris(values, f"{CES}confidence")]
    documents = list(dict.fromkeys(iris(values, _SOURCE)))
    primary = [it for it in iris(values, _PRIMARY) if it not in documents]
    position = next(filter(None, (position_of(dataset, it) for it in iris(values, _QUOTED))), None)
    words = [term for name in _QUOTATIONS for term in literals(values, name)]
    if position and not words:  # an attestation quotes what it attests
        words = literals(values, f"{_RDF}object")
    notes = [it for it in (best_literal(literals(values, n), language) for n in _NOTES) if it]
    for document in documents:
        described = values_of(dataset, document)
        dates = [*_dates(values), *_dates(described)]
        languages = literals(described, f"{_DCTERMS}language")
        states = bool(iris(values, f"{CES}statedBy"))
        yield Source(
            name_of(dataset, document, language),
            ("stated" if states else "quoted") if position else "read",
            next(iter(dates), None),
            next(iter(confidences), None),
            next(iter(words), None) if position else None,
            position,
            languages[0].value if languages else "",
            tuple(name_of(dataset, it, language) for it in primary),
            notes[0] if notes and stated_by else None,
            stated_by,
        )


def _dates(values: Values) -> list[ox.Literal]:
    return [term for name in _DATES for term in literals(values, name)]
