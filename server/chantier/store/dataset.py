"""An opened version: the engine for queries, the sorted quads for documents."""

from __future__ import annotations

import mmap
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from chantier.default_dataset import DefaultDataset
from chantier.namespaces import PREFIXES
from chantier.rdf.nquads import canonical_lines, line_terms, parse_lines, predicate_first
from chantier.rdf.terms import LABEL_PREDICATES, best_literal
from chantier.store.authority import Authority
from chantier.store.default_graph import IN_MEMORY, DefaultGraph
from chantier.store.indexes import BY_PREDICATE, INCOMING, STORE
from chantier.store.inferred import asserted
from chantier.store.integrity import verify_report
from chantier.store.manifest import Version
from chantier.store.patterns import Patterns, subject_first
from chantier.store.sorted_lines import SortedLines
from chantier.store.sources import is_computed, is_kept
from chantier.store.versions import current_id, load

if TYPE_CHECKING:
    import rdflib

_RDF_TYPE = f"<{PREFIXES['rdf']}type>".encode()
MAX_CACHED_LABELS_COUNT = 10_000
"""Labels in memory."""
MAX_CACHED_ENTITIES_COUNT = 2_000
"""Entities whose quads are in memory."""
MAX_CACHED_ENTITY_QUADS = 100
"""The quads of an entity that has more are not kept in memory."""


