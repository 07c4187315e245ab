"""A write in a process of its own: what ends that process costs its own write alone."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from chantier.errors import (
    BodyError,
    ChantierError,
    LimitExceeded,
    QuerySyntaxError,
    TooDemanding,
)
from chantier.sandbox import STOP_SIGNALS
from chantier.settings import Settings
from chantier.store import versions
from chantier.updates.messages import settings_as_json
from chantier.updates.process import write
from chantier.updates.request import Kind, Outcome, Part, WriteRequest
from support.client import ROOT
from support.small_writes import G, lines_of, replacing, updating

KILLS = 30


def update(settings: Settings, text: str) -> Outcome:
    return write(settings, updating(text))


def put(settings: Settings, graph: str, text: str, format_name: str = "turtle") -> Outcome:
    return write(settings, replacing(graph, text, format_name))


BOMBS = {
    "entities": (
        "rdfxml",
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "aaaaaaaaaa">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        + "]>"
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
        BodyError,
        "longer than 65536 characters",
    ),
    "nested triple terms": (
        "turtle",
        "<a> <b> " + "<<( <a> <b> " * 50_000 + "1" + " )>>" * 50_000 + " .",
        BodyError,
        "RDF 1.1",
    ),
    "one triple term": ("turtle", "<a> <b> <<( <a> <b> 1 )>> .", BodyError, "RDF 1.1"),
    "nested objects": (
        "jsonld",
        '{"http://e/a":' * 50_000 + "1" + "}" * 50_000,
        BodyError,
        "within one another",
    ),
    "remote context": (
        "jsonld",
        '{"@context": "http://127.0.0.1:9/context", "name": "x"}',
        BodyError,
        "@context",
    ),
    "named graphs": (
        "jsonld",
        '{"@id": "http://e/other", "@graph": [{"@id": "http://e/a", "http://e/b": "c"}]}',
        BodyError,
        "one graph",
    ),
    "not Turtle": ("turtle", "<a> <b>\n<c> <d> .", BodyError, "line 2"),
    "not closed": ("jsonld", "[" * 100_000, BodyError, "within one another"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_document_costs_its_own_request_alone(settings: Settings, name: str) -> None:
    format_name, text, error, said = BOMBS[name]
    before = versions.current_id(settings.data_dir)
    with pytest.raises(error, match=said):
        put(settings, "http://e/x", text, format_name)
    assert versions.current_id(settings.data_dir) == before
    assert put(settings, "http://e/x", "<a> <b> 1 .").created


def test_a_document_that_is_not_utf_8_is_refused(settings: Settings) -> None:
    parts = (Part("turtle", '<a> <b> "é" .'.encode("latin-1")),)
    with pytest.raises(BodyError, match="UTF-8"):
        write(settings, WriteRequest(Kind.MERGE, "essais", G, parts))


def test_a_document_that_needs_more_than_its_memory_costs_its_own_request_alone(
    settings: Settings,
) -> None:
    small = replace(settings, query_memory_bytes=20_000_000)
    before = versions.current_id(settings.data_dir)
    text = "<a> <b> " + ", ".join(f'"{number:0>100}"' for number in range(200_000)) + " ."
    with pytest.raises(TooDemanding, match="Nothing was changed"):
        put(small, "http://e/x", text)
    assert versions.current_id(settings.data_dir) == before
    assert put(settings, "http://e/x", "<a> <b> 1 .").created


def test_an_update_without_end_is_ended(settings: Settings) -> None:
    put(settings, "http://e/many", " ".join(f"<a> <b> {number} ." for number in range(3_000)))
    text = (
        "INSERT { GRAPH <http://e/x> { <a> <b> ?n } } WHERE { SELECT (COUNT(*) AS ?n) WHERE {"
        " GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } } }"
    )
    started = time.monotonic()
    with pytest.raises(LimitExceeded, match="nothing was changed"):
        update(replace(settings, max_query_seconds=1), text)
    assert time.monotonic() - started < 10
    assert update(settings, "INSERT DATA { GRAPH <http://e/x> { <a> <b> 1 } }").changed


def test_two_writers_at_once_are_both_kept(settings: Settings) -> None:
    def one(number: int) -> Outcome:
        return update(settings, f"INSERT DATA {{ GRAPH <{G}> {{ <a> <n> {number} }} }}")

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(one, range(12)))
    assert len({outcome.version for outcome in outcomes}) == 12
    assert sum("/n>" in line for line in lines_of(settings, G)) == 12
    parents = {
        versions.load(settings.data_dir, outcome.version).manifest.parent for outcome in outcomes
    }
    assert len(parents) == 12


def test_killing_writes_at_any_moment_loses_none_that_was_acknowledged(settings: Settings) -> None:
    chance = random.Random(7)  # noqa: S311 — when to kill is no secret
    acknowledged, killed, duration = list[int](), 0, 0.0
    for number in range(4 * KILLS):
        if killed == KILLS:
            break
        text = f"INSERT DATA {{ GRAPH <{G}> {{ <http://e/a> <http://e/n> {number} }} }}"
        request = WriteRequest(Kind.UPDATE, "essais", text=text)
        message = {"settings": settings_as_json(settings), "request": request.as_json()}
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "chantier.updates"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        try:
            # Most of a write is starting and reading; half of the kills fall where it publishes.
            # Every fifth is left alone: something has to be acknowledged on a machine of any
            # speed, and it tells how long one takes here at this moment.
            patience = duration * chance.uniform(0.6 if number % 2 else 0.1, 1.05)
            wait = patience if number % 5 else None
            said, _ = process.communicate(json.dumps(message).encode(), timeout=wait)
            duration = time.monotonic() - started
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
            killed += 1
        if said:
            assert json.loads(said)["changed"]
            acknowledged.append(number)
        served = " ".join(lines_of(settings, G))
        assert [n for n in acknowledged if f'/n> "{n}"^^' not in served] == []
    assert killed == KILLS, "the writes were over before they could be killed"
    assert len(acknowledged) > 1, "no write was over before it was killed"
    update(settings, f"INSERT DATA {{ GRAPH <{G}> {{ <a> <last> 1 }} }}")
    assert not list((settings.data_dir / "tmp").glob("*/quads.nq"))


def writing_process() -> int:
    """The process of a write that has begun, once there is one."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                name, _, fields = path.read_text(encoding="utf-8").rpartition(") ")
                if name.endswith("(chantier-write") and int(fields.split()[1]) == os.getpid():
                    return int(path.parent.name)
        time.sleep(0.01)
    raise AssertionError("no process writes")


