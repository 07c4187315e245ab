"""The triples of a document, and how they are looked up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.namespaces import expand

RdfTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Triples:
    """The triples of a document, or why there are none."""

    items: tuple[ox.Triple, ...] = ()
    lines: frozenset[bytes] = frozenset()
    """The triples as canonical lines: equal for equal documents."""
    problem: str = ""
    """Why the document could not be read."""
    is_skipped: bool = False
    """Whether that is because something it needs was not to be fetched."""

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.items)

    def values(self, subject: RdfTerm | None, *names: str) -> list[RdfTerm]:
        """The values of properties (CURIEs or IRIs), of one subject or of any."""
        properties = {expand(name) for name in names}
        return [
            item.object
            for item in self.items
            if item.predicate.value in properties and subject in (None, item.subject)
        ]

    def texts(self, subject: RdfTerm | None, *names: str) -> list[str]:
        """The values as text: lexical forms and IRIs, without blank nodes."""
        found = self.values(subject, *names)
        return [term.value for term in found if isinstance(term, ox.NamedNode | ox.Literal)]

    def subjects(self, name: str, value: RdfTerm | None = None) -> list[RdfTerm]:
        """The subjects that have a property, with one value or any, each once, in their order."""
        predicate = ox.NamedNode(expand(name))
        found = [item for item in self.items if item.predicate == predicate]
        return list(dict.fromkeys(x.subject for x in found if value in (None, x.object)))

    def of_class(self, name: str) -> list[RdfTerm]:
        """The members of a class (a CURIE or an IRI)."""
        return self.subjects("rdf:type", ox.NamedNode(expand(name)))

    def mentions(self, iri: str) -> bool:
        """Whether an IRI is the subject or the object of a triple."""
        node = ox.NamedNode(iri)
        return any(node in (item.subject, item.object) for item in self.items)

    def text(self, subject: RdfTerm | None, *names: str) -> str:
        """The first of the values as text; empty for none."""
        return next(iter(self.texts(subject, *names)), "")

    def literals(self) -> Iterator[ox.Literal]:
        """Every literal, in the order of the triples."""
        return (item.object for item in self.items if isinstance(item.object, ox.Literal))
