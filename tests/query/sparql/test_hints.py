from __future__ import annotations

import pyoxigraph as ox
import pytest

from chantier.namespaces import PREFIXES
from chantier.query.sparql.evaluate import NO_DATASET, evaluate, offered_formats
from chantier.query.sparql.hints import found_nothing, graph_hint, hints
from chantier.query.sparql.scanner import read


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


DCAT, VOID, SD, SH = (
    f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("dcat", "void", "sd", "sh")
)
FULL = f"<{PREFIXES['dcat']}Dataset>"


@pytest.mark.parametrize(
    ("text", "prefixes"),
    [
        (f"{DCAT} SELECT * {{ ?s a dcat:Dataset }}", ("dcat",)),
        (f"ASK {{ ?s a {FULL} }}", ("dcat",)),
        (f"{VOID} CONSTRUCT {{ ?s a ?o }} WHERE {{ ?s void:triples ?o }}", ("void",)),
        (f"{SD}{SH} DESCRIBE ?s {{ ?s sd:name ?n ; sh:targetClass ?c }}", ("sd", "sh")),
        (f"PREFIX d: <{PREFIXES['dcat']}> SELECT * {{ ?s d:theme ?o }}", ("dcat",)),
        (f"PREFIX : <{PREFIXES['void']}> SELECT * {{ ?s :class ?o }}", ("void",)),
        (f"{DCAT} # GRAPH\n SELECT * {{ ?s a dcat:Dataset ; ?p 'FROM' }}", ("dcat",)),
    ],
)
def test_a_query_about_the_dataset_is_told_which_graphs_to_name(
    text: str, prefixes: tuple[str, ...]
) -> None:
    hint = graph_hint(read(text))
    assert hint
    assert hint.prefixes == prefixes
    assert hint.english.isascii()
    assert '"' not in hint.english
    assert all(line in hint.english for line in hint.lines)
    assert ("GRAPH ?g" in hint.english) == ("sh" in prefixes)


@pytest.mark.parametrize(
    "text",
    [
        f"{DCAT} SELECT * {{ ?s a <http://e/Dataset> }}",
        f"{DCAT} ASK FROM <http://e/g> {{ ?s a dcat:Dataset }}",
        f"{DCAT} ASK FROM NAMED <http://e/g> {{ ?s a dcat:Dataset }}",
        f"{DCAT} SELECT * {{ GRAPH ?g {{ ?s a dcat:Dataset }} }}",
        f"{DCAT} SELECT * {{ graph <http://e/g> {{ ?s a dcat:Dataset }} }}",
        "SELECT * { ?s a 'dcat:Dataset' } # dcat:Dataset",
        "PREFIX dcat: <http://e/> SELECT * { ?s a dcat:Dataset }",
        f'SELECT * {{ ?s ?p """{FULL}""" }}',
    ],
)
def test_a_query_that_names_graphs_or_no_such_term_is_told_nothing(text: str) -> None:
    assert graph_hint(read(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "ASK { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
        "DESCRIBE <http://e/a>",
        "SELECT ?s ?x { ?s ?p ?o }",
    ],
)
def test_an_answer_without_anything_is_known_in_every_format(text: str) -> None:
    query, full = read(text), ox.Store()
    node = ox.NamedNode("http://e/a")
    full.add(ox.Quad(node, node, ox.Literal('"bindings":[ <result> false')))
    for chosen in offered_formats(query.form):
        for store, is_empty in ((ox.Store(), True), (full, False)):
            answer = evaluate(store, query, NO_DATASET, chosen)
            assert found_nothing(answer, query.form, chosen) is is_empty, chosen.name
