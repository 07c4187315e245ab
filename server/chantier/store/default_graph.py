"""The default graph of queries as the engine has it: of its own, by a switch, or of one graph.

The engine answers fastest from one graph, so its own default graph is given a copy of what queries
ask, each triple once, wherever that stands in several graphs. Where it stands in one, or where no
triple of the union stands in two graphs, nothing is copied. Files that were stored without a copy
that is wanted now are asked all the same: what is missing is merged in memory, query by query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from chantier.default_dataset import DefaultDataset
from chantier.rdf.nquads import distinct_triples, line_graph
from chantier.store.sources import is_asked_by_default

IN_MEMORY, ON_DISK = "memory", "disk"
UNION_ON_DISK, FACTS_ON_DISK = "disk, with the union", "disk, with the facts"
"""What a manifest says of its storage: where the engine has the quads, and what else on disk."""
_HELD_ON_DISK = {
    UNION_ON_DISK: DefaultDataset.UNION,
    FACTS_ON_DISK: DefaultDataset.FACTS,
    ON_DISK: DefaultDataset.ORDINARY,
}
"""Storage → what the engine's own default graph holds on disk."""
_STORAGE = {held: storage for storage, held in _HELD_ON_DISK.items()}


@dataclass(frozen=True, slots=True)
class DefaultView:
    """How the engine is asked where neither query nor request names a graph."""

    union: bool = False
    """Whether by its switch that makes the union of the graphs its default graph."""
    graphs: tuple[str, ...] = ()
    """The IRIs of the graphs that stand for its own default graph; none: that itself."""
    is_merged: bool = False
    """Whether these share triples, so that they are merged first: the engine counts each twice."""

    @property
    def nodes(self) -> list[ox.NamedNode | ox.DefaultGraph]:
        """The graphs as the engine names them."""
        return [ox.NamedNode(iri) if iri else ox.DefaultGraph() for iri in self.graphs]

    @property
    def options(self) -> dict[str, Any]:
        """The same for the method ``query`` of the engine, or of one that has the merge."""
        graphs = None if self.is_merged else self.nodes or None
        return {"use_default_graph_as_union": self.union, "default_graph": graphs}


UNION_BY_SWITCH = DefaultView(union=True)
"""The union of the graphs, of which a triple counts as often as it stands in one."""


@dataclass(frozen=True, slots=True)
class DefaultGraph:
    """The default graph of the queries of a version."""

    dataset: DefaultDataset
    """What it is; on disk, what the files were made for."""
    copied: DefaultDataset
    """What the engine's own default graph is given a copy of; ``ORDINARY``: of nothing."""
    graphs: Mapping[str, int]
    """Graph IRI → number of triples, of the whole version."""
    are_disjoint: bool
    """Whether it is known that no triple stands in two graphs."""

    @classmethod
    def of(
        cls,
        wanted: DefaultDataset,
        storage: str,
        graphs: Mapping[str, int],
        triples: int,
    ) -> DefaultGraph:
        """The default graph of a version, as wanted if its files allow for it.

        Args:
            wanted: by the operator.
            storage: as the manifest has it.
            graphs: graph IRI → number of triples.
            triples: size of their union; 0 where it was not counted.
        """
        held = _HELD_ON_DISK.get(storage, _copy_for(wanted, graphs, triples))
        # A copy is in the engine’s own default graph, which then is nothing else any more.
        is_copied = held is not DefaultDataset.ORDINARY
        return cls(held if is_copied else wanted, held, graphs, _are_disjoint(graphs, triples))

    @property
    def view(self) -> DefaultView:
        """How the engine is asked; in each way, a triple counts once."""
        if self.copied is self.dataset:
            return DefaultView()
        if self.dataset is DefaultDataset.UNION and self.are_disjoint:
            return UNION_BY_SWITCH
        is_union = self.dataset is DefaultDataset.UNION
        asked = tuple(self.graphs) if is_union else asked_by_default(self.graphs)
        return DefaultView(graphs=asked, is_merged=len(asked) > 1 and not self.are_disjoint)

    def copied_lines(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """What the engine's own default graph is given, as N-Triples, of sorted canonical lines."""
        return copied_lines(self.copied, lines)


def storage_on_disk(wanted: DefaultDataset, graphs: Mapping[str, int], triples: int) -> str:
    """What the manifest of a version on disk says of its storage."""
    return _STORAGE[_copy_for(wanted, graphs, triples)]


def is_as_wanted(
    wanted: DefaultDataset, storage: str, graphs: Mapping[str, int], triples: int
) -> bool:
    """Whether the files of a version are those that a build would make of its quads."""
    return storage in (IN_MEMORY, storage_on_disk(wanted, graphs, triples))


def copied_on_disk(storage: str, lines: Iterable[bytes]) -> Iterator[bytes]:
    """What the engine's own default graph is given on disk, as N-Triples."""
    return copied_lines(_HELD_ON_DISK[storage], lines)


def copied_lines(copied: DefaultDataset, lines: Iterable[bytes]) -> Iterator[bytes]:
    """The triples of a default dataset as N-Triples, each once, of sorted canonical lines."""
    if copied is DefaultDataset.ORDINARY:
        return iter(())
    if copied is DefaultDataset.FACTS:
        lines = (line for line in lines if is_asked_by_default(line_graph(line)))
    return (triple + b" .\n" for triple in distinct_triples(lines))


def asked_by_default(graphs: Iterable[str]) -> tuple[str, ...]:
    """The graphs, among these, that a query asks that names none, where it asks the facts."""
    return tuple(filter(is_asked_by_default, graphs))


def _copy_for(wanted: DefaultDataset, graphs: Mapping[str, int], triples: int) -> DefaultDataset:
    """What is to be copied for a default dataset; ``ORDINARY``: nothing.

    Args:
        wanted: the default dataset.
        graphs: graph IRI → number of triples.
        triples: size of their union; 0 where it was not counted.
    """
    if wanted is DefaultDataset.UNION and not _are_disjoint(graphs, triples):
        return DefaultDataset.UNION
    if wanted is DefaultDataset.FACTS and len(asked_by_default(graphs)) > 1:
        return DefaultDataset.FACTS
    return DefaultDataset.ORDINARY


def _are_disjoint(graphs: Mapping[str, int], triples: int) -> bool:
    """Whether no triple stands in two graphs; never where their union was not counted."""
    return triples == sum(graphs.values())
