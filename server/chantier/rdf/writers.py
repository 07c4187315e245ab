"""RDF as bytes: the one way out for each syntax, whatever is written and wherever it goes.

What is read as a document has our own forms, which people can read and whose bytes are stable.
What is long or already in order (dumps, answers to queries, whole graphs, pages of feeds) is
written as it comes; N-Triples, N-Quads and JSON-LD by the engine.
"""

from __future__ import annotations

import io
import mmap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.rdf.formats import (
    ENGINE_FORMATS,
    GRAPH_FORMATS,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TURTLE,
    Format,
)
from chantier.rdf.jsonld import write_json_ld
from chantier.rdf.nquads import quad_lines
from chantier.rdf.rdfxml import ByteSink, Statements, write_rdf_xml
from chantier.rdf.turtle import write_trig, write_turtle
from chantier.rdf.turtle_stream import write_turtle_stream
from chantier.rdf.xml_text import NotExpressible


def serialise(quads: Iterable[ox.Quad], chosen: Format) -> bytes:
    """A document in a format; equal quads give equal bytes.

    TriG and N-Quads keep the named graphs; the other formats have the triples of all of them.

    Raises:
        NotExpressible: RDF/XML cannot hold one of the triples.
    """
    if chosen is N_QUADS:
        return b"".join(sorted(set(quad_lines(quads))))
    if chosen is TRIG:
        return write_trig(quads)
    triples = [quad.triple for quad in quads]
    if chosen is N_TRIPLES:
        return "".join(sorted({f"{triple} .\n" for triple in triples})).encode()
    if chosen is JSON_LD:
        return write_json_ld(triples)
    if chosen is RDF_XML:
        ordered = sorted(set(triples), key=str)
        return statement_bytes(ordered, chosen, _element_prefixes(ordered))
    return write_turtle(triples)


def write_statements(
    statements: Statements,
    chosen: Format,
    output: ByteSink,
    prefixes: Mapping[str, str] = PREFIXES,
) -> None:
    """Write triples or quads as they come, none of them held.

    Args:
        statements: of quads, those of the default graph alone where the format has no graphs.
        chosen: the format.
        output: where the bytes go.
        prefixes: declared at the start, where the format has prefixes.

    Raises:
        NotExpressible: RDF/XML or JSON-LD cannot hold one of them; the output is left unfinished.
    """
    if chosen is RDF_XML:
        write_rdf_xml(statements, output, prefixes)
        return
    if chosen in (TURTLE, TRIG):
        write_turtle_stream(statements, output, prefixes, graphs=chosen is TRIG)
        return
    if chosen is JSON_LD:
        statements = _without_triple_terms(statements)
    file: Any = output  # the engine asks for all of ``IO[bytes]``, and uses this much of it
    ox.serialize(statements, file, format=ENGINE_FORMATS[chosen], prefixes=dict(prefixes))


def _without_triple_terms(statements: Statements) -> Iterator[Any]:
    others = tuple(item.media_type for item in GRAPH_FORMATS if item not in (JSON_LD, RDF_XML))
    for statement in statements:
        if isinstance(statement.object, ox.Triple):
            raise NotExpressible(
                f"JSON-LD cannot hold a triple term. Ask for one of: {', '.join(others)}.", others
            )
        yield statement


def statement_bytes(
    statements: Statements, chosen: Format, prefixes: Mapping[str, str] = PREFIXES
) -> bytes:
    """What ``write_statements`` writes, at once."""
    output = io.BytesIO()
    write_statements(statements, chosen, output, prefixes)
    return output.getvalue()


def used_prefixes(lines: bytes | mmap.mmap, known: Mapping[str, str] = PREFIXES) -> dict[str, str]:
    """The prefixes whose namespace starts some IRI of N-Triples or N-Quads lines."""
    return {
        prefix: namespace
        for prefix, namespace in known.items()
        if lines.find(f"<{namespace}".encode()) >= 0
    }


def _element_prefixes(triples: Sequence[ox.Triple]) -> dict[str, str]:
    """The project's prefixes of properties and of IRIs among the objects."""
    names = {triple.predicate.value for triple in triples}
    names |= {triple.object.value for triple in triples if isinstance(triple.object, ox.NamedNode)}
    return {
        prefix: namespace
        for prefix, namespace in PREFIXES.items()
        if any(name.startswith(namespace) for name in names)
    }
