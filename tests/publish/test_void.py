"""VoID: counts as triples, the partitions of a dataset, and its link sets."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox

from chantier.namespaces import CES, DATASET, ENDPOINT, PREFIXES
from chantier.publish import void
from chantier.publish.counts import Counts
from chantier.rdf.terms import facts_of, in_graph, say, values

TYPE = f"<{PREFIXES['rdf']}type>".encode()
COUNTS = Counts(5, 2, 3, 4, Counter({b"<http://e/C>": 2}), Counter({TYPE: 2, b"<http://e#p>": 3}))


def test_a_dataset_has_its_counts_and_the_namespaces_it_uses() -> None:
    facts = facts_of(in_graph(void.counted(DATASET, COUNTS)))
    for name, number in (
        ("triples", "5"),
        ("entities", "2"),
        ("classes", "1"),
        ("properties", "2"),
        ("distinctSubjects", "3"),
        ("distinctObjects", "4"),
    ):
        assert values(facts, DATASET, f"void:{name}") == [number]
    assert values(facts, DATASET, "void:vocabulary") == [
        "http://e#",
        "http://e/",
        PREFIXES["rdf"],
    ]


def test_the_number_of_objects_can_be_left_out() -> None:
    facts = facts_of(in_graph(void.counted(DATASET, COUNTS, objects=False)))
    assert values(facts, DATASET, "void:distinctObjects") == []


def test_each_class_and_property_has_a_partition_with_its_count_and_a_readable_iri() -> None:
    facts = facts_of(in_graph(void.counted(DATASET, COUNTS)))
    [part] = values(facts, DATASET, "void:classPartition")
    assert part == f"{DATASET}#class-http%3A%2F%2Fe%2FC"
    assert values(facts, part, "void:class") == ["http://e/C"]
    assert values(facts, part, "void:entities") == ["2"]
    parts = values(facts, DATASET, "void:propertyPartition")
    assert parts == [f"{DATASET}#property-http%3A%2F%2Fe%23p", f"{DATASET}#property-rdf_type"]
    assert [values(facts, part, "void:triples") for part in parts] == [["3"], ["2"]]
    assert {values(facts, part, "void:property")[0] for part in parts} == {
        "http://e#p",
        f"{PREFIXES['rdf']}type",
    }


def test_no_two_classes_or_properties_share_a_partition() -> None:
    names = [
        f"{PREFIXES['schema']}name",
        "schema:name",  # an IRI in itself, of which many a file is full by mistake
        "http://schema.org/name",
        "http://e/é",
        "http://e/%C3%A9",
        "http://e/a_b",
        f"{CES}a_b",
        f"{CES}a/b",
        f"http://e/{'x' * 300}1",
        f"http://e/{'x' * 300}2",
    ]
    iris = {void.partition_iri(DATASET, kind, n) for kind in ("class", "property") for n in names}
    assert len(iris) == 2 * len(names)
    assert all(str(ox.NamedNode(iri)) == f"<{iri}>" for iri in iris)


def test_a_description_has_no_blank_nodes() -> None:
    triples = [*void.counted(DATASET, COUNTS), *void.sized(f"{DATASET}/x", COUNTS)]
    nodes = [node for t in triples for node in (t.subject, t.object)]
    assert nodes
    assert not any(isinstance(node, ox.BlankNode) for node in nodes)


def test_of_a_graph_only_the_size_is_said() -> None:
    facts = facts_of(in_graph(void.sized("http://g/", COUNTS)))
    assert values(facts, "http://g/", "void:triples") == ["5"]
    assert values(facts, "http://g/", "void:entities") == ["2"]
    assert len(facts["http://g/"]) == 3


def test_a_dataset_names_its_endpoint_and_its_dumps() -> None:
    facts = facts_of(in_graph(void.access(DATASET, ["http://e/d.nq"])))
    assert values(facts, DATASET, "void:sparqlEndpoint") == [ENDPOINT]
    assert values(facts, DATASET, "void:dataDump") == ["http://e/d.nq"]


def test_a_link_set_counts_its_predicates_into_the_space_of_its_target() -> None:
    facts = facts_of(
        in_graph(
            [
                *say("http://e/links", "void:objectsTarget", "http://e/target"),
                *say("http://e/links", "void:linkPredicate", "skos:closeMatch"),
                *say("http://e/target", "void:uriSpace", "http://t/"),
            ]
        )
    )
    close = f"<{PREFIXES['skos']}closeMatch>"
    triples = [
        f"<http://e/a> {close} <http://t/1>".encode(),
        f"<http://e/a> {close} <http://elsewhere/1>".encode(),
        f'<http://e/a> {close} "http://t/2"'.encode(),
        b"<http://e/a> <http://e/p> <http://t/3>",
    ]
    found = facts_of(in_graph(void.linksets(triples, facts)))
    assert values(found, "http://e/links", "void:triples") == ["1"]
    assert values(found, DATASET, "void:subset") == ["http://e/links"]
