"""The distinct triples of a dataset, looked up by predicate and subject or object."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from chantier.namespaces import PREFIXES
from chantier.rdf.nquads import split_line
from chantier.validation.literals import UnsureError, normalised

_FIRST = f"<{PREFIXES['rdf']}first>".encode()
_REST = f"<{PREFIXES['rdf']}rest>".encode()
_NIL = f"<{PREFIXES['rdf']}nil>".encode()

_Term = TypeVar("_Term")
Values = Collection[bytes]
"""Distinct terms."""
_Lookup = dict[bytes, dict[bytes, None]]
"""From the terms at one end of triples to those at the other."""
_NO_VALUES: dict[bytes, None] = {}


def only(arguments: Collection[_Term]) -> _Term:
    """The one value that there is.

    Raises:
        UnsureError: there is none, or several.
    """
    if len(arguments) != 1:
        raise UnsureError
    return next(iter(arguments))


class TripleIndex:
    """Distinct triples of the union of all graphs, their terms in bytes."""

    def __init__(self, lines: Iterable[bytes], predicates: Collection[bytes] | None = None) -> None:
        """Read N-Quads lines: all, or only those that have one of the predicates."""
        self._objects: dict[bytes, _Lookup] = {}
        self._subjects: dict[bytes, _Lookup] = {}
        for line in lines:
            subject, predicate, _ = line.split(b" ", 2)
            if predicates is None or predicate in predicates:
                value = split_line(line)[0].split(b" ", 2)[2]
                lookup = self._objects.setdefault(predicate, {})
                lookup.setdefault(subject, {})[normalised(value)] = None

    def objects(self, subject: bytes, predicate: bytes) -> Values:
        """The objects of a subject for a predicate."""
        return self._objects.get(predicate, {}).get(subject, _NO_VALUES)

    def subjects(self, predicate: bytes, value: bytes) -> Values:
        """The subjects that have a value for a predicate."""
        lookup = self._subjects.get(predicate)
        if lookup is None:
            lookup = self._subjects[predicate] = {}
            for subject, values in self._objects.get(predicate, {}).items():
                for each in values:
                    lookup.setdefault(each, {})[subject] = None
        return lookup.get(value, _NO_VALUES)

    def value(self, subject: bytes, predicate: bytes) -> bytes | None:
        """One object of a subject for a predicate, if there is one."""
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
        return [name for name, lookup in self._objects.items() if subject in lookup]

    def items(self, head: bytes) -> list[bytes]:
        """The members of an RDF list; none if it is none.

        Raises:
            UnsureError: it is not a list that has one order.
        """
        cells: dict[bytes, None] = {}
        node = head
        while node != _NIL and self.objects(node, _FIRST):
            if node in cells or any(len(self.objects(node, p)) != 1 for p in (_FIRST, _REST)):
                raise UnsureError
            cells[node] = None
            node = next(iter(self.objects(node, _REST)))
        if cells and node != _NIL:
            raise UnsureError
        return [item for cell in cells for item in self.objects(cell, _FIRST)]
