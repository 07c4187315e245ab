from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from chantier.namespaces import GENID, GRAPH
from chantier.rdf.nquads import canonical_lines, digest, recanonicalised
from chantier.store import versions
from chantier.store.changelog import Changelog

E = "http://e/"


def published(data_dir: Path, trig: str) -> versions.Version:
    quads = list(ox.parse(trig, format=ox.RdfFormat.TRIG, base_iri=E, rename_blank_nodes=True))
    lines = canonical_lines(quad for quad in quads if isinstance(quad, ox.Quad))
    return versions.publish(data_dir, versions.Draft(lines, "", "", "test", 1_000_000))


def told(changelog: Changelog, after: int = 0) -> list[tuple[str, bool]]:
    return [(change.iri, change.withdrawn) for change in changelog.changes(after, 100)]


FIRST = "GRAPH <g> { <a> <p> 1, [ <q> [ <r> 2 ] ] . <b> <p> <a> }"


def test_every_thing_of_the_first_version_is_a_change(tmp_path: Path) -> None:
    changelog = Changelog(tmp_path)
    version = published(tmp_path, FIRST)
    changelog.catch_up(version)
    assert told(changelog) == [(f"{E}a", False), (f"{E}b", False)]
    assert {change.version for change in changelog.changes(0, 9)} == {version.manifest.id}
    assert {change.kind for change in changelog.changes(0, 9)} == {"created"}
    assert changelog.epoch().startswith(f"{version.manifest.created[:10]}-")


def test_a_ledger_that_was_lost_is_begun_anew_under_another_name(tmp_path: Path) -> None:
    version = published(tmp_path, FIRST)
    Changelog(tmp_path).catch_up(version)
    before = Changelog(tmp_path).epoch()
    (tmp_path / "ledger.sqlite").unlink()
    assert Changelog(tmp_path).epoch() == ""
    Changelog(tmp_path).catch_up(version)
    assert Changelog(tmp_path).epoch() not in ("", before)


def test_the_changes_of_the_first_version_make_that_version(tmp_path: Path) -> None:
    changelog, version = Changelog(tmp_path), published(tmp_path, FIRST)
    changelog.catch_up(version)
    lines: list[bytes] = []
    for number, change in enumerate(changelog.changes(0, 9)):
        lines += change.lines.replace(b"_:", f"_:t{number}".encode()).splitlines(keepends=True)
    assert digest(recanonicalised(lines)) == version.manifest.id


def test_only_what_differs_is_a_change(tmp_path: Path) -> None:
    changelog = Changelog(tmp_path)
    changelog.catch_up(published(tmp_path, FIRST))
    changelog.catch_up(published(tmp_path, FIRST + " GRAPH <h> { <b> <p> 3 . <c> <p> [ <q> 1 ] }"))
    assert told(changelog, 2) == [(f"{E}b", False), (f"{E}c", False)]
    changelog.catch_up(published(tmp_path, "GRAPH <g> { <b> <p> <a> }"))
    assert told(changelog, 4) == [(f"{E}b", False), (f"{E}a", True), (f"{E}c", True)]
    kinds = [change.kind for change in changelog.changes(2, 9)]
    assert kinds == ["changed", "created", "changed", "withdrawn", "withdrawn"]
    gone = changelog.last_change(f"{E}a")
    assert gone
    assert gone.withdrawn


def test_a_document_is_as_young_as_the_youngest_it_names_or_lost(tmp_path: Path) -> None:
    changelog, old, new = (
        Changelog(tmp_path),
        "2020-01-01T00:00:00+00:00",
        "2021-01-01T00:00:00+00:00",
    )
    first = published(tmp_path, FIRST)
    changelog.catch_up(replace(first, manifest=replace(first.manifest, created=old)))
    second = published(tmp_path, "GRAPH <g> { <a> <p> 1, [ <q> [ <r> 2 ] ] . <b> <p> <c> }")
    assert changelog.since(second.manifest.id) == ""
    assert changelog.since(first.manifest.id) == old
    assert changelog.modified(first.manifest.id, f"{E}a", [f"{E}b"]) == old
    changelog.catch_up(replace(second, manifest=replace(second.manifest, created=new)))
    assert changelog.since(second.manifest.id) == new
    assert changelog.modified(first.manifest.id, f"{E}a", []) == "", (
        "that is not the state it knows"
    )
    head = second.manifest.id
    assert changelog.modified(head, f"{E}a", []) == new, "<b> no longer points at it"
    assert changelog.modified(head, f"{E}z", [f"{E}a"]) == old
    assert changelog.modified(head, f"{E}z", [f"{E}a", f"{E}b"]) == new
    assert changelog.modified(head, f"{E}z", [f"{E}y"]) == ""


def test_a_version_that_was_written_down_is_not_written_down_again(tmp_path: Path) -> None:
    changelog, version = Changelog(tmp_path), published(tmp_path, FIRST)
    changelog.catch_up(version)
    changelog.catch_up(version)
    assert changelog.count() == 2


