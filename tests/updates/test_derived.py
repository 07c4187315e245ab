"""What is derived from a written graph comes and goes with it, and nobody writes it."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest

from chantier.errors import ReservedGraph
from chantier.namespaces import DATASET, GRAPH, PREFIXES
from chantier.publish.inference import inferred_lines
from chantier.rdf.diff import in_and_out, thing_changes
from chantier.rdf.nquads import canonical_lines, line_graph
from chantier.settings import Settings
from chantier.store import versions
from chantier.store.inferred import INFERRED_GRAPH, inferred_graph, is_inferred
from chantier.store.sources import is_computed
from chantier.updates import tokens
from chantier.updates.perform import perform
from chantier.updates.request import Kind, Outcome, WriteRequest
from support.small_writes import lines_of, replacing, updating

PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
SOURCES = """
GRAPH <https://w3id.org/chantier-es/graph/ontology/x> {
  ces:Low rdfs:subClassOf org:Organization . ces:low rdfs:subPropertyOf schema:about }
GRAPH <https://w3id.org/chantier-es/graph/data/x> { id:ours a ces:Low ; skos:prefLabel "L’un"@fr }
"""
OWN, FOREIGN = f"{GRAPH}partenaire/x", "http://e/g"
FACT = "<http://e/x> a org:Organization ; skos:prefLabel 'L’x'@fr ."


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small version with sources, and tokens for everything and for a partner."""
    data_dir = tmp_path_factory.mktemp("derived") / "var"
    quads = list(ox.parse(PROLOGUE + SOURCES, format=ox.RdfFormat.TRIG))
    lines = canonical_lines(quads)
    lines = sorted({*lines, *inferred_lines(lines)})
    versions.publish(data_dir, versions.Draft(lines, "", "inputs", "test", 1_000))
    tokens.create(data_dir, "essais", ["*"])
    tokens.create(data_dir, "partenaire", [f"{GRAPH}partenaire/*"])
    return Settings(data_dir=data_dir, writes=True, shacl_gate=False)


def write(settings: Settings, request: WriteRequest) -> Outcome:
    return perform(settings, request, lambda _begins: None)


def put(settings: Settings, graph: str, turtle: str) -> Outcome:
    return write(settings, replacing(graph, PROLOGUE + turtle))


def served(settings: Settings) -> list[bytes]:
    return versions.current(settings.data_dir).quads_path.read_bytes().splitlines(keepends=True)


def test_what_is_derived_from_a_graph_comes_and_goes_with_it(settings: Settings) -> None:
    ours = lines_of(settings, INFERRED_GRAPH)
    assert len(ours) == 4
    for graph in (OWN, FOREIGN):
        beside = inferred_graph(graph)
        put(settings, graph, FACT)
        found = lines_of(settings, beside)
        assert len(found) == 3  # its label, its name, its name with a straight apostrophe
        assert any('"L\'x"@fr' in line for line in found)
        assert lines_of(settings, INFERRED_GRAPH) == ours
        write(settings, WriteRequest(Kind.DELETE, "essais", graph))
        assert lines_of(settings, beside) == []
        assert beside not in versions.current(settings.data_dir).manifest.graphs


def test_the_description_says_from_what_a_graph_is_derived(settings: Settings) -> None:
    put(settings, FOREIGN, FACT)
    described = "\n".join(lines_of(settings, f"{GRAPH}description"))
    beside = inferred_graph(FOREIGN)
    assert f"<{beside}> <{PREFIXES['prov']}wasDerivedFrom> <{FOREIGN}> " in described
    assert f'<{beside}> <{PREFIXES["dcterms"]}title> "Énoncés déduits de {FOREIGN}"@fr' in described
    assert f"<{beside}> <{PREFIXES['void']}triples> " in described


@pytest.mark.parametrize("graph", [INFERRED_GRAPH, inferred_graph(FOREIGN), inferred_graph(OWN)])
@pytest.mark.parametrize("token", ["essais", "partenaire"])
def test_no_token_writes_what_is_derived(settings: Settings, graph: str, token: str) -> None:
    for name in (OWN, FOREIGN):
        put(settings, name, FACT)
    requests = [
        WriteRequest(Kind.DELETE, token, graph),
        WriteRequest(Kind.UPDATE, token, text=f"CLEAR GRAPH <{graph}>"),
        WriteRequest(Kind.UPDATE, token, text=f"DROP GRAPH <{graph}>"),
        WriteRequest(
            Kind.UPDATE, token, text=f"INSERT DATA {{ GRAPH <{graph}> {{ <http://e/x> <a:b> 1 }} }}"
        ),
    ]
    before = versions.current_id(settings.data_dir)
    for request in requests:
        with pytest.raises(ReservedGraph):
            write(settings, request)
    assert versions.current_id(settings.data_dir) == before


