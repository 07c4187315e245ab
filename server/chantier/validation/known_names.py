"""What somebody who writes data may have meant: the vocabularies in use, and the things of ours.

The terms of common vocabularies come from the lists that rdflib holds, and from the sources. No
network is asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache

from rdflib import namespace as vocabularies
from rdflib.namespace import DefinedNamespace

from chantier.namespaces import BASE, CES, GRAPH, ID, PREFIXES
from chantier.rdf.nquads import split_line
from chantier.text.words import normalised
from chantier.validation.literals import text

_LISTED: tuple[type[DefinedNamespace], ...] = (
    *(vocabularies.CSVW, vocabularies.DC, vocabularies.DCAT, vocabularies.DCTERMS),
    *(vocabularies.FOAF, vocabularies.GEO, vocabularies.ODRL2, vocabularies.ORG, vocabularies.OWL),
    *(vocabularies.PROF, vocabularies.PROV, vocabularies.QB, vocabularies.RDF, vocabularies.RDFS),
    *(vocabularies.SDO, vocabularies.SH, vocabularies.SKOS, vocabularies.SOSA, vocabularies.TIME),
    *(vocabularies.VANN, vocabularies.VOID, vocabularies.XSD),
)
_NAMES = frozenset(
    f"<{PREFIXES[prefix]}{name}>".encode()
    for prefix, name in (
        *(("skos", name) for name in ("prefLabel", "altLabel", "hiddenLabel", "notation")),
        ("ces", "formerName"),
        ("ces", "regionCode"),
    )
)
_SCHEME = f"<{PREFIXES['skos']}inScheme>".encode()
_IRI = re.compile(rb"<([^>]+)>")
_MEMBER = re.compile(r"_[1-9][0-9]*")
"""``rdf:_1`` and so on."""
SHORT_NAME_LETTERS = 4
"""In a name no longer than this, one letter may be wrong; in others two."""


def distance(first: str, second: str, most: int) -> int:
    """Letters to add, remove, change or swap with their neighbour; ``most + 1`` for any more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        older, before = before, row
        row = [i]
        for j, b in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and (a, first[i - 2]) == (second[j - 2], b):
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def nearest(name: str, names: Iterable[str]) -> str:
    """The most similar of some names; empty where none is."""
    most = 1 if len(name) <= SHORT_NAME_LETTERS else 2
    lower = name.lower()
    ranked = (
        (distance(lower, other.lower(), most), other[:1] != name[:1], other) for other in names
    )
    best = min(ranked, default=(most + 1, True, ""))
    return best[2] if best[0] <= most else ""


def split_iri(iri: str) -> tuple[str, str]:
    """The namespace of an IRI, to its last ``#`` or ``/``, and its local name."""
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:end], iri[end:]


def bare(iri: str) -> str:
    """An IRI without what people write one way or another: scheme, ``www.`` and its last sign."""
    return re.sub(r"^https?://(www\.)?", "", iri.lower()).rstrip("#/")


@cache
def _listed() -> dict[str, frozenset[str]]:
    return {
        str(each._NS): frozenset(each.__annotations__) | frozenset(getattr(each, "_extras", ()))
        for each in _LISTED
    }


class KnownNames:
    """The names in use: terms by namespace, and the things of ours by kind."""

    def __init__(self, kept: Iterable[bytes], contract: Iterable[bytes]) -> None:
        """Read the names in some lines.

        Args:
            kept: N-Quads lines of the sources and of what software keeps.
            contract: those of the shapes of the contract, whose terms are known.
        """
        self._terms = {name: set(terms) for name, terms in _listed().items()}
        self._terms[CES] = set()
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
            elif predicate == _SCHEME and value[:1] == b"<":
                self._kinds.setdefault(iri, set()).add(value[1:-1].decode())
        for line in contract:
            for found in _IRI.findall(split_line(line)[0]):
                self._see_term(found.decode())
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
        self.namespaces = {bare(each): each for each in sorted(external | set(self._terms))}

    def _see(self, iri: str) -> None:
        if iri.startswith(ID):
            self.things.add(iri)
        else:
            self._see_term(iri)

    def _see_term(self, iri: str) -> None:
        space, local = split_iri(iri)
        if local and space in self._terms:
            self._terms[space].add(local)

    def is_known(self, space: str) -> bool:
        """Whether a namespace is one that data here use."""
        return self.namespaces.get(bare(space)) == space or not space

    def lacks(self, space: str, local: str) -> bool:
        """Whether a namespace whose terms are all known has no such term."""
        terms = self._terms.get(space)
        if terms is None or not local or local in terms:
            return False
        return not (space == PREFIXES["rdf"] and _MEMBER.fullmatch(local))

    def nearest_term(self, space: str, local: str) -> str:
        """The IRI of the term that is meant by a misspelt one; empty where none resembles it."""
        found = nearest(local, sorted(self._terms.get(space, ())))
        return space + found if found else ""

    def right_namespace(self, space: str, local: str) -> str:
        """The namespace that is meant by another; empty where none resembles it."""
        key = bare(space)
        if key in self.namespaces:
            return self.namespaces[key]
        for other, known in self.namespaces.items():
            has_term = local in self._terms.get(known, ())
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
        local = split_iri(said)[1] if "://" in said else said
        name = normalised(local)
        names: dict[str, str] = {}
        for kind in kinds:
            for each, iri in self._named.get(kind, {}).items():
                names.setdefault(each, iri)
        if name.isdigit():  # no code resembles another
            return names.get(name.zfill(2), "")
        if name in names:
            return names[name]
        if close := nearest(name, sorted(names)) if name else "":
            return names[close]
        begun = sorted((each for each in names if each.startswith(name)), key=len)
        is_clear = all(each.startswith(begun[0]) for each in begun)
        return names[begun[0]] if begun and is_clear and len(name) >= SHORT_NAME_LETTERS else ""

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
