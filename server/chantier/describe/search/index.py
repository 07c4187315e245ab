"""Search index of a version: things by kind, by facet and by words, in dictionary order.

It is read from the sorted lines of the version, once, and never changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from chantier.describe.search.facets import KINDS, EntityKind, Facet
from chantier.describe.search.fulltext import FullText
from chantier.namespaces import CES, ID, LANGUAGES, compact, expand
from chantier.rdf.terms import LABEL_PREDICATES, best_literal
from chantier.store.dataset import Dataset
from chantier.text.collation import sort_key

_OURS = (ID, CES)

_Labels = Mapping[str, list[ox.Literal]]
_Step = Mapping[str, list[str]]
"""Where one step of a path leads, from each IRI or label of a blank node."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The kind, facet values and words that a reader selects things by."""

    kind: EntityKind | None = None
    values: tuple[tuple[str, str], ...] = ()
    """Name of a facet of that kind, and the value that it must have."""
    text: str = ""
    """Words that the things must have; empty: any things."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The things of a selection, and how many there are beside them."""

    iris: tuple[str, ...]
    """In order: by label, or those first that fit the words best."""
    kinds: Mapping[str, int]
    """Name of each kind that has things with these words → how many."""
    facets: Mapping[str, Mapping[str, int]]
    """Name of a facet → its values → how many things there would be with that value instead."""


class SearchIndex:
    """The things of a version, ready to be listed and searched; for many threads at once."""

    def __init__(self, data: Dataset) -> None:
        """Index a version."""
        labels = _labels(data)
        members = _members(data, labels)
        self._iris = sorted(set(labels).union(*members.values()))
        self._numbers = {iri: number for number, iri in enumerate(self._iris)}
        self._members = {name: self._numbered(iris) for name, iris in members.items()}
        self._terms, self._short = dict[str, str](), dict[str, str]()
        self._values = self._facets(data, members)
        self._positions = {language: self._order(labels, language) for language in LANGUAGES}
        self._full_text = FullText(data, self._iris)
        self.suggestion = self._full_text.suggestion

    def find(self, selection: Selection, language: str) -> SearchResult:
        """All things of a selection, with the number of things of each kind and facet value.

        A facet's counts are those that the reader would get by choosing that value.
        """
        ranked = self._full_text.matching(selection.text) if selection.text else None
        base = frozenset(range(len(self._iris)) if ranked is None else ranked)
        kinds = {name: len(base & numbers) for name, numbers in self._members.items()}
        kept, facets = base, dict[str, Mapping[str, int]]()
        if selection.kind:
            base &= self._members[selection.kind.name]
            chosen = {
                name: self._values[selection.kind.name, name].get(value, frozenset())
                for name, value in selection.values
            }
            kept = base.intersection(*chosen.values())
            for facet in selection.kind.facets:
                others = [numbers for name, numbers in chosen.items() if name != facet.name]
                left = base.intersection(*others)
                values = self._values[selection.kind.name, facet.name]
                counts = {value: len(left & numbers) for value, numbers in values.items()}
                facets[facet.name] = {value: count for value, count in counts.items() if count}
        if ranked is None:
            ordered = sorted(kept, key=self._positions[language].__getitem__)
        else:
            ordered = sorted(kept, key=ranked.__getitem__)
        iris = tuple(self._iris[number] for number in ordered)
        return SearchResult(iris, {name: count for name, count in kinds.items() if count}, facets)

    def term(self, value: str) -> str:
        """The IRI or the text that a value of a facet stands for."""
        return self._terms.get(value, value)

    def kinds_of(self, iri: str) -> tuple[str, ...]:
        """The names of the kinds that a thing is of."""
        number = self._numbers[iri]
        return tuple(name for name, numbers in self._members.items() if number in numbers)

    def _numbered(self, iris: Iterable[str]) -> frozenset[int]:
        return frozenset(self._numbers[iri] for iri in iris)

    def _facets(
        self, data: Dataset, members: Mapping[str, Iterable[str]]
    ) -> dict[tuple[str, str], dict[str, frozenset[int]]]:
        """The things that have each value, for each kind and facet."""

        @cache
        def step(name: str) -> _Step:
            return _step(data, name)

        found = {}
        for kind in KINDS:
            for facet in kind.facets:
                valued = defaultdict[str, set[str]](set)
                paths = [[step(name) for name in path.split("/")] for path in facet.path.split("|")]
                for iri in members[kind.name]:
                    for term in set[str]().union(*(_ends(iri, path) for path in paths)):
                        valued[self._value(term, facet)].add(iri)
                found[kind.name, facet.name] = {
                    value: self._numbered(iris) for value, iris in valued.items()
                }
        return found

    def _value(self, term: str, facet: Facet) -> str:
        """The short form of a term; what it stands for is kept."""
        kept = term[: facet.characters or None]
        short = self._short.get(kept)
        if short is None:
            short = self._short[kept] = compact(kept)
            self._terms[short] = kept
        return short

    def _order(self, labels: _Labels, language: str) -> list[int]:
        """The position of each thing in the order of a language."""
        keys = []
        for number, iri in enumerate(self._iris):
            best = best_literal(labels.get(iri, ()), language)
            keys.append((sort_key(best.value if best else compact(iri), language), number))
        positions = [0] * len(keys)
        for position, (_, number) in enumerate(sorted(keys)):
            positions[number] = position
        return positions


def _labels(data: Dataset) -> _Labels:
    """The labels of all things of ours, by the first label predicate that each has."""
    found = dict[str, list[ox.Literal]]()
    for predicate in LABEL_PREDICATES:
        labels = defaultdict[str, list[ox.Literal]](list)
        for iri, literal in data.literals(predicate):
            if iri.startswith(_OURS):
                labels[iri].append(literal)
        found = dict(labels) | found
    return found


def _members(data: Dataset, labels: _Labels) -> dict[str, set[str]]:
    """The things of each kind, by the name of the kind."""
    found = {
        kind.name: {
            iri
            for name in kind.classes
            for iri in data.instances(expand(name))
            if iri.startswith(_OURS)
        }
        for kind in KINDS
    }
    rest = set(labels).difference(*found.values())
    return {kind.name: found[kind.name] if kind.classes else rest for kind in KINDS}


def _step(data: Dataset, name: str) -> _Step:
    """Where one step of a path leads; ``^`` goes from the object to the subject."""
    found = defaultdict[str, list[str]](list)
    inverse = name.startswith("^")
    for triple in data.triples_with(expand(name.removeprefix("^")), inverse=inverse):
        if isinstance(triple.subject, ox.Triple) or isinstance(triple.object, ox.Triple):
            continue
        ends = triple.subject.value, triple.object.value
        start, end = reversed(ends) if inverse else ends
        found[start].append(end)
    return found


def _ends(start: str, path: Iterable[_Step]) -> set[str]:
    """The terms that a path leads to."""
    ends = {start}
    for step in path:
        ends = {end for each in ends for end in step.get(each, ())}
    return ends
