"""Queries run on the engine within limits; what cannot be run is explained."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, Any, cast

import pyoxigraph as ox

from chantier.errors import AnswerTooLarge
from chantier.namespaces import ENDPOINT
from chantier.query.sparql.rewriting.datasets import absolute_iris, merged, merged_whole
from chantier.query.sparql.rewriting.rewriting import (
    cannot_be_said,
    needs_rewriting,
    rewritten_query,
    tree_of,
)
from chantier.query.sparql.scanner import Form, Runnable
from chantier.query.sparql.syntax_errors import syntax_error
from chantier.rdf.formats import (
    BOOLEAN_FORMATS,
    CSV,
    GRAPH_FORMATS,
    N_TRIPLES,
    RESULT_FORMATS,
    RESULTS_JSON,
    RESULTS_XML,
    TSV,
    Format,
)
from chantier.rdf.writers import statement_bytes, write_statements
from chantier.rdf.xml_text import checked_results
from chantier.store.default_graph import UNION_BY_SWITCH, DefaultView

_RESULTS = {
    RESULTS_JSON: ox.QueryResultsFormat.JSON,
    RESULTS_XML: ox.QueryResultsFormat.XML,
    CSV: ox.QueryResultsFormat.CSV,
    TSV: ox.QueryResultsFormat.TSV,
}
_FROM = re.compile(r"FROM(?!\s+NAMED)", re.IGNORECASE)
_Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
_SOLUTION_ENDS = {
    RESULTS_JSON: (b"},{", 1),
    RESULTS_XML: (b"</result>", 0),
    CSV: (b"\n", -1),
    TSV: (b"\n", -1),
}
"""What is counted to know how many solutions were written, and how many it is short of them: JSON
has it between solutions, CSV and TSV after the header too. A literal may hold it as well; then an
answer is ended before its limit, never after."""


@dataclass(frozen=True, slots=True)
class RdfDataset:
    """The dataset a protocol request names; when given it overrides FROM and FROM NAMED.

    Source: https://www.w3.org/TR/sparql11-protocol/#dataset
    """

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether the request named any graph."""
        return bool(self.default_graphs or self.named_graphs)


NO_DATASET = RdfDataset()
"""None that a request names: a query asks its own, or else the default one."""


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """How large an answer may be; 0 means without limit."""

    solutions: int = 0
    """Solutions of a SELECT, triples of a graph."""
    size: int = 0
    """Bytes, before compression."""


def offered_formats(form: Form) -> Sequence[Format]:
    """The formats that the answer of a query form may come in, best first."""
    if form is Form.SELECT:
        return RESULT_FORMATS
    return BOOLEAN_FORMATS if form is Form.ASK else GRAPH_FORMATS


def lossless(form: Form) -> Format:
    """The format of an answer from which each of the others can be made."""
    if form is Form.ASK:
        return RESULTS_JSON
    return TSV if form is Form.SELECT else N_TRIPLES


def converted(answer: bytes, form: Form, chosen: Format) -> bytes:
    """An answer, which is in the lossless format of its form, in another format."""
    if form in (Form.CONSTRUCT, Form.DESCRIBE):
        return statement_bytes(ox.parse(answer, format=ox.RdfFormat.N_TRIPLES), chosen)
    results = ox.parse_query_results(answer, format=_RESULTS[lossless(form)])
    return _serialised(results, chosen, AnswerLimits())


def evaluate(
    store: ox.Store,
    query: Runnable,
    dataset: RdfDataset,
    answer_format: Format,
    limits: AnswerLimits = AnswerLimits(),
    *,
    default: DefaultView = UNION_BY_SWITCH,
) -> bytes:
    """Run a query and serialise its whole answer, all in the calling thread.

    Args:
        store: the engine.
        query: what to ask.
        dataset: what the request names; empty for what the query itself says.
        answer_format: one of ``offered_formats``.
        limits: how large the answer may be.
        default: what a query without a dataset sees.

    Raises:
        QuerySyntaxError: the text is not SPARQL.
        AnswerTooLarge: the answer would be larger than allowed.
        NotExpressible: XML is asked for, and cannot hold the answer.
    """
    unknown: set[str] = set()
    while True:
        try:
            engine = _Engine.of(store, query, dataset, default, unknown)
            results = _results(engine, query)
            return _serialised(results, answer_format, limits)
        except SyntaxError as error:
            raise syntax_error(error, query.text, undeclared=query.undeclared) from error
        except RuntimeError as error:
            # The engine refuses what the standard calls an error of the expression alone.
            found = re.search(r"custom function <([^>]*)> is not supported", str(error))
            if not found or found[1] in unknown:
                raise
            unknown.add(found[1])


