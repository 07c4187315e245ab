"""The graphs that a query is asked of: those that are named several times count once.

The engine puts default graphs one behind the other, so that a triple of two of them counts twice;
by the standard they are merged.

Source: https://www.w3.org/TR/sparql11-query/#unnamedGraph
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import cast

import pyoxigraph as ox

MAX_KEPT_QUADS = 200_000
"""Of the last merge, so that a dataset that is asked again is not merged again."""
_last_copy: dict[tuple[Hashable, ...], ox.Store] = {}


def absolute_iris(prologue: str, terms: Sequence[str], base_iri: str) -> list[ox.NamedNode]:
    """The IRIs that terms of a query stand for, as the engine reads them.

    Args:
        prologue: the declarations of the query.
        terms: IRIs and prefixed names as they are written.
        base_iri: what relative IRIs begin with where the prologue does not say.
    """
    if not terms:
        return []
    values = " ".join(f"({term})" for term in terms)
    found = ox.Store().query(
        f"{prologue} SELECT ?g {{ VALUES (?g) {{ {values} }} }}", base_iri=base_iri
    )
    return [cast(ox.NamedNode, solution[0]) for solution in cast(ox.QuerySolutions, found)]


def merged(
    store: ox.Store, defaults: Sequence[ox.NamedNode], named: Sequence[ox.NamedNode]
) -> tuple[ox.Store, Sequence[ox.NamedNode | ox.DefaultGraph]]:
    """A store that does not change, and its default graphs, in which no triple counts twice.

    The same store where the graphs share no triple; else one that holds these graphs only, their
    merge in the default graph.
    """
    graphs = tuple(dict.fromkeys(defaults))
    if not any(_share_a_triple(store, *pair) for pair in combinations(graphs, 2)):
        return store, graphs
    return _merge_of(store, graphs, named), [ox.DefaultGraph()]


def merged_whole(store: ox.Store, defaults: Sequence[ox.NamedNode | ox.DefaultGraph]) -> ox.Store:
    """The named graphs of a store that does not change, copied, and by default a merge of some."""
    named = [graph for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
    return _merge_of(store, defaults, named)


def copied_into(
    target: ox.NamedNode | ox.DefaultGraph,
    store: ox.Store,
    graphs: Iterable[ox.NamedNode | ox.DefaultGraph],
) -> Iterator[ox.Quad]:
    """The triples of graphs as quads of another."""
    for graph in graphs:
        for quad in store.quads_for_pattern(None, None, None, graph):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, target)


def lend_default_graph(store: ox.Store, asked: Callable[[str], bool] | None) -> set[ox.Quad]:
    """Add to the default graph what it does not hold of other graphs, and return that.

    Args:
        store: which is changed.
        asked: whether a graph is to be in it; ``None``: none is.
    """
    if asked is None:
        return set()
    graphs = [graph for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
    wanted = (graph for graph in graphs if asked(graph.value))
    lent = set(copied_into(ox.DefaultGraph(), store, wanted)).difference(store)
    store.extend(lent)
    return lent


@lru_cache(maxsize=4096)
def _share_a_triple(store: ox.Store, one: ox.NamedNode, other: ox.NamedNode) -> bool:
    return bool(store.query(f"ASK {{ GRAPH {one} {{ ?s ?p ?o }} GRAPH {other} {{ ?s ?p ?o }} }}"))


def _merge_of(
    store: ox.Store,
    defaults: Sequence[ox.NamedNode | ox.DefaultGraph],
    named: Sequence[ox.NamedNode],
) -> ox.Store:
    """A store in memory with named graphs of another, and the merge of some in its default graph.

    What is asked again is not merged again.
    """
    key = (store, tuple(defaults), tuple(named))
    copy = _last_copy.get(key)
    if copy is None:
        copy = ox.Store()
        copy.bulk_extend(copied_into(ox.DefaultGraph(), store, defaults))
        for graph in named:
            copy.bulk_extend(store.quads_for_pattern(None, None, None, graph))
        _last_copy.clear()
        if len(copy) <= MAX_KEPT_QUADS:
            _last_copy[key] = copy
    return copy
