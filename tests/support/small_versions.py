"""A few statements as a version, for the tests that need no more."""

from __future__ import annotations

import pyoxigraph as ox

from chantier.rdf.nquads import canonical_lines
from chantier.store import versions
from chantier.store.dataset import Dataset

TURTLE = """
@prefix e: <http://e/> .
e:a a e:Thing ; e:knows e:b , [ e:knows e:c ] ;
  e:size "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .
e:ab e:knows e:b .
e:b e:name "é"@fr .
"""


def draft(text: str = TURTLE, memory_quads: int = 1_000) -> versions.Draft:
    graph = ox.NamedNode("http://e/graph")
    triples = ox.parse(text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    quads = [ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples]
    return versions.Draft(
        lines=canonical_lines(quads),
        report="",
        inputs="inputs",
        software="test",
        memory_quads=memory_quads,
    )


def count(dataset: Dataset) -> int:
    solutions = dataset.store.query(
        "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", use_default_graph_as_union=True
    )
    assert isinstance(solutions, ox.QuerySolutions)
    return int(next(iter(solutions))["n"].value)
