"""What somebody who writes data may have meant: the vocabularies in use, and the things of ours."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from chantier.namespaces import BASE, CES, GRAPH, ID, PREFIXES
from chantier.rdf.nquads import split_line
from chantier.rdf.terms import RDF_TYPE
from chantier.text.words import content_words, normalised
from chantier.validation.literals import text
from chantier.validation.spelling import SHORT_NAME_LETTERS, distance, nearest
from chantier.validation.vocabulary_terms import VocabularyTerms, split_iri

_NAMES = frozenset(
    f"<{PREFIXES[prefix]}{name}>".encode()
    for prefix, name in (
        *(("skos", name) for name in ("prefLabel", "altLabel", "hiddenLabel", "notation")),
        ("ces", "formerName"),
        ("ces", "regionCode"),
    )
)
_SCHEME = f"<{PREFIXES['skos']}inScheme>".encode()
_TYPE = f"<{RDF_TYPE}>".encode()
_LABEL = f"<{PREFIXES['rdfs']}label>".encode()
_IRI = re.compile(rb"<([^>]+)>")
_CONCEPT = f"{ID}concept/"
_TOGETHER = frozenset(f"{_CONCEPT}{name}" for name in ("tous-secteurs", "forme-ensemble"))
"""Concepts for figures on all enterprises together, which no one of them is of."""
_SCIAN = f"{ID}vocabulaire/scian"
_SCIAN_DIGITS = 2
"""Of its codes, those of the concepts that the graph has."""


def bare(iri: str) -> str:
    """An IRI without what people write one way or another: scheme, ``www.`` and its last sign."""
    return re.sub(r"^https?://(www\.)?", "", iri.lower()).rstrip("#/")


class KnownNames:
    """The names in use: terms by namespace, and the things of ours by kind."""

    def __init__(self, kept: Iterable[bytes], contract: Iterable[bytes]) -> None:
        """Read the names in some lines.

        Args:
            kept: N-Quads lines of the sources and of what software keeps.
            contract: those of the shapes of the contract, whose terms are known.
        """
        self.terms = VocabularyTerms()
        self.things: set[str] = set()
        self._named: dict[str, dict[str, str]] = {}
        self._kinds: dict[str, set[str]] = {}
        labels = list[tuple[str, str]]()
        for line in kept:
            triple = split_line(line)[0]
            subject, predicate, value = triple.split(b" ", 2)
            if subject[:1] != b"<":
                continue
            iri = subject[1:-1].decode()
            self._see(iri)
            if predicate in _NAMES:
                labels.append((normalised(text(value)), iri))
            else:
                self._see_value(iri, predicate, value)
        for line in contract:
            for found in _IRI.findall(split_line(line)[0]):
                self.terms.see(found.decode())
        for iri in self.things:
            kind, local = split_iri(iri)
            self._kinds.setdefault(iri, set()).add(kind)
            labels.append((normalised(local), iri))
        for name, iri in labels:
            for kind in self._kinds.get(iri, ()):
                self._named.setdefault(kind, {}).setdefault(name, iri)
        external = {
            iri for iri in PREFIXES.values() if not iri.startswith((ID, GRAPH)) or iri == CES
        }
        self.namespaces = {bare(each): each for each in sorted(external | self.terms.namespaces)}

    def _see_value(self, iri: str, predicate: bytes, value: bytes) -> None:
        if predicate == _TYPE:
            self.terms.see_type(iri, value)
        elif predicate == _LABEL:
            self.terms.see_label(iri, text(value))
        elif predicate == _SCHEME and value[:1] == b"<":
            self._kinds.setdefault(iri, set()).add(value[1:-1].decode())

    def _see(self, iri: str) -> None:
        if iri.startswith(ID):
            self.things.add(iri)
        else:
            self.terms.see(iri)

    def is_known(self, space: str) -> bool:
        """Whether a namespace is one that data here use."""
        return self.namespaces.get(bare(space)) == space or not space

    def right_namespace(self, space: str, local: str) -> str:
        """The namespace that is meant by another; empty where none resembles it."""
        key = bare(space)
        if key in self.namespaces:
            return self.namespaces[key]
        for other, known in self.namespaces.items():
            has_term = self.terms.has(known, local)
            starts = other.startswith(f"{key}/") or key.startswith(f"{other}/")
            if has_term and (starts or distance(key, other, 2) <= 2):
                return known
        return ""

    def meant(self, kinds: Collection[str], said: str) -> str:
        """The IRI of the thing that a text, or a misspelt IRI, means; empty where none is like it.

        Args:
            kinds: folders such as ``…/id/region/``, or schemes of concepts.
            said: a name, a code, or an IRI, of which the end counts.
        """
        name = normalised(split_iri(said)[1] if "://" in said else said)
        names: dict[str, str] = {}
        for kind in kinds:
            for each, iri in self._named.get(kind, {}).items():
                if iri not in _TOGETHER:
                    names.setdefault(each, iri)
        if name.isdigit():  # no code resembles another
            return _by_code(names, name) if _SCIAN in kinds else names.get(name.zfill(2), "")
        own_words = {normalised(split_iri(kind.rstrip("/"))[1]) for kind in kinds}
        rest = " ".join(word for word in content_words(name) if word not in own_words)
        return _by_name(names, name) or (_by_name(names, rest) if rest != name else "")

    def corrected_address(self, iri: str) -> str:
        """The IRI of ours that an IRI is a variant of; empty where it is none."""
        rest = re.sub(r"^https?://(www\.)?", "", iri)
        own = BASE.removeprefix("https://")
        if not rest.lower().startswith(own):
            return ""
        local = re.sub(r"^(?:(?:fr|en)/)?(?:doc|id)/", "id/", rest[len(own) :])
        local = re.sub(r"^ns/(?=.)", "ns#", local)
        right = BASE + (local if local.startswith("ns#") else local.removesuffix("/"))
        if right not in self.things and local.startswith("id/"):
            right = re.sub(r"\.(?:html|ttl|nt|nq|jsonld|rdf|trig)$", "", right)
        return right if right != iri else ""


def _by_name(names: Mapping[str, str], name: str) -> str:
    """The thing of a name, of the one most like it, or of the only one that begins with it."""
    if not name or name in names:
        return names.get(name, "")
    if close := nearest(name, sorted(names)):
        return names[close]
    begun = sorted((each for each in names if each.startswith(name)), key=len)
    is_clear = all(each.startswith(begun[0]) for each in begun)
    return names[begun[0]] if begun and is_clear and len(name) >= SHORT_NAME_LETTERS else ""


def _by_code(names: Mapping[str, str], code: str) -> str:
    """The sector of a code of the SCIAN, which may be one of several, as “44-45” are."""
    sector = code[:_SCIAN_DIGITS]
    for name, iri in names.items():
        ends = name.split()
        if all(end.isdigit() for end in ends) and ends[0] <= sector <= ends[-1]:
            return iri if len(sector) == _SCIAN_DIGITS else ""
    return ""
