"""Names of the graphs of derived statements: one for the sources, one beside each written graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote, unquote

from chantier.namespaces import GRAPH
from chantier.rdf.nquads import split_line

INFERRED_GRAPH = f"{GRAPH}inferred"
"""The graph of what is derived from the graphs of the sources."""
_BESIDE = f"{INFERRED_GRAPH}/"
"""Start of the IRIs of the graphs that stand beside those that were written."""
_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
"""A name below ``…/graph/`` that is kept as it is: it has no ``~``, which an encoded IRI has."""
_MAX_CACHED_GRAPHS = 10_000


@lru_cache(maxsize=_MAX_CACHED_GRAPHS)
def inferred_graph(graph: str) -> str:
    """The graph of what is derived from a written graph; no two graphs have the same.

    What is below ``…/graph/`` keeps its name; any other IRI is percent-encoded, with ``~`` for
    ``%``: servers and proxies decode or refuse ``%2F`` in a path.
    """
    name = graph.removeprefix(GRAPH)
    if name != graph and _PLAIN.fullmatch(name):
        return _BESIDE + name
    return _BESIDE + quote(graph, safe="").replace("~", "%7E").replace("%", "~")


@lru_cache(maxsize=_MAX_CACHED_GRAPHS)
def inferred_from(graph: str) -> str:
    """The written graph from which a graph is derived; empty for all but these."""
    if not graph.startswith(_BESIDE):
        return ""
    name = graph.removeprefix(_BESIDE)
    return unquote(name.replace("~", "%")) if "~" in name else GRAPH + name


def is_inferred(graph: str) -> bool:
    """Whether a graph holds what is derived, and nothing else."""
    return graph == INFERRED_GRAPH or graph.startswith(_BESIDE)


def asserted(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines that somebody wrote: all but the derived ones."""
    return (line for line in lines if not is_inferred(split_line(line)[1]))


def derived(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines that are derived."""
    return (line for line in lines if is_inferred(split_line(line)[1]))
