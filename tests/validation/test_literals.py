"""Terms are equal where rdflib’s are."""

from __future__ import annotations

import pytest
from rdflib import Literal, URIRef

from chantier.validation import literals

XSD = "http://www.w3.org/2001/XMLSchema#"


def typed(lexical: str, kind: str) -> bytes:
    return f'"{lexical}"^^<{XSD}{kind}>'.encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (typed("01", "integer"), typed("1", "integer")),
        (typed("1", "boolean"), typed("true", "boolean")),
        (b'"a"@FR-ca', b'"a"@fr-CA'),
    ],
)
def test_terms_that_rdflib_takes_for_the_same_have_one_form(one: bytes, other: bytes) -> None:
    assert literals.normalised(one) == literals.normalised(other)


@pytest.mark.parametrize(
    "term", [b"<http://e/a>", b"_:b", b'"plain"', typed("x", "integer"), typed("1", "integer")]
)
def test_other_terms_stay_as_they_are(term: bytes) -> None:
    assert literals.normalised(term) == term


def test_the_parts_of_a_term_are_read() -> None:
    assert literals.text(b"<http://e/a>") == "http://e/a"
    assert literals.text('"dit \\"é\\"\\n"@fr'.encode()) == 'dit "é"\n'
    assert literals.language(b'"a"@FR-ca') == "fr-ca"
    assert literals.language(b"<http://e/a>") == literals.language(b'"a"') == ""
    assert literals.datatype(b'"a"') == f"{XSD}string"
    assert literals.datatype(typed("1", "integer")) == f"{XSD}integer"
    assert literals.datatype(b'"a"@fr') == literals.datatype(b"_:b") == ""
    assert literals.literal(typed("1", "integer")) == Literal("1", datatype=URIRef(f"{XSD}integer"))
