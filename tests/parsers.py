"""Other people's parsers, to read what our writers wrote."""

from __future__ import annotations

import warnings

import pyoxigraph as ox
import rdflib

from chantier.model.formats import (
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    QUAD_FORMATS,
    RDF_XML,
    TRIG,
    TURTLE,
    Format,
)

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
