"""The service description: what every server answers, and what one server is set to."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from chantier.default_dataset import DefaultDataset
from chantier.namespaces import DATASET, ENDPOINT, PREFIXES
from chantier.publish.service_description import (
    LIMITS,
    SIZES,
    EndpointSettings,
    as_served,
    endpoint_triples,
)
from chantier.rdf.formats import GRAPH_FORMATS, RESULT_FORMATS
from chantier.rdf.terms import facts_of, in_graph, say, typed, values

SD = PREFIXES["sd"]
GRAPHS = ["http://g/b", "http://g/a"]
MODIFIED = typed("2026-11-25T10:00:00+00:00", "xsd:dateTime")
FACTS = facts_of(
    in_graph(
        [
            *endpoint_triples(GRAPHS),
            *(triple for size in SIZES for triple in say(DATASET, size, 7)),
        ]
    )
)


def settings(
    default: DefaultDataset = DefaultDataset.ORDINARY, *, remote: bool = False, writes: bool = False
) -> list[ox.Triple]:
    limits = dict.fromkeys(LIMITS, 30)
    set_up = EndpointSettings("http://h/sparql", default, GRAPHS, remote, writes, limits)
    return list(as_served(set_up, FACTS, MODIFIED))


def test_the_endpoint_names_its_formats_and_its_graphs_sorted() -> None:
    formats = values(FACTS, ENDPOINT, "sd:resultFormat")
    assert len(formats) == len(GRAPH_FORMATS) + len(RESULT_FORMATS)
    assert "http://www.w3.org/ns/formats/SPARQL_Results_JSON" in formats
    names = [
        triple.object
        for triple in endpoint_triples(GRAPHS)
        if triple.predicate.value == f"{SD}name"
    ]
    assert names == [ox.NamedNode("http://g/a"), ox.NamedNode("http://g/b")]


@pytest.mark.parametrize(
    ("setting", "predicate", "value"),
    [
        ("remote", "sd:feature", "BasicFederatedQuery"),
        ("writes", "sd:supportedLanguage", "SPARQL11Update"),
    ],
)
def test_a_feature_is_said_only_of_a_server_that_has_it(
    setting: str, predicate: str, value: str
) -> None:
    without = facts_of(in_graph(settings()))
    having = facts_of(in_graph(settings(**{setting: True})))
    assert SD + value not in values(without, ENDPOINT, predicate)
    assert SD + value in values(having, ENDPOINT, predicate)


def test_the_endpoint_is_where_this_server_is_reached() -> None:
    assert values(facts_of(in_graph(settings())), ENDPOINT, "sd:endpoint") == ["http://h/sparql"]


def test_the_default_graph_of_a_union_has_the_sizes_of_the_dataset() -> None:
    said = settings(DefaultDataset.UNION)
    union = [t for t in said if t.subject == ox.BlankNode("sdDefault")]
    sizes = {
        t.predicate.value: t.object for t in union if t.predicate.value.startswith("http://rdfs")
    }
    assert len(sizes) == len(SIZES)
    assert all(isinstance(size, ox.Literal) and size.value == "7" for size in sizes.values())


def test_the_union_is_a_feature_of_a_server_that_asks_all_graphs_alone() -> None:
    having = {
        default
        for default in DefaultDataset
        if f"{SD}UnionDefaultGraph"
        in values(facts_of(in_graph(settings(default))), ENDPOINT, "sd:feature")
    }
    assert having == {DefaultDataset.UNION}


def test_the_default_graph_of_facts_says_of_which_graphs_it_is_made() -> None:
    said = [t for t in settings(DefaultDataset.FACTS) if t.subject == ox.BlankNode("sdDefault")]
    parts = [t.object for t in said if t.predicate.value.endswith("hasPart")]
    assert parts == [ox.NamedNode(graph) for graph in GRAPHS]
    for name in ("title", "description"):
        texts = [t.object for t in said if t.predicate.value.endswith(f"terms/{name}")]
        assert [text.language for text in texts if isinstance(text, ox.Literal)] == ["fr", "en"]
    assert not any(t.predicate.value.startswith("http://rdfs") for t in said)


def test_an_ordinary_default_graph_is_not_described() -> None:
    assert not any(t.subject == ox.BlankNode("sdDefault") for t in settings())


def test_each_limit_has_a_name_in_both_languages_and_a_value() -> None:
    triples = settings()
    limits = [t.object for t in triples if t.predicate.value.endswith("additionalProperty")]
    assert len(limits) == len(set(limits)) == len(LIMITS)
    for limit in limits:
        said = [t for t in triples if t.subject == limit]
        names = [t.object for t in said if t.predicate.value.endswith("schema.org/name")]
        assert [name.language for name in names if isinstance(name, ox.Literal)] == ["fr", "en"]
        assert any(t.predicate.value.endswith("maxValue") for t in said)
