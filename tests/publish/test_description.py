"""The description counts what is there, itself included, and always in the same words."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest

from chantier.namespaces import BASE, CES, DATASET, DUMP, GRAPH, PREFIXES
from chantier.publish.description import DESCRIPTION_GRAPH, describe_dataset
from chantier.rdf.nquads import canonical_lines, digest, quad_lines
from chantier.rdf.terms import facts_of, values
from chantier.store.external_sort import sort_into

VOID = PREFIXES["void"]
TYPE = PREFIXES["rdf"] + "type"
SAMPLE = f"""
@prefix ces: <{CES}> . @prefix dcat: <{PREFIXES["dcat"]}> .
@prefix dcterms: <{PREFIXES["dcterms"]}> .
@prefix owl: <{PREFIXES["owl"]}> . @prefix rdfs: <{PREFIXES["rdfs"]}> .
@prefix skos: <{PREFIXES["skos"]}> . @prefix void: <{VOID}> . @prefix wd: <{PREFIXES["wd"]}> .
<{GRAPH}a> {{
  <{BASE}id/x> a ces:RegionalPole ; rdfs:label "x" ; skos:closeMatch wd:Q1 , <http://e/1> .
  <{BASE}id/y> a ces:RegionalPole , owl:Thing ; skos:exactMatch wd:Q2 ; rdfs:label "x" .
  <{BASE}id/z> skos:closeMatch wd:Q3 ; rdfs:seeAlso wd:Q4 .
  [] a ces:RegionalPole .
}}
<urn:other> {{
  <{BASE}id/x> a ces:RegionalPole ; <urn:p:q> "1.50"^^<{PREFIXES["xsd"]}decimal> .
}}
<{GRAPH}data/catalogue> {{
  <{DATASET}> dcterms:license <http://l/> ; dcterms:rights <http://r/1> , <http://r/2> .
  <{GRAPH}a> a dcat:Dataset ; skos:prefLabel "A"@fr , "A"@en ; dcterms:rights <http://r/1> .
  ces:RegionalPole rdfs:label "pôle"@fr , "pole"@en .
  <{BASE}id/liens/w> a void:Linkset ; void:linkPredicate skos:closeMatch , skos:exactMatch ;
    void:objectsTarget <{BASE}id/jeu-externe/w> .
  <{BASE}id/jeu-externe/w> void:uriSpace "{PREFIXES["wd"]}" .
}}
"""


def parsed(text: str) -> list[ox.Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.TRIG))


def described(quads: list[ox.Quad], *, judged: bool = True) -> list[ox.Quad]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lines"
        sort_into(path, quad_lines(quads))
        return describe_dataset(path, judged=judged)


def sizes(triples: set[ox.Triple]) -> dict[str, int]:
    """What VoID counts, counted another way."""
    types = [t for t in triples if t.predicate.value == TYPE and isinstance(t.object, ox.NamedNode)]
    return {
        "triples": len(triples),
        "entities": len({t.subject for t in types if isinstance(t.subject, ox.NamedNode)}),
        "classes": len({t.object for t in types}),
        "properties": len({t.predicate for t in triples}),
        "distinctSubjects": len({t.subject for t in triples}),
        "distinctObjects": len({t.object for t in triples}),
    }


def counts_in(description: list[ox.Quad], subject: str) -> dict[str, int]:
    return {
        quad.predicate.value.removeprefix(VOID): int(quad.object.value)
        for quad in description
        if isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value == subject
        and quad.predicate.value.startswith(VOID)
        and isinstance(quad.object, ox.Literal)
        and quad.object.value.isdigit()
    }


def by_graph(quads: list[ox.Quad]) -> dict[str, set[ox.Triple]]:
    found = defaultdict[str, set[ox.Triple]](set)
    for quad in quads:
        assert isinstance(quad.graph_name, ox.NamedNode)
        found[quad.graph_name.value].add(quad.triple)
        found[DATASET].add(quad.triple)
    return found


def test_what_is_told_is_what_a_count_finds_in_all_and_in_each_graph_the_description_too() -> None:
    quads = parsed(SAMPLE)
    description = described(quads)
    found = by_graph(quads + description)
    assert {DATASET, DESCRIPTION_GRAPH, f"{GRAPH}a", "urn:other"} <= set(found)
    expected = {name: sizes(triples) for name, triples in found.items()}
    for name in set(found) - {DATASET}:
        expected[name] = {key: expected[name][key] for key in ("triples", "entities")}
    assert {name: counts_in(description, name) for name in found} == expected


def test_each_class_and_property_of_all_has_its_partition_with_its_count() -> None:
    quads = parsed(SAMPLE)
    description = described(quads)
    whole = by_graph(quads + description)[DATASET]
    types = [t for t in whole if t.predicate.value == TYPE]
    counted = {
        "class": Counter(t.object.value for t in types if isinstance(t.object, ox.NamedNode)),
        "property": Counter(t.predicate.value for t in whole),
    }
    facts = facts_of(description)
    for kind, measure in (("class", "entities"), ("property", "triples")):
        told = {
            values(facts, part, f"void:{kind}")[0]: values(facts, part, f"void:{measure}")
            for part in values(facts, DATASET, f"void:{kind}Partition")
        }
        assert told == {name: [str(count)] for name, count in counted[kind].items()}
    assert counted["class"][f"{CES}RegionalPole"] == 3


def test_a_fact_that_comes_changes_no_line_but_the_counts_that_it_changes() -> None:
    before = set(described(parsed(SAMPLE)))
    fact = f'<{BASE}id/x> <{PREFIXES["rdfs"]}label> "another" .'
    after = set(described(parsed(f"{SAMPLE} <{GRAPH}a> {{ {fact} }}")))
    changed = {(quad.subject, quad.predicate) for quad in before ^ after}
    # The number of objects may stay: a count that changes is an object too.
    assert changed - {(ox.NamedNode(DATASET), ox.NamedNode(f"{VOID}distinctObjects"))} == {
        (ox.NamedNode(subject), ox.NamedNode(f"{VOID}triples"))
        for subject in (DATASET, f"{GRAPH}a", f"{DATASET}#property-rdfs_label")
    }
    assert len(before - after) == len(after - before) == len(changed)


def test_a_description_has_no_blank_nodes_to_relabel() -> None:
    nodes = [node for quad in described(parsed(SAMPLE)) for node in (quad.subject, quad.object)]
    assert nodes
    assert not any(isinstance(node, ox.BlankNode) for node in nodes)


def test_the_description_does_not_depend_on_the_order_nor_on_the_names_of_blank_nodes() -> None:
    digests = set()
    for seed in range(5):
        quads = parsed(SAMPLE)
        random.Random(seed).shuffle(quads)  # noqa: S311 — an order, not a secret
        digests.add(digest(canonical_lines(quads + described(quads))))
    assert len(digests) == 1


def test_a_linkset_counts_the_links_with_its_predicates_into_its_target() -> None:
    kept = SAMPLE.replace(f"{GRAPH}a>", f"{GRAPH}data/a>")
    assert counts_in(described(parsed(kept)), f"{BASE}id/liens/w") == {"triples": 3}
    # Those of a graph that somebody wrote are not ours.
    assert counts_in(described(parsed(SAMPLE)), f"{BASE}id/liens/w") == {"triples": 0}


@pytest.fixture(scope="module")
def unsettled() -> tuple[list[ox.Quad], list[ox.Quad]]:
    """A dataset whose number of objects is an object only if it is not, and its description."""
    about = counts_in(described(parsed(SAMPLE)), DATASET)["distinctObjects"]
    for number in range(about, about + 20):
        quads = parsed(f"{SAMPLE} <urn:n> {{ <urn:s> <urn:p> {number} , {number + 1} }}")
        description = described(quads)
        if "distinctObjects" not in counts_in(description, DATASET):
            return quads, description
    raise AssertionError("every number settled")


def test_a_number_that_would_be_wrong_whatever_it_is_is_left_out_and_the_others_stay_true(
    unsettled: tuple[list[ox.Quad], list[ox.Quad]],
) -> None:
    quads, description = unsettled
    expected = sizes(by_graph(quads + description)[DATASET])
    del expected["distinctObjects"]
    assert counts_in(description, DATASET) == expected


def test_a_file_takes_licence_and_rights_from_the_dataset_unless_there_are_several() -> None:
    facts = facts_of(described(parsed(SAMPLE)))
    files = values(facts, DATASET, "dcat:distribution")
    assert f"{DUMP}latest/chantier-es.nq.gz" in files
    for file in files:
        assert values(facts, file, "dcterms:license") == ["http://l/"]
        assert not values(facts, file, "dcterms:rights")


def test_a_catalogued_graph_names_one_file_and_no_other_graph_does() -> None:
    facts = facts_of(described(parsed(SAMPLE)))
    assert values(facts, f"{GRAPH}a", "void:dataDump") == [f"{DUMP}latest/graphs/a.ttl"]
    assert not values(facts, "urn:other", "void:dataDump")
    assert not values(facts, f"{GRAPH}a", "dcat:distribution")


def test_nothing_is_said_of_conformance_where_nothing_was_judged() -> None:
    dqv = PREFIXES["dqv"]
    said = [
        quad.predicate.value.startswith(dqv) for quad in described(parsed(SAMPLE), judged=False)
    ]
    assert not any(said)
    assert any(quad.predicate.value.startswith(dqv) for quad in described(parsed(SAMPLE)))


def test_an_empty_dataset_is_described_as_well() -> None:
    description = described([])
    assert counts_in(description, DATASET) == sizes({quad.triple for quad in description})
