"""What the engine answers wrongly is answered as the standard says, and nothing else changes."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any, cast

import pyoxigraph as ox
import pytest

from chantier.errors import QueryError
from chantier.query.sparql.evaluate import RdfDataset, evaluate
from chantier.query.sparql.rewriting import writer
from chantier.query.sparql.rewriting.rewriting import operations
from chantier.query.sparql.scanner import read
from chantier.rdf.formats import RESULTS_JSON
from chantier.store.default_graph import DefaultView
from support.algebra import Data, Pattern, Solution, Triples, a_group, solutions, written

E = "http://e/"
PREFIX = f"PREFIX : <{E}> "
SEEDED_COUNT = 400
UNNAMED = RdfDataset()


def _triples(text: str) -> Triples:
    lines = (line.split() for line in text.split(";"))
    return frozenset((f":{s}", f":{p}", f":{o}") for s, p, o in lines)


NAMED = {
    ":g1": _triples("a p b; b p c; a q c; c p a"),
    ":g2": _triples("a p b; d p c; d q a"),
    ":g3": _triples("b q b; g1 p c; a q g3"),
}
DATA = Data(frozenset().union(*NAMED.values()), NAMED)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """The graphs above, their merge in the default graph."""
    graphs = {ox.NamedNode(E + name[1:]): triples for name, triples in NAMED.items()}
    quads = [
        ox.Quad(*(ox.NamedNode(E + term[1:]) for term in triple), graph)
        for graph, triples in [*graphs.items(), (ox.DefaultGraph(), DATA.default)]
        for triple in triples
    ]
    store = ox.Store()
    store.extend(quads)
    return store


def _found(answer: bytes) -> Counter[tuple[tuple[str, str], ...]]:
    """The solutions in words of the query."""
    rows = json.loads(answer)["results"]["bindings"]
    return _counted([{f"?{k}": v["value"].replace(E, ":") for k, v in row.items()} for row in rows])


def _counted(rows: list[Solution]) -> Counter[tuple[tuple[str, str], ...]]:
    return Counter(tuple(sorted(row.items())) for row in rows)


def _asked(store: ox.Store, text: str, dataset: RdfDataset = UNNAMED) -> bytes:
    return evaluate(store, read(PREFIX + text), dataset, RESULTS_JSON, default=DefaultView())


def _rows(store: ox.Store, text: str, dataset: RdfDataset = UNNAMED) -> list[dict[str, str]]:
    rows = json.loads(_asked(store, text, dataset))["results"]["bindings"]
    return [{k: v["value"].removeprefix(E) for k, v in row.items()} for row in rows]


@pytest.mark.parametrize("seed", range(SEEDED_COUNT))
def test_a_generated_pattern_has_the_solutions_of_the_algebra(store: ox.Store, seed: int) -> None:
    _check(store, a_group(Random(seed), depth=2))  # noqa: S311 — the same each time


@pytest.mark.load
def test_thousands_of_deeper_patterns_have_the_solutions_of_the_algebra(store: ox.Store) -> None:
    for seed in range(2_000):
        _check(store, a_group(Random(seed), depth=3))  # noqa: S311 — the same each time


def _check(store: ox.Store, pattern: Pattern) -> None:
    expected = solutions(pattern, DATA, DATA.default)
    try:
        answer = _asked(store, f"SELECT * {written(pattern)}")
    except QueryError as error:  # SELECT * has no variables to write out
        if "SELECT *" not in str(error):
            raise
        assert not any(expected), written(pattern)
    else:
        assert _found(answer) == _counted(expected), written(pattern)


def test_the_engine_alone_is_wrong_often_enough_to_show_the_difference(store: ox.Store) -> None:
    wrong = 0
    for seed in range(SEEDED_COUNT):
        pattern = a_group(Random(seed), depth=2)  # noqa: S311 — the same each time
        plain = store.query(f"{PREFIX} SELECT * {written(pattern)}")
        assert isinstance(plain, ox.QuerySolutions)
        answer = plain.serialize(format=ox.QueryResultsFormat.JSON) or b""
        wrong += _found(answer) != _counted(solutions(pattern, DATA, DATA.default))
    assert wrong > SEEDED_COUNT // 50


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }", {"4", "3"}),
        (
            "SELECT ?g ?n FROM NAMED :g1 { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }",
            {"4"},
        ),
        ("SELECT ?n { GRAPH :no { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }", set()),
        ("SELECT ?n FROM :g1 { GRAPH ?g { BIND(1 AS ?n) } }", set()),
        ("SELECT ?n { GRAPH :g1 { { SELECT (COUNT(*) AS ?n) { ?s :p|:q ?o } } } }", {"4"}),
    ],
)
def test_graph_around_a_sub_select_counts_each_graph(
    store: ox.Store, text: str, expected: set[str]
) -> None:
    assert {row["n"] for row in _rows(store, text)} == expected


@pytest.mark.parametrize(
    "dataset",
    [
        ("FROM :g1 FROM :g1", ()),
        ("FROM :g1 FROM <http://e/g1>", ()),
        ("", ("g1", "g1")),
    ],
)
def test_a_graph_that_is_named_twice_counts_once(
    store: ox.Store, dataset: tuple[str, tuple[str, ...]]
) -> None:
    clauses, named = dataset
    asked = RdfDataset(tuple(E + name for name in named))
    assert _rows(store, f"SELECT (COUNT(*) AS ?n) {clauses} {{ ?s ?p ?o }}", asked) == [{"n": "4"}]


@pytest.mark.parametrize(
    ("clauses", "named"), [("FROM :g1 FROM :g2 FROM NAMED :g3", ()), ("", ("g1", "g2"))]
)
def test_a_triple_of_two_default_graphs_counts_once(
    store: ox.Store, clauses: str, named: tuple[str, ...]
) -> None:
    asked = RdfDataset(tuple(E + name for name in named), (f"{E}g3",) if named else ())
    inner = "{ SELECT (COUNT(*) AS ?m) { GRAPH ?g { ?x ?y ?z } } }"
    text = f"SELECT (COUNT(*) AS ?n) (SAMPLE(?m) AS ?in) {clauses} {{ ?s ?p ?o {inner} }}"
    assert _rows(store, text, asked) == [{"n": "6", "in": "3"}]


def test_a_path_of_length_zero_leads_from_any_term_to_itself(store: ox.Store) -> None:
    assert json.loads(_asked(store, "ASK { <x:y> :p* <x:y> }"))["boolean"] is True
    assert json.loads(_asked(store, "ASK { <x:y> :p* :a }"))["boolean"] is False
    assert _rows(store, 'SELECT * { ?s :p? "lit"@fr }') == [{"s": "lit"}]
    assert _rows(store, "SELECT ?o { :no :p*|^:q? ?o }") == [{"o": "no"}, {"o": "no"}]
    assert _rows(store, "SELECT ?x { ?x :p? :no , _:b . _:b :p [] }") == []
    assert _rows(store, "SELECT ?x { :no :p? ?x . OPTIONAL { ?x :q ( 1 [ :p 2 ] ) } }") == [
        {"x": "no"}
    ]
    assert len(_rows(store, "SELECT * { GRAPH ?g { :no :p* ?o } }")) == len(NAMED)


def test_alternative_paths_that_lead_to_the_same_count_each(store: ox.Store) -> None:
    assert len(_rows(store, "SELECT * FROM :g1 { :a :q|(:p/:p) ?o }")) == 2
    assert len(_rows(store, "SELECT * { { SELECT * { :a (:q|:p)/:p ?o } } }")) == 2
    assert len(_rows(store, "SELECT * { :a (:q|:p)+ :c }")) == 1


LABELS = """
PREFIX : <http://e/>
:a :label "x"@fr , "x"@en , "y" , :b , 3 . :c :label "z" , [] .
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("GROUP_CONCAT(?l)", {"3", "http://e/b", "x", "y"}),
        ("GROUP_CONCAT(DISTINCT ?l ; SEPARATOR = ' ')", {"3", "http://e/b", "x", "y"}),
        ("GROUP_CONCAT(UCASE(STR(?l)))", {"3", "HTTP://E/B", "X", "Y"}),
    ],
)
def test_group_concat_is_a_plain_string_of_whatever_terms(
    expression: str, expected: set[str]
) -> None:
    store = ox.Store()
    store.load(LABELS, format=ox.RdfFormat.TURTLE)
    rows = json.loads(_asked(store, f"SELECT ({expression} AS ?all) {{ :a :label ?l }}"))
    value = rows["results"]["bindings"][0]["all"]
    assert "xml:lang" not in value
    assert set(value["value"].split(" ")) == expected
    assert len(value["value"].split(" ")) == 5, "distinct are terms, not their strings"
    assert _rows(store, f"SELECT ({expression} AS ?all) {{ :c :label ?l }}") == [{}], "no string"


