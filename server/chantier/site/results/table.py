"""Table of solutions: labels before IRIs, exact values, unbound distinct from empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from chantier.namespaces import PREFIXES, compact
from chantier.rdf.terms import Term
from chantier.site.results.solutions import ColumnKind, Namer, SolutionTable
from chantier.text.numbers import exact_number

_STRING = f"{PREFIXES['xsd']}string"
_LANG_STRING = f"{PREFIXES['rdf']}langString"
_MIN_GROUPED_DIGITS = 5
"""Digits before the point from which on thousands stand apart: not in years."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as it is shown."""

    kind: Literal["unbound", "iri", "literal", "blank"]
    text: str = ""
    iri: str = ""
    language: str = ""
    """Of the text; empty where it has none."""
    datatype: str = ""
    """Its short form, where the column does not say it for all; empty for plain strings."""
    exact: str = ""
    """The lexical form, where the text groups its digits."""


@dataclass(frozen=True, slots=True)
class Column:
    """A variable, and what all its values share."""

    name: str
    is_number: bool
    datatype: str
    """The short form of the datatype, or the language tag, of every bound value; empty: mixed."""


@dataclass(frozen=True, slots=True)
class ResultTable:
    """The first solutions of a query."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int

    @property
    def groups(self) -> dict[Cell, dict[Cell, list[Cell]]]:
        """Triples by subject, then by predicate, in the order in which these first come."""
        found: dict[Cell, dict[Cell, list[Cell]]] = {}
        for subject, predicate, value in self.rows:
            found.setdefault(subject, {}).setdefault(predicate, []).append(value)
        return found


def table(solutions: SolutionTable, limit: int, named: Namer, language: str) -> ResultTable:
    """The table of the first solutions.

    Args:
        solutions: the solutions.
        limit: rows at most.
        named: returns the name of an IRI.
        language: of the page, for the grouping of digits.
    """
    columns = tuple(
        Column(name, solutions.kind(index) is ColumnKind.NUMBER, _shared(solutions.column(index)))
        for index, name in enumerate(solutions.variables)
    )
    rows = tuple(
        tuple(
            _cell(term, column, named, language) for term, column in zip(row, columns, strict=True)
        )
        for row in solutions.rows[:limit]
    )
    return ResultTable(columns, rows, solutions.total)


def _cell(term: Term | None, column: Column, named: Namer, language: str) -> Cell:
    if term is None:
        return Cell("unbound")
    if isinstance(term, ox.NamedNode):
        name = named(term.value)
        return Cell("iri", name.text, term.value, name.language)
    if isinstance(term, ox.Literal):
        datatype = _datatype(term)
        datatype = "" if datatype == column.datatype else datatype
        text = term.value
        if column.is_number:
            text = exact_number(text, language, _MIN_GROUPED_DIGITS)
        exact = term.value if text != term.value else ""
        return Cell("literal", text, language=term.language or "", datatype=datatype, exact=exact)
    return Cell("blank", str(term))


def _datatype(term: ox.Literal) -> str:
    """The language tag or the short form of the datatype; empty for plain strings."""
    datatype = term.datatype.value
    return term.language or ("" if datatype in (_STRING, _LANG_STRING) else compact(datatype))


def _shared(terms: list[Term | None]) -> str:
    """The datatype or the language of every bound value; empty where they differ."""
    found = {
        _datatype(term) if isinstance(term, ox.Literal) else ""
        for term in terms
        if term is not None
    }
    return found.pop() if len(found) == 1 else ""
