from __future__ import annotations

from pathlib import Path

from chantier.namespaces import GRAPH
from support.client import run


def test_a_graph_is_named_by_its_short_form_or_its_iri(tmp_path: Path) -> None:
    graphs = ("--graph", "graph:x*", "--graph", f"<{GRAPH}y>", "--graph", "*")
    made = run("token", "create", "moisson", *graphs, data_dir=tmp_path)
    assert made.returncode == 0, made.stderr
    row = run("token", "list", data_dir=tmp_path).stdout.splitlines()[1]
    assert row.split("\t")[-1] == f"{GRAPH}x* {GRAPH}y *"


def test_a_token_that_cannot_be_used_yet_says_so(tmp_path: Path) -> None:
    create = ("token", "create", "--graph", "*")
    assert "writes are off" in run(*create, "a", data_dir=tmp_path).stderr
    made = run(*create, "b", data_dir=tmp_path, CHANTIER_WRITES="true")
    assert "writes are off" not in made.stderr
    assert "it will not be shown again" in made.stderr
