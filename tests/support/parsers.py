"""Other people's parsers, to read what our writers wrote."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from collections.abc import Mapping

import pyoxigraph as ox
import rdflib

from chantier.rdf.formats import (
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    QUAD_FORMATS,
    RDF_XML,
    TRIG,
    TURTLE,
    Format,
)
from chantier.rdf.nquads import canonical_lines

OXIGRAPH = {
    TURTLE: ox.RdfFormat.TURTLE,
    JSON_LD: ox.RdfFormat.JSON_LD,
    N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    RDF_XML: ox.RdfFormat.RDF_XML,
    TRIG: ox.RdfFormat.TRIG,
    N_QUADS: ox.RdfFormat.N_QUADS,
}
RDFLIB = {
    TURTLE: "turtle",
    JSON_LD: "json-ld",
    N_TRIPLES: "nt",
    RDF_XML: "xml",
    TRIG: "trig",
    N_QUADS: "nquads",
}
RAPPER = {
    TURTLE: "turtle",
    N_TRIPLES: "ntriples",
    RDF_XML: "rdfxml",
    TRIG: "trig",
    N_QUADS: "nquads",
}


def by_rdflib(body: bytes | str, written: Format) -> rdflib.Graph:
    """The triples that rdflib reads, whatever graphs they stand in."""
    if written not in QUAD_FORMATS:
        return rdflib.Graph().parse(data=body, format=RDFLIB[written])
    dataset, found = rdflib.Dataset(), rdflib.Graph()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own, about itself
        dataset.parse(data=body, format=RDFLIB[written])
    for subject, predicate, value, _ in dataset.quads():
        found.add((subject, predicate, value))
    return found


def triples(body: bytes, written: Format) -> list[bytes]:
    """The canonical lines of the triples that Oxigraph reads, whatever graphs they stand in.

    To compare graphs with many blank nodes, rdflib itself takes minutes.
    """
    told = ox.parse(body, format=OXIGRAPH[written])
    return canonical_lines(ox.Quad(t.subject, t.predicate, t.object) for t in told)


def exact_lines(body: bytes, written: Format) -> list[bytes]:
    """The canonical lines of what rdflib reads, lexical forms as it keeps them.

    ``rdflib.NORMALIZE_LITERALS`` must be off.
    """
    labels: dict[rdflib.term.Node, ox.BlankNode] = {}

    def term(node: rdflib.term.Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if isinstance(node, rdflib.URIRef):
            return ox.NamedNode(node)
        if isinstance(node, rdflib.Literal):
            if node.language:
                return ox.Literal(node, language=node.language)
            return ox.Literal(node, datatype=ox.NamedNode(node.datatype) if node.datatype else None)
        return labels.setdefault(node, ox.BlankNode(f"b{len(labels)}"))

    return canonical_lines(
        ox.Quad(*map(term, triple))  # type: ignore[arg-type]
        for triple in by_rdflib(body, written)
    )


def rapper_lines(rapper: str, body: bytes, written: Format, base: str) -> list[bytes]:
    """The canonical lines of what Raptor reads; its warnings do not count."""
    command = [rapper, "-q", "-i", RAPPER[written], "-o", "ntriples", "-", base]
    ended = subprocess.run(command, input=body, capture_output=True, check=False)
    assert b"Error" not in ended.stderr, ended.stderr.decode()
    return triples(ended.stdout, N_TRIPLES)


def disagreements(documents: Mapping[Format, bytes], base: str) -> list[str]:
    """Which parsers do not read in a format what Oxigraph reads in N-Triples.

    Args:
        documents: the same, in several formats; in one of them at least something is said.
        base: against which relative IRIs are resolved.
    """
    if not documents:
        return []
    reference, rapper, found = triples(documents[N_TRIPLES], N_TRIPLES), shutil.which("rapper"), []
    for written, body in documents.items():
        read = {"Oxigraph": b"".join(triples(body, written))}
        read["rdflib"] = by_rdflib(body, written).serialize(format="nt").encode()
        if rapper and written in RAPPER:
            command = [rapper, "-q", "-i", RAPPER[written], "-o", "ntriples", "-", base]
            ended = subprocess.run(command, input=body, capture_output=True, check=False)
            read["rapper"] = ended.stdout
        for name, said in read.items():
            if not reference or triples(said, N_TRIPLES) != reference:
                found.append(f"{name}, {written.name}")
    return found
