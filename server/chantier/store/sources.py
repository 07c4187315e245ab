"""The source files: one Turtle file a named graph, read without losing a character."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import pyoxigraph as ox

from chantier.errors import ReservedGraph, SourceError
from chantier.namespaces import GRAPH
from chantier.rdf.nquads import parse_lines

_TURTLE_FOLDERS = ("ontology", "data", "shapes")
_COMPUTED_GRAPHS = {
    "description": "no file: it is computed from the other graphs",
    "journal": "no file: each write adds to it",
}
BATCH_TRIPLES = 10_000
"""Triples that are parsed before their lines are handed on."""
JOURNAL_GRAPH = f"{GRAPH}journal"
"""The graph that records each write."""
BOUNDARIES = f"{GRAPH}boundaries"
"""The graph that ``chantier geo import`` replaces, and its removal deletes."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A Turtle file and the named graph it becomes."""

    path: Path
    graph: str
    """``…/graph/`` + the path below the sources, without its extension."""


def source_files(root: Path) -> list[SourceFile]:
    """List the Turtle files below the RDF folders, sorted by path."""
    return [
        SourceFile(path, GRAPH + path.relative_to(root).with_suffix("").as_posix())
        for folder in _TURTLE_FOLDERS
        for path in sorted((root / folder).rglob("*.ttl"))
    ]


def reserved_by(graph: str) -> str:
    """What a graph is made from, if it is reserved to sources or software; empty for others.

    Every IRI under a source folder is reserved, whether or not the file exists yet: so a file that
    is renamed or deleted takes its graph along, and the graph of a new file is still free.
    """
    if not graph.startswith(GRAPH):
        return ""
    name = graph.removeprefix(GRAPH)
    folder, slash, _ = name.partition("/")
    if folder in _TURTLE_FOLDERS:
        return f"the file {name}.ttl" if slash else f"the files of {folder}/"
    if folder == "queries":
        return "the files of queries/"
    return _COMPUTED_GRAPHS.get(name, "")


def is_computed(graph: str) -> bool:
    """Whether the software makes a graph."""
    return graph.removeprefix(GRAPH) in _COMPUTED_GRAPHS


def is_kept(graph: str) -> bool:
    """Whether those who keep the sources keep a graph too: by files, by software, by a command."""
    return graph == BOUNDARIES or bool(reserved_by(graph))


def refuse_reserved(graph: str) -> None:
    """Raise if a graph is reserved to sources or software.

    Raises:
        ReservedGraph: it is.
    """
    if origin := reserved_by(graph):
        raise ReservedGraph(
            f"The graph <{graph}> is not written here: it is changed in {origin}."
            " Write into a graph of your own."
        )


def read_quads(source: SourceFile) -> list[ox.Quad]:
    """Parse one file into the quads of its graph.

    Raises:
        SourceError: as for ``read_lines``.
    """
    return parse_lines(list(read_lines(source)))


def read_lines(source: SourceFile) -> Iterator[bytes]:
    """Parse one file into the N-Quads lines of its graph, with few of them in memory at a time.

    Raises:
        SourceError: the file is not UTF-8, not NFC or not Turtle; the message starts with
            ``file:line:column``.
    """
    read_text(source.path)  # refuses what a parser of Turtle would let pass
    ending = f" <{source.graph}> .\n".encode()
    turtle, triples = ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES
    quads = ox.parse(path=source.path, format=turtle, rename_blank_nodes=True)
    try:
        while text := ox.serialize(
            (q.triple for q in islice(quads, BATCH_TRIPLES)), format=triples
        ):
            # Only at the end of a line: literals have their line feeds escaped.
            yield from text.replace(b" .\n", ending).splitlines(keepends=True)
    except SyntaxError as error:
        line, column = error.lineno or 0, error.offset or 0
        reason = str(error.args[0]).partition(": ")[2] or str(error.args[0])
        excerpt = _excerpt(read_text(source.path), line, column)
        raise SourceError(
            f"this is not Turtle: {reason.rstrip('.')}.{excerpt}", source.path, line, column
        ) from error


def read_text(path: Path) -> str:
    """Read a text file that must be UTF-8 in Unicode normal form C.

    Raises:
        SourceError: it cannot be read, is not UTF-8, or holds decomposed letters.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SourceError(f"the file cannot be read: {error.strerror}.", path) from error
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SourceError("the file is not UTF-8. Save it as UTF-8.", path, line) from error
    if not unicodedata.is_normalized("NFC", text):
        for number, line_text in enumerate(text.splitlines(), start=1):
            if not unicodedata.is_normalized("NFC", line_text):
                raise SourceError(
                    "an accented letter is written as two characters. Save the text in Unicode"
                    " normal form C (NFC).",
                    path,
                    number,
                )
    return text


def inputs_digest(root: Path, software: str) -> str:
    """A digest of all that a build reads: every source file and the software’s version."""
    sha256 = hashlib.sha256(software.encode())
    folders = (root / folder for folder in (*_TURTLE_FOLDERS, "queries"))
    files = chain.from_iterable(sorted(folder.rglob("*")) for folder in folders)
    for path in (file for file in files if file.suffix in (".ttl", ".rq", ".txt", ".jsonld")):
        sha256.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
        with path.open("rb") as file:
            sha256.update(hashlib.file_digest(file, "sha256").digest())
    return sha256.hexdigest()


def _excerpt(text: str, line: int, column: int) -> str:
    lines = text.splitlines()
    if not 1 <= line <= len(lines):
        return ""
    return f"\n    {lines[line - 1]}\n    {' ' * (column - 1)}^"