def test_the_separator_of_distinct_terms_is_read_as_sparql_reads_it() -> None:
    store = ox.Store()
    text = r"""SELECT (GROUP_CONCAT(DISTINCT ?x ; separator="\"\t,") AS ?all)
               { VALUES ?x { 1 1 2 } }"""
    assert _rows(store, text) == [{"all": '1"\t,2'}]


def test_bnode_with_a_string_makes_one_node_in_each_solution(store: ox.Store) -> None:
    text = """SELECT ?b (BNODE("a b") AS ?c) (BNODE("o") AS ?d)
              { ?s :q ?o BIND(BNODE("a b") AS ?b) FILTER EXISTS { ?s ?p ?o } }"""
    rows = _rows(store, text)
    assert len(rows) == 4
    assert all(row["b"] == row["c"] != row["d"] for row in rows)
    assert len({row["b"] for row in rows}) == 4
    text = "SELECT ?s (BNODE(STR(?s)) AS ?b) (COUNT(*) AS ?n) { ?s :q ?o } GROUP BY ?s"
    assert len({row["b"] for row in _rows(store, text)}) == 3


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?s ?p ?o FILTER(?s<?o)FILTER(?o>?s) GRAPH :g1 { ?s ?p ?o } }",
        "SELECT (COUNT(*)*2 AS ?n) { ?s ?p ?o # GRAPH ?g { SELECT\n }",
        "SELECT ?s { GRAPH ?g { ?s ?p ?o OPTIONAL { ?s :q ?x } FILTER(?x != ?o) } }",
        "SELECT ?s { ?s a/:p* ?o ; :q+ 'GRAPH ?g {' , 5.0 , -3, true, '''a'b'''@fr-CA, \"1\"^^:t }",
    ],
)
def test_what_the_engine_answers_rightly_runs_as_it_is_written(store: ox.Store, text: str) -> None:
    asked: list[str] = []

    class Overheard:
        def query(self, text: str, **options: Any) -> object:
            asked.append(text)
            return store.query(text, **options)

    evaluate(cast(ox.Store, Overheard()), read(PREFIX + text), RdfDataset(), RESULTS_JSON)
    assert asked[-1] == PREFIX + text


