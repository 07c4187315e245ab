"""Writes: nothing is lost, nothing is half done, nothing else changes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from chantier.default_dataset import DefaultDataset
from chantier.errors import (
    BuildInProgress,
    ChantierError,
    DoesNotConform,
    ForbiddenQuery,
    GraphConflict,
    IndistinctBlankNodes,
    QueryError,
    QuerySyntaxError,
    ReservedGraph,
    UnknownThing,
    VersionChanged,
    WriteRefused,
)
from chantier.settings import Settings
from chantier.store import versions
from chantier.store.sources import BOUNDARIES, JOURNAL_GRAPH
from chantier.updates import tokens
from chantier.updates.perform import NOT_JUDGED, perform
from chantier.updates.request import Kind, Outcome, Part, WriteRequest
from support.client import ROOT, run
from support.small_writes import DECIMAL, G, H, lines_of, replacing, updating
from support.writers import own_copy


def write(settings: Settings, request: WriteRequest) -> Outcome:
    """Perform a write that nothing watches."""
    return perform(settings, request, lambda _begins: None)


def update(settings: Settings, text: str, **more: object) -> Outcome:
    return write(settings, updating(text, **more))  # type: ignore[arg-type]


def put(settings: Settings, graph: str, text: str) -> Outcome:
    return write(settings, replacing(graph, text))


def test_an_update_leaves_every_other_character_as_it_was(settings: Settings) -> None:
    before = lines_of(settings)
    update(settings, f"INSERT DATA {{ GRAPH <{G}> {{ <http://e/b> <http://e/size> 2.50 }} }}")
    after = lines_of(settings)
    assert set(before) < set(after)
    assert len(after) == len(before) + 1


def test_a_graph_that_is_sent_is_stored_to_the_character(settings: Settings) -> None:
    assert put(
        settings, "http://e/new", '<x> <y> 1.50, "01"^^<http://e/code>, [ <z> "é" ] .'
    ).created
    found = lines_of(settings, "http://e/new")
    assert f'<http://e/x> <http://e/y> "1.50"^^<{DECIMAL}> <http://e/new> .' in found
    assert len(found) == 4


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


def test_each_write_is_recorded_in_the_journal(settings: Settings) -> None:
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


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("CLEAR XYZ", QuerySyntaxError, "Line 1"),
        ("SELECT * { ?s ?p ?o }", QuerySyntaxError, "not a SPARQL update"),
        ("LOAD <http://127.0.0.1:9/>", ForbiddenQuery, "LOAD"),
        ("INSERT DATA { <a> <b> 1 }", QueryError, "WITH <IRI>"),
        ("CLEAR DEFAULT", QueryError, "facts, vocabularies and ontology"),
        ("COPY DEFAULT TO <http://e/x>", QueryError, "facts, vocabularies and ontology"),
        ("INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", QueryError, "GRAPH <IRI>"),
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


def test_a_where_without_a_graph_asks_what_a_query_asks(settings: Settings) -> None:
    """Each operation asks what those before it left; the journal and the description are not."""
    update(settings, f"INSERT DATA {{ GRAPH <{H}> {{ <http://e/n> <http://e/q> 1 }} }}")
    copied = "<http://e/q>"
    update(
        settings,
        f"INSERT DATA {{ GRAPH <{G}> {{ <http://e/m> {copied} 2 }} }} ;"
        f" INSERT {{ GRAPH <{H}> {{ ?s <http://e/seen> ?o }} }} WHERE {{ ?s {copied} ?o }} ;"
        f" INSERT {{ GRAPH <{G}> {{ <http://e/all> <http://e/count> ?n }} }} WHERE"
        f" {{ {{ SELECT (COUNT(*) AS ?n) {{ ?s {copied}|<http://e/seen> ?o }} }} }} ;"
        f" INSERT {{ GRAPH <{G}> {{ ?w a <http://e/Write> }} }}"
        " WHERE { ?w a <http://www.w3.org/ns/prov#Activity> ; <http://e/q> ?any }",
    )
    written = "\n".join(lines_of(settings))
    for node, value in (("n", 1), ("m", 2)):
        assert f'<http://e/{node}> <http://e/seen> "{value}"' in written
    assert '<http://e/all> <http://e/count> "4"' in written
    assert "http://e/Write" not in written
    assert lines_of(settings, "") == []


def test_a_where_asks_no_bookkeeping_unless_it_names_it(settings: Settings) -> None:
    update(settings, f"INSERT DATA {{ GRAPH <{G}> {{ <http://e/a> <http://e/b> 1 }} }}")
    activity = "?w a <http://www.w3.org/ns/prov#Activity>"
    target = f"INSERT {{ GRAPH <{G}> {{ ?w <http://e/was> 'done' }} }} WHERE"
    assert not update(settings, f"{target} {{ {activity} }}").changed
    assert update(settings, f"{target} {{ GRAPH <{JOURNAL_GRAPH}> {{ {activity} }} }}").changed


def test_a_where_without_a_graph_is_refused_while_the_default_graph_is_the_union(
    settings: Settings,
) -> None:
    union = replace(settings, union_default_graph=DefaultDataset.UNION)
    with pytest.raises(QueryError, match="USING <IRI>") as refused:
        update(union, f"INSERT {{ GRAPH <{G}> {{ ?s ?p 1 }} }} WHERE {{ ?s ?p ?o }}")
    assert "union of all named graphs" in str(refused.value)


def test_the_default_graph_is_an_ordinary_one_without_the_union(settings: Settings) -> None:
    plain = replace(settings, union_default_graph=DefaultDataset.ORDINARY)
    assert update(plain, "INSERT DATA { <http://e/a> <http://e/b> 01 }").changed
    assert put(plain, "", "<http://e/c> <http://e/d> 01 .").changed
    served = lines_of(settings, "")
    assert served == [
        '<http://e/c> <http://e/d> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    ]


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


def test_a_write_waits_for_the_one_before_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = WriteRequest(
        Kind.UPDATE, "essais", text=f"INSERT DATA {{ GRAPH <{G}> {{ <a> <b> 1 }} }}"
    )
    monkeypatch.setattr(versions, "LOCK_WAIT_SECONDS", 0.1)
    with versions.building(settings.data_dir), pytest.raises(BuildInProgress):
        write(settings, request)
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
        waiting = pool.submit(write, settings, request)
        assert not waiting.done()
        let_go.set()
        assert waiting.result(20).changed
    holder.join()


def test_the_gate_lets_in_what_conforms_and_says_what_does_not(
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
        put(settings, graph, good.replace("dcterms:license", "dcterms:rights"))
    assert any("licence" in item["message_fr"] for item in refused.value.findings)
    assert "sh:ValidationReport" in refused.value.report
    assert versions.current_id(own) == before
    assert put(settings, graph, good).created
    described = lines_of(settings, "https://w3id.org/chantier-es/graph/description")
    assert any(graph in line for line in described)
    assert '"12.50"' in " ".join(lines_of(settings, graph))


def test_the_gate_says_which_shape_cannot_be_evaluated_on_what_was_written(
    tmp_path: Path, data_dir: Path
) -> None:
    own = own_copy(data_dir, tmp_path)
    tokens.create(own, "essais", ["*"])
    selector = "<https://w3id.org/chantier-es/id/selecteur/page-1-5-position>"
    text = f"""{selector} a <http://www.w3.org/ns/oa#TextPositionSelector> ;
        <http://www.w3.org/ns/oa#start> [] ; <http://www.w3.org/ns/oa#end> 5 ."""
    before = versions.current_id(own)
    with pytest.raises(DoesNotConform, match=r"the shape <.*/shape/PositionSelector.*BlankNode"):
        put(Settings(data_dir=own, writes=True), BOUNDARIES, text)  # judged by the house
    assert versions.current_id(own) == before


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


