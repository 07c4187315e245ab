"""Queries as jobs for worker processes: plain values out, plain values back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chantier.default_dataset import DefaultDataset
from chantier.errors import AnswerTooLarge, ForbiddenQuery, NotAcceptable, QuerySyntaxError
from chantier.query.sparql.evaluate import NO_DATASET, AnswerLimits, RdfDataset, evaluate
from chantier.query.sparql.scanner import QueryText, Runnable
from chantier.rdf.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from chantier.store.dataset import Dataset
from chantier.store.default_graph import asked_by_default

_FORMATS = {item.media_type: item for item in (*RESULT_FORMATS, *GRAPH_FORMATS)}


def make_job(
    query: QueryText,
    dataset: RdfDataset,
    answer_format: Format,
    limits: AnswerLimits,
) -> dict[str, Any]:
    """The job of running a query."""
    variables = query.variables if query.star >= 0 else ()
    return {
        "query": (query.text, query.has_dataset, query.undeclared, query.star, variables),
        "dataset": (dataset.default_graphs, dataset.named_graphs),
        "format": answer_format.media_type,
        "limits": (limits.solutions, limits.size),
    }


def do_job(dataset: Dataset, job: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Run a query in a worker; returns a head that says how it went, and the answer."""
    try:
        body = evaluate(
            dataset.store,
            Runnable(*job["query"]),
            RdfDataset(*job["dataset"]),
            _FORMATS[job["format"]],
            AnswerLimits(*job["limits"]),
            default=dataset.default.view,
        )
    except QuerySyntaxError as error:
        head = {"error": "syntax", "message": str(error)}
        return head | {"line": error.line, "column": error.column}, b""
    except AnswerTooLarge as error:
        return {"error": "limit", "message": str(error)}, b""
    except NotAcceptable as error:
        return {"error": "format", "message": str(error), "offered": error.offered}, b""
    except OSError:  # a SERVICE that was not seen in the text; there is no network here
        return {"error": "service"}, b""
    except ValueError as error:  # a graph of the request that is no IRI
        return {"error": "syntax", "message": f"{error}.", "line": 0, "column": 0}, b""
    return {}, body


def ask_here(
    dataset: Dataset, query: Runnable, answer_format: Format, graphs: RdfDataset = NO_DATASET
) -> bytes:
    """Run a query in this very process, without limits: for the command line.

    Raises:
        QuerySyntaxError: the query is not SPARQL.
    """
    return evaluate(dataset.store, query, graphs, answer_format, default=dataset.default.view)


def of_sources(dataset: Dataset, query: Runnable) -> RdfDataset:
    """What a stored question or a query of a page asks.

    Those are the graphs that it names, or else those of the default graph that the sources keep.
    """
    if query.has_dataset:
        return NO_DATASET
    kept = dataset.graphs_of_pages
    facts = dataset.default.dataset is DefaultDataset.FACTS
    return RdfDataset(asked_by_default(kept) if facts else kept, kept)


def body_of(answer: tuple[dict[str, Any], bytes]) -> bytes:
    """The body of a worker's answer; raises what its head says.

    Raises:
        QuerySyntaxError: the query is not SPARQL.
        ForbiddenQuery: it calls another endpoint.
        AnswerTooLarge: the answer would be larger than allowed.
        NotAcceptable: XML is asked for, and cannot hold the answer.
    """
    head, body = answer
    if head.get("error") == "service":
        raise ForbiddenQuery("SERVICE is switched off here: this endpoint asks no other.")
    if head.get("error") == "syntax":
        raise QuerySyntaxError(head["message"], head["line"], head["column"])
    if head.get("error") == "format":
        raise NotAcceptable(head["message"], tuple(head["offered"]))
    if head.get("error"):
        raise AnswerTooLarge(head["message"])
    return body
