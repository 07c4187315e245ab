"""What tests share: a published version, a server of it, sources one may break."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.client import ROOT, Client, run
from support.server import serving


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded as ``summary``, whichever process they ran in."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, line in report.user_properties:
            if name == "summary":
                terminalreporter.write_line(line)


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
