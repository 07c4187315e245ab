"""What graphs hold, counted from sorted lines as they go by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from chantier.model.quads import split_line
from chantier.namespaces import PREFIXES
from chantier.store.sorted_lines import SortedLines
from chantier.store.sorting import LinesIn, sort_into

_TYPE = f"<{PREFIXES['rdf']}type>".encode()

_Said = tuple[bytes, bytes]
"""What is said of a subject: predicate and object."""


@dataclass(slots=True)
class Counts:
    """How much a set of triples holds."""

    triples: int = 0
    entities: int = 0
    """Typed things that have an IRI."""
    subjects: int = 0
    objects: int = 0
    classes: Counter[bytes] = field(default_factory=Counter)
    """Class, as N-Quads writes it → number of its instances."""
    properties: Counter[bytes] = field(default_factory=Counter)
    """Property, as N-Quads writes it → number of triples that use it."""

    def add(self, subject: bytes, said: Iterable[_Said]) -> None:
        """Count what is said of a subject that was not counted yet; its objects are not."""
        predicates = [predicate for predicate, _ in said]
        classes = _classes(said)
        self.triples += len(predicates)
        self.subjects += 1
        self.entities += _is_entity(subject, classes)
        self.properties.update(predicates)
        self.classes.update(classes)


def counts_of(triples: Iterable[bytes]) -> Counts:
    """Count distinct triples, each as an N-Quads line starts, held in memory."""
    counts = Counts()
    about = _by_subject(triples)
    for subject, said in about.items():
        counts.add(subject, said)
    counts.objects = len({value for said in about.values() for _, value in said})
    return counts


class Tally:
    """What a dataset holds: each graph, and their union, with what others would add to it."""

    def __init__(self, path: Path, read: Mapping[bytes, bytes]) -> None:
        """Count a file of sorted N-Quads lines; a file of their objects is written beside it.

        Args:
            path: of the lines.
            read: object → object that it counts as.
        """
        self.graphs = defaultdict[str, Counts](Counts)
        self.whole = Counts()
        self._read = read
        self._lines = SortedLines(path)
        objects = path.with_name("objects")
        sort_into(objects, self._counted(LinesIn(path)))
        self._count_objects(LinesIn(objects))
        self._objects = SortedLines(objects)
        self._about = dict[bytes, set[_Said]]()
        self._known = dict[bytes, bool]()

    def counts(self, more: Iterable[bytes]) -> Counts:
        """Count the union together with other triples; costs only what the others add."""
        new = Counts()
        objects = set[bytes]()
        for subject, said in _by_subject(more).items():
            before = self._said_of(subject)
            added = said - before
            new.add(subject, added)
            new.subjects -= bool(before) or not added
            was = _is_entity(subject, _classes(before))
            new.entities -= was and _is_entity(subject, _classes(added))
            objects.update(value for _, value in added)
        whole = self.whole
        return Counts(
            triples=whole.triples + new.triples,
            entities=whole.entities + new.entities,
            subjects=whole.subjects + new.subjects,
            objects=whole.objects + sum(not self._is_object(value) for value in objects),
            classes=whole.classes + new.classes,
            properties=whole.properties + new.properties,
        )

    def _counted(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Count all but the objects, and give each of these with its graph behind it."""
        for subject, group in groupby(lines, _subject):
            about = defaultdict[str, set[_Said]](set)
            for line in group:
                triple, graph = split_line(line)
                _, predicate, value = triple.split(b" ", 2)
                about[graph].add((predicate, self._read.get(value, value)))
            for graph, said in about.items():
                self.graphs[graph].add(subject, said)
                ending = f" {graph}\n".encode()
                for _, value in said:
                    yield value + ending
            self.whole.add(subject, set[_Said]().union(*about.values()))

    def _count_objects(self, lines: Iterable[bytes]) -> None:
        before = b""
        for line in lines:
            value, _, graph = line.rpartition(b" ")
            self.graphs[graph[:-1].decode()].objects += 1
            self.whole.objects += value != before
            before = value

    def _said_of(self, subject: bytes) -> set[_Said]:
        if subject not in self._about:
            triples = (split_line(line)[0] for line in self._lines.starting_with(subject + b" "))
            split = (triple.split(b" ", 2) for triple in triples)
            self._about[subject] = {(it[1], self._read.get(it[2], it[2])) for it in split}
        return self._about[subject]

    def _is_object(self, value: bytes) -> bool:
        if value not in self._known:
            self._known[value] = any(True for _ in self._objects.starting_with(value + b" "))
        return self._known[value]


def _by_subject(triples: Iterable[bytes]) -> dict[bytes, set[_Said]]:
    about = defaultdict[bytes, set[_Said]](set)
    for triple in triples:
        subject, predicate, value = triple.split(b" ", 2)
        about[subject].add((predicate, value))
    return about


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]


def _classes(said: Iterable[_Said]) -> list[bytes]:
    return [value for predicate, value in said if predicate == _TYPE and value[:1] == b"<"]


def _is_entity(subject: bytes, classes: list[bytes]) -> bool:
    return bool(classes) and subject[:1] == b"<"
