"""Queries of visitors: asked in their name, parsed for a page, or explained when refused."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from functools import cache, partial

from chantier import errors
from chantier.describe.entity import name_of
from chantier.namespaces import PREFIXES
from chantier.query.sparql.evaluate import NO_DATASET, RdfDataset, lossless
from chantier.query.sparql.scanner import Form, QueryText, read
from chantier.site.context import dataset, site, visitor
from chantier.site.results.solutions import Namer, SolutionTable, read_solutions, read_triples

_KINDS: tuple[tuple[type[errors.ChantierError], str], ...] = (
    (errors.UnknownQuestion, "unknown"),
    (errors.ForbiddenQuery, "forbidden"),
    (errors.ParameterError, "parameter"),
    (errors.QueryError, "syntax"),
    (errors.LimitExceeded, "time"),
    (errors.AnswerTooLarge, "large"),
    (errors.RequestTooLarge, "long"),
    (errors.ServerBusy, "busy"),
    (errors.QueryCrashed, "crash"),
    (errors.EndpointError, "endpoint"),
)
"""Error class → the texts about it, most special first."""
REFUSALS = tuple(error for error, _ in _KINDS)
"""What may be wrong with a query, or the moment: a page keeps the text and says what to do."""
_NO_SOLUTIONS = SolutionTable((), (), 0)


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer of a query as it was read for a page."""

    form: Form
    solutions: SolutionTable
    """Of a SELECT, or the triples of a graph; none of an ASK."""
    boolean: bool | None
    """Of an ASK."""

    @property
    def is_graph(self) -> bool:
        """Whether it is made of triples."""
        return self.form in (Form.CONSTRUCT, Form.DESCRIBE)

    @property
    def total(self) -> int:
        """Solutions, or triples; 1 or 0 for yes or no."""
        return self.solutions.total if self.boolean is None else int(self.boolean)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a query was not answered, in parts that a page shows in its language."""

    kind: str
    line: int
    column: int
    shown: str
    """The line, where one is known."""
    detail: str
    """What the engine or the limit said, in English."""
    prefixes: tuple[tuple[str, str], ...]
    """Prefixes that are used and not declared, with their namespaces; empty: not one of ours."""


def ask_as_visitor(text: str, graphs: RdfDataset = NO_DATASET) -> tuple[QueryText, bytes, float]:
    """Answer a visitor's query; returns it parsed, the answer and the seconds it took.

    Args:
        text: of the query.
        graphs: that are asked; left out, those of the query.

    Raises:
        ChantierError: one of ``REFUSALS``.
    """
    query = read(text)
    started = time.perf_counter()
    body = site().ask(query, lossless(query.form), visitor(), graphs)
    return query, body, time.perf_counter() - started


def read_answer(form: Form, body: bytes, max_solutions: int) -> Answered:
    """Parse an answer, up to a maximum of solutions."""
    if form is Form.ASK:
        return Answered(form, _NO_SOLUTIONS, bool(json.loads(body)["boolean"]))
    read_body = read_solutions if form is Form.SELECT else read_triples
    return Answered(form, read_body(body, max_solutions), None)


def namer(language: str) -> Namer:
    """A function that names IRIs in a language, each looked up once."""
    return cache(partial(name_of, dataset(), language=language))


def refusal_of(text: str, error: errors.ChantierError) -> Refusal:
    """Why a query was refused, in parts."""
    kind = next(name for each, name in _KINDS if isinstance(error, each))
    line = error.line if isinstance(error, errors.QuerySyntaxError) else 0
    column = error.column if isinstance(error, errors.QuerySyntaxError) else 0
    if isinstance(error, errors.ServerBusy) and error.own_fault:
        kind = "own"
    lines = text.splitlines()
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    detail = str(error).partition("\n")[0] if line else str(error)
    undeclared = read(text).undeclared if line else ()
    prefixes = tuple((prefix, PREFIXES.get(prefix, "")) for prefix in undeclared)
    return Refusal(kind, line, column, shown, detail, prefixes)
