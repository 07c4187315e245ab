from __future__ import annotations

import pytest

from chantier.errors import QuerySyntaxError, RequestTooLarge
from chantier.query.sparql.scanner import Form, check_size, read


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", Form.SELECT),
        ("# SELECT\nprefix a: <http://select/> ask { a:select a:b 'CONSTRUCT' }", Form.ASK),
        ("BASE <http://x/> Construct WHERE { ?s ?p ?o }", Form.CONSTRUCT),
        ("DESCRIBE <http://x/from>", Form.DESCRIBE),
    ],
)
def test_the_form_of_a_query_is_read_off_its_text(text: str, form: Form) -> None:
    assert read(text).form is form


@pytest.mark.parametrize(
    ("text", "has_dataset"),
    [
        ("SELECT * FROM <http://g> WHERE { ?s ?p ?o }", True),
        ("SELECT * from named <http://g> WHERE { ?s ?p ?o }", True),
        ("SELECT ?from WHERE { ?from <http://from> 'FROM' } # FROM", False),
        ('SELECT * WHERE { ?s ?p """ " FROM """ . ?s <p> \'\'\' FROM\'\'\' }', False),
        ("PREFIX from: <http://x/> SELECT * WHERE { ?s from:from ?o }", False),
    ],
)
def test_a_dataset_clause_is_told_from_what_merely_looks_like_one(
    text: str, has_dataset: bool
) -> None:
    assert read(text).has_dataset is has_dataset


def test_prefixes_that_are_used_and_not_declared_are_named() -> None:
    text = (
        "PREFIX a: <http://a/> SELECT * WHERE { a:x ces:y ?z . FILTER(?z = '<b:c>' || ?z = d:e) }"
    )
    assert read(text).undeclared == ("ces", "d")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("hello", "no query form"),
        ("INSERT DATA { <a> <b> <c> }", "update"),
        ("PREFIX a: <http://a/> DELETE WHERE { a:b ?p ?o }", "update"),
    ],
)
def test_text_that_is_no_query_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(QuerySyntaxError, match=said):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER(1<2)SERVICE#>\n<http://e/> { ?s ?p ?o } }",
        "ASK { BIND(1<2 AS ?x)service#>\n<http://e/> { ?s ?p ?o } }",
        "ASK { FILTER(?a<?b)SERVICE SILENT <http://e/> { ?s ?p ?o } }",
    ],
)
def test_a_call_behind_a_comparison_is_seen(text: str) -> None:
    assert read(text).has_service


def test_an_iri_that_holds_the_word_service_is_no_call() -> None:
    text = (
        "ASK { ?s <http://www.w3.org/ns/sparql-service-description#endpoint> <http://e/SERVICE#> }"
    )
    assert not read(text).has_service


@pytest.mark.parametrize(("left", "right"), [("<<", ">>"), ("<<( ", " )>>"), ("{", "}"), ("!", "")])
def test_whatever_nests_counts(left: str, right: str) -> None:
    text = "ASK { " + left * 150 + " ?s ?p ?o " + right * 150 + " }"
    assert read(text).depth >= 150


@pytest.mark.parametrize("sign", ["<", "<<", "<a", "(", ".", "&&", '"', "\\"])
def test_a_long_run_of_signs_is_scanned_in_no_time(sign: str) -> None:
    with pytest.raises(QuerySyntaxError):
        read(sign * (250_000 // len(sign)))


def test_a_query_that_is_too_long_is_refused_before_it_is_scanned() -> None:
    check_size("ASK {}", 6)
    with pytest.raises(RequestTooLarge, match="longer than 6 bytes"):
        check_size("ASK { }", 6)
    with pytest.raises(RequestTooLarge):
        check_size("é" * 4, 6)
