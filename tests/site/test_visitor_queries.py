"""Queries of visitors: their answers as pages take them, and why they are refused."""

from __future__ import annotations

import pytest
from flask import Flask

from chantier import errors
from chantier.namespaces import CES, ID
from chantier.query.sparql.scanner import Form
from chantier.site.visitor_queries import Answered, ask_as_visitor, namer, read_answer, refusal_of


def answered(site_app: Flask, text: str, max_solutions: int = 100) -> Answered:
    with site_app.test_request_context("/fr/resultats"):
        query, body, seconds = ask_as_visitor(text)
    assert seconds >= 0
    return read_answer(query.form, body, max_solutions)


def test_an_ask_is_answered_by_yes_or_no(site_app: Flask) -> None:
    yes, no = answered(site_app, "ASK {}"), answered(site_app, "ASK { FILTER(false) }")
    assert (yes.boolean, yes.total) == (True, 1)
    assert (no.boolean, no.total) == (False, 0)


def test_the_total_counts_the_solutions_that_are_not_read_too(site_app: Flask) -> None:
    found = answered(site_app, f"SELECT ?pole {{ ?pole a <{CES}RegionalPole> }}", 5)
    assert (found.form, found.is_graph, found.boolean) == (Form.SELECT, False, None)
    assert (len(found.solutions.rows), found.total) == (5, 19)


def test_triples_are_read_as_solutions_of_three_variables(site_app: Flask) -> None:
    found = answered(site_app, "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 3")
    assert found.is_graph
    assert (found.solutions.variables, found.total) == (("subject", "predicate", "object"), 3)


def test_a_syntax_error_is_explained_by_its_line_and_by_the_prefixes_that_are_missing(
    site_app: Flask,
) -> None:
    text = "SELECT *\nWHERE { ?s ces:p x:y ?o }"
    with site_app.test_request_context("/fr/resultats"):
        with pytest.raises(errors.QuerySyntaxError) as refused:
            ask_as_visitor(text)
        found = refusal_of(text, refused.value)
    assert (found.kind, found.line, found.shown) == ("syntax", 2, "WHERE { ?s ces:p x:y ?o }")
    assert found.prefixes == (("ces", CES), ("x", ""))
    assert "\n" not in found.detail


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (errors.ServerBusy("Full.", 5), "busy"),
        (errors.ServerBusy("Yours.", 5, own_fault=True), "own"),
        (errors.LimitExceeded("Too slow."), "time"),
        (errors.AnswerTooLarge("Too large."), "large"),
        (errors.ForbiddenQuery("No."), "forbidden"),
        (errors.EndpointError("Down."), "endpoint"),
    ],
)
def test_each_refusal_has_its_kind(error: errors.ChantierError, kind: str) -> None:
    found = refusal_of("ASK {}", error)
    assert (found.kind, found.detail, found.line) == (kind, str(error), 0)


def test_names_are_those_of_the_language(site_app: Flask) -> None:
    with site_app.test_request_context("/en/resultats"):
        named = namer("en")
        assert named(f"{ID}pole/bas-saint-laurent").text == "Bas-Saint-Laurent Social Economy Pole"
