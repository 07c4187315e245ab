"""Where the tests are sent: to a running server, over HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from chantier.namespaces import GRAPH
from chantier.rdf.nquads import canonical_lines, digest, graph_iri, parse_lines
from chantier.store.versions import Draft, building, current, current_id, publish
from support.client import Answer, Client, run

QUERY_TYPE = {"Content-Type": "application/sparql-query"}
UPDATE_TYPE = {"Content-Type": "application/sparql-update"}
_OWN_GRAPHS = {f"{GRAPH}description", f"{GRAPH}journal"}
"""What the server writes about each write, beside what the update did."""
_PATIENCE = 10
"""Seconds a server may take to take up a version."""


@dataclass(frozen=True)
class Server:
    """A running server with one web process: data are published, requests go over HTTP."""

    client: Client
    data_dir: Path
    token: str

    def put(self, quads: Iterable[ox.Quad]) -> None:
        """Have these quads served, and no others; where they are already, nothing is published."""
        lines = canonical_lines(quads)
        version_id = digest(lines)
        if current_id(self.data_dir) != version_id:
            assert _publish(self.data_dir, lines) == version_id
        deadline = time.monotonic() + _PATIENCE
        while self.client.get("/healthz").json["version"] != version_id:
            assert time.monotonic() < deadline, "the server did not take up the version"

    def quads(self) -> list[ox.Quad]:
        lines = current(self.data_dir).quads_path.read_bytes().splitlines(keepends=True)
        return [quad for quad in parse_lines(lines) if graph_iri(quad) not in _OWN_GRAPHS]

    def query(self, text: str, accept: str) -> Answer:
        return self.send("POST", "/sparql", QUERY_TYPE | {"Accept": accept}, text.encode())

    def update(self, text: str) -> Answer:
        return self.send("POST", "/sparql", UPDATE_TYPE, text.encode())

    def send(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> Answer:
        """Send a request with the token of somebody who may write."""
        authority = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.client.send(method, path, headers | authority, body)


def publish_quads(data_dir: Path, quads: Iterable[ox.Quad]) -> str:
    """Publish quads as they are, without sources, checks or report; gives the version’s id."""
    return _publish(data_dir, canonical_lines(quads))


def _publish(data_dir: Path, lines: list[bytes]) -> str:
    draft = Draft(lines, "", "", "tests", memory_quads=1_000_000)
    with building(data_dir):
        return publish(data_dir, draft).manifest.id


def token_for_all_graphs(data_dir: Path) -> str:
    """Have a token made whose holder may write anywhere."""
    made = run("token", "create", "w3c", "--graph", "*", data_dir=data_dir)
    assert made.returncode == 0, made.stderr
    return made.stdout.split()[-1]
