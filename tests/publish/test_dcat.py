"""Distributions: which files there are, and how each is described."""

from __future__ import annotations

from chantier.namespaces import CES, DATASET, GRAPH
from chantier.publish.dcat import LATEST, Distribution, dataset_files, described, graph_files
from chantier.rdf.terms import bilingual, facts_of, in_graph, say, terms, typed, values

POLES = f"{GRAPH}data/poles"
FACTS = facts_of(
    in_graph(
        [
            *say(POLES, "a", "dcat:Dataset"),
            *say(POLES, "skos:prefLabel", *bilingual("Les pôles", "The poles")),
            *say(POLES, "dcterms:license", "http://l/"),
            *say(POLES, "dcterms:rights", "http://r/1", "http://r/2"),
            *say(POLES, "dcterms:issued", typed("2026-11-25", "xsd:date")),
            *say(f"{CES}Mandate", "rdfs:label", *bilingual("mandat", "mandate")),
        ]
    )
)


def listed() -> dict[str, Distribution]:
    graphs = [POLES, f"{GRAPH}not-catalogued", "urn:elsewhere"]
    classes = [f"{CES}Mandate", "http://e/C"]
    files = dataset_files(classes, FACTS)
    files += [item for graph in graphs for item in graph_files(graph, FACTS)]
    return {item.iri: item for item in files}


def test_the_dataset_comes_whole_in_five_formats_plain_and_compressed() -> None:
    whole = [item for item in listed().values() if item.about[1] == "Whole dataset"]
    assert len(whole) == 15
    assert f"{LATEST}chantier-es.nq.zst" in listed()
    assert listed()[f"{LATEST}chantier-es.nq.zst"].compression == "zstd"
    assert all(item.of == DATASET and item.is_rdf for item in whole)


def test_a_catalogued_graph_comes_in_the_formats_of_triples_and_no_other_graph_does() -> None:
    files = [item for item in listed().values() if item.of.startswith(GRAPH)]
    assert [item.iri.removeprefix(POLES) for item in files] == [".ttl", ".jsonld", ".nt", ".rdf"]
    assert files[0].about == ("Les pôles", "The poles")
    assert files[0].download == f"{LATEST}graphs/data/poles.ttl"


def test_a_class_of_ours_has_a_table() -> None:
    tables = [item for item in listed().values() if not item.is_rdf]
    assert [item.iri for item in tables] == [f"{LATEST}tables/ces_Mandate.csv"]
    assert tables[0].about[0] == "Table des choses de la classe « mandat »"


def test_a_distribution_is_described_with_the_terms_of_what_it_distributes() -> None:
    item = listed()[f"{POLES}.ttl"]
    facts = facts_of(in_graph(described(item, FACTS)))
    assert values(facts, POLES, "dcat:distribution") == [item.iri]
    assert values(facts, item.iri, "dcat:mediaType") == [
        "https://www.iana.org/assignments/media-types/text/turtle"
    ]
    assert values(facts, item.iri, "dcat:downloadURL") == [item.download]
    assert values(facts, item.iri, "dcat:accessURL") == [f"{POLES}.ttl"]
    assert values(facts, item.iri, "dcterms:license") == ["http://l/"]
    assert terms(facts, item.iri, "dcterms:issued") == [typed("2026-11-25", "xsd:date")]
    assert values(facts, item.iri, "dcterms:title") == [
        "Les pôles, Turtle",
        "The poles, Turtle",
    ]


def test_of_several_rights_none_is_singled_out() -> None:
    item = listed()[f"{POLES}.ttl"]
    assert values(facts_of(in_graph(described(item, FACTS))), item.iri, "dcterms:rights") == []


def test_a_compressed_file_says_how_and_what_it_holds() -> None:
    item = listed()[f"{LATEST}chantier-es.trig.gz"]
    facts = facts_of(in_graph(described(item, FACTS)))
    (packed,) = values(facts, item.iri, "dcat:compressFormat")
    assert packed.endswith("/application/gzip")
    (kind,) = values(facts, item.iri, "dcat:mediaType")
    assert kind.endswith("/application/trig")
