from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from chantier.namespaces import GENID
from chantier.rdf.nquads import canonical_again, canonical_lines, digest
from chantier.store import versions
from chantier.store.changelog import Ledger

E = "http://e/"


def published(data_dir: Path, trig: str) -> versions.Version:
    quads = list(ox.parse(trig, format=ox.RdfFormat.TRIG, base_iri=E, rename_blank_nodes=True))
    lines = canonical_lines(quad for quad in quads if isinstance(quad, ox.Quad))
    return versions.publish(data_dir, versions.Draft(lines, "", "", "test", 1_000_000))


def told(ledger: Ledger, after: int = 0) -> list[tuple[str, bool]]:
    return [(change.iri, change.withdrawn) for change in ledger.changes(after, 100)]


FIRST = "GRAPH <g> { <a> <p> 1, [ <q> [ <r> 2 ] ] . <b> <p> <a> }"


def test_every_thing_of_the_first_version_is_a_change(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    version = published(tmp_path, FIRST)
    ledger.catch_up(version)
    assert told(ledger) == [(f"{E}a", False), (f"{E}b", False)]
    assert {change.version for change in ledger.changes(0, 9)} == {version.manifest.id}
    assert {change.kind for change in ledger.changes(0, 9)} == {"created"}
    assert ledger.epoch().startswith(f"{version.manifest.created[:10]}-")


def test_a_ledger_that_was_lost_is_begun_anew_under_another_name(tmp_path: Path) -> None:
    version = published(tmp_path, FIRST)
    Ledger(tmp_path).catch_up(version)
    before = Ledger(tmp_path).epoch()
    (tmp_path / "ledger.sqlite").unlink()
    assert Ledger(tmp_path).epoch() == ""
    Ledger(tmp_path).catch_up(version)
    assert Ledger(tmp_path).epoch() not in ("", before)


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
    kinds = [change.kind for change in ledger.changes(2, 9)]
    assert kinds == ["changed", "created", "changed", "withdrawn", "withdrawn"]
    gone = ledger.last_change(f"{E}a")
    assert gone
    assert gone.withdrawn


def test_a_document_is_as_young_as_the_youngest_it_names_or_lost(tmp_path: Path) -> None:
    ledger, old, new = Ledger(tmp_path), "2020-01-01T00:00:00+00:00", "2021-01-01T00:00:00+00:00"
    first = published(tmp_path, FIRST)
    ledger.catch_up(replace(first, manifest=replace(first.manifest, created=old)))
    second = published(tmp_path, "GRAPH <g> { <a> <p> 1, [ <q> [ <r> 2 ] ] . <b> <p> <c> }")
    assert ledger.since(second.manifest.id) == ""
    assert ledger.since(first.manifest.id) == old
    assert ledger.modified(first.manifest.id, f"{E}a", [f"{E}b"]) == old
    ledger.catch_up(replace(second, manifest=replace(second.manifest, created=new)))
    assert ledger.since(second.manifest.id) == new
    assert ledger.modified(first.manifest.id, f"{E}a", []) == "", "that is not the state it knows"
    head = second.manifest.id
    assert ledger.modified(head, f"{E}a", []) == new, "<b> no longer points at it"
    assert ledger.modified(head, f"{E}z", [f"{E}a"]) == old
    assert ledger.modified(head, f"{E}z", [f"{E}a", f"{E}b"]) == new
    assert ledger.modified(head, f"{E}z", [f"{E}y"]) == ""


def test_a_version_that_was_written_down_is_not_written_down_again(tmp_path: Path) -> None:
    ledger, version = Ledger(tmp_path), published(tmp_path, FIRST)
    ledger.catch_up(version)
    ledger.catch_up(version)
    assert ledger.count() == 2


def test_a_thing_that_comes_back_is_a_change_and_withdrawn_no_more(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    first = published(tmp_path, FIRST)
    ledger.catch_up(first)
    second = published(tmp_path, "GRAPH <g> { <b> <p> <a> }")
    ledger.catch_up(second)
    versions.switch(tmp_path, first.manifest.id)
    ledger.catch_up(first)
    assert told(ledger, 2) == [(f"{E}a", True), (f"{E}a", False)]
    assert ledger.version_before(4) == second.manifest.id
    assert ledger.version_before(2) == ""
    assert [change.withdrawn for change in ledger.last_changes()] == [False, False]
    assert ledger.last_change(f"{E}never") is None


def test_each_version_has_a_later_time_than_the_one_before(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    first = published(tmp_path, FIRST)
    ledger.catch_up(first)
    ledger.catch_up(published(tmp_path, "GRAPH <g> { <b> <p> <a> }"))
    versions.switch(tmp_path, first.manifest.id)
    ledger.catch_up(first)
    moments = list(dict.fromkeys(change.at for change in ledger.changes(0, 99)))
    assert moments == sorted(moments)
    assert len(moments) == 3
    assert ledger.moments(2) == [(moments[0],) * 2, tuple(moments[1:])]


def test_a_version_that_is_not_current_any_more_is_not_written_down(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    first = published(tmp_path, FIRST)
    ledger.catch_up(first)
    ledger.catch_up(published(tmp_path, "GRAPH <g> { <b> <p> <a> }"))
    before = ledger.count()
    ledger.catch_up(first)  # as a server does that has not noticed yet
    assert ledger.count() == before


def test_blank_nodes_that_several_things_or_none_lead_to_are_things_themselves(
    tmp_path: Path,
) -> None:
    ledger = Ledger(tmp_path)
    version = published(
        tmp_path,
        "GRAPH <g> { <a> <p> _:x , [ <r> _:x , _:own ] . <b> <p> _:x . _:x <q> 1 ; <r> _:y ."
        " _:own <q> 0 . _:y <q> 2 . _:lone <q> 3 . _:lone2 <q> 3 . _:ring <p> _:ring }",
    )
    ledger.catch_up(version)
    things = {change.iri: change.lines for change in ledger.changes(0, 99)}
    assert {iri for iri in things if not iri.startswith(GENID)} == {f"{E}a", f"{E}b"}
    assert len(things) == 7
    assert things[f"{E}a"].count(b"_:") == 5
    whole = b"".join(
        lines.replace(b"_:", b"_:t%d" % number) for number, lines in enumerate(things.values())
    )
    lines = re.sub(rb"<%s([0-9a-f]+)-(\d)>" % GENID.encode(), rb"_:g\1x\2", whole)
    assert digest(canonical_again(lines.splitlines(keepends=True))) == version.manifest.id


def test_what_has_no_owner_keeps_its_name_when_something_else_changes(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    shared = "<a> <p> _:x . <b> <p> _:x . _:x <q> 1 ."
    ledger.catch_up(published(tmp_path, f"GRAPH <g> {{ {shared} }}"))
    ledger.catch_up(published(tmp_path, f"GRAPH <g> {{ {shared} <a0> <p> [ <q> 2 ] }}"))
    assert told(ledger, 3) == [(f"{E}a0", False)]