def test_a_query_that_would_grow_without_end_is_refused_in_a_sentence(
    store: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MAX_WRITTEN_CHARACTERS", 500)
    text = "{ SELECT ?s { GRAPH ?g { ?s ?p ?o MINUS { ?s :q ?y } } } }"
    with pytest.raises(QueryError, match=r"once for each graph, and there are 3.*FROM NAMED"):
        _asked(store, f"SELECT * {{ GRAPH ?h {{ ?s ?p ?o {text} }} }}")


def test_operations_of_an_update_are_written_on_what_those_before_left() -> None:
    store = ox.Store()
    text = f"""{PREFIX} INSERT DATA {{ GRAPH :n {{ :a :p 1 , 2 }} }} ;
        PREFIX r: <http://r/>
        INSERT {{ GRAPH r:count {{ ?g :has ?n }} }}
        WHERE {{ GRAPH ?g {{ SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} }} }} ;
        DELETE WHERE {{ GRAPH :n {{ ?s :p 1 }} }}"""
    for operation in operations(text, store, E):
        store.update(operation.text, base_iri=E)
    assert {str(quad) for quad in store} == {
        '<http://e/a> <http://e/p> "2"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/n>',
        '<http://e/n> <http://e/has> "2"^^<http://www.w3.org/2001/XMLSchema#integer>'
        " <http://r/count>",
    }


@pytest.mark.parametrize("path", ["!(:p|^:q)", "!(^:q|:p)", "(!(:p|^:q))"])
def test_what_a_negated_path_finds_forward_and_backward_counts_twice(
    store: ox.Store, path: str
) -> None:
    assert _rows(store, f"SELECT * {{ :a {path} :c }}") == [{}, {}]  # a q c, and c p a
    rows = _rows(store, f"SELECT ?x ?y {{ ?x {path} ?y }}")
    assert len(rows) == 4 + 5
    assert len(_rows(store, f"SELECT ?x {{ GRAPH :g1 {{ ?x {path} ?y }} }}")) == 1 + 3
    assert _rows(store, f"SELECT ?y {{ :a ({path})+ ?y FILTER(?y = :c) }}") == [{"y": "c"}]


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ("?x (:p|^:p)/(:p|^:p) ?y", "21"),
        ("[] :p|:q ?y", "4"),
        ("[] :p|:q []", "1"),
        ("{ SELECT * { ?x (:p|^:p)/(:p|^:p) ?y } }", "21"),
    ],
)
def test_count_distinct_counts_solutions_of_the_variables_that_were_written(
    store: ox.Store, pattern: str, count: str
) -> None:
    rows = _rows(store, f"SELECT (COUNT( DISTINCT * ) AS ?n) {{ {pattern} }}")
    assert rows == [{"n": count}]
    assert _rows(store, f"SELECT (1 AS ?n) {{ {pattern} }} HAVING(COUNT(DISTINCT *) = {count})")


@pytest.mark.parametrize(
    ("using", "start", "found"),
    [
        ("USING :u", ":a", {"a", "b"}),
        ("USING :u USING :u", ":a", {"a", "b"}),
        ("USING :u", ":c", {"c"}),
        ("USING NAMED :u", ":a", {"a"}),
        ("", ":a", {"a"}),
        ("", ":c", {"c", "d"}),
    ],
)
def test_a_path_from_nowhere_is_sought_in_the_graph_of_using_before_that_of_with(
    using: str, start: str, found: set[str]
) -> None:
    store = ox.Store()
    store.update(f"{PREFIX} INSERT DATA {{ GRAPH :u {{ :a :p :b }} GRAPH :w {{ :c :p :d }} }}")
    text = f"{PREFIX} WITH :w INSERT {{ GRAPH :out {{ :x :y ?y }} }} {using}"
    for operation in operations(f"{text} WHERE {{ {start} :p* ?y }}", store, E):
        store.update(operation.text, base_iri=E)
    out = store.quads_for_pattern(None, None, None, ox.NamedNode(f"{E}out"))
    assert {str(quad.object.value).removeprefix(E) for quad in out} == found  # type: ignore[union-attr]
