"""Terms are equal where rdflib’s are."""

from __future__ import annotations

import pyoxigraph as ox
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


def test_all_of_several_results_are_looked_at() -> None:
    seen = list[bool]()

    def result(*, holds: bool) -> bool:
        seen.append(holds)
        return holds

    assert not literals.every(result(holds=each) for each in (False, True))
    assert literals.some(result(holds=each) for each in (True, False))
    assert seen == [False, True, True, False]


def test_a_term_is_kept_from_being_written_anew() -> None:
    store = ox.Store()
    for number, term in enumerate((typed("1.50", "decimal"), typed("1.5", "decimal"), b'"a"@FR')):
        line = b"<http://e/%d> <http://e/p> %s ." % (number, literals.kept(term))
        store.load(line, format=ox.RdfFormat.N_TRIPLES)
    values = sorted(quad.object.value for quad in store)
    assert values == ["1.5", "1.50", "a"]
    assert literals.kept(typed("01", "integer")) == literals.kept(typed("1", "integer"))
    assert literals.kept(b"<http://e/a>") == b"<http://e/a>"