@pytest.mark.parametrize(
    ("number", "error", "said"),
    [
        (signal.SIGKILL, LimitExceeded, "not known whether it was made"),
        (signal.SIGUSR1, LimitExceeded, "not known whether it was made"),
        (signal.SIGSEGV, TooDemanding, "Nothing was changed"),
        (signal.SIGABRT, TooDemanding, "Nothing was changed"),
        (signal.SIGALRM, LimitExceeded, "60 seconds .* nothing was changed"),
    ],
)
def test_what_ended_the_process_decides_what_is_said_of_the_write(
    settings: Settings, number: signal.Signals, error: type[ChantierError], said: str
) -> None:
    before = versions.current_id(settings.data_dir)
    text = f"INSERT DATA {{ GRAPH <{G}> {{ <a> <b> 1 }} }}"
    with ThreadPoolExecutor(1) as pool, versions.building(settings.data_dir):
        waiting = pool.submit(update, settings, text)
        os.kill(writing_process(), number)
        with pytest.raises(error, match=said):
            waiting.result(20)
    assert versions.current_id(settings.data_dir) == before
    assert update(settings, text).changed


@pytest.mark.parametrize("number", STOP_SIGNALS)
def test_a_write_goes_on_when_all_processes_are_told_to_stop(
    settings: Settings, number: signal.Signals
) -> None:
    text = f"INSERT DATA {{ GRAPH <{G}> {{ <a> <b> {int(number)} }} }}"
    with ThreadPoolExecutor(1) as pool:
        with versions.building(settings.data_dir):
            waiting = pool.submit(update, settings, text)
            os.kill(writing_process(), number)
        assert waiting.result(30).changed


def test_a_fault_of_ours_is_no_refusal_and_is_logged(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    served = versions.current(settings.data_dir)
    odd = replace(served.manifest, graphs=None)  # type: ignore[arg-type]
    (served.path / "manifest.json").write_text(odd.as_json(), encoding="utf-8")
    with pytest.raises(RuntimeError, match="ended with 1"):
        update(settings, f"CLEAR GRAPH <{G}>")
    assert "TypeError" in caplog.text


def test_a_refusal_comes_back_with_all_that_it_holds(settings: Settings) -> None:
    with pytest.raises(QuerySyntaxError, match="not a SPARQL update") as refused:
        update(settings, "PREFIX e: <http://e/>\nINSERT DATA { GRAPH e:g { e:a e:b } }")
    assert refused.value.line == 2
    assert refused.value.column > 0
