"""The public questions are data that another program can run."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from chantier.errors import SourceError
from chantier.namespaces import ENDPOINT, ID, PREFIXES
from chantier.query.stored import read_folder
from chantier.query.stored_rdf import QUESTIONS_GRAPH, question_quads
from chantier.rdf.terms import bilingual, facts_of, typed, values
from support.client import ROOT

SH = "http://www.w3.org/ns/shacl#"
READER = f"""PREFIX rdfs: <{PREFIXES["rdfs"]}> PREFIX schema: <{PREFIXES["schema"]}>
PREFIX sh: <{SH}> PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>"""
TEXT = """\
#+ question: {number}
#+ summary-fr: Où « ça » ?
#+ summary: Where?
#+ tags: {tags}

PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX : <http://e/>

SELECT ?x WHERE {{ ?x ?p "a\\"b" }}
ORDER BY ?x
"""


def described(folder: Path) -> dict[str, set[ox.Term]]:
    """What the only question of a folder is said to be: predicate → objects."""
    facts: dict[str, set[ox.Term]] = {}
    for quad in question_quads(read_folder(folder).values()):
        assert quad.graph_name == ox.NamedNode(QUESTIONS_GRAPH)
        if quad.subject == ox.NamedNode(f"{ID}question/quoi"):
            facts.setdefault(quad.predicate.value.rpartition("#")[2], set()).add(quad.object)
    return facts


def published() -> ox.Store:
    """The graph of the questions of this repository, asked as a reader of examples asks it."""
    store = ox.Store()
    store.extend(question_quads(read_folder(ROOT / "queries" / "questions").values()))
    return store


def asked(store: ox.Store, pattern: str) -> list[dict[str, ox.Term]]:
    """The solutions of a pattern in the union of all graphs."""
    found = store.query(
        f"{READER} SELECT DISTINCT * {{ {pattern} }}", use_default_graph_as_union=True
    )
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: row[name] for name in names if row[name]} for row in found]


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
    assert facts["comment"] == facts["prefLabel"]
    assert facts["https://schema.org/target"] == {ox.NamedNode(ENDPOINT)}
    assert facts["prefixes"] == {ox.NamedNode(f"{QUESTIONS_GRAPH}#prefixes")}
    assert [str(term.value) for term in facts["https://schema.org/position"]] == ["4"]


def test_the_prefixes_of_all_questions_are_declared_once_each(tmp_path: Path) -> None:
    text = TEXT.format(number=0, tags="x")
    for name in ("un", "deux"):
        (tmp_path / f"{name}.rq").write_text(text, encoding="utf-8")
    facts = facts_of(question_quads(read_folder(tmp_path).values()))
    declared = values(facts, f"{QUESTIONS_GRAPH}#prefixes", "sh:declare")
    assert declared == [f"{QUESTIONS_GRAPH}#prefix-", f"{QUESTIONS_GRAPH}#prefix-skos"]
    skos = facts[f"{QUESTIONS_GRAPH}#prefix-skos"]
    assert skos[f"{SH}prefix"] == [ox.Literal("skos")]
    assert skos[f"{SH}namespace"] == [typed(PREFIXES["skos"], "xsd:anyURI")]
    assert facts[f"{QUESTIONS_GRAPH}#prefix-"][f"{SH}prefix"] == [ox.Literal("")]


def test_one_prefix_for_two_namespaces_is_refused_with_the_file_that_has_the_other(
    tmp_path: Path,
) -> None:
    text = TEXT.format(number=0, tags="x")
    (tmp_path / "a.rq").write_text(text, encoding="utf-8")
    (tmp_path / "b.rq").write_text(text.replace("<http://e/>", "<http://f/>"), encoding="utf-8")
    with pytest.raises(
        SourceError, match="“:” stands for <http://f/> here, and for <http://e/>"
    ) as refused:
        question_quads(read_folder(tmp_path).values())
    assert "b.rq" in str(refused.value)


def test_a_question_without_number_and_tags_has_neither(tmp_path: Path) -> None:
    text = TEXT.format(number=0, tags=",")
    (tmp_path / "quoi.rq").write_text(text, encoding="utf-8")
    said = set(described(tmp_path))
    assert said == {
        "type",
        "select",
        "prefLabel",
        "comment",
        "prefixes",
        "https://schema.org/target",
    }


def test_a_question_without_prefixes_leads_to_no_declarations(tmp_path: Path) -> None:
    text = TEXT.format(number=0, tags="x").replace("PREFIX", "# PREFIX")
    (tmp_path / "quoi.rq").write_text(text, encoding="utf-8")
    assert "prefixes" not in described(tmp_path)


def test_no_questions_say_nothing() -> None:
    assert question_quads([]) == []


def test_a_reader_of_examples_gets_every_question_in_both_languages_and_its_text_runs() -> None:
    store = published()
    questions = read_folder(ROOT / "queries" / "questions")
    found = asked(
        store,
        "?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; schema:target ?target ;"
        " sh:select|sh:ask|sh:construct|spex:describe ?query",
    )
    assert len(found) == 2 * len(questions) > 0
    assert {str(row["target"]) for row in found} == {f"<{ENDPOINT}>"}
    comments = {row["comment"] for row in found}
    for question in questions.values():
        assert comments >= set(bilingual(question.summary_fr, question.summary_en))
    for text in {row["query"].value for row in found}:
        assert isinstance(store.query(text), ox.QuerySolutions)


def test_the_declared_prefixes_make_the_text_run_without_its_own() -> None:
    """As a SHACL processor reads a question, and as an editor fills in the prefixes it knows."""
    store = published()
    declared = asked(store, "[] sh:prefix ?prefix ; sh:namespace ?namespace")
    known = {row["prefix"].value: row["namespace"].value for row in declared}
    assert len(known) == len(declared) > 10
    found = asked(
        store,
        "?sq sh:select ?query . OPTIONAL { ?sq sh:prefixes/sh:declare/sh:prefix ?prefix }",
    )
    own: dict[str, set[str]] = {}
    for row in found:
        own.setdefault(row["query"].value, set()).add(row["prefix"].value)
    for text, prefixes in own.items():
        bare = "\n".join(line for line in text.splitlines() if not line.startswith("PREFIX"))
        assert "PREFIX" not in bare
        head = "".join(f"PREFIX {prefix}: <{known[prefix]}>\n" for prefix in sorted(prefixes))
        assert isinstance(store.query(head + bare), ox.QuerySolutions)
        assert isinstance(store.query(head + text), ox.QuerySolutions)


def test_every_question_has_what_the_layout_of_examples_asks_for() -> None:
    """Source: https://github.com/sib-swiss/sparql-examples-utils (spex.shacl)"""
    questions = list(question_quads(read_folder(ROOT / "queries" / "questions").values()))
    facts = facts_of(questions)
    examples = [iri for iri in facts if iri.startswith(f"{ID}question/")]
    assert len(examples) > 40
    for example in examples:
        about = facts[example]
        assert len(about[f"{SH}select"]) == 1
        assert about[f"{PREFIXES['schema']}target"]
        comments = about[f"{PREFIXES['rdfs']}comment"]
        assert sorted(c.language or "" for c in comments if isinstance(c, ox.Literal)) == [
            "en",
            "fr",
        ]
        assert all(
            word.value == word.value.strip() for word in about[f"{PREFIXES['schema']}keywords"]
        )


def test_a_shacl_processor_reads_the_prefixes_of_a_question() -> None:
    """A constraint that takes the declarations of the questions finds what it names by a prefix."""
    graph = rdflib.Graph().parse(
        data=ox.serialize(
            [
                q.triple
                for q in question_quads(read_folder(ROOT / "queries" / "questions").values())
            ],
            format=ox.RdfFormat.N_TRIPLES,
        ),
        format="nt",
    )
    graph.parse(
        data=f"""@prefix sh: <{SH}> . @prefix skos: <{PREFIXES["skos"]}> .
        <http://e/shape> a sh:NodeShape ; sh:targetSubjectsOf skos:prefLabel ; sh:sparql [
            sh:prefixes <{QUESTIONS_GRAPH}#prefixes> ; sh:message "no notation" ;
            sh:select "SELECT $this {{ FILTER NOT EXISTS {{ $this skos:notation ?n }} }}" ] .""",
        format="turtle",
    )
    data = rdflib.Graph()
    thing, other = rdflib.URIRef("http://e/1"), rdflib.URIRef("http://e/2")
    for node in (thing, other):
        data.add((node, rdflib.SKOS.prefLabel, rdflib.Literal("x")))
    data.add((thing, rdflib.SKOS.notation, rdflib.Literal("1")))
    conforms, report, _ = pyshacl.validate(data, shacl_graph=graph, do_owl_imports=False)
    assert not conforms
    assert set(report.objects(None, rdflib.SH.focusNode)) == {other}