def test_a_thing_that_comes_back_is_a_change_and_withdrawn_no_more(tmp_path: Path) -> None:
    changelog = Changelog(tmp_path)
    first = published(tmp_path, FIRST)
    changelog.catch_up(first)
    second = published(tmp_path, "GRAPH <g> { <b> <p> <a> }")
    changelog.catch_up(second)
    versions.switch(tmp_path, first.manifest.id)
    changelog.catch_up(first)
    assert told(changelog, 2) == [(f"{E}a", True), (f"{E}a", False)]
    assert changelog.version_before(4) == second.manifest.id
    assert changelog.version_before(2) == ""
    assert [change.withdrawn for change in changelog.last_changes()] == [False, False]
    assert changelog.last_change(f"{E}never") is None


def test_each_version_has_a_later_time_than_the_one_before(tmp_path: Path) -> None:
    changelog = Changelog(tmp_path)
    first = published(tmp_path, FIRST)
    changelog.catch_up(first)
    changelog.catch_up(published(tmp_path, "GRAPH <g> { <b> <p> <a> }"))
    versions.switch(tmp_path, first.manifest.id)
    changelog.catch_up(first)
    moments = list(dict.fromkeys(change.at for change in changelog.changes(0, 99)))
    assert moments == sorted(moments)
    assert len(moments) == 3
    assert changelog.moments(2) == [(moments[0],) * 2, tuple(moments[1:])]


def test_a_version_that_is_not_current_any_more_is_not_written_down(tmp_path: Path) -> None:
    changelog = Changelog(tmp_path)
    first = published(tmp_path, FIRST)
    changelog.catch_up(first)
    changelog.catch_up(published(tmp_path, "GRAPH <g> { <b> <p> <a> }"))
    before = changelog.count()
    changelog.catch_up(first)  # as a server does that has not noticed yet
    assert changelog.count() == before


def test_blank_nodes_that_several_things_or_none_lead_to_are_things_themselves(
    tmp_path: Path,
) -> None:
    changelog = Changelog(tmp_path)
    version = published(
        tmp_path,
        "GRAPH <g> { <a> <p> _:x , [ <r> _:x , _:own ] . <b> <p> _:x . _:x <q> 1 ; <r> _:y ."
        " _:own <q> 0 . _:y <q> 2 . _:lone <q> 3 . _:lone2 <q> 3 . _:ring <p> _:ring }",
    )
    changelog.catch_up(version)
    things = {change.iri: change.lines for change in changelog.changes(0, 99)}
    assert {iri for iri in things if not iri.startswith(GENID)} == {f"{E}a", f"{E}b"}
    assert len(things) == 7
    assert things[f"{E}a"].count(b"_:") == 5
    whole = b"".join(
        lines.replace(b"_:", b"_:t%d" % number) for number, lines in enumerate(things.values())
    )
    lines = re.sub(rb"<%s([0-9a-f]+)-(\d)>" % GENID.encode(), rb"_:g\1x\2", whole)
    assert digest(recanonicalised(lines.splitlines(keepends=True))) == version.manifest.id


def test_what_has_no_owner_keeps_its_name_when_something_else_changes(tmp_path: Path) -> None:
    changelog = Changelog(tmp_path)
    shared = "<a> <p> _:x . <b> <p> _:x . _:x <q> 1 ."
    changelog.catch_up(published(tmp_path, f"GRAPH <g> {{ {shared} }}"))
    changelog.catch_up(published(tmp_path, f"GRAPH <g> {{ {shared} <a0> <p> [ <q> 2 ] }}"))
    assert told(changelog, 3) == [(f"{E}a0", False)]


def test_a_change_of_what_is_only_worked_out_is_told_from_one_of_facts(tmp_path: Path) -> None:
    changelog = Changelog(tmp_path)
    counts = f"GRAPH <{GRAPH}description> {{{{ <a> <n> {{0}}, [ <q> {{0}} ] }}}}"
    states = ("GRAPH <g> { <a> <p> [ <r> 1 ] }", "GRAPH <g> { <a> <p> [ <r> 2 ] }")
    for state, number in ((states[0], 1), (states[0], 2), (states[1], 2)):
        changelog.catch_up(published(tmp_path, state + counts.format(number)))
    changes = changelog.changes(0, 9)
    assert [changelog.is_derived(change) for change in changes] == [False, True, False]


def test_a_ledger_of_before_is_read_on(tmp_path: Path) -> None:
    changelog = Changelog(tmp_path)
    changelog.catch_up(published(tmp_path, FIRST))
    with sqlite3.connect(tmp_path / "ledger.sqlite") as database:
        database.execute("DROP INDEX of_thing")
    database.close()
    assert not changelog.is_derived(changelog.changes(0, 1)[0])
    assert changelog.count() == 2
