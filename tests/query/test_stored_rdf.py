"""The public questions are data that another program can run."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from chantier.namespaces import ID
from chantier.query.stored import read_folder
from chantier.query.stored_rdf import QUESTIONS_GRAPH, question_quads
from support.client import ROOT

SH = "http://www.w3.org/ns/shacl#"
TEXT = """\
#+ question: {number}
#+ summary-fr: Où « ça » ?
#+ summary: Where?
#+ tags: {tags}

SELECT ?x WHERE {{ ?x ?p "a\\"b" }}
ORDER BY ?x
"""


def described(folder: Path) -> dict[str, set[ox.Term]]:
    """What the only question of a folder is said to be: predicate → objects."""
    facts: dict[str, set[ox.Term]] = {}
    for quad in question_quads(read_folder(folder).values()):
        assert quad.subject == ox.NamedNode(f"{ID}question/quoi")
        assert quad.graph_name == ox.NamedNode(QUESTIONS_GRAPH)
        facts.setdefault(quad.predicate.value.rpartition("#")[2], set()).add(quad.object)
    return facts


def test_a_question_is_an_executable_with_its_text_names_tags_and_number(tmp_path: Path) -> None:
    text = TEXT.format(number=4, tags="lieux, featured")
    (tmp_path / "quoi.rq").write_text(text, encoding="utf-8")
    facts = described(tmp_path)
    assert facts["type"] == {
        ox.NamedNode(f"{SH}SPARQLExecutable"),
        ox.NamedNode(f"{SH}SPARQLSelectExecutable"),
    }
    assert facts["select"] == {ox.Literal(text)}
    assert facts["prefLabel"] == {
        ox.Literal("Où « ça » ?", language="fr"),
        ox.Literal("Where?", language="en"),
    }
    assert facts["https://schema.org/keywords"] == {ox.Literal("lieux"), ox.Literal("featured")}
    assert [str(term.value) for term in facts["https://schema.org/position"]] == ["4"]


def test_a_question_without_number_and_tags_has_neither(tmp_path: Path) -> None:
    text = TEXT.format(number=0, tags=",")
    (tmp_path / "quoi.rq").write_text(text, encoding="utf-8")
    assert set(described(tmp_path)) == {"type", "select", "prefLabel"}


def test_no_questions_say_nothing() -> None:
    assert question_quads([]) == []


def test_the_text_of_every_published_question_runs_as_it_is_described() -> None:
    questions = read_folder(ROOT / "queries" / "questions")
    store = ox.Store()
    store.extend(question_quads(questions.values()))
    texts = {
        quad.object.value
        for quad in store.quads_for_pattern(None, ox.NamedNode(f"{SH}select"), None)
        if isinstance(quad.object, ox.Literal)
    }
    assert len(texts) == len(questions) > 0
    for text in texts:
        assert isinstance(store.query(text), ox.QuerySolutions)
