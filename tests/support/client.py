"""A plain HTTP client for the tests: it follows nothing and hides nothing."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[2]
CHANTIER = (sys.executable, "-m", "chantier")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]


@dataclass(frozen=True)
class Client:
    """Sends requests to a server.

    Each request has its own connection, so that a broken one shows.
    """

    url: str
    source: str = ""
    """The address it sends from."""
    patience_seconds: float = 60.0

    def send(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(
            str(place.hostname),
            place.port,
            timeout=self.patience_seconds,
            source_address=(self.source, 0) if self.source else None,
        )
        try:
            connection.request(method, path, body=body, headers=dict(headers or {}))
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path: str, accept: str | None = None, **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if accept is not None:
            sent["Accept"] = accept
        return self.send("GET", path, sent)

    def query(self, text: str, accept: str | None = "text/csv", **parameters: str) -> Answer:
        return self.get("/sparql?" + urlencode({"query": text, **parameters}), accept)


def run(
    *arguments: str | Path,
    data_dir: Path | None = None,
    stdin: str = "",
    cwd: Path = ROOT,
    inside: Sequence[str] = (),
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run the ``chantier`` command and give what it printed and its exit code.

    ``inside`` comes before the command: what runs it in another place.
    """
    variables = {**os.environ, **environment}
    if data_dir is not None:
        variables["CHANTIER_DATA_DIR"] = str(data_dir)
    return subprocess.run(
        [*inside, *CHANTIER, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        env=variables,
        timeout=300,
        check=False,
    )
