"""A server of a version on disk counts no triple twice, and describes what its queries ask."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.default_dataset import DefaultDataset
from chantier.namespaces import PREFIXES
from chantier.store import versions
from chantier.store.sources import is_asked_by_default
from support.client import Client
from support.server import serving

SD = PREFIXES["sd"]
HAS_PART = f"{PREFIXES['dcterms']}hasPart"
ALL, EACH_ONCE = "{ ?s ?p ?o }", "{ SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"
NAMED = "{ SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }"


def counted(client: Client, pattern: str, clause: str = "") -> int:
    text = f"SELECT (COUNT(*) AS ?n) {clause} {pattern}"
    answer = client.query(text, "text/csv")
    assert answer.status == 200, answer.text
    return int(answer.text.split()[1])


def described(client: Client) -> DefaultDataset:
    """What the service description says the default graph is; of the facts, with its graphs."""
    body = client.get("/sparql", "text/turtle").body
    said = {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.TURTLE)}
    features = {t.object.value for t in said if t.predicate.value == f"{SD}feature"}
    defaults = [t.object for t in said if t.predicate.value == f"{SD}defaultGraph"]
    if f"{SD}UnionDefaultGraph" in features:
        return DefaultDataset.UNION
    if not defaults:
        return DefaultDataset.ORDINARY
    parts = [t.object for t in said if t.subject in defaults and t.predicate.value == HAS_PART]
    assert all(is_asked_by_default(part.value) for part in parts)
    merged = " ".join(f"FROM {part}" for part in parts)
    assert counted(client, ALL) == counted(client, ALL, merged)
    return DefaultDataset.FACTS


@pytest.mark.parametrize(("made", "wanted"), list(product(DefaultDataset, DefaultDataset)))
def test_a_server_counts_each_triple_once_and_describes_what_it_asks(
    data_dir: Path, tmp_path: Path, made: DefaultDataset, wanted: DefaultDataset
) -> None:
    built = versions.current(data_dir)
    with built.quads_path.open("rb") as lines:
        report = built.report_path.read_text(encoding="utf-8")
        draft = versions.Draft(lines, report, "", "test", memory_quads=0, default=made)
        versions.publish(tmp_path / "var", draft)
    settings = {"CHANTIER_UNION_DEFAULT_GRAPH": wanted.value, "CHANTIER_WORKERS": "1"}
    with serving(tmp_path / "var", **settings) as client:
        asked = wanted if made is DefaultDataset.ORDINARY else made
        assert described(client) is asked
        count = counted(client, ALL)
        assert count == counted(client, EACH_ONCE)
        union = counted(client, NAMED)
        if asked is DefaultDataset.FACTS:
            assert 0 < count < union
        else:
            assert count == (union if asked is DefaultDataset.UNION else 0)
