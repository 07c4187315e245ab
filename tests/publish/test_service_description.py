"""The service description: what every server answers, and what one server is set to."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

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


def settings(*, union: bool = False, remote: bool = False, writes: bool = False) -> list[ox.Triple]:
    set_up = EndpointSettings("http://h/sparql", union, remote, writes, dict.fromkeys(LIMITS, 30))
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
        ("union", "sd:feature", "UnionDefaultGraph"),
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
    union = [t for t in settings(union=True) if t.subject == ox.BlankNode("sdUnion")]
    sizes = {
        t.predicate.value: t.object for t in union if t.predicate.value.startswith("http://rdfs")
    }
    assert len(sizes) == len(SIZES)
    assert all(isinstance(size, ox.Literal) and size.value == "7" for size in sizes.values())


def test_each_limit_has_a_name_in_both_languages_and_a_value() -> None:
    triples = settings()
    limits = [t.object for t in triples if t.predicate.value.endswith("additionalProperty")]
    assert len(limits) == len(set(limits)) == len(LIMITS)
    for limit in limits:
        said = [t for t in triples if t.subject == limit]
        names = [t.object for t in said if t.predicate.value.endswith("schema.org/name")]
        assert [name.language for name in names if isinstance(name, ox.Literal)] == ["fr", "en"]
        assert any(t.predicate.value.endswith("maxValue") for t in said)
