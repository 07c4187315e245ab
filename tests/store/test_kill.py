"""A build may be killed at any moment: what is served stays whole."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from chantier.store import versions
from chantier.store.integrity import verify
from support.client import CHANTIER, ROOT, Client, run
from support.server import serving

KILLS = 36
MOST_BUILDS = 120
ADDED = "<https://w3id.org/chantier-es/id/concept/essai> <http://purl.org/dc/terms/date> "


@pytest.fixture
def small_sources(tmp_path: Path) -> Path:
    """The vocabularies alone: enough to build, quick to build often."""
    root = tmp_path / "sources"
    shutil.copytree(ROOT / "ontology", root / "ontology")
    for folder in ("data/sources", "shapes", "queries/questions", "queries/checks"):
        (root / folder).mkdir(parents=True)
    shutil.copy(ROOT / "queries" / "questions" / "vocabulaires.rq", root / "queries" / "questions")
    return root


def change(sources: Path, number: int) -> None:
    text = "".join(f'{ADDED}"{item}" .\n' for item in range(number + 1))
    (sources / "data" / "essai.ttl").write_text(text, encoding="utf-8")


def wait_until_served(client: Client, version: versions.Version) -> None:
    """Wait until the server, whichever process answers, counts the quads of a version.

    It looks for a new version every few hundredths of a second, then opens it.
    """
    count = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    expected = ["n", str(version.manifest.quads)]
    deadline, in_a_row = time.monotonic() + 10, 0
    while in_a_row < 4:
        health = client.get("/healthz").json["version"]
        same = health == version.manifest.id and client.query(count).text.split() == expected
        in_a_row = in_a_row + 1 if same else 0
        assert time.monotonic() < deadline, "the server does not take up the new version"


def test_killing_the_build_at_any_moment_leaves_a_whole_version_served(
    tmp_path: Path, small_sources: Path
) -> None:
    data_dir = tmp_path / "var"
    environment = {"CHANTIER_SOURCES": str(small_sources)}
    for number in (0, 1):  # the second is timed: the first pays for cold caches
        change(small_sources, number)
        started = time.monotonic()
        assert run("build", data_dir=data_dir, **environment).returncode == 0
        duration = time.monotonic() - started
    variables = {**os.environ, **environment, "CHANTIER_DATA_DIR": str(data_dir)}
    chance = random.Random(42)  # noqa: S311 — when to kill is no secret
    killed = 0
    with serving(data_dir, **environment) as client:
        for number in range(2, MOST_BUILDS):
            if killed == KILLS:
                break
            change(small_sources, number)
            process = subprocess.Popen(
                [*CHANTIER, "build"],
                env=variables,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            # Half of the kills fall in the last part, where the version and its copies are written.
            low = 0.0 if number % 2 else 0.5
            started = time.monotonic()
            try:
                process.wait(timeout=duration * chance.uniform(low, 1.0))
                duration = time.monotonic() - started  # less than when it was timed
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
            served = versions.current(data_dir)
            verify(served)
            wait_until_served(client, served)
        assert killed == KILLS, "the builds were over before they could be killed"
        assert run("build", data_dir=data_dir, **environment).returncode == 0
        assert not list((data_dir / "tmp").glob("*/quads.nq"))
        wait_until_served(client, versions.current(data_dir))
        last = client.query(f'ASK {{ {ADDED} "{number - 1}" }}', "application/sparql-results+json")
        assert last.json["boolean"] is True
