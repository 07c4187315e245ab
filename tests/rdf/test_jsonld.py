from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.rdf.jsonld import write_json_ld

HEAD = "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())


def written(turtle: str) -> dict[str, Any]:
    triples = ox.parse(f"{HEAD}\n{turtle}", format=ox.RdfFormat.TURTLE)
    document: dict[str, Any] = json.loads(write_json_ld(quad.triple for quad in triples))
    return document


def test_only_the_part_of_the_context_that_is_used_is_carried() -> None:
    document = written("region:06 a ces:AdministrativeRegion ; skos:prefLabel 'Montréal'@fr .")
    context = document["@context"]
    assert context["@version"] == 1.1
    assert {"skos", "region"} <= context.keys()
    assert "dcat" not in context
    assert document["@id"] == "region:06"


def test_one_thing_stands_alone_and_several_in_a_graph_sorted() -> None:
    assert "@graph" not in written("<http://e/a> <http://e/p> 1 .")
    document = written("<http://e/b> <http://e/p> 1 . <http://e/a> <http://e/p> 1 .")
    assert [node["@id"] for node in document["@graph"]] == ["http://e/a", "http://e/b"]


def test_json_values_stand_only_for_literals_that_they_say_to_the_letter() -> None:
    document = written(
        '<http://e/a> <http://e/p> 1 , true , "01"^^xsd:integer , "1"^^xsd:boolean .'
    )
    values = document["http://e/p"]
    assert [value for value in values if not isinstance(value, dict)] == [1, True]
    assert {(value["@value"], value["@type"]) for value in values if isinstance(value, dict)} == {
        ("01", "xsd:integer"),
        ("1", "xsd:boolean"),
    }


def test_the_triples_read_back() -> None:
    turtle = f'{HEAD}\n<http://e/a> a skos:Concept ; skos:prefLabel "é"@fr, "e"@en, "plain" .'
    triples = {quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}
    body = write_json_ld(triples)
    assert {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.JSON_LD)} == triples


def test_a_datatype_may_look_like_a_short_name() -> None:
    triples = {
        ox.Triple(
            ox.NamedNode("http://e/a"),
            ox.NamedNode("http://e/p"),
            ox.Literal("1", datatype=ox.NamedNode(name)),
        )
        for name in ("xsd:integer", "dcat:y", "http://www.w3.org/ns/dcat#y")
    }
    body = write_json_ld(triples)
    assert {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.JSON_LD)} == triples
