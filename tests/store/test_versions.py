from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.errors import BrokenVersion, BuildInProgress, NoVersion
from chantier.query.jobs import ask_here
from chantier.query.sparql.scanner import read
from chantier.rdf.formats import CSV
from chantier.rdf.nquads import canonical_lines
from chantier.store import indexes, versions
from chantier.store.dataset import Dataset, OpenDataset
from chantier.store.sorted_lines import SortedLines

TURTLE = """
@prefix e: <http://e/> .
e:a a e:Thing ; e:knows e:b , [ e:knows e:c ] ;
  e:size "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .
e:ab e:knows e:b .
e:b e:name "é"@fr .
"""


def draft(text: str = TURTLE, memory_triples: int = 1_000) -> versions.Draft:
    graph = ox.NamedNode("http://e/graph")
    triples = ox.parse(text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    quads = [ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples]
    return versions.Draft(
        lines=canonical_lines(quads),
        report="",
        inputs="inputs",
        software="test",
        memory_triples=memory_triples,
    )


def count(dataset: Dataset) -> int:
    solutions = dataset.store.query(
        "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", use_default_graph_as_union=True
    )
    assert isinstance(solutions, ox.QuerySolutions)
    return int(next(iter(solutions))["n"].value)


def test_an_empty_data_directory_says_to_build(tmp_path: Path) -> None:
    with pytest.raises(NoVersion, match="chantier build"):
        versions.current(tmp_path)


@pytest.mark.parametrize(("limit", "storage"), [(1_000, "memory"), (3, "disk")])
def test_a_published_version_opens_from_memory_or_from_disk(
    tmp_path: Path, limit: int, storage: str
) -> None:
    version = versions.publish(tmp_path, draft(memory_triples=limit))
    dataset = Dataset(versions.current(tmp_path))
    assert version.manifest.storage == storage
    assert version.manifest.quads == count(dataset) == 7
    versions.verify(version)


def test_blank_nodes_stay_one_where_the_engine_is_given_few_quads_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "BATCH_QUADS", 2)
    dataset = Dataset(versions.publish(tmp_path, draft(memory_triples=3)))
    asked = read("SELECT ?c WHERE { GRAPH ?g { ?a <http://e/knows> [ <http://e/knows> ?c ] } }")
    assert count(dataset) == 7
    assert ask_here(dataset, asked, CSV) == b"c\r\nhttp://e/c\r\n"


def test_the_same_quads_are_the_same_version(tmp_path: Path) -> None:
    first = versions.publish(tmp_path, draft())
    second = versions.publish(tmp_path, draft())
    assert first == second
    assert len(list((tmp_path / "versions").iterdir())) == 1


def test_a_new_version_is_served_and_the_old_one_stays(tmp_path: Path) -> None:
    opened = OpenDataset(tmp_path)
    old = versions.publish(tmp_path, draft())
    before = opened.get()
    new = versions.publish(tmp_path, draft(TURTLE + "e:c e:name 'c' ."))
    assert count(before) == 7
    assert count(opened.get()) == 8
    assert versions.current_id(tmp_path) == new.manifest.id
    assert versions.load(tmp_path, old.manifest.id) == old


def test_only_unchanged_inputs_count_as_already_checked(tmp_path: Path) -> None:
    assert versions.already_checked(tmp_path, "inputs") is None
    version = versions.publish(tmp_path, draft())
    assert versions.already_checked(tmp_path, "inputs") == version
    assert versions.already_checked(tmp_path, "other inputs") is None


def test_a_damaged_version_is_found_out(tmp_path: Path) -> None:
    version = versions.publish(tmp_path, draft())
    version.quads_path.write_bytes(version.quads_path.read_bytes()[:-1])
    with pytest.raises(BrokenVersion, match="build again"):
        versions.verify(version)
    (version.path / "manifest.json").write_text(json.dumps({"id": "x"}), encoding="utf-8")
    with pytest.raises(BrokenVersion, match="manifest"):
        versions.current(tmp_path)


def test_two_builds_never_run_at_once(tmp_path: Path) -> None:
    with (
        versions.building(tmp_path),
        pytest.raises(BuildInProgress, match="Another build"),
        versions.building(tmp_path),
    ):
        pass


def test_what_a_killed_build_left_behind_is_swept(tmp_path: Path) -> None:
    (tmp_path / "tmp" / "half").mkdir(parents=True)
    with versions.building(tmp_path):
        assert not (tmp_path / "tmp").exists()


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


@pytest.mark.parametrize("count_", [0, 1, 2, 3, 50])
def test_sorted_lines_find_every_prefix_and_nothing_else(tmp_path: Path, count_: int) -> None:
    path = tmp_path / "lines"
    lines = sorted(f"{number % 7}-{number}\n".encode() for number in range(count_))
    path.write_bytes(b"".join(lines))
    found = SortedLines(path)
    assert list(found) == lines
    for number in range(9):
        prefix = f"{number}-".encode()
        assert list(found.starting_with(prefix)) == [x for x in lines if x.startswith(prefix)]


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
    assert ask_here(Dataset(version, union=False), read_query, CSV) == b"n\r\n0\r\n"
    per_graph = read("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert ask_here(Dataset(version), per_graph, CSV) == b"n\r\n6\r\n"
