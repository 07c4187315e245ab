"""A client that may write, and data directories to write into."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from chantier.store.versions import current_id
from chantier.updates import tokens
from support.client import Answer, Client
from support.server import serving

GRAPH = "http://example.org/essai/"
TURTLE = {"Content-Type": "text/turtle"}


@dataclass(frozen=True)
class Writer:
    """Writes to a server with a token; an empty one sends none."""

    client: Client
    data_dir: Path
    token: str = field(repr=False)

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        sent = dict(headers or {})
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        return self.client.send(method, path, sent, body)

    def update(self, text: str, parameters: str = "", **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Content-Type"] = "application/sparql-update"
        return self.send("POST", f"/sparql{parameters}", text.encode(), sent)

    def form(self, **fields: str) -> Answer:
        sent = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", "/sparql", urlencode(fields).encode(), sent)

    def put(self, graph: str, turtle: str, **headers: str) -> Answer:
        return self.send("PUT", store(graph), turtle.encode(), TURTLE | headers)

    def post(self, graph: str, turtle: str) -> Answer:
        return self.send("POST", store(graph), turtle.encode(), TURTLE)

    def delete(self, graph: str) -> Answer:
        return self.send("DELETE", store(graph))

    def triples(self, graph: str) -> list[str]:
        """The N-Triples lines of a graph; none where there is no such graph."""
        answer = self.client.get(store(graph), "application/n-triples")
        assert answer.status in (200, 404), answer.text
        return sorted(answer.text.splitlines()) if answer.status == 200 else []

    def settle(self) -> None:
        """Wait until queries are answered from the current version."""
        deadline = time.monotonic() + 20
        while self.client.get("/healthz").json["version"] != current_id(self.data_dir):
            assert time.monotonic() < deadline, "the version written is not being served"

    def with_token(self, token: str) -> Writer:
        return Writer(self.client, self.data_dir, token)


def store(graph: str) -> str:
    """The address of a graph in the Graph Store; ``""`` is the default graph."""
    return f"/store?graph={quote(graph, safe='')}" if graph else "/store?default"


def own_copy(data_dir: Path, place: Path) -> Path:
    """A data directory of this test's own that serves the same version."""
    copy = place / "var"
    shutil.copytree(data_dir, copy, symlinks=True, ignore=shutil.ignore_patterns("run", "tokens*"))
    return copy


@contextmanager
def writing(data_dir: Path, scope: str = "*", **environment: str) -> Iterator[Writer]:
    """Serve a data directory with writes on and, unless said otherwise, without the gate."""
    token = tokens.create(data_dir, "essais", [scope])
    variables = {
        "CHANTIER_WRITES": "true",
        "CHANTIER_SHACL_GATE": "false",
        "CHANTIER_WORKERS": "1",
    }
    with serving(data_dir, **variables | environment) as client:
        yield Writer(client, data_dir, token)
