"""VoID: counts as triples, the partitions of a dataset, and its link sets."""

from __future__ import annotations

from collections import Counter

from chantier.namespaces import DATASET, ENDPOINT, PREFIXES
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


def test_each_class_and_property_has_a_partition_with_its_count() -> None:
    triples = list(void.counted(DATASET, COUNTS))
    partitions = {t.object for t in triples if t.predicate.value in void.PARTITIONS}
    about = sorted(str(t) for t in triples if t.subject in partitions)
    assert len(partitions) == 3
    assert len(about) == 6
    assert triples == list(void.counted(DATASET, COUNTS)), "equal counts give equal labels"


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
