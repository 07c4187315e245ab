"""The source files: one RDF file a named graph, read without losing a character."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import pyoxigraph as ox

from chantier.errors import BodyError, ReservedGraph, SourceError
from chantier.namespaces import GRAPH
from chantier.rdf.formats import FORMATS_BY_ENDING, RDF_XML, TURTLE, Format
from chantier.rdf.reading import RdfDocument, decoded, read_graph
from chantier.store.inferred import inferred_from, is_inferred

_RDF_FOLDERS = ("ontology", "data", "shapes")
SUPERSEDED_FOLDER = "ontology/versions"
"""Earlier versions of the ontologies: they are published as they were, and are part of no graph."""
_SOURCE_ENDINGS = {f".{ending}" for ending in FORMATS_BY_ENDING} - {".json", ".xml"}
_COMPUTED_GRAPHS = {
    "description": (
        "le calcule à partir des autres graphes",
        "computes it from the other graphs",
    ),
    "journal": (
        "le tient, et chaque écriture y ajoute",
        "keeps it, and each write adds to it",
    ),
}
"""Name of a graph → what the software does with it, in French and in English."""
_INFERRED = ("le déduit des autres graphes", "derives it from the other graphs")
_NO_FILE = "no file: the software makes it"
CATALOGUE_GRAPH = f"{GRAPH}data/catalogue"
"""The graph that describes the dataset and its graphs by hand, in DCAT."""
_BOOKKEEPING_FOLDERS = frozenset({"shapes", "queries"})
BATCH_TRIPLES = 10_000
"""Triples that are parsed before their lines are handed on."""
MAX_EXCERPT_CHARACTERS = 300
"""Length of a line that is shown where it cannot be read."""
DESCRIPTION_GRAPH = f"{GRAPH}description"
"""The graph that each build and each write computes."""
JOURNAL_GRAPH = f"{GRAPH}journal"
"""The graph that records each write."""
BOUNDARIES = f"{GRAPH}boundaries"
"""The graph that ``chantier geo import`` replaces, and its removal deletes."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """An RDF file and the named graph it becomes."""

    path: Path
    graph: str
    """``…/graph/`` + the path below the sources, without its extension."""

    def document(self) -> RdfDocument:
        """What the file holds; its relative IRIs are the graph’s, wherever the folder lies.

        Raises:
            SourceError: it cannot be read.
        """
        return file_document(self.path, form_of(self.path), self.graph)


def source_files(root: Path) -> list[SourceFile]:
    """List the RDF files below the RDF folders, sorted by path; not the superseded ontologies."""
    superseded = root / SUPERSEDED_FOLDER
    return [
        SourceFile(path, GRAPH + path.relative_to(root).with_suffix("").as_posix())
        for folder in _RDF_FOLDERS
        for path in sorted((root / folder).rglob("*"))
        if path.suffix in _SOURCE_ENDINGS and superseded not in path.parents
    ]


def reserved_by(graph: str) -> str:
    """The file or folder of a graph that is reserved to sources or software; empty for others.

    Every IRI under a source folder is reserved, whether or not the file exists yet: so a file that
    is renamed or deleted takes its graph along, and the graph of a new file is still free.
    """
    if not graph.startswith(GRAPH):
        return ""
    name = graph.removeprefix(GRAPH)
    folder, slash, _ = name.partition("/")
    if folder in _RDF_FOLDERS:
        return f"{name}.ttl" if slash else f"{folder}/"
    if folder == "queries":
        return "queries/"
    return _NO_FILE if is_computed(graph) else ""


def is_computed(graph: str) -> bool:
    """Whether the software makes a graph: it counts, records or derives, and states no fact."""
    return graph.removeprefix(GRAPH) in _COMPUTED_GRAPHS or is_inferred(graph)


def is_kept(graph: str) -> bool:
    """Whether those who keep the sources keep a graph too: by files, by software, by a command.

    What is derived from a graph is kept by those who keep that graph.
    """
    whose = inferred_from(graph) or graph
    return whose == BOUNDARIES or bool(reserved_by(whose))


def is_asked_by_default(graph: str) -> bool:
    """Whether a query that names no graph asks a graph, where it asks the facts.

    Those are the graphs of facts, vocabularies and ontology, and what was written; not what tells
    of the dataset and of how it is made.

    Args:
        graph: its IRI; ``""`` is the graph without a name.
    """
    if not graph.startswith(GRAPH):
        return True
    name = graph.removeprefix(GRAPH)
    folder, slash, _ = name.partition("/")
    is_bookkeeping = name in _COMPUTED_GRAPHS or graph == CATALOGUE_GRAPH
    return not (is_bookkeeping or (slash and folder in _BOOKKEEPING_FOLDERS))


def refuse_reserved(graph: str) -> None:
    """Raise if a graph is reserved to sources or software.

    Raises:
        ReservedGraph: it is.
    """
    if is_computed(graph):
        french, english = _COMPUTED_GRAPHS.get(graph.removeprefix(GRAPH), _INFERRED)
        raise ReservedGraph(
            f"Le graphe <{graph}> ne s’écrit pas : le logiciel {french}. Écrivez dans un graphe à"
            " vous.",
            f"The graph <{graph}> is not written: the software {english}. Write into a graph of"
            " your own.",
        )
    if origin := reserved_by(graph):
        raise ReservedGraph(
            f"Le graphe <{graph}> ne s’écrit pas ici : il se change dans les sources ({origin})."
            " Écrivez dans un graphe à vous.",
            f"The graph <{graph}> is not written here: it is changed in the sources ({origin})."
            " Write into a graph of your own.",
        )


def form_of(path: Path) -> Format:
    """The syntax that the name of a file says; Turtle where it says none."""
    return FORMATS_BY_ENDING.get(path.suffix.lower().removeprefix("."), TURTLE)


def file_document(path: Path, form: Format, base_iri: str) -> RdfDocument:
    """What a file holds, to be read as RDF.

    Raises:
        SourceError: it cannot be read.
    """
    return RdfDocument(_bytes(path), form, base_iri, path)


@contextmanager
def naming_place(document: RdfDocument, language: str = "en") -> Iterator[None]:
    """Name the file and show the line where a document cannot be read, in a language.

    Raises:
        SourceError: instead of ``BodyError``; its message starts with ``file:line:column``.
    """
    try:
        yield
    except BodyError as error:
        excerpt = _excerpt(document.content, error.line, error.column)
        raise SourceError(
            f"{error.french if language == 'fr' else error.english}{excerpt}",
            document.path,
            error.line,
            error.column,
        ) from error


def read_lines(source: SourceFile) -> Iterator[bytes]:
    """Parse one file into the N-Quads lines of its graph, with few of them in memory at a time.

    Raises:
        SourceError: the file cannot be read, is not NFC, or not what its name says, one graph.
    """
    document = source.document()
    ending = f" <{source.graph}> .\n".encode()
    with naming_place(document):
        if document.form is not RDF_XML:  # which may be in another encoding
            _refuse_decomposed(decoded(document.content), source.path)
        triples = read_graph(document, source.graph)
        while text := ox.serialize(islice(triples, BATCH_TRIPLES), format=ox.RdfFormat.N_TRIPLES):
            # Only at the end of a line: literals have their line feeds escaped.
            yield from text.replace(b" .\n", ending).splitlines(keepends=True)


def read_text(path: Path) -> str:
    """Read a text file that must be UTF-8 in Unicode normal form C.

    Raises:
        SourceError: it cannot be read, is not UTF-8, or holds decomposed letters.
    """
    content = _bytes(path)
    try:
        text = decoded(content)
    except BodyError as error:
        raise SourceError(error.english, path, error.line) from error
    _refuse_decomposed(text, path)
    return text


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"the file cannot be read: {error.strerror}.", path) from error


def _refuse_decomposed(text: str, path: Path) -> None:
    if unicodedata.is_normalized("NFC", text):
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if not unicodedata.is_normalized("NFC", line):
            raise SourceError(
                "an accented letter is written as two characters. Save the text in Unicode"
                " normal form C (NFC).",
                path,
                number,
            )


def inputs_digest(root: Path, software: str) -> str:
    """A digest of all that a build reads: every source file and the software’s version."""
    sha256 = hashlib.sha256(software.encode())
    folders = (root / folder for folder in (*_RDF_FOLDERS, "queries"))
    files = chain.from_iterable(sorted(folder.rglob("*")) for folder in folders)
    for path in (file for file in files if file.suffix in (*_SOURCE_ENDINGS, ".rq", ".txt")):
        sha256.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
        with path.open("rb") as file:
            sha256.update(hashlib.file_digest(file, "sha256").digest())
    return sha256.hexdigest()


def _excerpt(content: bytes, line: int, column: int) -> str:
    lines = content.splitlines()
    if not (column and 1 <= line <= len(lines)):
        return ""
    text = lines[line - 1].decode(errors="replace")
    if "\0" in text or len(text) > MAX_EXCERPT_CHARACTERS:  # UTF-16, or all of a document
        return ""
    return f"\n    {text}\n    {' ' * (column - 1)}^"
