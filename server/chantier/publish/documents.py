"""Quads as documents, with the project's prefixes and their exact lexical forms."""

from __future__ import annotations

import pyoxigraph as ox

from chantier.model.formats import JSON_LD, N_TRIPLES, RDF_XML, Format
from chantier.namespaces import PREFIXES
from chantier.publish.jsonld import write_json_ld
from chantier.publish.turtle import write_turtle


def serialise(quads: list[ox.Quad], chosen: Format) -> bytes:
    """Write the triples of some quads as Turtle, JSON-LD, N-Triples or RDF/XML.

    Equal quads give equal bytes.
    """
    triples = [quad.triple for quad in quads]
    if chosen is N_TRIPLES:
        return "".join(sorted({f"{triple} .\n" for triple in triples})).encode()
    if chosen is JSON_LD:
        return write_json_ld(triples)
    if chosen is RDF_XML:
        return _rdf_xml(triples)
    return write_turtle(triples)


def _rdf_xml(triples: list[ox.Triple]) -> bytes:
    """Write RDF/XML with the prefixes that are used as element names.

    Source: https://www.w3.org/TR/rdf-syntax-grammar/
    """
    ordered = sorted(set(triples), key=str)
    names = {triple.predicate.value for triple in ordered}
    names |= {triple.object.value for triple in ordered if isinstance(triple.object, ox.NamedNode)}
    prefixes = {
        prefix: namespace
        for prefix, namespace in PREFIXES.items()
        if any(name.startswith(namespace) for name in names)
    }
    return ox.serialize(ordered, format=ox.RdfFormat.RDF_XML, prefixes=prefixes) or b""
