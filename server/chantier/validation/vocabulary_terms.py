"""The terms of the vocabularies in use, each as the property or the class that it is.

Those of common vocabularies come from the lists that rdflib holds, ours from the ontology. No
network is asked.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from rdflib import namespace as vocabularies
from rdflib.namespace import DefinedNamespace

from chantier.namespaces import CES, PREFIXES
from chantier.text.words import content_words
from chantier.validation.spelling import nearest

Role = Literal["property", "class", "datatype"]
"""What a term is used as: a predicate, a type of things, a type of literals."""
_LISTED: tuple[type[DefinedNamespace], ...] = (
    *(vocabularies.CSVW, vocabularies.DC, vocabularies.DCAT, vocabularies.DCTERMS),
    *(vocabularies.FOAF, vocabularies.GEO, vocabularies.ODRL2, vocabularies.ORG, vocabularies.OWL),
    *(vocabularies.PROF, vocabularies.PROV, vocabularies.QB, vocabularies.RDF, vocabularies.RDFS),
    *(vocabularies.SDO, vocabularies.SH, vocabularies.SKOS, vocabularies.SOSA, vocabularies.TIME),
    *(vocabularies.VANN, vocabularies.VOID, vocabularies.XSD),
)
_OWL_ROLES: tuple[tuple[str, Role], ...] = (
    ("AnnotationProperty", "property"),
    ("Class", "class"),
    ("DatatypeProperty", "property"),
    ("ObjectProperty", "property"),
)
_ROLES = {f"<{PREFIXES['owl']}{name}>".encode(): role for name, role in _OWL_ROLES}
_LINKING = f"<{PREFIXES['owl']}ObjectProperty>".encode()
_MEMBER = re.compile(r"_[1-9][0-9]*")
"""``rdf:_1`` and so on."""
_WORD_START = re.compile(r"(?<=[a-z0-9à-ÿ])(?=[A-Z])|[_-]")


def split_iri(iri: str) -> tuple[str, str]:
    """The namespace of an IRI, to its last ``#`` or ``/``, and its local name."""
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:end], iri[end:]


@cache
def _listed() -> dict[str, frozenset[str]]:
    return {
        str(each._NS): frozenset(each.__annotations__) | frozenset(getattr(each, "_extras", ()))
        for each in _LISTED
    }


class VocabularyTerms:
    """The terms that are known, by namespace."""

    def __init__(self) -> None:
        """Know those of the lists; of ours none yet."""
        self._terms = {name: set(terms) for name, terms in _listed().items()}
        self._terms[CES] = set()
        self._roles: dict[str, Role] = {}
        self._labels: dict[str, set[tuple[str, ...]]] = {}
        self.linking: set[str] = set()
        """Our properties whose values are things."""

    @property
    def namespaces(self) -> set[str]:
        """The namespaces whose terms are all known."""
        return set(self._terms)

    def see(self, iri: str) -> None:
        """Know a term, if it is of a listed namespace."""
        space, local = split_iri(iri)
        if local and space in self._terms:
            self._terms[space].add(local)

    def see_type(self, iri: str, kind: bytes) -> None:
        """Know what a term of ours is.

        Args:
            iri: the term.
            kind: a class of OWL, as N-Quads writes it.
        """
        if iri.startswith(CES) and (role := _ROLES.get(kind)):
            self._roles[iri] = role
            if kind == _LINKING:
                self.linking.add(iri)

    def see_label(self, iri: str, label: str) -> None:
        """Know how a term of ours is named in words."""
        if iri.startswith(CES):
            self._labels.setdefault(iri, set()).add(tuple(content_words(label)))

    def has(self, space: str, local: str) -> bool:
        """Whether a namespace has a term of this name, whatever it is."""
        return local in self._terms.get(space, ())

    def lacks(self, space: str, local: str, role: Role) -> bool:
        """Whether a namespace whose terms are all known has no such term for such a use."""
        if space not in self._terms or not local:
            return False
        if space == PREFIXES["rdf"] and _MEMBER.fullmatch(local):
            return False
        return not self.has(space, local) or not self._is(space, local, role)

    def nearest(self, space: str, local: str, role: Role) -> str:
        """The IRI of the term that is meant by another; empty where none resembles it."""
        fit = sorted(term for term in self._terms.get(space, ()) if self._is(space, term, role))
        found = nearest(local, fit)
        return space + found if found else self._by_label(space, local, role)

    def _is(self, space: str, local: str, role: Role) -> bool:
        """Whether a known term is of use as this; other vocabularies show it by a capital."""
        by_case: Role = "property" if local[:1].islower() else "class"
        return role in ("datatype", self._roles.get(space + local, by_case))

    def _by_label(self, space: str, local: str, role: Role) -> str:
        """The only term of ours whose label begins with the words of a name, else ends so."""
        words = tuple(content_words(_WORD_START.sub(" ", local)))
        terms = {
            iri: labels
            for iri, labels in self._labels.items()
            if words and iri.startswith(space) and self._is(*split_iri(iri), role)
        }
        size = len(words)
        begun = {iri for iri, labels in terms.items() if words in {x[:size] for x in labels}}
        # In English the noun comes last; of a property, as “name”, that would say too little.
        ended = {
            iri
            for iri, labels in terms.items()
            if role == "class" and words in {x[-size:] for x in labels}
        }
        for found in (begun, ended):
            if len(found) == 1:
                return found.pop()
        return ""