@dataclass(frozen=True, slots=True)
class _Engine:
    """A store and what it is to be asked with."""

    store: ox.Store
    options: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        store: ox.Store,
        query: Runnable,
        dataset: RdfDataset,
        default: DefaultView,
        unknown: set[str],
    ) -> _Engine:
        """The engine for the dataset of a request, or else of its query.

        Raises:
            SyntaxError: the query has to be read for its dataset, and is not SPARQL.
        """
        # To call a function that nobody knows is an error, so its value is unbound.
        functions = {ox.NamedNode(iri): lambda *_: None for iri in unknown}
        engine = cls(store, {"base_iri": ENDPOINT, "custom_functions": functions})
        defaults = [ox.NamedNode(iri) for iri in dataset.default_graphs]
        named = [ox.NamedNode(iri) for iri in dataset.named_graphs]
        if not dataset and query.has_dataset:
            if len(_FROM.findall(query.text)) < 2:
                return engine
            patterns = tree_of(query.text)
            defaults = absolute_iris(patterns.prologue, patterns.defaults, ENDPOINT)
            named = absolute_iris(patterns.prologue, patterns.named, ENDPOINT)
        elif not dataset:
            asked = merged_whole(store, default.nodes) if default.is_merged else store
            # Both must be off when the query has FROM, which they would override.
            return cls(asked, {**engine.options, **default.options})
        store, graphs = merged(store, defaults, named)
        return cls(store, {**engine.options, "default_graph": graphs, "named_graphs": named})

    def ask(self, text: str, aggregates: Mapping[ox.NamedNode, Any] = MappingProxyType({})) -> Any:
        """Run a query.

        Raises:
            SyntaxError: it is not SPARQL.
        """
        return self.store.query(text, custom_aggregate_functions=dict(aggregates), **self.options)

    def on_nothing(self, text: str) -> Any:
        """Run a query on no data, for its syntax and its variables.

        Raises:
            SyntaxError: it is not SPARQL.
        """
        return _Engine(ox.Store(), self.options).ask(text)


def _results(engine: _Engine, query: Runnable) -> _Results:
    """What the engine answers, in the words of the query or in others.

    Raises:
        SyntaxError: it is not SPARQL.
        QueryError: it cannot be said so that the engine answers it rightly.
    """
    if needs_rewriting(query.text):
        columns = _columns(engine.on_nothing(query.text), query)
        said = rewritten_query(query.text, columns, engine.ask)
        try:
            return cast(_Results, engine.ask(said.text, said.aggregates))
        except SyntaxError as error:
            raise cannot_be_said(error) from error
    results: _Results = engine.ask(query.text)
    if isinstance(results, ox.QuerySolutions):
        ordered = _columns(results, query)
        if ordered and [variable.value for variable in results.variables] != ordered:
            return cast(_Results, engine.ask(_with_columns(query, ordered)))
    return results


def _columns(results: _Results, query: Runnable) -> list[str]:
    """The variables of SELECT * in the order in which the query names them; else none."""
    if not isinstance(results, ox.QuerySolutions) or query.star < 0:
        return []
    names = [variable.value for variable in results.variables]
    return sorted(names, key=query.variables.index)


def _with_columns(query: Runnable, names: Sequence[str]) -> str:
    """A query with variables in the place of its ``*``."""
    columns = " ".join(f"?{name}" for name in names)
    return f"{query.text[: query.star]}{columns}{query.text[query.star + 1 :]}"


def _serialised(results: _Results, answer_format: Format, limits: AnswerLimits) -> bytes:
    bounded = _Bounded(limits, _SOLUTION_ENDS.get(answer_format, (b"", 0)))
    if isinstance(results, ox.QueryTriples):
        counted = _count(results, limits.solutions) if limits.solutions else results
        write_statements(counted, answer_format, bounded)
    else:
        results.serialize(cast(IO[bytes], bounded), format=_RESULTS[answer_format])
    whole = b"".join(bounded.parts)
    if answer_format is RESULTS_XML:
        whole = checked_results(whole)
    if answer_format is RESULTS_XML and not whole.isascii():
        # RCurl, and so R's SPARQL package, takes UTF-8 for Latin-1: ASCII cannot be misread.
        return whole.decode().encode("ascii", "xmlcharrefreplace")
    return whole


class _Bounded(io.RawIOBase):
    """A file to serialise into that refuses to grow beyond its limits."""

    def __init__(self, limits: AnswerLimits, solution_end: tuple[bytes, int]) -> None:
        super().__init__()
        self.parts: list[bytes] = []
        self._limits, self._end = limits, solution_end[0]
        self._size, self._solutions = 0, solution_end[1]
        self._tail = b""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        data = bytes(data)
        self.parts.append(data)
        self._size += len(data)
        if self._limits.size and self._size > self._limits.size:
            raise AnswerTooLarge(
                f"The answer is larger than {self._limits.size:,} bytes. Add a LIMIT, ask for"
                " fewer columns, or take the dump."
            )
        if self._limits.solutions and self._end:
            joined = self._tail + data
            self._solutions += joined.count(self._end)
            self._tail = joined[-len(self._end) + 1 :] if len(self._end) > 1 else b""
            if self._solutions > self._limits.solutions:
                raise _too_many(self._limits.solutions)
        return len(data)


def _count(triples: ox.QueryTriples, most: int) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number >= most:
            raise _too_many(most)
        yield triple


def _too_many(most: int) -> AnswerTooLarge:
    return AnswerTooLarge(
        f"The answer has more than {most:,} solutions. Add a LIMIT, or page through it with ORDER"
        " BY, LIMIT and OFFSET."
    )