def test_a_write_may_be_cut_short_except_while_it_waits_and_while_it_publishes(
    settings: Settings,
) -> None:
    seen: list[tuple[bool, str]] = []
    before = versions.current_id(settings.data_dir)
    request = updating(f"INSERT DATA {{ GRAPH <{G}> {{ <a> <b> 1 }} }}")
    outcome = perform(
        settings,
        request,
        lambda begins: seen.append((begins, versions.current_id(settings.data_dir))),
    )
    assert seen == [(True, before), (False, before), (True, before), (False, before)]
    assert versions.current_id(settings.data_dir) == outcome.version != before


def test_a_document_is_added_to_a_graph_or_is_only_for_a_new_one(settings: Settings) -> None:
    parts = (Part("turtle", b"<http://e/b> <http://e/size> 2.50 ."),)
    before = lines_of(settings, G)
    added = write(settings, WriteRequest(Kind.MERGE, "essais", G, parts))
    assert (added.created, added.changed) == (False, True)
    assert len(lines_of(settings, G)) == len(before) + 1
    with pytest.raises(VersionChanged, match="If-None-Match"):
        write(settings, WriteRequest(Kind.REPLACE, "essais", G, parts, only_new=True))
    fresh = WriteRequest(Kind.REPLACE, "essais", "http://e/new", parts, only_new=True)
    assert write(settings, fresh).created


