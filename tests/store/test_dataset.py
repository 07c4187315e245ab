"""A version, opened: quads by thing, triples by pattern, and the engine."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.default_dataset import DefaultDataset
from chantier.query.jobs import ask_here
from chantier.query.sparql.scanner import read
from chantier.rdf.formats import CSV
from chantier.rdf.nquads import canonical_lines
from chantier.store import dataset as dataset_module
from chantier.store import versions
from chantier.store.dataset import Dataset
from support.small_versions import draft


def test_quads_about_a_thing_keep_lexical_forms_and_follow_blank_nodes(tmp_path: Path) -> None:
    versions.publish(tmp_path, draft())
    quads = Dataset(versions.current(tmp_path)).quads_about("http://e/a")
    texts = sorted(str(quad.object) for quad in quads)
    assert len(quads) == 5
    assert '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>' in texts
    assert "<http://e/c>" in texts


def test_quads_pointing_at_a_thing_are_found_up_to_a_limit(tmp_path: Path) -> None:
    versions.publish(tmp_path, draft())
    dataset = Dataset(versions.current(tmp_path))
    subjects = [quad.subject.value for quad in dataset.quads_pointing_at("http://e/b")]
    assert subjects == ["http://e/a", "http://e/ab"]
    assert len(dataset.quads_pointing_at("http://e/b", limit=1)) == 1
    assert dataset.quads_pointing_at("http://e/nobody") == []


def test_rdflib_code_sees_the_union_of_the_graphs(tmp_path: Path) -> None:
    versions.publish(tmp_path, draft())
    view = Dataset(versions.current(tmp_path)).rdflib_view()
    answer = view.query("SELECT ?s WHERE { ?s <http://e/name> 'é'@fr }")
    assert [str(row[0]) for row in answer] == ["http://e/b"]  # type: ignore[index]


def test_a_triple_that_stands_in_two_graphs_is_one_triple_of_their_union(tmp_path: Path) -> None:
    quads = [
        ox.Quad(
            ox.NamedNode("http://e/a"),
            ox.NamedNode("http://e/b"),
            value,
            ox.NamedNode(f"http://e/graph/{number}"),
        )
        for number in (1, 2, 3)
        for value in (ox.Literal("x"), ox.NamedNode("http://e/c"))
    ]
    made = replace(draft(), lines=canonical_lines(quads))
    version = versions.publish(tmp_path, made)
    read_query = read("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert (version.manifest.quads, version.manifest.triples) == (6, 2)
    assert ask_here(Dataset(version), read_query, CSV) == b"n\r\n2\r\n"
    assert ask_here(Dataset(version, DefaultDataset.ORDINARY), read_query, CSV) == b"n\r\n0\r\n"
    per_graph = read("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert ask_here(Dataset(version), per_graph, CSV) == b"n\r\n6\r\n"


# Triples found by pattern, against going through all of them

PATTERNS = """
@prefix e: <http://e/> .
e:a e:p e:b , "b" , "b"@fr , "b <http://e/b>" , " " , "1.50"^^e:decimal , "\\"b\\" .\\n" , _:x ;
  e:pp e:b ; a e:b .
e:aa e:p e:b , "b" .
e:b e:p e:a , "x"^^e:b .
_:x e:p _:x , e:b , "b" .
"""
IRIS = ("http://e/graph/1", "http://e/graph/2")


@pytest.fixture(params=["kept in the version", "made when it is missing"])
def dataset(tmp_path: Path, request: pytest.FixtureRequest) -> Dataset:
    """A version in which half of the triples stand in two graphs."""
    triples = list(ox.parse(PATTERNS, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    pairs = [*product(triples, IRIS[:1]), *product(triples[::2], IRIS[1:])]
    lines = canonical_lines(
        ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(iri)) for t, iri in pairs
    )
    draft = versions.Draft(lines, "", "", "test", 1_000)
    version = versions.publish(tmp_path, draft)
    assert version.manifest.triples == len(triples) < version.manifest.quads
    if request.param != "kept in the version":
        (version.path / "by_predicate").unlink()
    return Dataset(version)


def every(dataset: Dataset) -> set[tuple[str, str, str]]:
    quads = ox.parse(dataset.version.quads_path.read_bytes(), format=ox.RdfFormat.N_QUADS)
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in quads}


def found(
    dataset: Dataset, pattern: tuple[str, str, str], skip: int, most: int
) -> tuple[int, list[str]]:
    total, triples = dataset.matching(pattern, skip, most)
    return total, [str(triple) for triple in triples]


def test_every_pattern_finds_what_it_should_once_and_by_pages(dataset: Dataset) -> None:
    known = every(dataset)
    columns = [sorted({triple[i] for triple in known}) for i in range(3)]
    asked = 0
    choices = [["", *column, "<http://e/none>", '"none"'] for column in columns]
    for pattern in product(choices[0], choices[1], choices[2]):
        expected = sorted(
            " ".join(triple)
            for triple in known
            if all(not term or term == part for term, part in zip(pattern, triple, strict=True))
        )
        total, whole = found(dataset, pattern, 0, 1_000)
        assert (total, sorted(whole)) == (len(expected), expected), pattern
        pages = [found(dataset, pattern, start, 3) for start in range(0, total + 1, 3)]
        assert [line for _, page in pages for line in page] == whole
        assert {count for count, _ in pages} == {total}
        asked += bool(total)
    assert asked > 50


def test_the_quads_of_many_things_are_the_same_when_memory_is_small(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    iris = ["http://e/a", "http://e/aa", "http://e/b"]
    expected = [dataset.quads_about(iri) for iri in iris]
    monkeypatch.setattr(dataset_module, "MAX_CACHED_ENTITIES_COUNT", 1)
    again = Dataset(dataset.version)
    for _ in range(2):
        assert [again.quads_about(iri) for iri in iris] == expected
    again.quads_about(iris[0]).clear()
    assert again.quads_about(iris[0]) == expected[0], "what a caller does to its list stays there"


def test_predicates_left_out_are_not_followed(dataset: Dataset) -> None:
    assert any(isinstance(quad.subject, ox.BlankNode) for quad in dataset.quads_about("http://e/a"))
    rest = dataset.quads_about("http://e/a", without=("http://e/p",))
    assert {quad.predicate.value for quad in rest} == {
        "http://e/pp", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    }  # fmt: skip


def test_instances_are_the_iris_that_have_a_class(dataset: Dataset) -> None:
    assert dataset.instances("http://e/b") == ["http://e/a"]
    assert dataset.instances("http://e/none") == []
    assert dataset.describes("http://e/a")
    assert not dataset.describes("http://e/none")
    assert dataset.points_at("http://e/b")
    assert not dataset.points_at("http://e/aa")


def test_a_label_is_in_the_language_or_in_another(tmp_path: Path) -> None:
    turtle = (
        "@prefix r: <http://www.w3.org/2000/01/rdf-schema#> ."
        " <http://e/a> r:label 'un'@fr, 'one'@en . <http://e/b> r:label 'deux'@fr ."
    )
    opened = Dataset(versions.publish(tmp_path, draft(turtle)))
    assert str(opened.label("http://e/a", "en")) == '"one"@en'
    assert str(opened.label("http://e/b", "en")) == '"deux"@fr'
    assert opened.label("http://e/c", "en") is None
