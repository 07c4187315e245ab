from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from chantier.describe.values import iris, literals, literals_in, values_in, values_of
from support.small_graph import dataset_of

TURTLE = '<a> <p> <b>, "x"@fr, [ <p> "inner" ] ; <q> 1 . <other> <p> <a> .'


def test_values_are_those_of_the_thing_itself(tmp_path: Path) -> None:
    data = dataset_of(tmp_path, TURTLE)
    values = values_of(data, "http://e/a")
    assert set(values) == {"http://e/p", "http://e/q"}
    assert iris(values, "http://e/p") == ["http://e/b"]
    assert literals(values, "http://e/p") == [ox.Literal("x", language="fr")]
    assert len(values["http://e/p"]) == 3
    assert iris(values, "http://e/none") == []
    assert values_of(data, "http://e/none") == {}


def test_a_value_in_two_graphs_is_one_value() -> None:
    thing, verb = ox.NamedNode("http://e/a"), ox.NamedNode("http://e/p")
    graphs = (ox.NamedNode("http://e/g"), ox.NamedNode("http://e/h"))
    quads = [ox.Quad(thing, verb, ox.Literal("x"), graph) for graph in graphs]
    assert values_in(quads, "http://e/a") == {"http://e/p": [ox.Literal("x")]}


def test_literals_of_blank_nodes_are_found_whatever_their_subject(tmp_path: Path) -> None:
    quads = dataset_of(tmp_path, TURTLE).quads_about("http://e/a")
    assert {literal.value for literal in literals_in(quads, "http://e/p")} == {"x", "inner"}
