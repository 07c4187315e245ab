"""A query or an update as a tree of places in its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class TriplePattern(NamedTuple):
    """One triple pattern, in the words of the query; blank nodes have become variables."""

    subject: str
    verb: str
    object: str


@dataclass(slots=True)
class Node:
    """A part of a pattern; ``parts`` are in order and do not overlap."""

    kind: str
    """``group``; ``where``: the group of a SELECT; ``select``: any query form; ``triples``,
    ``graph``, ``service``, ``union``, ``optional``, ``minus``, ``lateral``, ``filter``, ``bind``,
    ``values``, ``from``, ``from named``; ``star``: that of a SELECT; the name of a function in an
    expression, in capitals."""
    start: int
    end: int = -1
    parts: list[Node] = field(default_factory=list)
    name: str = ""
    """Of GRAPH and FROM: their term. Of VALUES: its variables. Of GROUP_CONCAT: its separator, in
    quotes."""
    distinct: bool = False
    expression: tuple[int, int] = (0, 0)
    """Of a function: where its first argument stands."""
    statements: list[TriplePattern] = field(default_factory=list)
    plain: bool = True
    """Of triples: whether ``statements`` says all of them."""
    grouped: bool = False
    """Of SELECT: whether it has GROUP BY or an aggregate."""
    counts_distinct: bool = False
    """Of SELECT: whether it has ``COUNT(DISTINCT *)``."""

    def below(self) -> Iterator[Node]:
        """Every part, and theirs."""
        for part in self.parts:
            yield part
            yield from part.below()


@dataclass(frozen=True, slots=True)
class QueryTree:
    """What was read of a query, or of one operation of an update."""

    form: Node
    """Its clauses and its WHERE are the parts."""
    prologue: str
    """The declarations that hold for it."""
    graph: str
    """The graph of WITH, as it is written."""
    unused: str
    """What no variable of the text begins with, but for those of ``statements``."""

    @property
    def defaults(self) -> list[str]:
        """The graphs of FROM or USING, as they are written."""
        return [part.name for part in self.form.parts if part.kind == "from"]

    @property
    def named(self) -> list[str]:
        """The graphs of FROM NAMED or USING NAMED, as they are written."""
        return [part.name for part in self.form.parts if part.kind == "from named"]


def is_term(end: str) -> bool:
    """Whether an end of a triple pattern is a term, and not a variable."""
    return end[0] not in "?$"


def is_literal(term: str) -> bool:
    """Whether a term is a literal, and not an IRI."""
    return term[0] in "\"'+-.0123456789" or term.lower() in ("true", "false")
