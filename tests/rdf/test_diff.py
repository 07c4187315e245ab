from __future__ import annotations

import random

import pytest

from chantier.rdf.diff import (
    ADDED,
    REMOVED,
    in_and_out,
    labelled_by_content,
    line_differences,
    thing_changes,
)
from support.chronicle import BASE, FIRST, SECOND, lines_of

REST = f"{BASE}dataset"


@pytest.mark.parametrize("seed", range(60))
def test_the_differences_of_sorted_lines_are_those_of_sets(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 — the same each time
    widths = (1, 40, 400)
    everything = [
        f"{n:05}{'x' * chance.choice(widths)}\n".encode() for n in range(chance.choice((5, 3_000)))
    ]
    kept = chance.choice((0.01, 0.5, 0.999, 1.0))
    before, after = ([line for line in everything if chance.random() < kept] for _ in range(2))
    found = list(line_differences(b"".join(before), b"".join(after)))
    assert [line for mark, line in found if mark == REMOVED] == sorted({*before} - {*after})
    assert [line for mark, line in found if mark == ADDED] == sorted({*after} - {*before})
    assert [line for _, line in found] == sorted(line for _, line in found)


def test_an_empty_text_differs_by_all_the_other_has() -> None:
    lines = lines_of(FIRST)
    assert list(line_differences(b"", b"")) == []
    assert list(line_differences(b"", b"".join(lines))) == [(ADDED, line) for line in lines]
    assert list(line_differences(b"".join(lines), b"")) == [(REMOVED, line) for line in lines]


def test_a_blank_node_that_stays_is_no_change() -> None:
    many = " , ".join(f"[ e:k {n} ; e:l [ e:m {n} ] ]" for n in range(30))
    before = lines_of(f"GRAPH g:d {{ id:a e:has {many} . id:b e:n 1 }}")
    after = lines_of(f"GRAPH g:d {{ id:a e:has {many}, [ e:k 99 ] . id:b e:n 1 }}")
    raw = list(line_differences(b"".join(before), b"".join(after)))
    assert len(raw) == 2, "the labels of the others stay"
    (change,) = thing_changes(b"".join(before), b"".join(after), REST)
    assert (change.iri, change.removed, len(change.added)) == (f"{BASE}id/a", [], 2)


def test_each_thing_has_what_went_and_what_came() -> None:
    changes = thing_changes(b"".join(lines_of(FIRST)), b"".join(lines_of(SECOND)), REST)
    numbers = {c.iri.removeprefix(f"{BASE}id/"): (len(c.removed), len(c.added)) for c in changes}
    # Of id:a: a label, a number, a blank node in a blank node; one more of two alike.
    assert numbers == {"a": (6, 7), "b": (0, 3), "gone": (1, 0)}


def test_what_is_the_same_but_for_the_number_of_blank_nodes_alike_differs() -> None:
    one, two = lines_of("id:a e:has [ e:k 1 ] ."), lines_of("id:a e:has [ e:k 1 ], [ e:k 1 ] .")
    (change,) = thing_changes(b"".join(one), b"".join(two), REST)
    assert (len(change.removed), len(change.added)) == (0, 2)


def test_blank_nodes_that_lead_to_themselves_keep_their_labels() -> None:
    lines = lines_of(
        "id:a e:has _:x . _:x e:next _:y . _:y e:next _:x ; e:n 1 ; e:leaf [ e:n 2 ] ."
    )
    labelled = labelled_by_content(lines)
    assert len(labelled) == len(lines)
    assert sum(b"_:h" in line for line in labelled) == 5
    assert thing_changes(b"".join(lines), b"".join(lines), REST) == []


def test_a_long_list_is_no_trouble() -> None:
    items = " ".join(str(n) for n in range(5_000))
    before, after = lines_of(f"id:a e:list ({items}) ."), lines_of(f"id:a e:list ({items} 0) .")
    (change,) = thing_changes(b"".join(before), b"".join(after), REST)
    assert len(change.added) == len(change.removed) + 2


def test_changes_of_some_graphs_stand_apart_from_those_of_others() -> None:
    state = "GRAPH g:data {{ id:a e:n {0} . id:b e:n 1 }} GRAPH g:count {{ id:a e:n {0}, {0}1 }}"
    old, new = (b"".join(lines_of(state.format(number))) for number in (1, 2))
    changes = thing_changes(old, new, REST)
    counts, others = in_and_out(changes, {f"{BASE}graph/count"}.__contains__)
    assert [(change.iri, len(change.removed), len(change.added)) for change in counts] == [
        (f"{BASE}id/a", 2, 2)
    ]
    assert [(change.iri, len(change.removed), len(change.added)) for change in others] == [
        (f"{BASE}id/a", 1, 1)
    ]
    assert in_and_out(changes, set[str]().__contains__) == ([], changes)
