"""The files of a version that hold its quads."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.rdf.nquads import canonical_lines, digest
from chantier.store import default_graph, indexes

LINES = canonical_lines(
    quad
    for quad in ox.parse(
        "GRAPH <g:2> { <e:a> <e:p> <e:b>, 'x' }"
        " GRAPH <g:1> { <e:a> <e:p> <e:b> . <e:c> <e:q> [ <e:p> <e:b> ] }",
        format=ox.RdfFormat.TRIG,
    )
    if isinstance(quad, ox.Quad)
)


def test_quads_are_written_and_counted(tmp_path: Path) -> None:
    content = indexes.write_quads(tmp_path, LINES)
    assert (tmp_path / "quads.nq").read_bytes() == b"".join(LINES)
    assert content.digest == digest(LINES)
    assert (content.quads, content.triples) == (5, 4)
    assert content.graphs == {"g:1": 3, "g:2": 2}
    assert list(content.graphs) == ["g:1", "g:2"]


def test_the_indexes_lead_with_object_and_predicate(tmp_path: Path) -> None:
    indexes.write_quads(tmp_path, LINES)
    indexes.write_indexes(tmp_path, default_graph.IN_MEMORY)
    incoming = (tmp_path / "incoming.nq").read_bytes().splitlines()
    assert len(incoming) == 3
    assert all(line.startswith(b"<e:b> ") for line in incoming)
    by_predicate = (tmp_path / "by_predicate").read_bytes().splitlines()
    assert by_predicate[:2] == [b'<e:p> "x" <e:a>', b"<e:p> <e:b> <e:a>"]
    assert len(by_predicate) == 4
    assert not (tmp_path / "store").exists()


def test_blank_nodes_stay_one_where_the_engine_is_given_few_quads_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "BATCH_QUADS", 2)
    indexes.write_quads(tmp_path, LINES)
    indexes.write_indexes(tmp_path, default_graph.ON_DISK)
    store = ox.Store.read_only(str(tmp_path / "store"))
    assert len(store) == 5
    assert store.query("ASK { GRAPH ?g { ?s <e:q> [ <e:p> <e:b> ] } }")
