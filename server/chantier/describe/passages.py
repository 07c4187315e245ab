"""Passages of a source document: which of its characters are quoted, or were set aside."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from chantier.describe.entity import Name, name_of
from chantier.describe.values import iris, links_to, literals, values_of
from chantier.namespaces import CES, ID, PREFIXES
from chantier.rdf.terms import RDF_TYPE, best_literal
from chantier.store.dataset import Dataset

_SELECTOR = f"{PREFIXES['oa']}hasSelector"
_START = f"{PREFIXES['oa']}start"
_END = f"{PREFIXES['oa']}end"
_PART_OF = f"{PREFIXES['dcterms']}isPartOf"
_QUOTED = f"{PREFIXES['prov']}wasQuotedFrom"
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
    for selector in iris(values, _SELECTOR) if documents else ():
        chosen = values_of(dataset, selector)
        bounds = [term.value for name in (_START, _END) for term in literals(chosen, name)[:1]]
        if len(bounds) == 2 and all(bound.isdecimal() for bound in bounds):
            slug = documents[0].removeprefix(_SOURCE)
            return QuotePosition(passage, slug, int(bounds[0]), int(bounds[1]))
    return None


def passages_of(dataset: Dataset, document: str, language: str) -> list[Passage]:
    """The passages of a source document, in the order of its text."""
    parts = dict.fromkeys(links_to(dataset, document, _PART_OF))
    positions = filter(None, (position_of(dataset, part) for part in parts))
    found = [_passage(dataset, position, language) for position in positions]
    return sorted(found, key=lambda item: (item.position.start, -item.position.end))


def _passage(dataset: Dataset, position: QuotePosition, language: str) -> Passage:
    quoting = list(links_to(dataset, position.passage, _QUOTED))
    types = {kind for iri in quoting for kind in iris(values_of(dataset, iri), RDF_TYPE)}
    reasons = literals(values_of(dataset, position.passage), f"{CES}exclusionReason")
    kind = next((name for iri, name in _KINDS if iri in types), "statement" if quoting else "noise")
    return Passage(
        position,
        name_of(dataset, position.passage, language),
        kind,
        tuple(name_of(dataset, iri, language) for iri in quoting),
        best_literal(reasons, language),
    )
