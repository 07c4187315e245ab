"""Of what the sources speak of, what they say counts; what others say of it is theirs."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.namespaces import BASE, GRAPH
from chantier.rdf.nquads import canonical_lines
from chantier.store import versions
from chantier.store.dataset import Dataset

OTHERS = "http://e/others"
TRIG = f"""
GRAPH <{GRAPH}data/a> {{ <http://e/ours> <http://e/p> "ours", [ <http://e/q> 1 ] ;
  <http://e/to> <http://e/mentioned> ; a <http://e/Class> . }}
GRAPH <{OTHERS}> {{
  <http://e/ours> <http://e/p> "theirs" ; a <http://e/Other> .
  <http://e/mentioned> <http://e/p> "theirs" .
  <http://e/to> <http://e/p> "theirs" .
  <http://e/theirs> a <http://e/Class> ;
    <http://e/p> "of their own" ; <http://e/to> <http://e/ours> .
  <{OTHERS}> <http://e/p> "themselves", [ <http://e/q> 2 ] ; <http://e/to> <http://e/ours> .
  <{BASE}catalog> <http://www.w3.org/ns/dcat#dataset> <{OTHERS}>, <http://e/theirs> .
}}
"""


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    lines = canonical_lines(ox.parse(TRIG, format=ox.RdfFormat.TRIG))
    return Dataset(versions.publish(tmp_path, versions.Draft(lines, "", "", "test", 1_000)))


def values(dataset: Dataset, iri: str) -> set[str]:
    return {q.object.value for q in dataset.quads_about(iri) if isinstance(q.object, ox.Literal)}


def test_a_thing_is_what_the_sources_say_it_is(dataset: Dataset) -> None:
    assert values(dataset, "http://e/ours") == {"ours", "1"}
    assert values(dataset, "http://e/mentioned") == set()
    assert values(dataset, "http://e/to") == set(), "a property of theirs"
    assert values(dataset, "http://e/theirs") == {"of their own"}
    assert values(dataset, OTHERS) == {"themselves", "2"}


def test_links_to_a_thing_of_the_sources_are_theirs(dataset: Dataset) -> None:
    assert dataset.quads_pointing_at("http://e/ours") == []
    assert len(dataset.quads_pointing_at(OTHERS)) == 1, "the catalogue lists it"


def test_lists_hold_what_the_sources_say_and_what_they_do_not_speak_of(dataset: Dataset) -> None:
    assert dataset.instances("http://e/Class") == ["http://e/ours", "http://e/theirs"]
    assert dataset.instances("http://e/Class", of_sources=True) == ["http://e/ours"]
    assert dataset.instances("http://e/Other") == []
    texts = {literal.value for _, literal in dataset.literals("http://e/p")}
    assert texts == {"ours", "of their own", "themselves"}
    pointing = {str(item.subject) for item in dataset.triples_with("http://e/to", inverse=True)}
    assert pointing == {"<http://e/ours>"}


def test_what_others_say_is_told_apart_and_counted(dataset: Dataset) -> None:
    assert dataset.authority is not None
    said = b"".join(dataset.authority.lines_of_others("http://e/ours"))
    assert said.count(b"\n") == 3
    assert dataset.authority.lines_of_others("http://e/theirs") == []
    assert dataset.authority.overreaching == {OTHERS: 4}


def test_where_the_sources_say_nothing_all_count(tmp_path: Path) -> None:
    text = TRIG.replace(f"{GRAPH}data/a", "http://e/first")
    lines = canonical_lines(ox.parse(text, format=ox.RdfFormat.TRIG))
    whole = Dataset(versions.publish(tmp_path, versions.Draft(lines, "", "", "test", 1_000)))
    assert whole.authority is None
    assert values(whole, "http://e/ours") == {"ours", "theirs", "1"}
