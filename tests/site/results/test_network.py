"""Solutions and triples as a network."""

from __future__ import annotations

from chantier.site.results.network import MAX_NODES, network
from chantier.site.results.solutions import read_triples
from support.solutions import named, solutions


def test_a_network_is_the_same_each_time_and_leads_from_left_to_right() -> None:
    rows = " ".join(f"(<http://e/s{n % 3}> <http://e/t{n}>)" for n in range(8))
    read = solutions(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {rows} }} }}")
    drawn = network(read, named)
    assert drawn == network(read, named)
    assert (len(drawn.nodes), len(drawn.links)) == (11, 8)
    across = {node.name.iri: node.x for node in drawn.nodes}
    assert all(across[link.source.iri] < across[link.target.iri] for link in drawn.links)
    places = {(node.x, node.y) for node in drawn.nodes}
    assert len(places) == 11


def test_a_network_of_cycles_and_loops_ends_and_a_large_one_is_bounded() -> None:
    ring = " ".join(f"(<http://e/{n}> <http://e/{(n + 1) % 9}>)" for n in range(9))
    drawn = network(
        solutions(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {ring} (<http://e/0> <http://e/0>) }} }}"),
        named,
    )
    assert (len(drawn.nodes), len(drawn.links), drawn.left_out) == (9, 9, 1)
    rows = " ".join(f"(<http://e/s{n}> <http://e/t{n}>)" for n in range(200))
    large = network(solutions(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {rows} }} }}"), named)
    assert len(large.nodes) == MAX_NODES
    assert len(large.links) + large.left_out == 200


def test_triples_make_a_network_with_their_predicates() -> None:
    drawn = network(read_triples(b"<http://e/a> <http://e/p> <http://e/b> .\n", 9), named)
    (link,) = drawn.links
    assert (link.source.iri, link.label and link.label.iri, link.target.iri) == (
        "http://e/a",
        "http://e/p",
        "http://e/b",
    )
