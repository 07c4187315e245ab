"""A small version to write into, and the requests of small writes."""

from __future__ import annotations

import re

import pyoxigraph as ox

from chantier.rdf.nquads import canonical_lines, line_graph
from chantier.settings import Settings
from chantier.store import versions
from chantier.store.integrity import verify
from chantier.updates.request import Kind, Part, WriteRequest

G, H = "http://e/g", "http://e/h"
DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
SOURCE = f"""
<http://e/a> <http://e/size> "1.50"^^<{DECIMAL}> <{G}> .
<http://e/a> <http://e/size> "1.5"^^<{DECIMAL}> <{G}> .
<http://e/a> <http://e/size> "01"^^<http://www.w3.org/2001/XMLSchema#integer> <{H}> .
<http://e/a> <http://e/knows> _:b <{H}> .
_:b <http://e/name> "é"@fr <{H}> .
"""
LINES = canonical_lines(ox.parse(SOURCE, format=ox.RdfFormat.N_QUADS))


def updating(text: str, **more: object) -> WriteRequest:
    """The request of an update with a token for everything."""
    return WriteRequest(Kind.UPDATE, "essais", text=text, **more)  # type: ignore[arg-type]


def replacing(graph: str, text: str, format_name: str = "turtle") -> WriteRequest:
    """The request to make a document a whole graph."""
    return WriteRequest(Kind.REPLACE, "essais", graph, (Part(format_name, text.encode()),))


def lines_of(settings: Settings, graph: str | None = None) -> list[str]:
    """The lines served, without the journal and the description, or those of one graph."""
    version = versions.current(settings.data_dir)
    verify(version)
    lines = version.quads_path.read_bytes().splitlines()
    named = [
        (line_graph(line + b"\n"), re.sub(rb"_:c14n\d+", b"_:x", line).decode()) for line in lines
    ]
    own = "https://w3id.org/chantier-es/graph/"
    if graph is None:
        return [line for name, line in named if not name.startswith(own)]
    return [line for name, line in named if name == graph]
