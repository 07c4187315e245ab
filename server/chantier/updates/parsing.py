"""RDF documents of clients, parsed. Only for a process that may be lost."""

from __future__ import annotations

import pyoxigraph as ox

from chantier.errors import BodyError
from chantier.rdf.formats import GRAPH_FORMATS, named
from chantier.rdf.reading import RdfDocument, read_graph
from chantier.rdf.terms import in_graph
from chantier.updates.request import Part


def parse_part(part: Part, graph: str, base_iri: str) -> list[ox.Quad]:
    """The triples of a document as quads of a graph, their lexical forms untouched.

    Args:
        part: the document.
        graph: IRI of the graph; ``""`` is the default graph.
        base_iri: what relative IRIs are resolved against.

    Raises:
        BodyError: it is not what its media type says, or it does not hold this one graph.
    """
    document = RdfDocument(part.content, named(part.format, GRAPH_FORMATS), base_iri)
    try:
        return in_graph(read_graph(document, graph), graph)
    except BodyError as error:
        if not error.line:
            raise
        french = error.french + _place(error, "ligne", "colonne")
        english = error.english + _place(error, "line", "column")
        raise BodyError(french, error.line, error.column, english=english) from error


def _place(error: BodyError, line: str, column: str) -> str:
    return f" ({line} {error.line}{f', {column} {error.column}' if error.column else ''})"
