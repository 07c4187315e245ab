"""Writes: nothing is lost, nothing is half done, nothing else changes."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.errors import (
    BodyError,
    BuildInProgress,
    ChantierError,
    DoesNotConform,
    ForbiddenQuery,
    GraphConflict,
    LimitExceeded,
    QueryError,
    QuerySyntaxError,
    ReservedGraph,
    TooDemanding,
    UnknownThing,
    VersionChanged,
    WriteRefused,
)
from chantier.rdf.nquads import canonical_lines, line_graph, parse_lines, recanonicalised
from chantier.settings import Settings
from chantier.store import versions
from chantier.store.sources import JOURNAL_GRAPH
from chantier.updates import perform, tokens
from chantier.updates.changes import replace_change, update_change
from chantier.updates.messages import settings_as_json
from chantier.updates.process import write
from chantier.updates.request import Kind, Outcome, Part, WriteRequest
from support.client import ROOT, run
from support.writers import own_copy

G, H = "http://e/g", "http://e/h"
KILLS = 30
DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
SOURCE = f"""
<http://e/a> <http://e/size> "1.50"^^<{DECIMAL}> <{G}> .
<http://e/a> <http://e/size> "1.5"^^<{DECIMAL}> <{G}> .
<http://e/a> <http://e/size> "01"^^<http://www.w3.org/2001/XMLSchema#integer> <{H}> .
<http://e/a> <http://e/knows> _:b <{H}> .
_:b <http://e/name> "é"@fr <{H}> .
"""
LINES = canonical_lines(ox.parse(SOURCE, format=ox.RdfFormat.N_QUADS))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A small version to write into, without the gate, and a token for everything."""
    data_dir = tmp_path / "var"
    versions.publish(data_dir, versions.Draft(LINES, "", "inputs", "test", 1_000))
    tokens.create(data_dir, "essais", ["*"])
    return Settings(data_dir=data_dir, writes=True, shacl_gate=False)


def update(settings: Settings, text: str, **more: object) -> Outcome:
    return write(settings, WriteRequest(Kind.UPDATE, "essais", text=text, **more))  # type: ignore[arg-type]


def put(settings: Settings, graph: str, text: str, format_name: str = "turtle") -> Outcome:
    parts = (Part(format_name, text.encode()),)
    return write(settings, WriteRequest(Kind.REPLACE, "essais", graph, parts))


def lines_of(settings: Settings, graph: str | None = None) -> list[str]:
    """The lines served, without the journal and the description, or those of one graph."""
    version = versions.current(settings.data_dir)
    versions.verify(version)
    lines = version.quads_path.read_bytes().splitlines()
    named = [
        (line_graph(line + b"\n"), re.sub(rb"_:c14n\d+", b"_:x", line).decode()) for line in lines
    ]
    own = "https://w3id.org/chantier-es/graph/"
    if graph is None:
        return [line for name, line in named if not name.startswith(own)]
    return [line for name, line in named if name == graph]


# Lossless


def test_an_update_leaves_every_other_character_as_it_was(settings: Settings) -> None:
    before = lines_of(settings)
    update(settings, f"INSERT DATA {{ GRAPH <{G}> {{ <http://e/b> <http://e/size> 2.50 }} }}")
    after = lines_of(settings)
    assert set(before) < set(after)
    assert len(after) == len(before) + 1


def test_removing_what_the_engine_holds_as_one_removes_every_spelling_of_it() -> None:
    change = update_change(
        LINES, f"DELETE DATA {{ GRAPH <{G}> {{ <a> <size> 1.5 }} }}", "http://e/"
    )
    assert len(change.removed) == 2
    assert change.graphs == [G]
    assert [line for line in LINES if line not in change.removed] == [
        line for line in LINES if line_graph(line) == H
    ]


def test_moving_a_blank_node_keeps_what_hangs_on_it() -> None:
    change = update_change(LINES, "MOVE <http://e/h> TO <http://e/k>", "http://e/")
    moved = parse_lines(recanonicalised(change.applied(LINES)))
    nodes = {quad.object for quad in moved if isinstance(quad.object, ox.BlankNode)}
    assert nodes == {quad.subject for quad in moved if isinstance(quad.subject, ox.BlankNode)}
    assert len(nodes) == 1


