"""Passages of a source document: which of its characters are quoted, or were set aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.describe.entity import Name, name_of
from chantier.describe.values import iris, literals, values_of
from chantier.namespaces import CES, ID, PREFIXES
from chantier.rdf.nquads import line_terms
from chantier.rdf.terms import best_literal
from chantier.store.dataset import Dataset

_START = f"{PREFIXES['oa']}start"
_END = f"{PREFIXES['oa']}end"
_PART_OF = f"{PREFIXES['dcterms']}isPartOf"
_QUOTED = f"<{PREFIXES['prov']}wasQuotedFrom>".encode()
_TYPE = f"{PREFIXES['rdf']}type"
_SOURCE = f"{ID}source/"
_KINDS = ((f"{CES}Section", "heading"), (f"{CES}Attestation", "name"))
"""Class of what quotes a passage → kind of the passage."""


@dataclass(frozen=True, slots=True)
class QuotePosition:
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

    position: QuotePosition
    name: Name
    kind: str
    """``statement``, ``heading``, ``name``, or ``noise`` for what was set aside."""
    quoted_by: tuple[Name, ...]
    reason: ox.Literal | None
    """Why it was set aside."""


def position_of(dataset: Dataset, passage: str) -> QuotePosition | None:
    """The range of a passage; ``None`` for what is no range of a source document."""
    values = values_of(dataset, passage)
    documents = [iri for iri in iris(values, _PART_OF) if iri.startswith(_SOURCE)]
    bounds = [term.value for name in (_START, _END) for term in literals(values, name)[:1]]
    if not documents or len(bounds) < 2 or not all(bound.isdecimal() for bound in bounds):
        return None
    return QuotePosition(
        passage, documents[0].removeprefix(_SOURCE), int(bounds[0]), int(bounds[1])
    )


def passages_of(dataset: Dataset, document: str, language: str) -> list[Passage]:
    """The passages of a source document, in the order of its text."""
    part_of = f"<{_PART_OF}>".encode()
    parts = [line_terms(line) for line in dataset.lines_pointing_at(document)]
    named = dict.fromkeys(subject for subject, verb, _ in parts if verb == part_of)
    found = []
    for subject in named:
        position = position_of(dataset, subject[1:-1].decode()) if subject[:1] == b"<" else None
        if position:
            found.append(_passage(dataset, position, language))
    return sorted(found, key=lambda item: (item.position.start, -item.position.end))


def _passage(dataset: Dataset, position: QuotePosition, language: str) -> Passage:
    quoting = list(_quoting(dataset, position.passage))
    types = {kind for iri in quoting for kind in iris(values_of(dataset, iri), _TYPE)}
    reasons = literals(values_of(dataset, position.passage), f"{CES}exclusionReason")
    kind = next((name for iri, name in _KINDS if iri in types), "statement" if quoting else "noise")
    return Passage(
        position,
        name_of(dataset, position.passage, language),
        kind,
        tuple(name_of(dataset, iri, language) for iri in quoting),
        best_literal(reasons, language),
    )


def _quoting(dataset: Dataset, passage: str) -> Iterator[str]:
    """The IRIs of what quotes a passage."""
    for subject, verb, _ in map(line_terms, dataset.lines_pointing_at(passage)):
        if verb == _QUOTED and subject[:1] == b"<":
            yield subject[1:-1].decode()
