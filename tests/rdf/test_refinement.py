"""The order of blank nodes, and how much is looked at to find it."""

from __future__ import annotations

from itertools import permutations

import pytest

from chantier.rdf.refinement import MAX_STEPS, Refinement, nodes_of, numbered_lines, with_labels


def chain(size: int) -> list[bytes]:
    return [b"_:n%d <http://e/p> _:n%d .\n" % (n, n + 1) for n in range(size)]


def test_blank_nodes_are_found_outside_of_literals_and_iris() -> None:
    line = b'_:a <http://e/_:x> "_:y \\" _:z" <http://e/g> .\n'
    assert nodes_of(line) == [b"_:a"]
    assert with_labels(line, lambda _: b"_:b") == line.replace(b"_:a", b"_:b")


def test_a_chain_is_put_in_order_without_a_try() -> None:
    refinement = Refinement(chain(2_000), max_steps=3 * 2_000)
    order = refinement.order()
    assert refinement.is_exact
    assert len(set(order)) == 2_001


@pytest.mark.parametrize("names", list(permutations([b"_:n0", b"_:n1", b"_:n2", b"_:n3"])))
def test_any_labels_give_the_same_text(names: tuple[bytes, ...]) -> None:
    lines = [*chain(3), b"_:n3 <http://e/p> _:n0 .\n", b"_:n1 <http://e/q> _:n1 .\n"]
    labels = {b"_:n%d" % n: name for n, name in enumerate(names)}
    renamed = [with_labels(line, labels.__getitem__) for line in lines]
    expected = sorted(numbered_lines(lines, Refinement(lines).order()))
    assert sorted(numbered_lines(renamed, Refinement(renamed).order())) == expected


def test_tries_are_counted_and_bounded() -> None:
    ring = [b"_:n%d <http://e/p> _:n%d .\n" % (n, (n + 1) % 30) for n in range(30)]
    enough, few = Refinement(ring), Refinement(ring, max_steps=100)
    enough.order()
    few.order()
    assert (enough.is_exact, few.is_exact) == (True, False)
    assert 0 < MAX_STEPS - enough.steps_left < MAX_STEPS
