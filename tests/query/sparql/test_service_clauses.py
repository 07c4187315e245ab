from __future__ import annotations

import random
import re

import pyoxigraph as ox
import pytest

from chantier.errors import ForbiddenQuery, QuerySyntaxError
from chantier.query.sparql.scanner import read
from chantier.query.sparql.service_clauses import (
    NOTHING_TO_ADD,
    Clause,
    read_services,
    values_block,
)

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("text", "endpoint", "silent", "group"),
    [
        ("SELECT * { SERVICE <http://e/q> { ?s ?p ?o } }", "http://e/q", False, "{ ?s ?p ?o }"),
        ("select * {service silent<http://e/q>{?s ?p 1}}", "http://e/q", True, "{?s ?p 1}"),
        ("PREFIX e: <http://e/> ASK { SERVICE e:q { } }", "http://e/q", False, "{ }"),
        (r"PREFIX : <http://e/> ASK { SERVICE :q\/r\'s { } }", "http://e/q/r's", False, "{ }"),
        (r"ASK { SERVICE <http://\u0065/\U00000071> { } }", "http://e/q", False, "{ }"),
        ("BASE <http://e/a/> ASK { SERVICE <../q> { } }", "http://e/q", False, "{ }"),
        (
            "BASE <http://e/a/> PREFIX x: <b/> ASK { SERVICE x:q { } }",
            "http://e/a/b/q",
            False,
            "{ }",
        ),
        (
            "ASK { SERVICE # of { all\n SILENT # <http://no/>\n <http://e/q> # yes\n{ } }",
            "http://e/q",
            True,
            "{ }",
        ),
        (
            'ASK { SERVICE <http://e/q> { ?s ?p \'}\', """}"}""", <x> # }\n } }',
            "http://e/q",
            False,
            '{ ?s ?p \'}\', """}"}""", <x> # }\n }',
        ),
    ],
)
def test_a_clause_is_found_whatever_way_it_is_written(
    text: str, endpoint: str, silent: bool, group: str
) -> None:
    (clause,) = read_services(text).clauses
    assert (clause.endpoint, clause.silent, clause.group) == (endpoint, silent, group)
    assert text[clause.start :].upper().startswith("SERVICE")
    assert text[clause.end - 1] == "}"


def test_what_merely_looks_like_a_call_is_none() -> None:
    text = """PREFIX service: <http://e/> # SERVICE <http://e/> {}
    SELECT ?service { ?service service:service "SERVICE <http://e/> {}", <http://e/SERVICE> }"""
    assert not read(text).has_service
    assert read_services(text).clauses == ()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICESILENT<http://e/> {} }",
        "PREFIX a: <http://e/> PREFIX SERVICEa: <http://e/> SELECT * { SERVICEa: {} }",
        "SELECT * { ?s ?p trueSERVICE<http://e/> {} }",
        "SELECT * { ?s ?p true.SERVICE<http://e/> {} }",
    ],
)
def test_a_call_that_the_engine_would_see_and_the_words_hide_is_seen(text: str) -> None:
    assert read(text).has_service
    with pytest.raises(QuerySyntaxError):
        read_services(text)


@pytest.mark.parametrize(
    "before",
    [r"e:a\'b", r"e:a\#b", r"<http://\u0041/#>", r"'\''", "e:x.y·z", '"#"', "1e5", "1.", "-.5"],
)
def test_nothing_in_front_of_a_call_hides_it(before: str) -> None:
    text = f"PREFIX e: <http://e/> SELECT * {{ ?s ?p {before} SERVICE <http://e/q> {{ }} }}"
    assert read(text).has_service
    assert [clause.endpoint for clause in read_services(text).clauses] == ["http://e/q"]
    if before[-1].isdigit():
        assert len(read_services(text.replace(f"{before} ", before)).clauses) == 1


def test_several_clauses_and_those_inside_them_are_found() -> None:
    text = """SELECT * { SERVICE <http://a/> { ?s ?p ?o OPTIONAL { SERVICE <http://b/> { ?o ?q ?r }
    SERVICE SILENT <http://c/> {} } } OPTIONAL { SERVICE <http://d/> { ?o ?x ?y } } }"""
    found = read_services(text)
    assert [clause.endpoint for clause in found.clauses] == ["http://a/", "http://d/"]
    assert found.endpoints == ("http://a/", "http://b/", "http://c/", "http://d/")
    assert "SERVICE SILENT <http://c/> {}" in found.remote_query(found.clauses[0])


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ("ASK {\n  SERVICE { } }", "followed by", (2, 3)),
        ("ASK { SERVICE <http://e/> }", "a group in braces", (1, 7)),
        ("ASK { SERVICE 'x' { } }", "followed by an IRI", (1, 15)),
        ("ASK { SERVICE e:q { } }", "“e:” is not declared", (1, 15)),
        ("ASK { SERVICE <http://e/> { ?s ?p ?o", "never closed", (1, 7)),
        (r"ASK { SERVICE <http://e/\u0020> { } }", "is not an IRI", (1, 15)),
    ],
)
def test_a_clause_that_is_none_is_told_with_its_place(
    text: str, said: str, place: tuple[int, int]
) -> None:
    with pytest.raises(QuerySyntaxError, match=said) as told:
        read_services(text)
    assert (told.value.line, told.value.column) == place


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * { ?e a ?x SERVICE ?e { ?s ?p ?o } }", r"SERVICE \?e leaves the endpoint open"),
        ("SELECT * { SERVICE <http://e/> { SERVICE $e { } } }", r"SERVICE \$e leaves"),
        ("SELECT * {" + "SERVICE <http://e/> { }" * 11 + "}", "11 SERVICE clauses"),
    ],
)
def test_an_open_endpoint_and_too_many_are_refused(text: str, said: str) -> None:
    with pytest.raises(ForbiddenQuery, match=said):
        read_services(text)


