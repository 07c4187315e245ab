from __future__ import annotations

import pytest

from chantier.errors import QuerySyntaxError
from chantier.query.sparql.scanner import Form, read


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
