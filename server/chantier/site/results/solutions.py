"""Solutions of a query as values; triples as solutions of three variables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import islice, pairwise

import pyoxigraph as ox

from chantier.describe.entity import Name
from chantier.namespaces import PREFIXES
from chantier.rdf.datatypes import MOMENTS, NUMBERS, value_family
from chantier.rdf.terms import Term

SolutionRow = tuple[Term | None, ...]
"""The values of one solution, in the order of the variables."""
Namer = Callable[[str], Name]
"""From an IRI to its label in the language of the page."""
_WKT = f"{PREFIXES['geo']}wktLiteral"
TRIPLE = ("subject", "predicate", "object")
"""The variables of a graph read as solutions."""


class ColumnKind(Enum):
    """What the bound values of a column have in common."""

    EMPTY = "empty"
    NUMBER = "number"
    TIME = "time"
    PLACE = "place"
    IRI = "iri"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class SolutionTable:
    """Solutions in the order of the results."""

    variables: tuple[str, ...]
    rows: tuple[SolutionRow, ...]
    """As many as were read; ``None`` where a variable is unbound."""
    total: int
    """Number of solutions in the whole results."""

    def column(self, index: int) -> list[Term | None]:
        """The values of a variable."""
        return [row[index] for row in self.rows]

    def kind(self, index: int) -> ColumnKind:
        """The kind of a column."""
        bound = [term for term in self.column(index) if term is not None]
        if not bound:
            return ColumnKind.EMPTY
        kinds = {_kind(term) for term in bound}
        return kinds.pop() if len(kinds) == 1 else ColumnKind.TEXT


def read_solutions(tsv: bytes, limit: int) -> SolutionTable:
    """Read the results of a SELECT in TSV, which can be counted without being read whole."""
    found = ox.parse_query_results(tsv, format=ox.QueryResultsFormat.TSV)
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 — TSV has no booleans
    names = found.variables
    rows = tuple(tuple(solution[name] for name in names) for solution in islice(found, limit))
    return SolutionTable(tuple(name.value for name in names), rows, max(tsv.count(b"\n") - 1, 0))


def read_triples(n_triples: bytes, limit: int) -> SolutionTable:
    """Read the results of a CONSTRUCT or DESCRIBE in N-Triples."""
    parsed = ox.parse(n_triples, format=ox.RdfFormat.N_TRIPLES)
    rows = tuple((quad.subject, quad.predicate, quad.object) for quad in islice(parsed, limit))
    return SolutionTable(TRIPLE, rows, n_triples.count(b"\n"))


def number(term: Term | None) -> float | None:
    """The number a literal stands for; ``None`` for anything else."""
    if not isinstance(term, ox.Literal) or value_family(term) not in NUMBERS:
        return None
    return float(term.value)


def is_place(term: Term | None) -> bool:
    """Whether a term is a geometry in well-known text."""
    return isinstance(term, ox.Literal) and term.datatype.value == _WKT


def is_rank(solutions: SolutionTable, index: int) -> bool:
    """Whether the numbers of a column only count the rows, or groups of them, from 1."""
    values = [number(term) for term in solutions.column(index)]
    known = [value for value in values if value is not None]
    if len(known) < len(values) or not known or known[0] != 1:
        return False
    steps = list(pairwise(known))
    climbs = max(known) > 1 and all(after - before in (0, 1) for before, after in steps)
    restarts = max(known) > 2 and all(after in (1, before + 1) for before, after in steps)
    return climbs or restarts


def _kind(term: Term) -> ColumnKind:
    if isinstance(term, ox.NamedNode):
        return ColumnKind.IRI
    if isinstance(term, ox.Literal):
        family = value_family(term)
        if family in NUMBERS:
            return ColumnKind.NUMBER
        if family in MOMENTS:
            return ColumnKind.TIME
        if term.datatype.value == _WKT:
            return ColumnKind.PLACE
    return ColumnKind.TEXT
