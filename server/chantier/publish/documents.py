"""Quads as documents, with the project's prefixes and their exact lexical forms."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from chantier.namespaces import DATASET, PREFIXES
from chantier.rdf.formats import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, Format
from chantier.rdf.jsonld import write_json_ld
from chantier.rdf.nquads import quad_lines
from chantier.rdf.terms import iri
from chantier.rdf.turtle import write_trig, write_turtle


def serialise(quads: list[ox.Quad], chosen: Format) -> bytes:
    """Write quads in a format; equal quads give equal bytes.

    TriG and N-Quads keep the named graphs; the other formats have the triples of all of them.
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
        return _rdf_xml(triples)
    return write_turtle(triples)


def document_quads(address: str, thing: str, licences: Iterable[str]) -> list[ox.Quad]:
    """Say, in the default graph, that a document is one, what it is about and how it may be used.

    Args:
        address: IRI of the document.
        thing: IRI of what it is about.
        licences: IRIs of those of the dataset.
    """
    told = [
        ("rdf:type", PREFIXES["foaf"] + "Document"),
        ("foaf:primaryTopic", thing),
        ("dcterms:isPartOf", DATASET),
        ("void:inDataset", DATASET),
        *(("dcterms:license", licence) for licence in licences),
    ]
    document = ox.NamedNode(address)
    return [ox.Quad(document, iri(name), ox.NamedNode(value)) for name, value in told]


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
