"""Dumps: a version as files. All are made from its quads, at any time.

They lie in ``copies/ID/`` of the data directory, and the folder gets its name once it is complete.
Equal versions give equal bytes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from chantier.errors import DumpsError
from chantier.publish.dumps.filenames import graph_name
from chantier.publish.dumps.files import CHUNK_BYTES, EXTENSIONS, OutputFile, WrittenFile, compress
from chantier.publish.dumps.split import SplitDataset, file_prefixes, split_by_graph
from chantier.publish.dumps.tables import write_tables
from chantier.rdf.formats import (
    CSV,
    DOCUMENT_FORMATS,
    GEOJSON,
    JSON,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TEXT,
    TRIG,
    TURTLE,
    Format,
)
from chantier.rdf.writers import write_statements
from chantier.rdf.xml_text import NotExpressible
from chantier.store.dataset import Dataset
from chantier.store.external_sort import LinesIn
from chantier.store.integrity import verify_quads
from chantier.store.manifest import Version

WHOLE = "chantier-es"
"""Name of the files that hold everything, without the extension."""
WHOLE_FORMATS = (N_QUADS, TRIG, TURTLE, JSON_LD, RDF_XML)
"""The first two keep the named graphs; the others hold their union."""
_SAME_WITHOUT_GRAPHS = {N_QUADS: N_TRIPLES, TRIG: TURTLE}
"""Format with graphs → the one that has the same bytes where no graph is named."""
SUMS = "SHA256SUMS"
_INVENTORY = "inventory.json"
MAX_KNOWN_FILES = 4_096
"""Files whose digest a process remembers."""
_FORMATS = {item.extension: item for item in (*WHOLE_FORMATS, N_TRIPLES, CSV, JSON, GEOJSON)}


@dataclass(frozen=True, slots=True)
class DumpFile:
    """One file of a version's dumps."""

    path: str
    """Relative to the folder, with slashes."""
    media_type: str
    """Of the content, whatever it is compressed with."""
    compression: str
    """``""``, ``gzip`` or ``zstd``."""
    size: int
    """Bytes."""
    sha256: str
    """In hexadecimal."""
    graph: str
    """IRI of the named graph it holds; empty for all."""
    count: int = 0
    """Quads, triples or rows; 0 where they are not counted."""


