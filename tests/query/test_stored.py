from __future__ import annotations

from pathlib import Path

import pytest

from chantier.errors import ParameterError, SourceError, UnknownQuestion
from chantier.query.stored import Question, find, read_folder

QUERY = """\
#+ question: 1
#+ summary-fr: Quoi ?
#+ summary: What?
#+ tags: a, featured
#+ parameter: region iri Région | Region
#+ parameter: nom string Nom | Name
#+ parameter: depuis date Depuis | Since

SELECT ?x WHERE {
  VALUES ?region { <http://e/06> }
  VALUES ?nom { "x" }
  VALUES ?depuis { "2026-01-01"^^<http://www.w3.org/2001/XMLSchema#date> }
}
ORDER BY ?x
"""


@pytest.fixture
def question(tmp_path: Path) -> Question:
    (tmp_path / "quoi.rq").write_text(QUERY, encoding="utf-8")
    return read_folder(tmp_path)["quoi"]


def test_a_header_says_what_a_question_is(question: Question) -> None:
    assert (question.number, question.summary("fr"), question.summary("en")) == (
        1,
        "Quoi ?",
        "What?",
    )
    assert question.tags == ("a", "featured")
    assert [item.default for item in question.parameters][:2] == ["<http://e/06>", '"x"']


def test_parameters_are_bound_as_terms_and_cannot_add_to_the_query(question: Question) -> None:
    evil = 'x" } ?s ?p ?o . { "\\'
    text = question.with_values({"nom": evil, "region": "region:07"})
    assert 'VALUES ?nom { "x\\" } ?s ?p ?o . { \\"\\\\" }' in text
    assert "VALUES ?region { <https://w3id.org/chantier-es/id/region/07> }" in text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"ville": "x"}, "Its parameters: region, nom, depuis"),
        ({"region": "Montréal"}, "is not an IRI"),
        ({"region": "http://e/> } ?s ?p ?o . { <http://e/"}, "is not an IRI"),
        ({"depuis": "hier"}, "a date such as"),
    ],
)
def test_a_wrong_parameter_is_refused_with_what_to_write(
    question: Question, values: dict[str, str], said: str
) -> None:
    with pytest.raises(ParameterError, match=said):
        question.with_values(values)


def test_a_question_is_found_by_name_or_number(question: Question) -> None:
    assert find({"quoi": question}, "1") is find({"quoi": question}, "quoi") is question
    with pytest.raises(UnknownQuestion, match="Perhaps: quoi"):
        find({"quoi": question}, "quo")


@pytest.mark.parametrize("line", ["#+ summary-fr: Quoi ?\n", "#+ tags: a, featured\n"])
def test_a_header_without_both_languages_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "quoi.rq").write_text(QUERY.replace(line, ""), encoding="utf-8")
    if "summary" in line:
        with pytest.raises(SourceError, match=r"quoi\.rq:1: the header lacks “summary-fr”"):
            read_folder(tmp_path)
    else:
        assert read_folder(tmp_path)["quoi"].tags == ()


def test_a_parameter_without_a_default_is_refused(tmp_path: Path) -> None:
    (tmp_path / "quoi.rq").write_text(QUERY.replace("VALUES ?nom", "VALUES ?name"), "utf-8")
    with pytest.raises(SourceError, match=r"quoi\.rq:6: a parameter is written"):
        read_folder(tmp_path)
