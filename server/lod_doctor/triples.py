"""The triples of a document, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.namespaces import PREFIXES

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Triples:
    """What a document says."""

    items: tuple[ox.Triple, ...] = ()
    lines: frozenset[bytes] = frozenset()
    """The same as canonical lines: equal for equal documents."""
    problem: str = ""
    """Why it could not be read."""
    is_skipped: bool = False
    """Whether that is because something was not to be fetched."""

    def __bool__(self) -> bool:
        """Tell whether it says anything."""
        return bool(self.items)

    def values(self, subject: Term | None, *curies: str) -> list[Term]:
        """Give the values of properties, of one subject or of any."""
        wanted = {iri(curie) for curie in curies}
        return [
            item.object
            for item in self.items
            if item.predicate.value in wanted and subject in (None, item.subject)
        ]

    def texts(self, subject: Term | None, *curies: str) -> list[str]:
        """Give the same as text: lexical forms and IRIs, without blank nodes."""
        found = self.values(subject, *curies)
        return [term.value for term in found if isinstance(term, ox.NamedNode | ox.Literal)]

    def subjects(self, curie: str, value: Term | None = None) -> list[Term]:
        """Give the subjects that have a property, each once, in their order."""
        wanted = iri(curie)
        return list(
            dict.fromkeys(
                item.subject
                for item in self.items
                if item.predicate.value == wanted and value in (None, item.object)
            )
        )

    def of_class(self, curie: str) -> list[Term]:
        """Give the members of a class."""
        return self.subjects("rdf:type", ox.NamedNode(iri(curie)))

    def mentions(self, address: str) -> bool:
        """Tell whether an IRI is the subject or the object of a triple."""
        node = ox.NamedNode(address)
        return any(node in (item.subject, item.object) for item in self.items)

    def literals(self) -> Iterator[ox.Literal]:
        """Give every literal."""
        return (item.object for item in self.items if isinstance(item.object, ox.Literal))


def iri(curie: str) -> str:
    """Give the IRI of a name under a prefix of the project; any IRI stays as it is."""
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else curie
