"""``chantier dump``: a version, or a graph of it, as a file on stdout."""

from __future__ import annotations

import gzip
import shutil
import sys
from pathlib import Path

import click

from chantier.cli.options import data_dir_option, served_dataset, settings_from
from chantier.errors import UnknownThing
from chantier.namespaces import GRAPH
from chantier.publish.dumps.dumps import WHOLE, WHOLE_FORMATS, DumpFile, ensure, inventory
from chantier.store.retention import find_version

_FORMATS = (*(item.extension for item in WHOLE_FORMATS), "nt")
_GZIP_LEVEL = 6
"""Compression of ``--gzip``, of 9."""


@click.command("dump")
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(_FORMATS),
    help="nq and trig keep the named graphs and are for the whole; nt is for one graph."
    "  [default: nq, or ttl for one graph]",
)
@click.option("--graph", help="One named graph: its IRI, or its name, such as data/poles.")
@click.option("--gzip", "compressed", is_flag=True, help="Compressed.")
@click.option("--version", "version_id", default="", help="How the id of a version starts.")
@data_dir_option
def dump_command(
    format_name: str | None,
    graph: str | None,
    compressed: bool,
    version_id: str,
    data_dir: Path | None,
) -> None:
    """Write the version being served to stdout: the very file that /dump/ serves."""
    settings = settings_from(data_dir=data_dir)
    served = served_dataset(settings).version
    version = find_version(settings.data_dir, version_id) if version_id else served
    folder = ensure(settings.data_dir, version)
    iri = _graph_iri(graph, version.manifest.graphs) if graph else ""
    extension = format_name or ("ttl" if graph else "nq")
    found = _chosen(inventory(folder), iri, extension)
    with (folder / found.path).open("rb") as file:
        if compressed:
            with gzip.GzipFile("", "wb", _GZIP_LEVEL, sys.stdout.buffer, mtime=0) as packed:
                shutil.copyfileobj(file, packed)
        else:
            shutil.copyfileobj(file, sys.stdout.buffer)


def _graph_iri(text: str, known: dict[str, int]) -> str:
    for iri in (text, text.strip("<>"), GRAPH + text):
        if iri in known:
            return iri
    raise UnknownThing(
        f"There is no graph “{text}” in this version. The graphs are: {', '.join(known)}."
    )


def _chosen(files: list[DumpFile], graph: str, extension: str) -> DumpFile:
    for file in files:
        holds_all = file.path == f"{WHOLE}.{extension}"
        is_of_graph = bool(graph) and file.path.endswith(f".{extension}")
        if file.graph == graph and (is_of_graph or holds_all):
            return file
    raise click.UsageError(
        "A whole version comes as nq, trig, ttl, jsonld or rdf;"
        " one graph (--graph) as ttl, jsonld, nt or rdf."
    )