def test_a_partner_removes_a_thing_of_theirs_from_all_graphs_at_once(settings: Settings) -> None:
    put(settings, OWN, f"{FACT} <http://e/y> a skos:Concept ; skos:prefLabel 'y'@fr .")
    text = "DELETE { GRAPH ?g { <http://e/x> ?p ?o } } WHERE { GRAPH ?g { <http://e/x> ?p ?o } }"
    assert write(settings, WriteRequest(Kind.UPDATE, "partenaire", text=text)).changed
    assert [line for line in served(settings) if line.startswith(b"<http://e/x>")] == []
    assert len(lines_of(settings, inferred_graph(OWN))) == 1
    text = "DELETE WHERE { GRAPH ?g { ?s rdfs:label ?o } }"  # which is derived alone
    with pytest.raises(ReservedGraph):
        write(settings, WriteRequest(Kind.UPDATE, "partenaire", text=PROLOGUE + text))


def test_clearing_all_names_what_is_derived_only_where_it_stays(settings: Settings) -> None:
    for name in (OWN, FOREIGN):
        put(settings, name, FACT)
    left = write(settings, WriteRequest(Kind.UPDATE, "partenaire", text="CLEAR ALL")).left
    assert inferred_graph(FOREIGN) in left
    assert inferred_graph(OWN) not in left
    graphs = versions.current(settings.data_dir).manifest.graphs
    assert FOREIGN in graphs
    assert inferred_graph(FOREIGN) in graphs
    assert OWN not in graphs
    assert inferred_graph(OWN) not in graphs


def test_what_is_derived_is_no_news_and_touches_nobody_else(settings: Settings) -> None:
    put(settings, OWN, FACT)
    put(settings, FOREIGN, FACT)
    before = b"".join(served(settings))
    write(settings, updating(f"INSERT DATA {{ GRAPH <{FOREIGN}> {{ <http://e/x> a <{CLASS}> }} }}"))
    after = b"".join(served(settings))
    worked_out, facts = in_and_out(thing_changes(before, after, DATASET), is_computed)
    lines = [line for change in worked_out for line in (*change.removed, *change.added)]
    derived = {line_graph(line) for line in lines if is_inferred(line_graph(line))}
    assert [(change.iri, len(change.added), change.removed) for change in facts] == [
        ("http://e/x", 1, [])
    ]
    assert derived == set()  # it is an organization already, and says so
    put(settings, FOREIGN, f"{FACT} <http://e/z> a ces:Low .")
    changed = set(served(settings)) ^ set(after.splitlines(keepends=True))
    derived = {line_graph(line) for line in changed if is_inferred(line_graph(line))}
    assert derived == {inferred_graph(FOREIGN)}


CLASS = f"{PREFIXES['ces']}Low"


def test_after_any_writes_the_version_holds_what_a_build_would_derive(settings: Settings) -> None:
    chosen = random.Random(37)  # noqa: S311 - a test order
    facts = [
        f"{thing} {said}"
        for thing in ("<http://e/a>", "<http://e/b>", "id:ours", "_:b")
        for said in (
            "a ces:Low",
            "ces:low 1, _:b",
            "skos:prefLabel 'L’x'@fr",
            "ces:low <http://e/a>",
        )
    ]
    for _ in range(12):
        graph = chosen.choice([OWN, FOREIGN, "urn:x"])
        body = " . ".join(chosen.sample(facts, chosen.randint(1, 6)))
        if chosen.random() < 0.5:
            put(settings, graph, f"{body} .")
        else:
            text = f"{PROLOGUE} INSERT DATA {{ GRAPH <{graph}> {{ {body} }} }}"
            write(settings, updating(text))
        lines = served(settings)
        written = [line for line in lines if not is_inferred(line_graph(line))]
        found = {line for line in lines if is_inferred(line_graph(line))}
        assert found == set(inferred_lines(written))
        assert not [line for line in found if b"_:" in line]
