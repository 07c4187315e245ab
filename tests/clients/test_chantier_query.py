"""``chantier query -e``: the project's own command, asking its endpoint as it would any other."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from clients.asked import DESCRIBE, MANDATES, QUESTIONS, region_triples, starts
from support.client import Client, run


@pytest.mark.parametrize("name", ["csv", "tsv", "json", "xml"])
def test_chantier_query_asks_the_endpoint(client: Client, tmp_path: Path, name: str) -> None:
    asked = ("query", "mandats", "-e", f"{client.url}/sparql", "-f", name)
    ended = run(*asked, data_dir=tmp_path)
    assert ended.returncode == 0, ended.stderr
    formats = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}
    if name in formats:
        solutions = ox.parse_query_results(ended.stdout, format=formats[name])
        assert isinstance(solutions, ox.QuerySolutions)
        assert starts([row["texte"].value for row in solutions])
    else:
        separator = {"csv": ",", "tsv": "\t"}[name]
        lines = ended.stdout.splitlines()[1:]
        assert starts([line.split(separator, 1)[1].lstrip('"') for line in lines])


def test_chantier_query_reads_graphs_and_booleans_of_the_endpoint(
    client: Client, tmp_path: Path
) -> None:
    endpoint = ("-e", f"{client.url}/sparql")
    described = run("query", "-q", DESCRIBE, *endpoint, data_dir=tmp_path)
    boolean = run("query", "-q", "ASK {}", *endpoint, data_dir=tmp_path)
    file = run("query", QUESTIONS / "mandats.rq", *endpoint, data_dir=tmp_path)
    stdin = run("query", "-", *endpoint, data_dir=tmp_path, stdin=MANDATES)
    graph = rdflib.Graph().parse(data=described.stdout, format="turtle")
    assert isomorphic(graph, region_triples(client))
    assert json.loads(boolean.stdout)["boolean"] is True
    assert file.stdout == stdin.stdout
    assert "Créer des conditions" in file.stdout


def test_chantier_query_says_what_the_endpoint_refused(client: Client, tmp_path: Path) -> None:
    wrong = run("query", "-q", "SELECT * WHERE", "-e", f"{client.url}/sparql", data_dir=tmp_path)
    away = run("query", "mandats", "-e", "http://127.0.0.1:9/sparql", data_dir=tmp_path)
    assert wrong.returncode != 0
    assert "column 15" in wrong.stderr
    assert away.returncode != 0
    assert "cannot be reached" in away.stderr
