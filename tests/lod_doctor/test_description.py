from __future__ import annotations

import pyoxigraph as ox
import pytest

from lod_doctor.description import CHECKS, VoidDescription
from lod_doctor.triples import Triples
from lod_doctor.visits import Visit
from support.broken_sites import found_broken
from support.sites import PREFIXES


def description(turtle: str) -> VoidDescription:
    text = f"@prefix foaf: <http://xmlns.com/foaf/0.1/> . {PREFIXES} {turtle}"
    quads = ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri="http://e/")
    triples = Triples(tuple(quad.triple for quad in quads))
    return VoidDescription(Visit("", ""), triples, triples, "http://e/")


@pytest.mark.parametrize("rule", CHECKS)
def test_a_site_whose_description_breaks_one_rule_is_found_to_break_that_rule_alone(
    rule: str,
) -> None:
    assert found_broken(rule) == {rule}


def test_the_dataset_is_the_largest_that_is_not_a_part_of_another() -> None:
    found = description(
        "<a> a void:Dataset ; void:triples 5 . <b> a void:Dataset ; void:triples 40 ."
        "<c> a void:Dataset ; void:triples 300 . <d> void:subset <c> ."
    )
    assert found.dataset == ox.NamedNode("http://e/b")


def test_the_dataset_is_the_topic_of_the_description_where_it_names_one() -> None:
    found = description(
        "<> foaf:topic <a> . <a> a void:Dataset . <b> a void:Dataset ; void:triples 40 ."
    )
    assert found.dataset == ox.NamedNode("http://e/a")


def test_the_endpoint_is_the_one_that_is_named_or_where_sites_have_theirs() -> None:
    named = description("<a> a void:Dataset ; void:sparqlEndpoint <query> ; void:uriSpace 'x' .")
    assert named.endpoint == "http://e/query"
    assert named.uri_space == "x"
    assert description("").endpoint == "http://e/sparql"
    assert description("").uri_space == ""
