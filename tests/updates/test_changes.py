"""What a write changes in the lines of a version: no more, and no less."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from chantier.rdf.nquads import line_graph, parse_lines, recanonicalised
from chantier.updates.changes import (
    Write,
    journal_lines,
    merge_change,
    replace_change,
    update_change,
)
from support.small_writes import LINES, G, H


def test_removing_what_the_engine_holds_as_one_removes_every_spelling_of_it() -> None:
    change = update_change(
        LINES, f"DELETE DATA {{ GRAPH <{G}> {{ <a> <size> 1.5 }} }}", "http://e/"
    )
    assert len(change.removed) == 2
    assert change.graphs == [G]
    assert [line for line in LINES if line not in change.removed] == [
        line for line in LINES if line_graph(line) == H
    ]


def test_moving_a_blank_node_keeps_what_hangs_on_it() -> None:
    change = update_change(LINES, "MOVE <http://e/h> TO <http://e/k>", "http://e/")
    moved = parse_lines(recanonicalised(change.applied(LINES)))
    nodes = {quad.object for quad in moved if isinstance(quad.object, ox.BlankNode)}
    assert nodes == {quad.subject for quad in moved if isinstance(quad.subject, ox.BlankNode)}
    assert len(nodes) == 1


def test_an_object_that_looks_like_a_graph_is_not_taken_for_one() -> None:
    lines = [b"<http://e/a> <http://e/b> <http://e/g> .\n", b'<http://e/a> <http://e/b> "a <b" .\n']
    assert replace_change(lines, "http://e/g", ()).removed == frozenset()
    assert replace_change(lines, "", ()).removed == frozenset(lines)
    assert replace_change(lines, "http://e/g", []).is_idle


def test_quads_that_are_there_already_are_not_added_again() -> None:
    known, fresh = parse_lines([LINES[0], b'<http://e/new> <http://e/b> "1" .\n'])
    change = merge_change(LINES, [known, fresh])
    assert change.removed == frozenset()
    assert change.added == (b'<http://e/new> <http://e/b> "1" .\n',)


def test_a_write_of_the_command_line_names_no_token_in_the_journal() -> None:
    write = Write("20260101T000000Z-1", "", "2026-01-01T00:00:00+00:00", "0" * 64, (G, ""))
    journal = b"".join(journal_lines(write)).decode()
    assert "/id/agent/ligne-de-commande>" in journal
    assert "/id/jeton/" not in journal
    assert journal.count("qualifiedAssociation>") == journal.count("ns/prov#agent>") == 1
    assert journal.count("influenced>") == 1, "the default graph has no IRI to name"


TWO_GRAPHS = [
    b"<http://e/a> <http://e/p> <http://e/b> <http://e/m1> .\n",
    b"<http://e/a> <http://e/p> <http://e/b> <http://e/m2> .\n",
    b"<http://e/c> <http://e/p> <http://e/b> <http://e/m2> .\n",
]
COUNTED = "INSERT { GRAPH <r> { <r> <has> ?n } }"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{COUNTED} USING <m1> USING <m1> WHERE {{ SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} }}",
            {1},
        ),
        (
            f"{COUNTED} USING <m1> USING <m2> WHERE {{ SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} }}",
            {2},
        ),
        (
            f"{COUNTED} WHERE {{ GRAPH ?g {{ SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} }} }}",
            {1, 2},
        ),
        (f"{COUNTED} WHERE {{ GRAPH ?g {{ VALUES ?n {{ 7 }} }} }}", {7}),
        (f"WITH <m1> {COUNTED} WHERE {{ BIND(5 AS ?n) FILTER EXISTS {{ <c> <p>* <c> }} }}", {5}),
    ],
)
def test_an_update_counts_as_a_query_does(text: str, expected: set[int]) -> None:
    change = update_change(TWO_GRAPHS, text, "http://e/")
    written = [quad.object for quad in parse_lines(list(change.added))]
    assert {int(term.value) for term in written if isinstance(term, ox.Literal)} == expected
    assert change.graphs == ["http://e/r"]
    assert not change.removed
