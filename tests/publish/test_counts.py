"""Counted as lines go by, as if all of them were held."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from chantier.publish.counts import CountedTriples, Counts, count
from chantier.rdf.nquads import quad_lines, split_line
from chantier.store.external_sort import sort_into
from chantier.store.literals import engine_forms

TRIG = """
@prefix e: <http://e/> .
e:g { e:a a e:C ; e:p 1 , 01 , "x" . e:b e:p "x" . [] a e:C ; e:p e:a . }
e:h { e:a a e:C , e:D ; e:p 1 , e:b . e:b a e:D . <http://e/a/> e:p 2 . }
e:c e:p "x" .
"""
MORE = """
@prefix e: <http://e/> .
e:a a e:C ; e:p 1 , 3 . e:b e:q e:new . e:new a e:C . e:c a e:D . [] a e:E ; e:p "x" .
"""


def triples(text: str) -> set[bytes]:
    return {split_line(line)[0] for line in quad_lines(ox.parse(text, format=ox.RdfFormat.TRIG))}


def counts_of(held: set[bytes]) -> Counts:
    return CountedTriples().counts(held)


def counted(folder: Path) -> tuple[dict[str, Counts], CountedTriples, dict[str, set[bytes]]]:
    """What was counted, and the triples of each graph as the engine would give them."""
    lines = quad_lines(ox.parse(TRIG, format=ox.RdfFormat.TRIG))
    sort_into(folder / "lines", lines)
    read = engine_forms(lines)
    held: dict[str, set[bytes]] = {}
    for triple, graph in map(split_line, lines):
        start, value = triple.rsplit(b" ", 1)
        held.setdefault(graph, set()).add(start + b" " + read.get(value, value))
    return *count(folder / "lines", read), held


def test_each_graph_and_their_union_are_counted_objects_in_the_union_alone(tmp_path: Path) -> None:
    graphs, whole, held = counted(tmp_path)
    assert graphs == {
        graph: replace(counts_of(triples), objects=0) for graph, triples in held.items()
    }
    assert whole.counts() == counts_of(set().union(*held.values()))
    counts = graphs["http://e/g"]
    assert (counts.triples, counts.subjects, counts.entities) == (6, 3, 1)
    assert counts.classes == {b"<http://e/C>": 2}


def test_what_others_add_is_counted_as_if_it_had_been_there(tmp_path: Path) -> None:
    _, whole, held = counted(tmp_path)
    union = set().union(*held.values())
    known = {triple for triple in union if not triple.startswith(b"_:")}
    for more in (set(), triples(MORE), known, triples(MORE) | known):
        assert whole.counts(more) == counts_of(union | more)
        assert whole.counts(more) == counts_of(union | more)  # nothing was kept of it
    more = triples(MORE)
    whole.add(more)
    assert whole.counts() == whole.counts(more) == counts_of(union | more)
    assert whole.counts(triples("<http://e/new> a <http://e/F> .")) == counts_of(
        union | more | triples("<http://e/new> a <http://e/F> .")
    )


def test_nothing_is_counted_in_nothing(tmp_path: Path) -> None:
    (tmp_path / "lines").write_bytes(b"")
    graphs, whole = count(tmp_path / "lines", {})
    more = triples(MORE)
    assert graphs == {}
    assert whole.counts(more) == counts_of(more)
