"""Labels of blank nodes: from what is said of them alone, and the same when others come and go."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest

from chantier.errors import IndistinctBlankNodes
from chantier.rdf.labels import check_distinct, labelled
from chantier.rdf.nquads import quad_lines, recanonicalised


def lines_of(turtle: str) -> list[bytes]:
    """Lines with labels, and in an order, of their own each time."""
    quads = list(
        ox.parse(turtle, format=ox.RdfFormat.TURTLE, base_iri="http://e/", rename_blank_nodes=True)
    )
    random.shuffle(quads)
    return quad_lines(quads)


def ring(size: int) -> str:
    return " ".join(f"_:n{n} <p> _:n{(n + 1) % size} ." for n in range(size))


def grid(size: int) -> str:
    cells = [(x, y) for x in range(size) for y in range(size)]
    return " ".join(f"_:n{x}_{y} <p> _:n{x + 1}_{y}, _:n{x}_{y + 1} ." for x, y in cells)


def clique(size: int) -> str:
    pairs = [(a, b) for a in range(size) for b in range(size) if a != b]
    return " ".join(f"_:n{a} <p> _:n{b} ." for a, b in pairs)


LIST = f"<a> <b> ({' 1' * 400}) ."
SHAPES = {
    "a list of equal values": LIST,
    "two of them": f"{LIST} <c> <b> ({' 1' * 400}) .",
    "two of one thing": f"<a> <b> ({' 1' * 400}), ({' 1' * 400}) .",
    "a star around an IRI": f"<a> <b> {', '.join(['[<p> 1]'] * 300)} .",
    "a star around a blank node": f"[] <b> {', '.join(['[<p> 1]'] * 300)} .",
    "branches that are alike": f"[] <b> {', '.join(['[<p> [<q> [<r> 1]]]'] * 100)} .",
    "a ring": ring(60),
    "a grid": grid(12),
    "a small clique": clique(5),
    "one linked to itself": "_:a <p> _:a . _:b <p> _:b, _:a .",
    "marks in literals": '<a> <b> [<p> "_:x"], [<p> "_:h0n0"], "_:b0 " .',
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_labels_depend_on_what_is_said_alone(shape: str) -> None:
    lines = recanonicalised(lines_of(SHAPES[shape]))
    assert recanonicalised(lines_of(SHAPES[shape])) == lines
    assert recanonicalised(reversed(lines)) == lines
    assert len(lines) == len(lines_of(SHAPES[shape]))
    check_distinct(lines_of(SHAPES[shape]))


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_said_elsewhere_changes_no_label(shape: str) -> None:
    alone = set(recanonicalised(lines_of(SHAPES[shape])))
    more = lines_of("<z> <b> [<z> 1], [<z> [<z> 2]], (3 3 3) .")
    both = recanonicalised([*lines_of(SHAPES[shape]), *more])
    assert alone < set(both)
    assert set(recanonicalised([*alone, *more])) == set(both)
    assert recanonicalised(line for line in both if b"/z>" not in line and b"#" not in line) != []


def test_another_component_has_other_labels() -> None:
    first = recanonicalised(lines_of("<a> <b> [<p> [<q> 1]] ."))
    other = recanonicalised(lines_of("<a> <b> [<p> [<q> 2]] ."))
    assert first[0] != other[0]


def test_nodes_of_which_the_same_is_said_stay_apart() -> None:
    lines = recanonicalised(lines_of("<a> <b> [<p> 1], [<p> 1], [<p> 1] ."))
    assert len(lines) == 6
    kept = [line for line in lines if b"x1n" not in line]
    assert len(kept) == 4
    assert recanonicalised(kept) == recanonicalised(lines_of("<a> <b> [<p> 1], [<p> 1] ."))


def test_a_label_that_lies_is_made_anew() -> None:
    (line,) = recanonicalised(lines_of('[] <p> "1" .'))
    lie = line.replace(b'"1"', b'"2"')
    assert labelled([lie]) != [lie]
    assert labelled([lie]) == recanonicalised(lines_of('[] <p> "2" .'))
    joined = line.split(b" ")[0] + b" <http://e/q> _:other .\n"
    assert line not in labelled([line, joined])


@pytest.mark.parametrize("turtle", [clique(8), clique(12), ring(500), clique(6) * 2])
def test_what_is_linked_too_regularly_is_refused_and_labelled_for_good_all_the_same(
    turtle: str,
) -> None:
    many = "\n".join([turtle.replace("_:n", f"_:m{copy}n") for copy in range(12)])
    with pytest.raises(IndistinctBlankNodes, match="Name them by IRIs") as refused:
        check_distinct(lines_of(many))
    assert "Donnez-leur des IRI" in refused.value.french
    lines = recanonicalised(lines_of(turtle))
    assert recanonicalised(lines) == lines
    check_distinct(lines)  # they are told apart by now