def test_a_graph_that_is_sent_is_stored_to_the_character(settings: Settings) -> None:
    assert put(
        settings, "http://e/new", '<x> <y> 1.50, "01"^^<http://e/code>, [ <z> "é" ] .'
    ).created
    found = lines_of(settings, "http://e/new")
    assert f'<http://e/x> <http://e/y> "1.50"^^<{DECIMAL}> <http://e/new> .' in found
    assert len(found) == 4


def test_the_default_graph_is_told_from_an_object_that_looks_like_a_graph() -> None:
    lines = [b"<http://e/a> <http://e/b> <http://e/g> .\n", b'<http://e/a> <http://e/b> "a <b" .\n']
    assert replace_change(lines, "http://e/g", ()).removed == frozenset()
    assert replace_change(lines, "", ()).removed == frozenset(lines)
    assert replace_change(lines, "http://e/g", []).is_idle


# Atomic


def test_an_update_of_which_one_operation_fails_changes_nothing(settings: Settings) -> None:
    before = versions.current_id(settings.data_dir)
    with pytest.raises(GraphConflict, match="does not exist"):
        update(settings, f"CLEAR GRAPH <{G}> ; DROP GRAPH <http://e/nowhere>")
    assert versions.current_id(settings.data_dir) == before


def test_an_update_over_several_graphs_is_one_version(settings: Settings) -> None:
    before = versions.current(settings.data_dir)
    update(settings, f"CLEAR GRAPH <{G}> ; INSERT DATA {{ GRAPH <{H}> {{ <a> <b> <c> }} }}")
    after = versions.current(settings.data_dir)
    assert (after.manifest.parent, after.manifest.origin) == (before.manifest.id, "write")
    assert G not in after.manifest.graphs
    assert after.manifest.graphs[H] == 4
    assert len(list((settings.data_dir / "versions").iterdir())) == 2


def test_a_write_that_changes_nothing_makes_no_version(settings: Settings) -> None:
    assert put(settings, "http://e/new", "<a> <b> [ <c> 1 ] .").changed
    before = versions.current_id(settings.data_dir)
    again = put(settings, "http://e/new", "<a> <b> [ <c> 1 ] .")
    assert again == Outcome(before, created=False, changed=False)
    assert not update(settings, "DELETE WHERE { GRAPH ?g { ?s ?p <http://e/nobody> } }").changed


def test_each_write_is_told_in_the_journal(settings: Settings) -> None:
    before = versions.current_id(settings.data_dir)
    update(settings, f"INSERT DATA {{ GRAPH <{G}> {{ <a> <b> 1 }} GRAPH <{H}> {{ <a> <b> 1 }} }}")
    journal = "\n".join(lines_of(settings, JOURNAL_GRAPH))
    prov = "http://www.w3.org/ns/prov#"
    assert f"<{prov}Activity>" in journal
    assert f"<{prov}startedAtTime>" in journal
    assert f"<{prov}wasAssociatedWith> <https://w3id.org/chantier-es/id/jeton/essais>" in journal
    assert f"<{prov}influenced> <{G}>" in journal
    assert f"<{prov}influenced> <{H}>" in journal
    assert f"<{prov}used> <https://w3id.org/chantier-es/version/{before}>" in journal


