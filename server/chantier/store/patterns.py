"""Triples of the union by pattern, a page at a time."""

from __future__ import annotations

from functools import cached_property
from itertools import islice

import pyoxigraph as ox

from chantier.rdf.nquads import parse_lines, split_line
from chantier.store.sorted_lines import SortedLines


class Patterns:
    """Finds the triples that match a pattern."""

    def __init__(self, by_subject: SortedLines, by_predicate: SortedLines) -> None:
        """Search in all lines, and in all triples as ``predicate_first`` writes them."""
        self._by_subject, self._by_predicate = by_subject, by_predicate

    @cached_property
    def _predicates(self) -> tuple[bytes, ...]:
        return tuple(self._by_predicate.first_words())

    def matching(
        self, pattern: tuple[str, str, str], offset: int, limit: int
    ) -> tuple[int, list[ox.Triple]]:
        """How many triples match, and a page of them; see ``Dataset.matching``."""
        subject, predicate, value = pattern
        if subject:
            found = self._matching_subject(subject, predicate, value.encode())
            total, page = len(found), found[offset : offset + limit]
        else:
            first = [predicate.encode()] if predicate else self._predicates if value else []
            leads = [lead + b" " + (f"{value} ".encode() if value else b"") for lead in first]
            spans = [self._by_predicate.span(lead) for lead in leads or [b""]]
            counts = [self._by_predicate.count(span) for span in spans]
            total, page = sum(counts), []
            for span, count in zip(spans, counts, strict=True):
                if offset < count and len(page) < limit:
                    lines = self._by_predicate.within(span, offset)
                    page += map(subject_first, islice(lines, limit - len(page)))
                offset = max(offset - count, 0)
        return total, [quad.triple for quad in parse_lines([line + b" .\n" for line in page])]

    def _matching_subject(self, subject: str, predicate: str, value: bytes) -> list[bytes]:
        lead = f"{subject} {predicate} " if predicate else f"{subject} "
        lines = self._by_subject.starting_with(lead.encode())
        triples = dict.fromkeys(split_line(line)[0] for line in lines)
        return [item for item in triples if not value or item.split(b" ", 2)[2] == value]


def subject_first(line: bytes) -> bytes:
    """The triple of a line of ``predicate_first``."""
    predicate, rest = line.rstrip(b"\n").split(b" ", 1)
    value, subject = rest.rsplit(b" ", 1)
    return b" ".join((subject, predicate, value))
