from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from chantier.describe.others import MAX_SHOWN_STATEMENTS, statements_of_others
from chantier.namespaces import GRAPH
from chantier.rdf.nquads import canonical_lines
from chantier.store import versions
from chantier.store.dataset import Dataset

MANY = MAX_SHOWN_STATEMENTS + 3
TRIG = f"""
GRAPH <{GRAPH}data/a> {{ <http://e/ours> <http://e/p> "ours" }}
GRAPH <http://e/others> {{ <http://e/ours> <http://e/p> "theirs", <http://e/x>, [] .
  <http://e/x> <http://www.w3.org/2000/01/rdf-schema#label> "Ixe"@fr .
  {" ".join(f"<http://e/{n}> <http://e/to> <http://e/ours> ." for n in range(MANY))} }}
"""


def test_each_statement_of_others_is_shown_with_its_graph(tmp_path: Path) -> None:
    lines = canonical_lines(ox.parse(TRIG, format=ox.RdfFormat.TRIG))
    data = Dataset(versions.publish(tmp_path, versions.Draft(lines, "", "", "test", 1_000)))
    (others,) = statements_of_others(data, "http://e/ours", "fr")
    assert others.graph.iri == "http://e/others"
    said, links = others.properties
    assert (said.total, said.links_here, links.total, links.links_here) == (3, False, MANY, True)
    assert len(links.values) == MAX_SHOWN_STATEMENTS
    shown = {getattr(value, "text", "") or getattr(value, "value", "") for value in said.values}
    assert {"theirs", "Ixe"} < shown
