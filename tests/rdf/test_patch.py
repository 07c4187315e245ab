"""RDF Patch: what it says, and that it makes one version of another."""

from __future__ import annotations

import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
import rdflib

from chantier.rdf.diff import thing_changes
from chantier.rdf.nquads import digest
from chantier.rdf.patch import difference_data, write_patch
from support.chronicle import BASE, FIRST, SECOND, THIRD, lines_of

STATES = {"first": FIRST, "second": SECOND, "third": THIRD, "empty": ""}
PAIRS = [(a, b) for a in STATES for b in STATES]


def patch(before: list[bytes], after: list[bytes]) -> bytes:
    names = (f"{BASE}version/{digest(lines)}" for lines in (after, before))
    return b"".join(write_patch(b"".join(before), b"".join(after), *names))


def applied(lines: list[bytes], text: bytes) -> list[bytes]:
    """What whoever keeps canonical lines does with a patch."""
    state = set(lines)
    for row in text.splitlines(keepends=True):
        if row.startswith(b"D "):
            state.remove(row[2:])
        elif row.startswith(b"A "):
            assert row[2:] not in state
            state.add(row[2:])
    return sorted(state)


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_a_patch_makes_one_state_of_another_to_the_letter(a: str, b: str) -> None:
    before, after = lines_of(STATES[a]), lines_of(STATES[b])
    assert digest(applied(before, patch(before, after))) == digest(after)


def test_a_patch_has_the_rows_of_the_format_and_its_states_in_the_header() -> None:
    before, after = lines_of(FIRST), lines_of(SECOND)
    rows = patch(before, after).decode().split("\n")
    assert rows[:3] == [
        f"H id <{BASE}version/{digest(after)}> .",
        f"H prev <{BASE}version/{digest(before)}> .",
        "TX .",
    ]
    assert rows[-2:] == ["TC .", ""]
    assert {row[:2] for row in rows[3:-2]} == {"A ", "D "}
    assert all(row.endswith(" .") for row in rows[:-1])


def test_nothing_differs_between_a_state_and_itself() -> None:
    lines = lines_of(FIRST)
    assert len(patch(lines, lines).splitlines()) == 4


def test_the_patches_of_states_one_after_the_other_make_a_log() -> None:
    states = [lines_of(text) for text in (FIRST, SECOND, THIRD)]
    heads = [patch(a, b).decode().split("\n")[:2] for a, b in pairwise(states)]
    assert heads[0][0].removeprefix("H id") == heads[1][1].removeprefix("H prev")


# rdflib's own parser uses the name that rdflib deprecates.
@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_another_program_reads_the_patch_and_comes_to_the_same_state(a: str, b: str) -> None:
    """With rdflib, whose reader of RDF Patch keeps the labels of blank nodes."""
    before, after = lines_of(STATES[a]), lines_of(STATES[b])
    replica = rdflib.Dataset()
    for text in (patch([], before), patch(before, after)):
        replica.parse(data=text.decode(), format="patch")
    expected = rdflib.Dataset().parse(data=patch([], after).decode(), format="patch")
    assert set(replica.quads()) == set(expected.quads())


@pytest.mark.skipif(not shutil.which("comm"), reason="needs comm, sed and sort")
def test_four_programs_of_any_unix_apply_a_patch(tmp_path: Path) -> None:
    before, after = lines_of(FIRST), lines_of(SECOND)
    for name, content in (("a.nq", b"".join(before)), ("ab.rdfp", patch(before, after))):
        (tmp_path / name).write_bytes(content)
    recipe = (
        "export LC_ALL=C; sed -n 's/^D //p' ab.rdfp | comm -23 a.nq - > kept;"
        " sed -n 's/^A //p' ab.rdfp | sort kept - > b.nq"
    )
    subprocess.run(["/bin/sh", "-c", recipe], cwd=tmp_path, check=True)
    assert (tmp_path / "b.nq").read_bytes() == b"".join(after)


def test_a_thing_comes_before_its_blank_nodes() -> None:
    changes = thing_changes(b"".join(lines_of(FIRST)), b"".join(lines_of(SECOND)), f"{BASE}dataset")
    thing, *_ = difference_data("", "", changes, (), lambda _: {})["things"]
    subjects = [change["subject"] for change in thing["changes"]]
    own = subjects.count(thing["iri"])
    assert 0 < own < len(subjects)
    assert set(subjects[:own]) == {thing["iri"]}
    assert all(subject.startswith("_:") for subject in subjects[own:])


def test_the_data_of_a_difference_put_the_old_value_beside_the_new() -> None:
    changes = thing_changes(b"".join(lines_of(SECOND)), b"".join(lines_of(THIRD)), f"{BASE}dataset")
    data = difference_data("x", "y", changes, changes[:1], lambda iri: {"fr": iri[-1]})
    assert data["derived"] == {"added": 1, "removed": 1, "things": data["things"][:1]}
    assert (data["from"], data["to"], data["added"], data["removed"]) == ("x", "y", 2, 2)
    a, b = data["things"]
    assert (a["iri"], a["labels"]) == (f"{BASE}id/a", {"fr": "a"})
    decimal = "http://www.w3.org/2001/XMLSchema#decimal"
    assert a["changes"] == [
        {
            "subject": f"{BASE}id/a",
            "predicate": "http://e/n",
            "graph": f"{BASE}graph/data",
            "removed": [{"type": "literal", "value": "1.50", "datatype": decimal}],
            "added": [{"type": "literal", "value": "1.5", "datatype": decimal}],
        }
    ]
    assert b["changes"][0]["added"] == [{"type": "literal", "value": "Deux fois", "xml:lang": "fr"}]
