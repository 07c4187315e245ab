"""Solutions without a server or data, and what pages pass to views of them."""

from __future__ import annotations

import pyoxigraph as ox

from chantier.describe.entity import Name
from chantier.site.results.solutions import SolutionTable, read_solutions

WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"


def named(iri: str) -> Name:
    """The label that a view shows of an IRI."""
    return Name(iri, f"Label of {iri.rpartition('/')[2]}", "en")


def solutions(query: str, limit: int = 1_000) -> SolutionTable:
    """The solutions of a query without data, through the wire format as pages read it."""
    results = ox.Store().query(query)
    assert isinstance(results, ox.QuerySolutions)
    return read_solutions(results.serialize(format=ox.QueryResultsFormat.TSV) or b"", limit)
