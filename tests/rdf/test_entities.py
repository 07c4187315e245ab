from __future__ import annotations

from chantier.namespaces import GENID
from chantier.rdf.entities import grouped_by_thing, lines_by_thing
from support.chronicle import BASE, lines_of

TRIG = """
id:a e:p 1 ; e:has [ e:deep [ e:n 2 ] ] .
id:b e:has _:shared . id:c e:has _:shared . _:shared e:n 3 .
[] e:n 4 .
"""


def test_each_line_belongs_to_one_thing_and_all_are_there() -> None:
    lines = lines_of(TRIG)
    things = dict(lines_by_thing(lines))
    assert sum(map(len, things.values())) == len(lines)
    assert len(things[f"{BASE}id/a"]) == 4
    assert [name for name in things if not name.startswith(GENID)] == [
        f"{BASE}id/{name}" for name in "abc"
    ]


def test_a_blank_node_without_one_owner_is_a_thing_with_an_iri() -> None:
    things = dict(lines_by_thing(lines_of(TRIG)))
    named = [name for name in things if name.startswith(GENID)]
    assert len(named) == 2
    (target,) = {line.split(b" ")[2] for line in things[f"{BASE}id/b"]}
    assert target[1:-1].decode() in named


def test_what_is_said_elsewhere_changes_no_label_and_no_name() -> None:
    before = dict(lines_by_thing(lines_of(TRIG)))
    after = dict(lines_by_thing(lines_of(f"{TRIG} id:z e:has [ e:n 9 ], [ e:n 10 ] .")))
    assert {name: after[name] for name in before} == before


def test_blank_nodes_of_which_the_same_is_said_have_names_of_their_own() -> None:
    things = dict(lines_by_thing(lines_of("[] e:n 1 . [] e:n 1 .")))
    assert len(things) == 2


def test_grouped_lines_keep_their_labels_and_the_rest_goes_to_one_thing() -> None:
    lines = lines_of(TRIG)
    things = dict(grouped_by_thing(lines, f"{BASE}dataset"))
    assert sorted(line for own in things.values() for line in own) == lines
    assert len(things[f"{BASE}dataset"]) == 2
    assert list(things) == sorted(things)
