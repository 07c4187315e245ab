"""Passages: which characters of a source document stand behind what is told, or were set aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.describe.entity import Name, name_of
from chantier.namespaces import CES, ID, PREFIXES
from chantier.rdf.nquads import line_terms
from chantier.rdf.terms import best_literal
from chantier.store.dataset import Dataset

Values = Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]
"""Predicate → objects."""

_START, _END = f"{PREFIXES['oa']}start", f"{PREFIXES['oa']}end"
_PART_OF = f"{PREFIXES['dcterms']}isPartOf"
_QUOTED = f"<{PREFIXES['prov']}wasQuotedFrom>".encode()
_TYPE = f"{PREFIXES['rdf']}type"
_SOURCE = f"{ID}source/"
_KINDS = ((f"{CES}Section", "heading"), (f"{CES}Attestation", "name"))
"""Class of what quotes a passage → kind of the passage."""


@dataclass(frozen=True, slots=True)
class Place:
    """A range of characters ``[start, end)`` of a source document, in code points."""

    passage: str
    """IRI of the passage."""
    slug: str
    """Of the source document."""
    start: int
    end: int

    @property
    def anchor(self) -> str:
        """The fragment that leads to it, as RFC 5147 writes it."""
        return f"char={self.start},{self.end}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a source document, and what was made of it."""

    place: Place
    name: Name
    kind: str
    """``statement``, ``heading``, ``name``, or ``noise`` for what was set aside."""
    quoted_by: tuple[Name, ...]
    reason: ox.Literal | None
    """Why it was set aside."""


def values_of(dataset: Dataset, iri: str) -> Values:
    """Give what is said of a thing itself: each object once, in the order of the lines."""
    node, found = ox.NamedNode(iri), dict[str, dict[object, None]]()
    for quad in dataset.quads_about(iri):
        if quad.subject == node and not isinstance(quad.object, ox.Triple):
            found.setdefault(quad.predicate.value, {})[quad.object] = None
    return {predicate: list(terms) for predicate, terms in found.items()}  # type: ignore[arg-type] # what the loop let in


def iris(values: Values, predicate: str) -> list[str]:
    """Give the IRIs among the values of a property."""
    return [term.value for term in values.get(predicate, ()) if isinstance(term, ox.NamedNode)]


def literals(values: Values, predicate: str) -> list[ox.Literal]:
    """Give the literals among the values of a property."""
    return [term for term in values.get(predicate, ()) if isinstance(term, ox.Literal)]


def place_of(dataset: Dataset, passage: str) -> Place | None:
    """Give the range of a passage; ``None`` for what is no range of a source document."""
    values = values_of(dataset, passage)
    documents = [iri for iri in iris(values, _PART_OF) if iri.startswith(_SOURCE)]
    bounds = [term.value for name in (_START, _END) for term in literals(values, name)[:1]]
    if not documents or len(bounds) < 2 or not all(bound.isdecimal() for bound in bounds):
        return None
    return Place(passage, documents[0].removeprefix(_SOURCE), int(bounds[0]), int(bounds[1]))


def passages_of(dataset: Dataset, document: str, language: str) -> list[Passage]:
    """Give the passages of a source document, in the order of its text."""
    part_of = f"<{_PART_OF}>".encode()
    parts = [line_terms(line) for line in dataset.lines_pointing_at(document)]
    named = dict.fromkeys(subject for subject, verb, _ in parts if verb == part_of)
    found = []
    for subject in named:
        place = place_of(dataset, subject[1:-1].decode()) if subject[:1] == b"<" else None
        if place:
            found.append(_passage(dataset, place, language))
    return sorted(found, key=lambda item: (item.place.start, -item.place.end))


def _passage(dataset: Dataset, place: Place, language: str) -> Passage:
    quoting = list(_quoting(dataset, place.passage))
    types = {kind for iri in quoting for kind in iris(values_of(dataset, iri), _TYPE)}
    reasons = literals(values_of(dataset, place.passage), f"{CES}exclusionReason")
    kind = next((name for iri, name in _KINDS if iri in types), "statement" if quoting else "noise")
    return Passage(
        place,
        name_of(dataset, place.passage, language),
        kind,
        tuple(name_of(dataset, iri, language) for iri in quoting),
        best_literal(reasons, language),
    )


def _quoting(dataset: Dataset, passage: str) -> Iterator[str]:
    for subject, verb, _ in map(line_terms, dataset.lines_pointing_at(passage)):
        if verb == _QUOTED and subject[:1] == b"<":
            yield subject[1:-1].decode()