# Kept off


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("CLEAR XYZ", QuerySyntaxError, "Line 1"),
        ("SELECT * { ?s ?p ?o }", QuerySyntaxError, "not a SPARQL update"),
        ("LOAD <http://127.0.0.1:9/>", ForbiddenQuery, "LOAD"),
        ("INSERT DATA { <a> <b> 1 }", QueryError, "WITH <IRI>"),
        ("CLEAR DEFAULT", QueryError, "union"),
        ("INSERT { GRAPH <x> { ?s ?p 1 } } WHERE { ?s ?p ?o }", QueryError, "USING <IRI>"),
        (
            "INSERT { GRAPH <x> { ?s ?p 1 } } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
            ForbiddenQuery,
            "another server",
        ),
        (
            "PREFIX e: <http://e/> INSERT { GRAPH <x> { ?s ?p 1 } }"
            " WHERE { GRAPH e:g { e:a\\' ?p ?o }"
            " service silent <http://127.0.0.1:9/> { ?s ?p ?o } FILTER (?o = 'x') }",
            ForbiddenQuery,
            "another server",
        ),
        ("INSERT DATA { GRAPH <x> { <a> <b> <<( <c> <d> <e> )>> } }", QueryError, "RDF 1.1"),
        ('INSERT DATA { GRAPH <x> { <a> <b> "x"@en--ltr } }', QueryError, "RDF 1.1"),
        ("INSERT { GRAPH ?g { <a> <b> 1 } } WHERE { BIND (BNODE() AS ?g) }", QueryError, "an IRI"),
        (
            "INSERT DATA { GRAPH <https://w3id.org/chantier-es/graph/data/poles> { <a> <b> 1 } }",
            ReservedGraph,
            "data/poles.ttl",
        ),
        (
            "INSERT DATA { GRAPH <https://w3id.org/chantier-es/graph/journal> { <a> <b> 1 } }",
            ReservedGraph,
            "each write adds",
        ),
        ("CLEAR NAMED ; DROP ALL ; CREATE GRAPH <x", QuerySyntaxError, "not a SPARQL update"),
    ],
)
def test_an_update_that_must_not_be_is_refused_with_the_remedy(
    settings: Settings, text: str, error: type[ChantierError], said: str
) -> None:
    before = versions.current_id(settings.data_dir)
    with pytest.raises(error, match=said):
        update(settings, text)
    assert versions.current_id(settings.data_dir) == before


