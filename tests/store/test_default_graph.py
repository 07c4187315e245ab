"""What a query asks that names no graph, in memory and on disk, whatever the files hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from chantier.default_dataset import DefaultDataset
from chantier.namespaces import GRAPH
from chantier.query.jobs import ask_here, of_sources
from chantier.query.sparql.evaluate import NO_DATASET, RdfDataset
from chantier.query.sparql.scanner import read
from chantier.rdf.formats import CSV
from chantier.rdf.nquads import line_graph, split_line
from chantier.store import versions
from chantier.store.dataset import Dataset
from chantier.store.default_graph import FACTS_ON_DISK, IN_MEMORY, ON_DISK, UNION_ON_DISK
from chantier.store.sources import is_asked_by_default

FACTS, UNION, ORDINARY = DefaultDataset.FACTS, DefaultDataset.UNION, DefaultDataset.ORDINARY
POLES, REGIONS, DESCRIPTION = f"{GRAPH}data/poles", f"{GRAPH}data/regions", f"{GRAPH}description"
LINES = sorted(
    b'<http://e/%s> <http://e/p> "%s" <%s> .\n' % (subject, value, graph.encode())
    for subject, value, graph in (
        (b"a", b"1", POLES),
        (b"a", b"1", REGIONS),
        (b"a", b"1", DESCRIPTION),
        (b"a", b"1", "http://e/written"),
        (b"b", b"2", POLES),
        (b"c", b"3", DESCRIPTION),
    )
)
"""Two triples of facts, three in the union; one stands in four graphs."""
SEEN = {FACTS: ["1", "2"], UNION: ["1", "2", "3"], ORDINARY: []}
ALL = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"
STORAGE = {FACTS: FACTS_ON_DISK, UNION: UNION_ON_DISK, ORDINARY: ON_DISK}


def published(
    folder: Path, default: DefaultDataset, memory_quads: int = 0, lines: Sequence[bytes] = LINES
) -> Dataset:
    draft = versions.Draft(lines, "", "inputs", "test", memory_quads, default=default)
    return Dataset(versions.publish(folder, draft), default)


def asked(data: Dataset, text: str = ALL, graphs: RdfDataset = NO_DATASET) -> list[str]:
    return ask_here(data, read(text), CSV, graphs).decode().split()[1:]


def all_of(clause: str) -> str:
    return ALL.replace("{", f"{clause} {{")


@pytest.mark.parametrize(
    ("graph", "is_asked"),
    [
        (f"{GRAPH}data/poles", True),
        (f"{GRAPH}ontology/chantier", True),
        (f"{GRAPH}ontology/vocabularies/values", True),
        (f"{GRAPH}inferred", True),
        (f"{GRAPH}inferred/posted/1", True),
        (f"{GRAPH}boundaries", True),
        (f"{GRAPH}shapes", True),
        (f"{GRAPH}catalogue", True),
        ("http://e/graph/description", True),
        ("", True),
        (f"{GRAPH}data/catalogue", False),
        (f"{GRAPH}description", False),
        (f"{GRAPH}journal", False),
        (f"{GRAPH}shapes/pole", False),
        (f"{GRAPH}shapes/partner/name", False),
        (f"{GRAPH}queries/questions", False),
    ],
)
def test_bookkeeping_is_not_asked_by_default(graph: str, is_asked: bool) -> None:
    assert is_asked_by_default(graph) is is_asked


@pytest.mark.parametrize(("default", "memory_quads"), list(product(DefaultDataset, (0, 100))))
def test_a_query_without_a_graph_asks_what_the_setting_says_each_triple_once(
    tmp_path: Path, default: DefaultDataset, memory_quads: int
) -> None:
    data = published(tmp_path, default, memory_quads)
    assert data.version.manifest.storage == (IN_MEMORY if memory_quads else STORAGE[default])
    assert asked(data) == SEEN[default]
    paths = "SELECT ?o { <http://e/a> <http://e/p>|<http://e/p> ?o }"
    assert asked(data, paths) == (["1", "1"] if SEEN[default] else [])


@pytest.mark.parametrize(("default", "memory_quads"), list(product(DefaultDataset, (0, 100))))
def test_graphs_that_are_named_are_asked_whatever_the_setting(
    tmp_path: Path, default: DefaultDataset, memory_quads: int
) -> None:
    data = published(tmp_path, default, memory_quads)
    assert asked(data, all_of(f"FROM <{DESCRIPTION}>")) == ["1", "3"]
    assert asked(data, all_of(f"FROM <{DESCRIPTION}> FROM <{POLES}>")) == ["1", "2", "3"]
    assert asked(data, all_of(f"FROM NAMED <{POLES}>")) == []
    inside = f"SELECT ?o {{ GRAPH <{DESCRIPTION}> {{ ?s ?p ?o }} }} ORDER BY ?o"
    assert asked(data, inside) == ["1", "3"]
    assert asked(data, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == ["6"]
    assert asked(data, graphs=RdfDataset((DESCRIPTION,))) == ["1", "3"]
    assert asked(data, graphs=RdfDataset((), (DESCRIPTION,))) == []


@pytest.mark.parametrize("memory_quads", [0, 100])
def test_one_graph_of_facts_is_asked_without_a_copy(tmp_path: Path, memory_quads: int) -> None:
    lines = [line for line in LINES if POLES.encode() in line or DESCRIPTION.encode() in line]
    data = published(tmp_path, FACTS, memory_quads, lines)
    assert data.version.manifest.storage == (IN_MEMORY if memory_quads else ON_DISK)
    assert len(data.store) == len(lines)
    assert asked(data) == ["1", "2"]
    assert asked(data, "SELECT DISTINCT ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o") == SEEN[UNION]


UNNAMED = b'<http://e/a> <http://e/p> "1" .\n'
CONTENTS = (
    LINES,
    sorted([UNNAMED, *LINES]),
    [line for line in LINES if b'"1"' in line],
    [line for line in LINES if POLES.encode() in line or DESCRIPTION.encode() in line],
    [line for line in LINES if b'"1"' not in line],
    [UNNAMED],
)
"""With and without the graph without a name, shared triples, and several graphs of facts."""
IN_DEFAULT: dict[DefaultDataset, Callable[[str], bool]] = {
    FACTS: is_asked_by_default,
    UNION: lambda _: True,
    ORDINARY: lambda graph: not graph,
}
"""Which graphs each default graph holds."""
PAIRS = list(product(DefaultDataset, DefaultDataset))
"""What a version was stored for, and what is asked."""


@pytest.mark.parametrize(("made", "wanted"), PAIRS)
def test_a_version_on_disk_is_asked_as_it_was_stored_until_it_is_stored_again(
    tmp_path: Path, made: DefaultDataset, wanted: DefaultDataset
) -> None:
    version = published(tmp_path, made).version
    data = Dataset(version, wanted)
    # A copy cannot be taken out of the engine’s own default graph; what was not copied is merged.
    instead = wanted if made is ORDINARY else made
    assert data.default.dataset is instead
    assert asked(data) == SEEN[instead]
    assert data.default.view.is_merged == (made is ORDINARY and wanted is not ORDINARY)
    assert (versions.already_checked(tmp_path, "inputs", wanted) is None) == (made is not wanted)
    again = published(tmp_path, wanted)
    assert again.version.manifest.id == version.manifest.id
    assert asked(again) == SEEN[wanted]
    assert versions.already_checked(tmp_path, "inputs", wanted) == again.version


@pytest.mark.parametrize(("made", "wanted"), PAIRS)
def test_no_triple_counts_twice_whatever_a_version_on_disk_was_stored_for(
    tmp_path: Path, made: DefaultDataset, wanted: DefaultDataset
) -> None:
    for number, lines in enumerate(CONTENTS):
        data = Dataset(published(tmp_path / str(number), made, lines=lines).version, wanted)
        is_seen = IN_DEFAULT[data.default.dataset]
        triples = {triple for triple, graph in map(split_line, lines) if is_seen(graph)}
        for counted in ("COUNT(*)", "COUNT(DISTINCT *)"):
            text = f"SELECT ({counted} AS ?n) {{ ?s ?p ?o }}"
            assert asked(data, text) == [str(len(triples))]
        named = [line for line in lines if line_graph(line)]
        assert asked(data, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == [str(len(named))]


def test_a_version_whose_union_older_software_did_not_count_is_asked_each_triple_once(
    tmp_path: Path,
) -> None:
    for memory_quads in (0, 100):
        for wanted in DefaultDataset:
            version = published(
                tmp_path / f"{wanted.name}{memory_quads}", ORDINARY, memory_quads
            ).version
            older = replace(version, manifest=replace(version.manifest, triples=0))
            assert asked(Dataset(older, wanted)) == SEEN[wanted]


@pytest.mark.parametrize("wanted", DefaultDataset)
def test_a_version_in_memory_is_asked_as_the_setting_says_whatever_it_was_made_for(
    tmp_path: Path, wanted: DefaultDataset
) -> None:
    for made in DefaultDataset:
        version = published(tmp_path / made.name, made, 100).version
        assert asked(Dataset(version, wanted)) == SEEN[wanted]
        assert versions.already_checked(tmp_path / made.name, "inputs", wanted) == version


def test_stored_questions_ask_the_facts_among_what_the_sources_keep(tmp_path: Path) -> None:
    query, version = read(ALL), published(tmp_path, FACTS, 100).version
    facts, union = Dataset(version, FACTS), Dataset(version, UNION)
    kept = (POLES, REGIONS, DESCRIPTION)
    assert of_sources(facts, query) == RdfDataset((POLES, REGIONS), kept)
    assert of_sources(union, query) == RdfDataset(kept, kept)
    own = read(all_of(f"FROM <{DESCRIPTION}>"))
    assert asked(facts, own.text, of_sources(facts, own)) == ["1", "3"]
