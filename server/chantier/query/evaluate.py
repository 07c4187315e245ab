"""Running a query on the engine, and saying plainly why one cannot be run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from chantier.errors import QuerySyntaxError
from chantier.model.formats import (
    BOOLEAN_FORMATS,
    CSV,
    GRAPH_FORMATS,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    RESULT_FORMATS,
    RESULTS_JSON,
    RESULTS_XML,
    TRIG,
    TSV,
    TURTLE,
    Format,
)
from chantier.namespaces import PREFIXES
from chantier.query.text import Form, QueryText

_RESULTS = {
    RESULTS_JSON: ox.QueryResultsFormat.JSON,
    RESULTS_XML: ox.QueryResultsFormat.XML,
    CSV: ox.QueryResultsFormat.CSV,
    TSV: ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    TURTLE: ox.RdfFormat.TURTLE,
    JSON_LD: ox.RdfFormat.JSON_LD,
    N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    RDF_XML: ox.RdfFormat.RDF_XML,
    TRIG: ox.RdfFormat.TRIG,
    N_QUADS: ox.RdfFormat.N_QUADS,
}


@dataclass(frozen=True, slots=True)
class RdfDataset:
    """The dataset a protocol request names; when given it overrides FROM and FROM NAMED.

    Source: https://www.w3.org/TR/sparql11-protocol/#dataset
    """

    default_graphs: tuple[str, ...] = field(default=())
    named_graphs: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        """Tell whether the request named any graph."""
        return bool(self.default_graphs or self.named_graphs)


def offered_formats(form: Form) -> Sequence[Format]:
    """Give the formats the answer of a query form may come in, best first."""
    if form is Form.SELECT:
        return RESULT_FORMATS
    return BOOLEAN_FORMATS if form is Form.ASK else GRAPH_FORMATS


def evaluate(
    store: ox.Store, query: QueryText, dataset: RdfDataset, answer_format: Format
) -> bytes:
    """Run a query and serialise its whole answer, all in the calling thread.

    Without a dataset of its own or of the request, a query sees the union of all graphs.

    Raises:
        QuerySyntaxError: the text is not SPARQL.
    """
    try:
        results = _run(store, query, dataset)
    except SyntaxError as error:
        raise _explained(error, query) from error
    if isinstance(results, ox.QueryTriples):
        graph_format = _GRAPHS[answer_format]
        return ox.serialize(results, format=graph_format, prefixes=_prefixes(answer_format)) or b""
    return results.serialize(format=_RESULTS[answer_format]) or b""


def _run(
    store: ox.Store, query: QueryText, dataset: RdfDataset
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    if dataset:
        return store.query(
            query.text,
            default_graph=[ox.NamedNode(iri) for iri in dataset.default_graphs],
            named_graphs=[ox.NamedNode(iri) for iri in dataset.named_graphs],
        )
    # The union must be off when the query has FROM, which it would override.
    return store.query(query.text, use_default_graph_as_union=not query.has_dataset)


def _prefixes(answer_format: Format) -> dict[str, str] | None:
    return dict(PREFIXES) if answer_format in (TURTLE, TRIG, RDF_XML, JSON_LD) else None


def _explained(error: SyntaxError, query: QueryText) -> QuerySyntaxError:
    """Turn the engine's terse message into a place, the line with a caret, and advice."""
    message = str(error.args[0])
    place = re.match(r"error at (\d+):(\d+): ", message)
    line, column = (int(place[1]), int(place[2])) if place else (0, 0)
    reason = message[place.end() :] if place else message
    parts = [f"This is not SPARQL: {reason}."]
    lines = query.text.splitlines() or [""]
    if place and line <= len(lines) + 1:
        shown = lines[line - 1] if line <= len(lines) else ""
        parts.append(f"Line {line}, column {column}:\n    {shown}\n    {' ' * (column - 1)}^")
    for prefix in query.undeclared:
        known = PREFIXES.get(prefix)
        namespace = f"<{known}>" if known else "<the namespace it stands for>"
        parts.append(f"The prefix “{prefix}:” is not declared. Add: PREFIX {prefix}: {namespace}")
    return QuerySyntaxError("\n".join(parts), line, column)