@dataclass(frozen=True)
class Dataset:
    """One immutable version, ready for queries.

    Queries, patterns and whole graphs see all graphs. Of a thing that the sources speak of, all
    else is what the sources say (see ``store.authority``). Lines come with what is derived, for
    documents hold it; quads, triples, literals and instances without, for pages show facts.
    """

    version: Version
    wanted: DefaultDataset = DefaultDataset.FACTS
    """What a query is to ask that names no graph."""

    @cached_property
    def default(self) -> DefaultGraph:
        """What such a query asks."""
        manifest = self.version.manifest
        return DefaultGraph.of(self.wanted, manifest.storage, manifest.graphs, manifest.triples)

    @cached_property
    def store(self) -> ox.Store:
        """The engine, holding the version's quads."""
        if self.version.manifest.storage != IN_MEMORY:
            return ox.Store.read_only(str(self.version.path / STORE))
        store = ox.Store()
        store.bulk_load(path=str(self.version.quads_path), format=ox.RdfFormat.N_QUADS)
        if copied := b"".join(self.default.copied_lines(self._by_subject)):
            store.bulk_load(copied, format=ox.RdfFormat.N_TRIPLES)
        return store

    @property
    def text(self) -> bytes | mmap.mmap:
        """The canonical lines, one after the other."""
        return self._by_subject.text

    @cached_property
    def _by_subject(self) -> SortedLines:
        return SortedLines(self.version.quads_path)

    @cached_property
    def _by_object(self) -> SortedLines:
        return SortedLines(self.version.path / INCOMING)

    @cached_property
    def _by_predicate(self) -> SortedLines:
        path = self.version.path / BY_PREDICATE
        if path.is_file():
            return SortedLines(path)
        # A version of software that did not write it.
        return SortedLines(b"".join(sorted(predicate_first(self._by_subject))))

    @cached_property
    def authority(self) -> Authority | None:
        """What the sources say; ``None`` where they say all, or where there are none."""
        return Authority(self._by_subject, self._by_object) if self.graphs_of_pages else None

    @cached_property
    def graphs_of_pages(self) -> tuple[str, ...]:
        """The graphs that the sources keep, of which pages tell; empty where pages tell of all.

        They do where all are the sources’, or none: those that software makes do not count.
        """
        graphs = self.version.manifest.graphs
        kept = tuple(filter(is_kept, graphs))
        return () if len(kept) == len(graphs) or all(map(is_computed, kept)) else kept

    def _lines_of(self, iri: str) -> SortedLines:
        """The lines by subject among which are those that say what a thing is."""
        theirs = self.authority
        if theirs and theirs.mentions(f"<{iri}>".encode()):
            return theirs.by_subject
        return self._by_subject

    @cached_property
    def _patterns(self) -> Patterns:
        return Patterns(self._by_subject, self._by_predicate)

    def matching(
        self, pattern: tuple[str, str, str], offset: int, limit: int
    ) -> tuple[int, list[ox.Triple]]:
        """The number of triples of the union that match a pattern, and one page of them.

        A triple that stands in several graphs counts once. The order is the same each time.

        Args:
            pattern: subject, predicate and object as N-Triples writes them; empty: any.
            offset: how many to skip.
            limit: how many to return at most.
        """
        return self._patterns.matching(pattern, offset, limit)

    def triples_with(self, predicate: str, *, inverse: bool = False) -> list[ox.Triple]:
        """Every triple with a predicate, each once; ``inverse``: taken to be about its object."""
        span = self._by_predicate.span(f"<{predicate}> ".encode())
        found: Iterable[bytes] = map(subject_first, self._by_predicate.within(span))
        found = (it for it in found if any(asserted(self.lines_beginning(it + b" "))))
        if self.authority:
            found = self.authority.admitted(found, inverse=inverse)
        return [quad.triple for quad in parse_lines([triple + b" .\n" for triple in found])]

    def literals(self, predicate: str) -> Iterator[tuple[str, ox.Literal]]:
        """The literals of a predicate, each with the IRI that has it."""
        for triple in self.triples_with(predicate):
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal):
                yield triple.subject.value, triple.object

    def describes(self, iri: str) -> bool:
        """Whether an IRI is the subject of a quad."""
        return any(True for _ in self._by_subject.starting_with(f"<{iri}> ".encode()))

    def points_at(self, iri: str) -> bool:
        """Whether an IRI is the object of a quad."""
        return any(True for _ in self.lines_pointing_at(iri))

    def lines_about(self, iri: str, without: Collection[str] = ()) -> list[bytes]:
        """The lines whose subject is an IRI, with those of the blank nodes they lead to.

        Args:
            iri: of the thing.
            without: predicates that are left out, and not followed.
        """
        skipped = {f"<{predicate}>".encode() for predicate in without}
        found: list[bytes] = []
        waiting, seen = [f"<{iri}>".encode()], set[bytes]()
        lines = self._lines_of(iri)
        while waiting:
            subject = waiting.pop(0)
            if subject in seen:
                continue
            seen.add(subject)
            own = list(lines.starting_with(subject + b" "))
            if skipped:
                own = [line for line in own if line_terms(line)[1] not in skipped]
            found += own
            objects = (line_terms(line)[2] for line in own)
            waiting += [value for value in objects if value.startswith(b"_:")]
        return found

    def label(self, iri: str, language: str) -> ox.Literal | None:
        """The label of an IRI in a language, else in another language."""
        key = (iri, language)
        cached = self._labels.get(key)
        if cached is None:
            cached = (_best_label(self.quads_about(iri), language),)
            if len(self._labels) >= MAX_CACHED_LABELS_COUNT:
                self._labels.clear()
            self._labels[key] = cached
        return cached[0]

    @cached_property
    def _labels(self) -> dict[tuple[str, str], tuple[ox.Literal | None]]:
        return {}

    def lines_with(self, iri: str, predicate: str) -> Iterator[bytes]:
        """The lines with this subject and this predicate, in order."""
        return self._lines_of(iri).starting_with(f"<{iri}> <{predicate}> ".encode())

    def lines_pointing_at(self, iri: str) -> Iterator[bytes]:
        """The lines whose object is an IRI, sorted."""
        prefix, authority = f"<{iri}> ".encode(), self.authority
        if authority and authority.mentions(prefix[:-1]):
            return (line[len(prefix) :] for line in authority.by_object.starting_with(prefix))
        found = (line[len(prefix) :] for line in self._by_object.starting_with(prefix))
        return filter(authority.admits, found) if authority else found

    def quads_about(self, iri: str, without: Collection[str] = ()) -> list[ox.Quad]:
        """The asserted quads of ``lines_about``, from memory where few and read before."""
        key = (iri, *without)
        quads = self._entities.get(key)
        if quads is None:
            quads = parse_lines(list(asserted(self.lines_about(iri, without))))
            if len(quads) <= MAX_CACHED_ENTITY_QUADS:
                if len(self._entities) >= MAX_CACHED_ENTITIES_COUNT:
                    self._entities.clear()
                self._entities[key] = quads
        return quads.copy()

    @cached_property
    def _entities(self) -> dict[tuple[str, ...], list[ox.Quad]]:
        return {}

    def quads_pointing_at(self, iri: str, limit: int | None = None) -> list[ox.Quad]:
        """The asserted quads whose object is an IRI, at most ``limit``, sorted by subject."""
        return parse_lines(list(islice(asserted(self.lines_pointing_at(iri)), limit)))

    def instances(self, class_iri: str, *, of_sources: bool = False) -> list[str]:
        """The IRIs of the things that have a class as their type, sorted; all or the sources’."""
        prefix, authority = f"<{class_iri}> ".encode(), self.authority
        by_object = authority.by_object if authority and of_sources else self._by_object
        own = asserted(line[len(prefix) :] for line in by_object.starting_with(prefix))
        own = (line for line in own if not authority or authority.admits(line))
        typed = (terms[0] for terms in map(line_terms, own) if terms[1] == _RDF_TYPE)
        found = {subject for subject in typed if subject[:1] == b"<"}
        return sorted(iri[1:-1].decode() for iri in found)

    def quads_in_graph(self, graph: str) -> list[ox.Quad]:
        """The quads of a named graph; reads the whole version."""
        ending = f" <{graph}> .\n".encode()
        return parse_lines([line for line in self._by_subject if line.endswith(ending)])

    def report(self) -> list[ox.Quad]:
        """The SHACL report of the version, in the default graph.

        Raises:
            BrokenVersion: it is damaged.
        """
        verify_report(self.version)
        parsed = ox.parse(path=str(self.version.report_path), format=ox.RdfFormat.TURTLE)
        # Parsing labels blank nodes at random; the canonical labels are always the same.
        quads = (ox.Quad(item.subject, item.predicate, item.object) for item in parsed)
        return parse_lines(canonical_lines(quads))

    def lines_beginning(self, prefix: bytes) -> Iterator[bytes]:
        """The canonical lines that begin with a prefix, in order."""
        return self._by_subject.starting_with(prefix)

    def rdflib_view(self) -> rdflib.Dataset:
        """A view on the store for rdflib code, through oxrdflib; its default graph is the union.

        SPARQL over the view ignores FROM and is slower than ``query.evaluate``.
        """
        import rdflib  # used rarely, and every process would import it
        from oxrdflib import OxigraphStore

        return rdflib.Dataset(store=OxigraphStore(store=self.store), default_union=True)


class OpenDataset:
    """The dataset being served: opened once, and anew when another version is switched to."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._open: Dataset | None = None

    def get(self) -> Dataset:
        """The dataset of the current version; one system call when nothing changed.

        Raises:
            NoVersion: nothing was published yet.
            BrokenVersion: the version's manifest cannot be read.
        """
        version_id = current_id(self._data_dir)
        if self._open is None or self._open.version.manifest.id != version_id:
            self._open = Dataset(load(self._data_dir, version_id))
        return self._open


def _best_label(quads: Iterable[ox.Quad], language: str) -> ox.Literal | None:
    for predicate in LABEL_PREDICATES:
        found = (quad.object for quad in quads if quad.predicate.value == predicate)
        best = best_literal((term for term in found if isinstance(term, ox.Literal)), language)
        if best:
            return best
    return None