def test_the_command_line_needs_no_token_and_leaves_the_graphs_of_the_sources(
    settings: Settings,
) -> None:
    def by_hand(text: str) -> Outcome:
        return write(settings, WriteRequest(Kind.UPDATE, "", text=text, local=True))

    assert by_hand(f"CLEAR GRAPH <{G}>").changed
    poles = "https://w3id.org/chantier-es/graph/data/poles"
    with pytest.raises(ReservedGraph):
        by_hand(f"INSERT DATA {{ GRAPH <{poles}> {{ <a> <b> 1 }} }}")


def test_a_version_that_was_not_judged_says_so_in_its_report(settings: Settings) -> None:
    update(settings, f"CLEAR GRAPH <{G}>")
    report = versions.current(settings.data_dir).report_path
    assert report.read_text(encoding="utf-8") == NOT_JUDGED


CLIQUE = " . ".join(f"_:n{a} <p> _:n{b}" for a in range(8) for b in range(8) if a != b)


def test_blank_nodes_linked_too_regularly_are_refused_before_the_lock(settings: Settings) -> None:
    with (
        versions.building(settings.data_dir),
        pytest.raises(IndistinctBlankNodes, match="Donnez-leur des IRI"),
    ):
        put(settings, G, f"{CLIQUE} .")


def test_blank_nodes_linked_too_regularly_by_an_update_are_refused(settings: Settings) -> None:
    before = versions.current_id(settings.data_dir)
    with pytest.raises(IndistinctBlankNodes):
        update(settings, f"INSERT DATA {{ GRAPH <{G}> {{ {CLIQUE} }} }}")
    assert versions.current_id(settings.data_dir) == before


def test_a_list_of_equal_values_is_written_and_later_writes_leave_its_labels(
    settings: Settings,
) -> None:
    put(settings, "http://e/list", f"<a> <b> ({' 1' * 400}) .")
    before = set(versions.current(settings.data_dir).quads_path.read_bytes().splitlines())
    put(settings, "http://e/other", "<a> <b> (1 1 1), [ <c> [ <d> 1 ] ] .")
    after = set(versions.current(settings.data_dir).quads_path.read_bytes().splitlines())
    listed = {line for line in before if line.endswith(b"<http://e/list> .")}
    assert len(listed) == 801
    assert listed <= after
    assert not put(settings, "http://e/list", f"<a> <b> ({' 1' * 400}) .").changed
