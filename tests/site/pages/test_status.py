"""The status: what a web process tells of itself, to people and to monitors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chantier.site.pages.status import readable_duration
from support.client import Client
from support.page_links import broken
from support.server import serving
from support.writers import own_copy


@pytest.fixture(scope="module")
def alone(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server of one web process, which tells of itself."""
    with serving(
        own_copy(data_dir, tmp_path_factory.mktemp("status")),
        CHANTIER_WORKERS="1",
        CHANTIER_QUERY_SECONDS="7",
    ) as client:
        yield client


def test_monitors_find_what_they_always_did_and_more(client: Client) -> None:
    health = client.get("/healthz").json
    assert {"status", "version", "created", "quads", "graphs", "software"} <= set(health)
    assert health["triples"] <= health["quads"]
    assert health["conforms"] is True
    assert client.get(health["report"]).status == 200
    assert "process" not in health, "who compares answers is not to see a change each time"
    health = client.get("/healthz?verbose").json
    assert health["queue"] == {"running": 0, "waiting": 0}
    for moment in ("started", "loaded"):
        told = datetime.fromisoformat(health["process"][moment])
        assert told <= datetime.now(UTC)


def test_the_limits_are_those_of_the_service_description(client: Client) -> None:
    described = client.get("/sparql", "text/turtle").text
    for name, value in client.get("/healthz").json["limits"].items():
        assert f'"{name}"' in described
        assert str(value) in described


def test_what_the_operator_set_is_told(alone: Client) -> None:
    assert alone.get("/healthz").json["limits"]["query_seconds"] == 7
    assert re.search(r"<dd>7 s <code>query_seconds</code>", alone.get("/en/etat").text)


def test_answers_are_counted_those_that_were_ready_apart(alone: Client) -> None:
    def counts() -> tuple[int, int]:
        process = alone.get("/healthz?verbose").json["process"]
        return process["answers_ready"], process["answers_made"]

    alone.get("/doc/region/06.ttl")
    ready, made = counts()
    for _ in range(5):
        assert alone.get("/doc/region/06.ttl").status == 200
    assert counts() == (ready + 5, made + 1), "the count itself had to be made"
    times = alone.get("/healthz?verbose").json["process"]["milliseconds"]
    assert 0 < times["p50"] <= times["p95"] < 60_000


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_says_the_same_and_is_never_kept(client: Client, language: str) -> None:
    answer = client.get(f"/{language}/etat")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["ETag"] is None
    health = client.get("/healthz").json
    assert health["version"][:12] in answer.text
    for name in health["limits"]:
        assert f"<code>{name}</code>" in answer.text
    assert broken(client, answer.text) == {}


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.4, "0 s"), (59, "59 s"), (61, "1 min 1 s"), (7_200, "2 h 0 min"), (200_000, "2 j 7 h")],
)
def test_a_duration_is_told_by_its_two_largest_units(seconds: float, told: str) -> None:
    assert readable_duration(seconds, "fr").replace("\u00a0", " ") == told
