"""Where the tests are sent: to a running server over HTTP, or straight to the engine."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from chantier.model.quads import canonical_lines, graph_iri, parse_lines
from chantier.namespaces import GRAPH
from chantier.store.versions import Draft, building, current, publish
from client import Answer, Client, run
from w3c.results import MEDIA_TYPES, RDF_FORMATS

QUERY_TYPE = {"Content-Type": "application/sparql-query"}
UPDATE_TYPE = {"Content-Type": "application/sparql-update"}
_OWN_GRAPHS = {f"{GRAPH}description", f"{GRAPH}journal"}
"""What the server writes about each write, beside what the update did."""
_PATIENCE = 10
"""Seconds a server may take to take up a version."""


class Endpoint(Protocol):
    """What answers queries and takes updates, on data that a test brings."""

    def put(self, quads: Iterable[ox.Quad]) -> None:
        """Make these quads the whole dataset."""

    def quads(self) -> list[ox.Quad]:
        """Give the whole dataset."""

    def query(self, text: str, accept: str) -> Answer:
        """Send a query."""

    def update(self, text: str) -> Answer:
        """Send an update."""


@dataclass(frozen=True)
class Server:
    """A running server with one web process: data are published, requests go over HTTP."""

    client: Client
    data_dir: Path
    token: str

    def put(self, quads: Iterable[ox.Quad]) -> None:
        version_id = publish_quads(self.data_dir, quads)
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


@dataclass
class Engine:
    """The engine itself, for what the server does not do."""

    store: ox.Store = field(default_factory=ox.Store)

    def put(self, quads: Iterable[ox.Quad]) -> None:
        self.store = ox.Store()
        self.store.extend(quads)

    def quads(self) -> list[ox.Quad]:
        return list(self.store)

    def query(self, text: str, accept: str) -> Answer:
        try:
            results = self.store.query(text, base_iri="http://localhost/sparql")
        except SyntaxError as error:
            return _answer(400, "text/plain", str(error).encode())
        except (OSError, RuntimeError) as error:  # an unknown function, an endpoint out of reach
            return _answer(409, "text/plain", str(error).encode())
        if isinstance(results, ox.QueryTriples):
            body = ox.serialize(results, format=RDF_FORMATS.get(accept, ox.RdfFormat.TURTLE))
            return _answer(200, accept, body or b"")
        formats = {MEDIA_TYPES[f.file_extension]: f for f in _RESULT_FORMATS}
        body = results.serialize(format=formats.get(accept, ox.QueryResultsFormat.JSON))
        return _answer(200, accept, body or b"")

    def update(self, text: str) -> Answer:
        try:
            self.store.update(text, base_iri="http://localhost/sparql")
        except SyntaxError as error:
            return _answer(400, "text/plain", str(error).encode())
        except (OSError, RuntimeError) as error:  # a graph that is not there, a refused LOAD
            return _answer(409, "text/plain", str(error).encode())
        return _answer(204, "", b"")


_RESULT_FORMATS = (
    ox.QueryResultsFormat.JSON,
    ox.QueryResultsFormat.XML,
    ox.QueryResultsFormat.CSV,
    ox.QueryResultsFormat.TSV,
)


def publish_quads(data_dir: Path, quads: Iterable[ox.Quad]) -> str:
    """Publish quads as they are, without sources, checks or report; gives the version’s id."""
    lines = canonical_lines(quads)
    graphs = Counter(map(graph_iri, parse_lines(lines)))
    del graphs[""]
    draft = Draft(lines, dict(graphs), "", "", "tests", memory_triples=1_000_000)
    with building(data_dir):
        return publish(data_dir, draft).manifest.id


def token_for_all_graphs(data_dir: Path) -> str:
    """Have a token made whose holder may write anywhere."""
    made = run("token", "create", "w3c", "--graph", "*", data_dir=data_dir)
    assert made.returncode == 0, made.stderr
    return made.stdout.split()[-1]


def _answer(status: int, media_type: str, body: bytes) -> Answer:
    headers = Message()
    headers["Content-Type"] = media_type
    return Answer(status, headers, body)
