from __future__ import annotations

import pytest

from chantier.query.sparql.hints import hints


@pytest.mark.parametrize(
    ("query", "advice"),
    [
        ("SELECT ?s { ?s a ?c FILTER NOT EXISTS { ?s ?p ?o . ?o ?q ?r } }", "MINUS"),
        ("SELECT ?s { ?s a ?c FILTER not  exists { ?s <p>/<q> ?o } }", "MINUS"),
        ("ASK { ?s (((<p>*)*)*)* ?o }", "repeated path"),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s", "LIMIT"),
    ],
)
def test_a_query_with_a_known_trap_gets_advice(query: str, advice: str) -> None:
    assert any(advice in hint for hint in hints(query))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s { ?s a ?c FILTER NOT EXISTS { ?s <http://e/p.q> ?o } }",
        "SELECT ?s { ?s a ?c MINUS { ?s ?p ?o . ?o ?q ?r } }",
        "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 10",
        "SELECT ?s { ?s <p>* ?o }",
    ],
)
def test_a_query_without_one_gets_none(query: str) -> None:
    assert hints(query) == []
