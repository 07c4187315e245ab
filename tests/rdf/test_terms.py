from __future__ import annotations

import pyoxigraph as ox
import pytest

from chantier.rdf.terms import (
    best_literal,
    bilingual,
    facts_of,
    in_graph,
    iri,
    literals,
    readable,
    say,
    terms,
    typed,
    values,
)

XSD = "http://www.w3.org/2001/XMLSchema#"
FR, EN = bilingual("pôle", "pole")
PLAIN = ox.Literal("plain")


@pytest.mark.parametrize(
    ("literals", "language", "best"),
    [
        ([EN, FR], "fr", FR),
        ([EN, PLAIN], "fr", PLAIN),
        ([EN], "fr", EN),
        ([ox.Literal("b", language="fr-CA"), EN], "fr", ox.Literal("b", language="fr-CA")),
        ([ox.Literal("b"), ox.Literal("a")], "fr", ox.Literal("a")),
        ([], "fr", None),
    ],
)
def test_the_best_literal_is_in_the_language_else_in_none_else_any(
    literals: list[ox.Literal], language: str, best: ox.Literal | None
) -> None:
    assert best_literal(literals, language) == best


def test_a_term_is_read_as_a_short_form_a_text_or_a_label() -> None:
    assert readable(iri("dcat:Dataset")) == "dcat:Dataset"
    assert readable(ox.NamedNode("http://e/a")) == "http://e/a"
    assert readable(FR) == "pôle"
    assert readable(ox.BlankNode("b")) == "_:b"
    assert readable(None) == ""


def test_an_iri_is_made_of_a_short_form_or_stays_as_it_is() -> None:
    assert iri("dcat:Dataset").value == "http://www.w3.org/ns/dcat#Dataset"
    assert iri("https://e/a:b").value == "https://e/a:b"
    assert (
        iri("tree:Node", {"tree": "https://w3id.org/tree#"}).value == "https://w3id.org/tree#Node"
    )


def test_each_value_makes_a_triple_of_the_kind_of_term_it_is() -> None:
    found = list(say("http://e/a", "a", "void:Dataset", "http://e/C"))
    assert [triple.predicate for triple in found] == [iri("rdf:type")] * 2
    assert [triple.object for triple in found] == [iri("void:Dataset"), ox.NamedNode("http://e/C")]
    (counted,) = say(ox.BlankNode("b"), "void:triples", 3)
    assert counted.object == ox.Literal("3", datatype=ox.NamedNode(f"{XSD}integer"))
    assert list(say("http://e/a", "dcterms:license")) == []


def test_a_typed_literal_keeps_its_lexical_form() -> None:
    assert str(typed("01.50", "xsd:decimal")) == f'"01.50"^^<{XSD}decimal>'


def test_triples_become_quads_of_a_named_graph_or_of_the_default_graph() -> None:
    triples = list(say("http://e/a", "dcterms:title", PLAIN))
    assert [quad.graph_name for quad in in_graph(triples)] == [ox.DefaultGraph()]
    assert [quad.graph_name for quad in in_graph(triples, "http://g/")] == [
        ox.NamedNode("http://g/")
    ]


def test_facts_are_what_quads_of_any_graph_say_once_and_sorted() -> None:
    triples = [
        *say("http://e/a", "dcterms:license", "http://l/2", "http://l/1"),
        *say("http://e/a", "dcterms:title", FR),
        *say(ox.BlankNode("b"), "dcterms:title", EN),
    ]
    facts = facts_of([*in_graph(triples), *in_graph(triples, "http://g/")])
    assert facts.keys() == {"http://e/a"}
    assert values(facts, "http://e/a", "dcterms:license") == ["http://l/1", "http://l/2"]
    assert terms(facts, "http://e/a", "dcterms:title") == [FR]
    assert literals(facts, "http://e/a", "dcterms:title") == [FR]
    assert literals(facts, "http://e/a", "dcterms:license") == []
    assert values(facts, "http://e/a", "dcterms:rights") == []
    assert values(facts, "http://e/other", "dcterms:title") == []
