"""Small versions of a few triples, published for one test."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.rdf.nquads import canonical_lines
from chantier.store import versions
from chantier.store.dataset import Dataset

GRAPH = ox.NamedNode("http://e/graph")


def dataset_of(data_dir: Path, turtle: str) -> Dataset:
    """A published version of triples in Turtle, with our prefixes, in one named graph."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    triples = ox.parse(prefixes + turtle, format=ox.RdfFormat.TURTLE, base_iri="http://e/")
    lines = canonical_lines(ox.Quad(*it.triple, GRAPH) for it in triples)
    return Dataset(versions.publish(data_dir, versions.Draft(lines, "", "", "test", 1_000_000)))
