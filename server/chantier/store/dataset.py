"""A version, opened: the engine for queries, the sorted quads for documents."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
import rdflib
from oxrdflib import OxigraphStore

from chantier.model.quads import parse_lines, split_line
from chantier.store.versions import Version, current_id, load


class SortedLines:
    """Lines sorted by bytes in a file, searched without reading it whole."""

    def __init__(self, path: Path) -> None:
        """Map the file; an empty one is allowed."""
        with path.open("rb") as file:
            empty = path.stat().st_size == 0
            self._map: bytes | mmap.mmap = (
                b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            )

    def starting_with(self, prefix: bytes) -> Iterator[bytes]:
        """Give the lines that start with a prefix, in order; costs log₂(size) page look-ups."""
        position = self._first(prefix)
        while position < len(self._map):
            end = self._map.find(b"\n", position) + 1
            line = self._map[position:end]
            if not line.startswith(prefix):
                return
            yield line
            position = end

    def __iter__(self) -> Iterator[bytes]:
        """Give every line."""
        return self.starting_with(b"")

    def _first(self, prefix: bytes) -> int:
        """Give the offset of the first line that is not below the prefix."""
        low, high = 0, len(self._map)
        while low < high:
            middle = (low + high) // 2
            start = self._map.rfind(b"\n", 0, middle) + 1
            end = self._map.find(b"\n", start) + 1
            if self._map[start:end] < prefix:
                low = end
            else:
                high = start
        return low


@dataclass(frozen=True)
class Dataset:
    """One immutable version, ready to be asked."""

    version: Version
    union: bool = True
    """Whether the default graph of queries is the union of the named graphs."""

    @property
    def holds_union(self) -> bool:
        """Whether the engine holds the union as its default graph.

        It does where a triple stands in several graphs: its own union would give it several times.
        """
        manifest = self.version.manifest
        return self.union and 0 < manifest.triples < manifest.quads and manifest.storage == "memory"

    @cached_property
    def store(self) -> ox.Store:
        """The engine, holding the version's quads."""
        if self.version.manifest.storage == "disk":
            return ox.Store.read_only(str(self.version.store_path))
        store = ox.Store()
        store.bulk_load(path=str(self.version.quads_path), format=ox.RdfFormat.N_QUADS)
        if self.holds_union:
            lines = b"".join(split_line(line)[0] + b" .\n" for line in self._by_subject)
            store.bulk_load(lines, format=ox.RdfFormat.N_TRIPLES)
        return store

    @cached_property
    def _by_subject(self) -> SortedLines:
        return SortedLines(self.version.quads_path)

    @cached_property
    def _by_object(self) -> SortedLines:
        return SortedLines(self.version.incoming_path)

    def quads_about(self, iri: str) -> list[ox.Quad]:
        """Give the quads whose subject is an IRI, with those of the blank nodes they lead to."""
        found: list[ox.Quad] = []
        waiting, seen = [f"<{iri}>"], set[str]()
        while waiting:
            subject = waiting.pop(0)
            if subject in seen:
                continue
            seen.add(subject)
            quads = parse_lines(list(self._by_subject.starting_with(f"{subject} ".encode())))
            found.extend(quads)
            waiting.extend(str(q.object) for q in quads if isinstance(q.object, ox.BlankNode))
        return found

    def quads_pointing_at(self, iri: str, limit: int | None = None) -> list[ox.Quad]:
        """Give the quads whose object is an IRI, at most ``limit``, sorted by subject."""
        prefix = f"<{iri}> ".encode()
        led = islice(self._by_object.starting_with(prefix), limit)
        return parse_lines([line[len(prefix) :] for line in led])

    def quads_in_graph(self, graph: str) -> list[ox.Quad]:
        """Give the quads of a named graph; reads the whole version."""
        ending = f" <{graph}> .\n".encode()
        return parse_lines([line for line in self._by_subject if line.endswith(ending)])

    def lines_beginning(self, prefix: bytes) -> Iterator[bytes]:
        """Give the canonical lines that begin so, in order."""
        return self._by_subject.starting_with(prefix)

    def rdflib_view(self) -> rdflib.Dataset:
        """Give rdflib code a view on the store, through oxrdflib; its default graph is the union.

        SPARQL over the view ignores FROM and is slower than ``query.evaluate``.
        """
        return rdflib.Dataset(store=OxigraphStore(store=self.store), default_union=True)


class OpenDataset:
    """The dataset being served: opened once, opened anew when another version is switched in."""

    def __init__(self, data_dir: Path) -> None:
        """Remember where the versions are; nothing is opened yet."""
        self._data_dir = data_dir
        self._open: Dataset | None = None

    def get(self) -> Dataset:
        """Give the dataset of the current version; one system call when nothing changed.

        Raises:
            NoVersion: nothing was published yet.
            BrokenVersion: the version's manifest cannot be read.
        """
        version_id = current_id(self._data_dir)
        if self._open is None or self._open.version.manifest.id != version_id:
            self._open = Dataset(load(self._data_dir, version_id))
        return self._open
