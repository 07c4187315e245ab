from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox

from chantier.model.quads import canonical_again, canonical_lines, digest, line_graph
from chantier.store import versions
from chantier.store.ledger import Ledger

E = "http://e/"


def published(data_dir: Path, trig: str) -> versions.Version:
    quads = list(ox.parse(trig, format=ox.RdfFormat.TRIG, base_iri=E, rename_blank_nodes=True))
    lines = canonical_lines(quad for quad in quads if isinstance(quad, ox.Quad))
    graphs = dict(Counter(line_graph(line) for line in lines))
    return versions.publish(data_dir, versions.Draft(lines, graphs, "", "", "test", 1_000_000))


def told(ledger: Ledger, after: int = 0) -> list[tuple[str, bool]]:
    return [(change.iri, change.withdrawn) for change in ledger.changes(after, 100)]


FIRST = "GRAPH <g> { <a> <p> 1, [ <q> [ <r> 2 ] ] . <b> <p> <a> }"


def test_every_thing_of_the_first_version_is_a_change(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    version = published(tmp_path, FIRST)
    ledger.catch_up(version)
    assert told(ledger) == [(f"{E}a", False), (f"{E}b", False)]
    assert {change.version for change in ledger.changes(0, 9)} == {version.manifest.id}
    assert ledger.epoch() == f"{version.manifest.created[:10]}-{version.manifest.id[:8]}"


def test_the_changes_of_the_first_version_make_that_version(tmp_path: Path) -> None:
    ledger, version = Ledger(tmp_path), published(tmp_path, FIRST)
    ledger.catch_up(version)
    lines: list[bytes] = []
    for number, change in enumerate(ledger.changes(0, 9)):
        lines += change.lines.replace(b"_:", f"_:t{number}".encode()).splitlines(keepends=True)
    assert digest(canonical_again(lines)) == version.manifest.id


def test_only_what_differs_is_a_change(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.catch_up(published(tmp_path, FIRST))
    ledger.catch_up(published(tmp_path, FIRST + " GRAPH <h> { <b> <p> 3 . <c> <p> [ <q> 1 ] }"))
    assert told(ledger, 2) == [(f"{E}b", False), (f"{E}c", False)]
    ledger.catch_up(published(tmp_path, "GRAPH <g> { <b> <p> <a> }"))
    assert told(ledger, 4) == [(f"{E}b", False), (f"{E}a", True), (f"{E}c", True)]
    gone = ledger.last_change(f"{E}a")
    assert gone
    assert gone.withdrawn


def test_a_version_that_was_written_down_is_not_written_down_again(tmp_path: Path) -> None:
    ledger, version = Ledger(tmp_path), published(tmp_path, FIRST)
    ledger.catch_up(version)
    ledger.catch_up(version)
    assert ledger.count() == 2


def test_a_thing_that_comes_back_is_a_change_and_withdrawn_no_more(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    first = published(tmp_path, FIRST)
    ledger.catch_up(first)
    ledger.catch_up(published(tmp_path, "GRAPH <g> { <b> <p> <a> }"))
    ledger.catch_up(first)
    assert told(ledger, 2) == [(f"{E}a", True), (f"{E}a", False)]
    assert [change.withdrawn for change in ledger.last_changes()] == [False, False]
    assert ledger.last_change(f"{E}never") is None


def test_the_time_of_changes_never_goes_back(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    first = published(tmp_path, FIRST)
    ledger.catch_up(first)
    second = published(tmp_path, "GRAPH <g> { <b> <p> <a> }")
    ledger.catch_up(second)
    ledger.catch_up(first)
    moments = [change.at for change in ledger.changes(0, 99)]
    assert moments == sorted(moments)


def test_a_blank_node_of_two_things_belongs_to_the_dataset(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.catch_up(published(tmp_path, "GRAPH <g> { <a> <p> _:x . <b> <p> _:x . _:x <q> 1 }"))
    lines = {change.iri: change.lines for change in ledger.changes(0, 9)}
    assert sum(b"<http://e/q>" in content for content in lines.values()) == 1
    assert b"<http://e/q>" in lines["https://w3id.org/chantier-es/dataset"]


def test_versions_are_remembered_when_they_are_no_longer_kept(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    made = []
    for number in (1, 2, 1):
        version = published(tmp_path, f"GRAPH <g> {{ <a> <p> {number} }}")
        ledger.catch_up(version)
        made.append(version.manifest.id)
    assert ledger.versions("") == sorted(set(made))
    for version_id in set(made):
        assert ledger.versions(version_id) == ledger.versions(version_id[:8]) == [version_id]
    assert ledger.versions("0" * 8) == ledger.versions("zz") == []


def test_a_ledger_from_before_versions_were_listed_lists_them(tmp_path: Path) -> None:
    ledger, version = Ledger(tmp_path), published(tmp_path, FIRST)
    ledger.catch_up(version)
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as database:
        database.execute("DROP TABLE version")
    assert ledger.versions("") == [version.manifest.id]