def ensure(data_dir: Path, version: Version) -> Path:
    """The folder of a version's dumps, made now if there is none yet.

    Takes seconds for a hundred thousand quads, and minutes for millions. Dumps of versions that
    are no longer kept are removed on the way. Another process that makes them is waited for.

    Raises:
        DumpsError: they cannot be written.
        BrokenVersion: the version is damaged.
    """
    folder = dumps_folder(data_dir, version)
    if not is_whole(folder):
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with (folder.parent / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                _sweep(data_dir)
                if not is_whole(folder):
                    _discard(folder)
                    _make(folder, version)
        except OSError as error:
            raise DumpsError(
                f"The copies of version {version.manifest.id} cannot be made in {folder.parent}:"
                f" {error.strerror or error}. Mend that; they are made again when asked for."
            ) from error
    return folder


def dumps_folder(data_dir: Path, version: Version) -> Path:
    """The folder where the dumps of a version are, once it exists."""
    return data_dir / "copies" / version.manifest.id


def is_whole(folder: Path) -> bool:
    """Whether every file of a folder of dumps is there, with the bytes that it had.

    Each is read once by a process, and again when it was touched.
    """
    try:
        return all(
            _sha256(folder / item.path, (folder / item.path).stat().st_mtime_ns, item.size)
            == item.sha256
            for item in inventory(folder)
        )
    except (OSError, ValueError, TypeError, AttributeError):
        return False


@lru_cache(maxsize=MAX_KNOWN_FILES)
def _sha256(path: Path, _touched_ns: int, size_bytes: int) -> str:
    """The digest of a file; empty where it is not of its size."""
    with path.open("rb") as file:
        whole = os.fstat(file.fileno()).st_size == size_bytes
        return hashlib.file_digest(file, "sha256").hexdigest() if whole else ""


def _discard(folder: Path) -> None:
    if folder.exists():
        folder.rename(_scratch(folder.parent) / folder.name)


def inventory(folder: Path) -> list[DumpFile]:
    """The files in a folder of dumps, sorted by path."""
    return [DumpFile(**item) for item in json.loads((folder / _INVENTORY).read_bytes())]


def _sweep(data_dir: Path) -> None:
    """Remove what a killed process left, and the dumps of versions that are gone."""
    copies = data_dir / "copies"
    scratch = copies / "tmp"
    for folder in copies.iterdir():
        kept = folder == scratch or (data_dir / "versions" / folder.name).is_dir()
        if folder.is_dir() and not kept:
            folder.rename(_scratch(copies) / folder.name)  # gone at once: never half a folder
    shutil.rmtree(scratch, ignore_errors=True)


def _scratch(copies: Path) -> Path:
    (copies / "tmp").mkdir(exist_ok=True)
    return Path(tempfile.mkdtemp(dir=copies / "tmp"))


def _make(folder: Path, version: Version) -> None:
    verify_quads(version)
    scratch = _scratch(folder.parent)
    made = scratch / folder.name
    made.mkdir()
    files = sorted(_write_files(version, made, scratch), key=lambda item: item.path)
    with OutputFile(made, SUMS) as sums:
        sums.write("".join(f"{item.sha256}  {item.path}\n" for item in files).encode())
    files += _listed(sums.written, TEXT, "", len(files))
    with OutputFile(made, _INVENTORY) as listing:
        listing.write(json.dumps([asdict(item) for item in files], indent=1).encode() + b"\n")
    os.sync()  # once: hundreds of files, each by itself, take seconds
    made.rename(folder)
    shutil.rmtree(scratch, ignore_errors=True)


def _write_files(version: Version, folder: Path, scratch: Path) -> Iterator[DumpFile]:
    parts_folder = scratch / "parts"
    parts_folder.mkdir()
    split = split_by_graph(LinesIn(version.quads_path), parts_folder)
    # Compression lets other threads run, so it is done while the next files are written.
    with ThreadPoolExecutor() as pool:
        compressed: list[tuple[DumpFile, Future[WrittenFile]]] = []
        for plain in _whole(version, folder, split):
            yield plain
            for kind in filter(None, EXTENSIONS):
                compressed.append((plain, pool.submit(compress, folder, plain.path, kind)))
        for graph, part in split.graphs.items():
            if graph:  # the default graph has no name for a file
                yield from _graph(graph, part, version.manifest.graphs[graph], folder)
        yield from _tables(version, folder)
        for plain, twin in compressed:
            made = twin.result()
            yield replace(plain, **asdict(made))


def _tables(version: Version, folder: Path) -> Iterator[DumpFile]:
    for written, rows in write_tables(Dataset(version), folder):
        yield from _listed([written], _FORMATS[written.path.rpartition(".")[2]], "", rows)


def _whole(version: Version, folder: Path, split: SplitDataset) -> Iterator[DumpFile]:
    manifest, quads = version.manifest, version.quads_path
    prefixes = file_prefixes(quads)
    for chosen in WHOLE_FORMATS:
        output = OutputFile(folder, f"{WHOLE}.{chosen.extension}")
        if chosen is N_QUADS:
            _copy(quads, output)
        elif chosen is TRIG:
            _serialise(_graph_by_graph(split.graphs), chosen, prefixes, output)
        else:
            _serialise(_triples(split.union), chosen, prefixes, output)
        keeps_graphs = chosen in (N_QUADS, TRIG)
        count = manifest.quads if keeps_graphs else manifest.triples
        yield from _listed(output.written, chosen, "", count)


def _graph(graph: str, part: Path, count: int, folder: Path) -> Iterator[DumpFile]:
    prefixes, stem = file_prefixes(part), f"graphs/{graph_name(graph)}"
    for chosen in sorted(DOCUMENT_FORMATS, key=lambda item: item in _SAME_WITHOUT_GRAPHS):
        output = OutputFile(folder, f"{stem}.{chosen.extension}")
        same = _SAME_WITHOUT_GRAPHS.get(chosen)
        if same:
            _copy(folder / f"{stem}.{same.extension}", output)
        elif chosen is N_TRIPLES:
            _copy(part, output)
        else:
            _serialise(_triples(part), chosen, prefixes, output)
        yield from _listed(output.written, chosen, graph, count)


def _graph_by_graph(graphs: dict[str, Path]) -> Iterator[ox.Quad]:
    for graph, part in graphs.items():
        name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        for quad in _triples(part):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, name)


def _triples(part: Path) -> Iterator[ox.Quad]:
    """The triples of a file, as quads of the default graph: they are read as they come."""
    return ox.parse(path=part, format=ox.RdfFormat.N_TRIPLES)


def _serialise(
    statements: Iterator[ox.Quad], chosen: Format, prefixes: dict[str, str], output: OutputFile
) -> None:
    """Write quads as they come; no file is left where the format cannot hold one of them."""
    try:
        with output:
            write_statements(statements, chosen, output, prefixes)
    except NotExpressible:
        output.remove()


def _copy(source: Path, output: OutputFile) -> None:
    with source.open("rb") as file, output:
        shutil.copyfileobj(file, output, CHUNK_BYTES)


def _listed(
    written: Iterable[WrittenFile], chosen: Format, graph: str, count: int
) -> Iterator[DumpFile]:
    for file in written:
        yield DumpFile(**asdict(file), media_type=chosen.media_type, graph=graph, count=count)
