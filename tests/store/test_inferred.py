"""The graphs of derived statements: each has one name, which leads back to what it is from."""

from __future__ import annotations

import random
from urllib.parse import unquote, urlsplit

import pytest

from chantier.namespaces import GRAPH
from chantier.store.inferred import (
    INFERRED_GRAPH,
    asserted,
    derived,
    inferred_from,
    inferred_graph,
    is_inferred,
)

GRAPHS = (
    f"{GRAPH}partenaire/casino",
    f"{GRAPH}boundaries",
    GRAPH,
    f"{GRAPH}a~3A",
    f"{GRAPH}a%3A",
    f"{GRAPH}http~3A~2F~2Fe~2Fg",
    f"{GRAPH}a//b",
    f"{GRAPH}..",
    "http://e/g",
    "http://e/g~",
    "http://e/g%7E",
    "http://e/é’",
    "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
)


@pytest.mark.parametrize("graph", GRAPHS)
def test_the_name_of_a_graph_beside_another_leads_back_to_it(graph: str) -> None:
    name = inferred_graph(graph)
    assert is_inferred(name)
    assert inferred_from(name) == graph
    assert unquote(urlsplit(name).path) == urlsplit(name).path, "no server decodes it"


def test_no_two_graphs_have_the_same_graph_beside_them() -> None:
    chosen = random.Random(37)  # noqa: S311 - a test order
    letters = ["~", "%", "/", "é", "3A", ":", GRAPH, "http://e/", "a", ".", "7E"]
    ends = ["".join(chosen.choices(letters, k=chosen.randint(0, 6))) for _ in range(5_000)]
    names = {start + end for end in ends for start in (GRAPH, "http://e/", "http:")}
    assert len({inferred_graph(name) for name in names}) == len(names)
    assert all(inferred_from(inferred_graph(name)) == name for name in names)


def test_what_is_derived_from_the_sources_is_beside_no_written_graph() -> None:
    assert is_inferred(INFERRED_GRAPH)
    assert inferred_from(INFERRED_GRAPH) == ""
    assert inferred_from(f"{GRAPH}inferred-from/x") == ""
    assert not is_inferred(f"{GRAPH}inferred-from/x")


def test_lines_are_told_apart_by_their_graph_and_not_by_what_they_say() -> None:
    written = f"<http://e/a> <http://e/b> <{INFERRED_GRAPH}> <http://e/g> .\n".encode()
    literal = f'<http://e/a> <http://e/b> "<{INFERRED_GRAPH}>" .\n'.encode()
    found = f"<http://e/a> <http://e/b> <http://e/c> <{INFERRED_GRAPH}> .\n".encode()
    assert list(asserted([written, literal, found])) == [written, literal]
    assert list(derived([written, literal, found])) == [found]
