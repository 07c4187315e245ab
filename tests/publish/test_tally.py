"""Counted as lines go by, as if all of them were held."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from chantier.model.quads import quad_lines, split_line
from chantier.publish.tally import Tally, counts_of
from chantier.store.sorting import sort_into
from chantier.store.values import as_read

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


def tallied(folder: Path) -> tuple[Tally, dict[str, set[bytes]]]:
    """A tally, and the triples of each graph as the engine would give them."""
    lines = quad_lines(ox.parse(TRIG, format=ox.RdfFormat.TRIG))
    sort_into(folder / "lines", lines)
    read = as_read(lines)
    graphs: dict[str, set[bytes]] = {}
    for triple, graph in map(split_line, lines):
        start, value = triple.rsplit(b" ", 1)
        graphs.setdefault(graph, set()).add(start + b" " + read.get(value, value))
    return Tally(folder / "lines", read), graphs


def test_each_graph_and_their_union_are_counted(tmp_path: Path) -> None:
    tally, graphs = tallied(tmp_path)
    assert tally.graphs == {graph: counts_of(held) for graph, held in graphs.items()}
    assert tally.whole == counts_of(set().union(*graphs.values()))
    assert tally.graphs["http://e/g"].triples == 6  # 1 and 01 are one


def test_what_others_add_is_counted_as_if_it_had_been_there(tmp_path: Path) -> None:
    tally, graphs = tallied(tmp_path)
    union = set().union(*graphs.values())
    for more in (set(), triples(MORE), union, triples(MORE) | union):
        assert tally.counts(more) == counts_of(union | more)
        assert tally.counts(more) == counts_of(union | more)  # nothing was kept of it


def test_nothing_is_counted_in_nothing(tmp_path: Path) -> None:
    (tmp_path / "lines").write_bytes(b"")
    tally = Tally(tmp_path / "lines", {})
    assert tally.graphs == {}
    assert tally.counts(triples(MORE)) == counts_of(triples(MORE))
