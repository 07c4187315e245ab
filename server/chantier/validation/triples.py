"""The distinct triples of a dataset, to be looked up by predicate and subject or object."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from chantier.namespaces import PREFIXES
from chantier.rdf.nquads import split_line
from chantier.validation.literals import normal

_FIRST, _REST = (f"<{PREFIXES['rdf']}{name}>".encode() for name in ("first", "rest"))

Values = Collection[bytes]
"""Terms, each once."""
_Sides = dict[bytes, dict[bytes, None]]
_NONE: dict[bytes, None] = {}


class Index:
    """Triples as terms in bytes; whatever graphs they are in, equal ones come once."""

    def __init__(self, lines: Iterable[bytes], predicates: Collection[bytes] | None = None) -> None:
        """Read N-Quads lines; where predicates are given, only those that have one of them."""
        self._objects: dict[bytes, _Sides] = {}
        self._subjects: dict[bytes, _Sides] = {}
        for line in lines:
            subject, predicate, _ = line.split(b" ", 2)
            if predicates is None or predicate in predicates:
                value = split_line(line)[0].split(b" ", 2)[2]
                sides = self._objects.setdefault(predicate, {})
                sides.setdefault(subject, {})[normal(value)] = None

    def objects(self, subject: bytes, predicate: bytes) -> Values:
        """The objects of a subject for a predicate."""
        return self._objects.get(predicate, {}).get(subject, _NONE)

    def subjects(self, predicate: bytes, value: bytes) -> Values:
        """The subjects that have an object for a predicate."""
        sides = self._subjects.get(predicate)
        if sides is None:
            sides = self._subjects[predicate] = {}
            for subject, values in self._objects.get(predicate, {}).items():
                for each in values:
                    sides.setdefault(each, {})[subject] = None
        return sides.get(value, _NONE)

    def one(self, subject: bytes, predicate: bytes) -> bytes | None:
        """An object of a subject for a predicate, if there is one."""
        return next(iter(self.objects(subject, predicate)), None)

    def all_subjects(self, predicate: bytes) -> Values:
        """Every subject of a predicate."""
        return self._objects.get(predicate, {}).keys()

    def all_objects(self, predicate: bytes) -> set[bytes]:
        """Every object of a predicate."""
        return {value for values in self._objects.get(predicate, {}).values() for value in values}

    def every_object(self) -> set[bytes]:
        """The objects of all predicates."""
        return set[bytes]().union(*map(self.all_objects, self._objects))

    def predicates(self, subject: bytes) -> list[bytes]:
        """The predicates of a subject."""
        return [name for name, sides in self._objects.items() if subject in sides]

    def items(self, head: bytes) -> Iterator[bytes]:
        """The members of an RDF list."""
        seen = set[bytes]()
        at: bytes | None = head
        while at and at not in seen:
            seen.add(at)
            yield from self.objects(at, _FIRST)
            at = self.one(at, _REST)

    def reaching(self, term: bytes, predicate: bytes) -> set[bytes]:
        """A term and what leads to it by any number of steps."""
        found, waiting = {term}, [term]
        while waiting:
            before = self.subjects(predicate, waiting.pop())
            fresh = [other for other in before if other not in found]
            found.update(fresh)
            waiting += fresh
        return found
