"""What tests share: a published version, a real server on a free port, sources one may break."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from client import CHANTIER, ROOT, Client, run

_PATIENCE = 60  # seconds a server may take to answer for the first time


@contextmanager
def serving(data_dir: Path, **environment: str) -> Iterator[Client]:
    """Serve a data directory on a free port until the block ends."""
    variables = {**os.environ, "CHANTIER_DATA_DIR": str(data_dir), **environment}
    log = data_dir.parent / f"{data_dir.name}.log"
    with log.open("w+", encoding="utf-8") as stderr:
        process = subprocess.Popen(
            [*CHANTIER, "serve", "--port", "0"], stderr=stderr, env=variables, cwd=ROOT
        )
        try:
            yield _when_ready(process, log)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _when_ready(process: subprocess.Popen[bytes], log: Path) -> Client:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        said = log.read_text(encoding="utf-8")
        address = re.search(r"http://\S+?(?=/ )", said)
        if address:
            client = Client(address[0])
            try:
                if client.get("/healthz").status == 200:
                    return client
            except OSError:
                pass
        time.sleep(0.05)
    raise AssertionError(f"the server did not come up:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the repository's graph, built once."""
    path = tmp_path_factory.mktemp("published") / "var"
    built = run("build", data_dir=path)
    assert built.returncode == 0, built.stderr
    return path


@pytest.fixture(scope="session")
def client(data_dir: Path) -> Iterator[Client]:
    """A client of a server that serves the repository's graph."""
    with serving(data_dir) as served:
        yield served


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of the four RDF folders that a test may change."""
    root = tmp_path / "sources"
    for folder in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(ROOT / folder, root / folder)
    return root
