"""A query as a job for a worker, and what comes back, without the worker."""

from __future__ import annotations

import json
import marshal
from pathlib import Path
from typing import Any

import pytest

from chantier.errors import (
    AnswerTooLarge,
    ChantierError,
    ForbiddenQuery,
    NotAcceptable,
    QuerySyntaxError,
)
from chantier.query.jobs import ask_here, body_of, do_job, make_job
from chantier.query.sparql.evaluate import AnswerLimits, RdfDataset
from chantier.query.sparql.scanner import read
from chantier.rdf.formats import CSV, N_TRIPLES, RESULTS_JSON, RESULTS_XML, TSV, Format
from chantier.store.dataset import Dataset
from support.small_graph import GRAPH, dataset_of

TURTLE = '<a> <p> "été" , 2 . <b> <p> "\\u0001" .'
ALL = "SELECT ?s ?o { ?s ?p ?o }"
NO_LIMITS, UNNAMED = AnswerLimits(), RdfDataset()


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return dataset_of(tmp_path_factory.mktemp("jobs"), TURTLE)


def done(
    dataset: Dataset,
    text: str,
    chosen: Format,
    limits: AnswerLimits = NO_LIMITS,
    named: RdfDataset = UNNAMED,
) -> tuple[dict[str, Any], bytes]:
    """What a job comes to, sent both ways as between two processes."""
    sent = marshal.loads(marshal.dumps(make_job(read(text), named, chosen, limits)))  # noqa: S302
    head, body = do_job(dataset, sent)
    return json.loads(json.dumps(head)), body


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        (ALL, TSV),
        ("SELECT * { ?s <http://e/p> ?o }", CSV),
        ("ASK { <http://e/a> ?p 2 }", RESULTS_JSON),
        ("CONSTRUCT WHERE { <http://e/a> ?p ?o }", N_TRIPLES),
    ],
)
def test_a_job_comes_to_the_answer_of_its_query(
    dataset: Dataset, text: str, chosen: Format
) -> None:
    head, body = done(dataset, text, chosen)
    assert head == {}
    assert body_of((head, body)) == body == ask_here(dataset, read(text), chosen)
    assert body


def test_columns_come_back_in_the_order_of_the_query(dataset: Dataset) -> None:
    for first, second in (("a", "z"), ("z", "a")):
        text = f"SELECT * {{ VALUES ?{first} {{ 1 }} BIND(2 AS ?{second}) }}"
        assert done(dataset, text, CSV)[1].splitlines()[0].decode() == f"{first},{second}"


def test_a_job_sees_the_dataset_that_its_request_names(dataset: Dataset) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    for named, number in (
        (UNNAMED, 3),
        (RdfDataset((GRAPH.value,)), 3),
        (RdfDataset(("http://e/other",)), 0),
        (RdfDataset((), (GRAPH.value,)), 0),
    ):
        assert done(dataset, count, CSV, named=named)[1].split() == [b"n", b"%d" % number]


@pytest.mark.parametrize(
    ("text", "chosen", "limits", "error", "message"),
    [
        ("SELECT ?s\n{ ?s ?p }", CSV, NO_LIMITS, QuerySyntaxError, "not SPARQL"),
        (ALL, CSV, AnswerLimits(solutions=2), AnswerTooLarge, "more than 2 solutions"),
        (ALL, CSV, AnswerLimits(size=20), AnswerTooLarge, "larger than 20 bytes"),
        (ALL, RESULTS_XML, NO_LIMITS, NotAcceptable, "XML cannot hold"),
        (
            "ASK { SERVICE <http://127.0.0.1:1/> { } }",
            RESULTS_JSON,
            NO_LIMITS,
            ForbiddenQuery,
            "SERVICE",
        ),
    ],
)
def test_what_goes_wrong_in_a_worker_is_raised_where_it_was_asked(
    dataset: Dataset,
    text: str,
    chosen: Format,
    limits: AnswerLimits,
    error: type[ChantierError],
    message: str,
) -> None:
    head, body = done(dataset, text, chosen, limits)
    assert body == b""
    with pytest.raises(error, match=message):
        body_of((head, body))


def test_an_error_keeps_its_place_and_what_is_offered_instead(dataset: Dataset) -> None:
    with pytest.raises(QuerySyntaxError) as syntax:
        body_of(done(dataset, "SELECT ?s\n{ ?s ?p }", CSV))
    assert syntax.value.line == 2
    assert syntax.value.column > 1
    with pytest.raises(NotAcceptable) as unwritable:
        body_of(done(dataset, ALL, RESULTS_XML))
    assert "text/csv" in unwritable.value.offered
    assert RESULTS_XML.media_type not in unwritable.value.offered


def test_a_graph_of_the_request_that_is_no_iri_is_an_error_of_the_request(
    dataset: Dataset,
) -> None:
    with pytest.raises(QuerySyntaxError):
        body_of(done(dataset, ALL, CSV, named=RdfDataset(("not an IRI",))))


def test_the_command_line_asks_without_limits(tmp_path: Path) -> None:
    many = dataset_of(tmp_path, " ".join(f"<a> <p> {number} ." for number in range(2_000)))
    assert ask_here(many, read(ALL), CSV).count(b"\n") == 2_001
    with pytest.raises(QuerySyntaxError):
        ask_here(many, read("SELECT ?s { ?s ?p }"), CSV)
