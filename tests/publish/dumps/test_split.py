from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.publish.dumps import split
from chantier.publish.dumps.split import file_prefixes, split_by_graph
from chantier.rdf.nquads import canonical_lines

TRIG = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://e/a> skos:note "in the default graph" .
<http://g/1> { <http://e/a> skos:note "one", "both" }
<http://g/2> { <http://e/a> skos:note "both" }
"""
NOTE = "<http://e/a> <http://www.w3.org/2004/02/skos/core#note>"


def lines() -> list[bytes]:
    quads = ox.parse(TRIG, format=ox.RdfFormat.TRIG)
    return canonical_lines(quad for quad in quads if isinstance(quad, ox.Quad))


@pytest.mark.parametrize("held", [1, 1_000_000])
def test_each_graph_has_its_triples_and_the_union_each_of_them_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr(split, "_MAX_HELD_BYTES", held)
    found = split_by_graph(lines(), tmp_path)
    assert list(found.graphs) == ["", "http://g/1", "http://g/2"]
    texts = {graph: path.read_text() for graph, path in found.graphs.items()}
    assert texts["http://g/2"] == f'{NOTE} "both" .\n'
    assert texts["http://g/1"] == f'{NOTE} "both" .\n{NOTE} "one" .\n'
    union = found.union.read_text().splitlines()
    assert union == sorted(set("".join(texts.values()).splitlines()))


def test_the_prefixes_of_a_file_are_those_it_uses(tmp_path: Path) -> None:
    found = split_by_graph(lines(), tmp_path)
    assert file_prefixes(found.union) == {"skos": "http://www.w3.org/2004/02/skos/core#"}
    (tmp_path / "empty").touch()
    assert file_prefixes(tmp_path / "empty") == {}
