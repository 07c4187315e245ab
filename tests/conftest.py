"""What tests share: a published version, a real server on a free port, sources one may break."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from beside import Room, company, runs_alone, turn
from client import CHANTIER, ROOT, Client, run

if TYPE_CHECKING:
    from xdist.scheduler import LoadScopeScheduling

_PATIENCE = 60  # seconds a server may take to answer for the first time
TOLD = "told"
"""What a test records by this name is told at the end of the run."""
_ROOM = pytest.StashKey[Room]()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let the processes of one run know of one another."""
    if hasattr(session.config, "workerinput"):
        paths: pytest.TempPathFactory = session.config._tmp_path_factory  # type: ignore[attr-defined]
        session.config.stash[_ROOM] = Room(paths.getbasetemp().parent)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes long, where there are several processes."""
    if _ROOM in config.stash:
        items.sort(key=lambda item: turn(item.nodeid))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Have tests that must run alone do so."""
    room = item.config.stash.get(_ROOM, None)
    if room is None:  # all tests run in this process, one after the other
        return (yield)
    alone_next = nextitem is not None and runs_alone(nextitem.nodeid)
    with room.held(alone=runs_alone(item.nodeid), alone_next=alone_next):
        return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    """Give each process whole files, those whose tests run alone to one process."""
    from xdist.scheduler import LoadScopeScheduling

    class ByCompany(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return company(nodeid)

    config.option.loadscopereorder = False  # the tests come in the order they are to be begun
    return ByCompany(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what tests had to tell, whichever process they ran in."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, line in report.user_properties:
            if name == TOLD:
                terminalreporter.write_line(line)


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
