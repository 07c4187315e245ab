"""Counts of triples, subjects, classes and so on, taken from sorted lines as they go by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from itertools import groupby
from pathlib import Path

from chantier.rdf.nquads import split_line
from chantier.rdf.terms import RDF_TYPE
from chantier.store.external_sort import LinesIn, sort_into
from chantier.store.sorted_lines import SortedLines

_TYPE = f"<{RDF_TYPE}>".encode()

_PredicateObject = tuple[bytes, bytes]
"""Predicate and object of a triple, as N-Quads writes them."""


@dataclass(slots=True)
class Counts:
    """The counts of a set of triples."""

    triples: int = 0
    entities: int = 0
    """Typed things that have an IRI."""
    subjects: int = 0
    objects: int = 0
    classes: Counter[bytes] = field(default_factory=Counter)
    """Class, as N-Quads writes it → number of its instances."""
    properties: Counter[bytes] = field(default_factory=Counter)
    """Property, as N-Quads writes it → number of triples that use it."""

    def add(self, subject: bytes, pairs: Iterable[_PredicateObject]) -> None:
        """Count what is said of a subject that was not counted yet; its objects are not."""
        predicates = [predicate for predicate, _ in pairs]
        self.triples += len(predicates)
        self.subjects += 1
        self.properties.update(predicates)
        if _TYPE in predicates:
            self.entities += _is_entity(subject, pairs)
            self.classes.update(_classes(pairs))

    def __add__(self, other: Counts) -> Counts:
        """The counts of two sets together that have nothing in common."""
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


class CountedTriples:
    """A set of triples with its counts, to which others are added at the cost of these alone."""

    def __init__(
        self,
        counts: Counts | None = None,
        lines: SortedLines | None = None,
        objects: SortedLines | None = None,
        stored_form: Mapping[bytes, bytes] | None = None,
    ) -> None:
        """Begin with what was counted of a file, or with nothing.

        Args:
            counts: of the file.
            lines: the file: N-Quads lines.
            objects: the objects it has, each followed by a space, as ``stored_form`` makes them.
            stored_form: object → the form in which the store reads it, as which it counts.
        """
        self._counts = counts or Counts()
        self._lines = lines or SortedLines(b"")
        self._objects = objects or SortedLines(b"")
        self._stored_form = stored_form or {}
        self._about = dict[bytes, set[_PredicateObject]]()
        self._known = dict[bytes, bool]()

    def counts(self, more: Iterable[bytes] = ()) -> Counts:
        """The counts of these triples together with others, which are not kept."""
        return self._counts + self._new(self._added(more))

    def add(self, more: Iterable[bytes]) -> None:
        """Keep other triples, each as an N-Quads line starts; their blank nodes are their own."""
        added = self._added(more)
        self._counts += self._new(added)
        for subject, pairs in added.items():
            self._about[subject] = self._pairs_about(subject) | pairs
            self._known.update(dict.fromkeys((value for _, value in pairs), True))

    def _added(self, more: Iterable[bytes]) -> dict[bytes, set[_PredicateObject]]:
        """Those of some triples that are not among these, by subject."""
        about = defaultdict[bytes, set[_PredicateObject]](set)
        for triple in more:
            subject, predicate, value = triple.split(b" ", 2)
            if (predicate, value) not in self._pairs_about(subject):
                about[subject].add((predicate, value))
        return about

    def _new(self, added: Mapping[bytes, set[_PredicateObject]]) -> Counts:
        """The counts that triples add which are not among these."""
        new = Counts()
        objects = set[bytes]()
        for subject, pairs in added.items():
            new.add(subject, pairs)
            before = self._pairs_about(subject)
            new.subjects -= bool(before)
            new.entities -= _is_entity(subject, before) and _is_entity(subject, pairs)
            objects.update(value for _, value in pairs)
        new.objects = sum(not self._is_object(value) for value in objects)
        return new

    def _pairs_about(self, subject: bytes) -> set[_PredicateObject]:
        if subject not in self._about:
            lead = subject + b" "
            found = () if subject[:1] == b"_" else self._lines.starting_with(lead)
            split = (split_line(line)[0].split(b" ", 2) for line in found)
            self._about[subject] = {(it[1], self._stored_form.get(it[2], it[2])) for it in split}
        return self._about[subject]

    def _is_object(self, value: bytes) -> bool:
        if value not in self._known:
            self._known[value] = any(True for _ in self._objects.starting_with(value + b" "))
        return self._known[value]


def count(
    path: Path, stored_form: Mapping[bytes, bytes]
) -> tuple[dict[str, Counts], CountedTriples]:
    """The counts of each graph of a dataset but its objects, and all counts of their union.

    Args:
        path: a file of sorted N-Quads lines; one of their objects is written beside it.
        stored_form: object → the form in which the store reads it, as which it counts.
    """
    graphs, whole = defaultdict[str, Counts](Counts), Counts()
    objects = path.with_name("objects")
    sort_into(objects, _counted(LinesIn(path), stored_form, graphs, whole))
    whole.objects = sum(1 for _ in LinesIn(objects))
    return graphs, CountedTriples(whole, SortedLines(path), SortedLines(objects), stored_form)


def _counted(
    lines: Iterable[bytes],
    stored_form: Mapping[bytes, bytes],
    graphs: Mapping[str, Counts],
    whole: Counts,
) -> Iterator[bytes]:
    """Count all but the objects, and give these, each followed by a space."""
    for subject, group in groupby(lines, lambda line: line[: line.index(b" ")]):
        about = defaultdict[str, set[_PredicateObject]](set)
        for line in group:
            triple, graph = split_line(line)
            _, predicate, value = triple.split(b" ", 2)
            about[graph].add((predicate, stored_form.get(value, value)))
        for graph, pairs in about.items():
            graphs[graph].add(subject, pairs)
        union = set[_PredicateObject]().union(*about.values())
        whole.add(subject, union)
        for value in {value for _, value in union}:
            yield value + b" \n"


def _classes(pairs: Iterable[_PredicateObject]) -> list[bytes]:
    return [value for predicate, value in pairs if predicate == _TYPE and value[:1] == b"<"]


def _is_entity(subject: bytes, pairs: Iterable[_PredicateObject]) -> bool:
    return subject[:1] == b"<" and bool(_classes(pairs))