def test_the_default_graph_is_an_ordinary_one_without_the_union(settings: Settings) -> None:
    plain = replace(settings, union_default_graph=False)
    assert update(plain, "INSERT DATA { <http://e/a> <http://e/b> 01 }").changed
    assert put(plain, "", "<http://e/c> <http://e/d> 01 .").changed
    served = lines_of(settings, "")
    assert served == [
        '<http://e/c> <http://e/d> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    ]


BOMBS = {
    "entities": (
        "rdfxml",
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
        BodyError,
        "DOCTYPE",
    ),
    "nested triple terms": (
        "turtle",
        "<a> <b> " + "<<( <a> <b> " * 50_000 + "1" + " )>>" * 50_000 + " .",
        TooDemanding,
        "Nothing was changed",
    ),
    "one triple term": ("turtle", "<a> <b> <<( <a> <b> 1 )>> .", QueryError, "RDF 1.1"),
    "remote context": (
        "jsonld",
        '{"@context": "http://127.0.0.1:9/context", "name": "x"}',
        BodyError,
        "@context",
    ),
    "named graphs": (
        "jsonld",
        '{"@id": "http://e/x", "@graph": [{"@id": "http://e/a", "http://e/b": "c"}]}',
        BodyError,
        "one graph",
    ),
    "not Turtle": ("turtle", "<a> <b>\n<c> <d> .", BodyError, "line 2"),
    "not closed": ("jsonld", "[" * 100_000, BodyError, "jsonld"),
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


def test_a_document_with_deep_json_ends_within_its_memory(settings: Settings) -> None:
    small = replace(settings, query_memory_bytes=200_000_000)
    text = '{"http://e/a":' * 50_000 + "1" + "}" * 50_000
    with pytest.raises(TooDemanding):
        put(small, "http://e/x", text, "jsonld")


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


def test_conditions_and_rights_are_looked_at_under_the_lock(settings: Settings) -> None:
    now = versions.current_id(settings.data_dir)
    text = f"INSERT DATA {{ GRAPH <{G}> {{ <a> <b> 1 }} }}"
    with pytest.raises(VersionChanged, match="If-Match"):
        update(settings, text, versions=("0" * 64,))
    assert update(settings, text, versions=("0" * 64, now)).changed
    with pytest.raises(UnknownThing):
        write(settings, WriteRequest(Kind.DELETE, "essais", "http://e/nowhere"))
    tokens.create(settings.data_dir, "autre", [H])
    with pytest.raises(WriteRefused, match="autre"):
        write(settings, WriteRequest(Kind.UPDATE, "autre", text=text.replace("1 }", "2 }")))
    tokens.revoke(settings.data_dir, "essais")
    with pytest.raises(WriteRefused, match="withdrawn"):
        update(settings, f"CLEAR GRAPH <{G}>")


# One after the other


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


def test_a_write_waits_for_the_one_before_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = WriteRequest(
        Kind.UPDATE, "essais", text=f"INSERT DATA {{ GRAPH <{G}> {{ <a> <b> 1 }} }}"
    )
    monkeypatch.setattr(versions, "LOCK_WAIT_SECONDS", 0.1)
    with versions.building(settings.data_dir), pytest.raises(BuildInProgress):
        perform.perform(settings, request, lambda _begins: None)
    monkeypatch.setattr(versions, "LOCK_WAIT_SECONDS", 20)
    holds, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with versions.building(settings.data_dir):
            holds.set()
            let_go.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    holds.wait(20)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(perform.perform, settings, request, lambda _begins: None)
        assert not waiting.done()
        let_go.set()
        assert waiting.result(20).changed
    holder.join()


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
            # The first is left alone, to know how long one takes here.
            patience = duration * chance.uniform(0.6 if number % 2 else 0.1, 1.05)
            wait = patience if acknowledged else None
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


# The gate and the build


def test_the_gate_lets_in_what_conforms_and_tells_what_does_not(
    tmp_path: Path, data_dir: Path
) -> None:
    own = own_copy(data_dir, tmp_path)
    tokens.create(own, "essais", ["*"])
    settings = Settings(data_dir=own, writes=True)
    good = (ROOT / "docs" / "writing.md").read_text(encoding="utf-8")
    good = good.partition("```turtle\n")[2].partition("```")[0]
    graph = "https://w3id.org/chantier-es/graph/partenaire/essai"
    before = versions.current_id(own)
    with pytest.raises(DoesNotConform) as refused:
        put(settings, graph, good.replace("dcterms:title", "dcterms:alternative"))
    assert any("titre" in item["message_fr"] for item in refused.value.findings)
    assert "sh:ValidationReport" in refused.value.report
    assert versions.current_id(own) == before
    assert put(settings, graph, good).created
    described = lines_of(settings, "https://w3id.org/chantier-es/graph/description")
    assert any(graph in line for line in described)
    assert '"12.50"' in " ".join(lines_of(settings, graph))


def test_a_build_keeps_what_was_written(sources: Path, tmp_path: Path, data_dir: Path) -> None:
    own = own_copy(data_dir, tmp_path)
    tokens.create(own, "essais", ["*"])
    settings = Settings(data_dir=own, writes=True, shacl_gate=False)
    put(settings, "http://e/x", "<a> <b> 1.50, [ <c> 01 ] .")
    written = lines_of(settings, "http://e/x"), lines_of(settings, JOURNAL_GRAPH)
    environment = {"CHANTIER_SOURCES": str(sources), "CHANTIER_SHACL_GATE": "false"}
    written_id = versions.current_id(own)
    same = run("build", data_dir=own, **environment)
    assert same.stdout.strip() == written_id, same.stderr
    path = sources / "data" / "statements.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"Foster concerted', '"Encourage concerted'), encoding="utf-8")
    assert run("build", data_dir=own, **environment).returncode == 0
    assert versions.current(own).manifest.origin == "build"
    assert versions.current(own).manifest.parent == written_id
    after = lines_of(settings, "http://e/x"), lines_of(settings, JOURNAL_GRAPH)
    assert len(after[0]) == len(written[0])
    assert '"1.50"' in " ".join(after[0])
    assert after[1] == written[1]


def test_a_source_file_that_goes_takes_its_graph_along(
    sources: Path, tmp_path: Path, data_dir: Path
) -> None:
    own = own_copy(data_dir, tmp_path)
    shutil.copy(sources / "data" / "links.ttl", sources / "ontology" / "vocabularies" / "x.ttl")
    gone = "https://w3id.org/chantier-es/graph/data/links"
    (sources / "data" / "links.ttl").unlink()
    for folder in ("shapes", "queries/checks"):
        shutil.rmtree(sources / folder)
        (sources / folder).mkdir()
    assert gone in versions.current(own).manifest.graphs
    assert run("build", data_dir=own, CHANTIER_SOURCES=str(sources)).returncode == 0
    assert gone not in versions.current(own).manifest.graphs