def test_the_remote_query_takes_the_prologue_along() -> None:
    text = "PREFIX e: <http://e/> # ours\nSELECT ?o { SERVICE e:q { e:s e:p ?o } }"
    found = read_services(text)
    remote = found.remote_query(found.clauses[0])
    assert "PREFIX e: <http://e/> # ours\n" in remote
    assert remote.endswith("SELECT * WHERE { e:s e:p ?o }")
    assert isinstance(ox.Store().query(remote), ox.QuerySolutions)


@pytest.mark.parametrize(
    "clause",
    ["SERVICE :{}", "SERVICE <http://e/> { ?s\n ?p ?o }", "SERVICE\r\nSILENT\n<http://e/>\n{\n}"],
)
def test_the_stub_keeps_every_position(clause: str) -> None:
    text = f"PREFIX : <http://e/>\nSELECT * {{ {clause} ?s ?p }} # and on"
    stub = read_services(text).stub
    assert len(stub) == len(text)
    assert [m.span() for m in re.finditer(r"[\r\n]", stub)] == [
        m.span() for m in re.finditer(r"[\r\n]", text)
    ]
    assert not read(stub).has_service
    places = []
    for wrong in (text, stub):  # neither is run: both lack an object
        with pytest.raises(SyntaxError) as told:
            ox.Store().query(wrong)
        places.append(str(told.value).split(": ")[0])
    assert places[0] == places[1]
    ox.Store().query(stub.replace("?s ?p }", "?s ?p 1 }"))


def clause(*variables: str) -> Clause:
    return Clause("http://e/q", False, "{}", 0, 0, frozenset(variables))


def joined(block: str) -> list[dict[str, object]]:
    results = ox.Store().query(f"SELECT * {{ {block} }}")
    assert isinstance(results, ox.QuerySolutions)
    names = [variable.value for variable in results.variables]
    return [{name: row[name] for name in names if row[name] is not None} for row in results]


def test_solutions_come_back_as_they_were() -> None:
    rows: list[tuple[ox.NamedNode | ox.Literal | ox.Triple | None, ...]] = [
        (ox.NamedNode("http://e/é"), ox.Literal('a "quoted"\nline \\ \t', language="fr")),
        (None, ox.Literal("1.50", datatype=ox.NamedNode(f"{XSD}decimal"))),
        (None, None),
        (ox.Literal("x", language="en", direction=ox.BaseDirection.LTR), ox.Literal("")),
        (ox.Triple(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal("o")), None),
    ]
    got = joined(values_block(clause("a", "b"), ["a", "b"], rows))
    for row, solution in zip(rows, got, strict=True):
        expected = {n: t for n, t in zip("ab", row, strict=True) if t is not None}
        assert {n: str(t) for n, t in solution.items()} == {
            n: str(t).replace("1.50", "1.5") for n, t in expected.items()
        }


def test_no_string_breaks_out_of_its_block() -> None:
    chance = random.Random(8)  # noqa: S311 — the same strings every time
    alphabet = "\\uU0041\"'\n\r\t\0\b\f\x7f\x85\u2028é😀{}<>#?() SERVICE"
    terms = [
        ox.Literal("".join(chance.choices(alphabet, k=chance.randint(0, 16)))) for _ in range(3000)
    ]
    got = joined(values_block(clause("a"), ["a"], [(term,) for term in terms]))
    assert [solution["a"] for solution in got] == terms


def test_only_variables_of_the_group_are_taken() -> None:
    block = values_block(clause("a"), ["b", "a"], [(ox.Literal("no"), ox.Literal("yes"))])
    assert block == 'VALUES (?a) { ("yes") }'
    assert values_block(clause("a"), ["a"], []) == "VALUES (?a) {  }"
    assert values_block(clause(), [], [()]) == "VALUES () { () }"
    assert joined(NOTHING_TO_ADD) == [{}]


def test_a_blank_node_of_another_endpoint_is_refused_with_the_reason() -> None:
    hidden = ox.Triple(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.BlankNode("b"))
    for term in (ox.BlankNode("b"), hidden):
        with pytest.raises(ForbiddenQuery, match=r"<http://e/q> hold blank nodes.*isBlank"):
            values_block(clause("a"), ["a"], [(ox.Literal("x"),), (term,)])


def test_lines_behind_a_clause_keep_their_numbers() -> None:
    text = "SELECT * {\n SERVICE <http://e/> {\n ?s ?p ?o\n }\n ?s ?p\n}"
    found = read_services(text)
    lines = found.with_blocks(["VALUES ?s { 1 }"]).splitlines()
    assert len(lines) == len(text.splitlines())
    assert lines[4] == " ?s ?p"


def test_an_error_of_the_stub_shows_the_line_as_it_was_written() -> None:
    text = "SELECT * {\n SERVICE <http://e/> { ?s ?p ?o } ?s ?p }"
    found = read_services(text)
    line = found.stub.splitlines()[1]
    error = QuerySyntaxError(f"Wrong.\nLine 2, column 40:\n    {line}\n    ^", 2, 40)
    shown = found.shown(error)
    assert "    SERVICE <http://e/> { ?s ?p ?o } ?s ?p }\n" in str(shown).replace("     S", "    S")
    assert (shown.line, shown.column) == (2, 40)
