"""A partner's token writes about its own things: every class of ours, with every property."""

from __future__ import annotations

from pathlib import Path

import pytest

from chantier.errors import ForeignSubject, ReservedGraph, WriteRefused
from chantier.namespaces import BASE, CES, DATASET, GRAPH, PREFIXES
from chantier.query.sparql.update_scanner import read_update
from chantier.rdf.terms import RDF_TYPE
from chantier.store.authority import describes_itself
from chantier.store.sources import BOUNDARIES
from chantier.store.versions import current
from chantier.updates.rights import MAX_SHOWN_STATEMENTS, Rights, graphs_left
from chantier.updates.tokens import Token
from support.partners import CASINO, MAURICIE, REGION, SCOPE, SPACE, our_properties, our_things

PARTNER = Rights(Token("casino", "", (SCOPE,), ""))
STEWARD = Rights(Token("equipe", "", ("*",), ""))
SKOS = PREFIXES["skos"]


@pytest.fixture(scope="module")
def lines(data_dir: Path) -> list[bytes]:
    return current(data_dir).quads_path.read_bytes().splitlines(keepends=True)


def line(subject: str, predicate: str, value: str, graph: str = SPACE) -> bytes:
    return f"{subject} <{predicate}> {value} <{graph}> .\n".encode()


def test_no_property_of_no_thing_of_ours_is_stated(data_dir: Path, lines: list[bytes]) -> None:
    added = [
        line(f"<{thing}>", name, '"x"')
        for thing in our_things(data_dir)
        for name in our_properties(data_dir)
    ]
    with pytest.raises(ForeignSubject, match=f"refused: {len(added):d}") as refused:
        PARTNER.check_statements(added, lines)
    assert refused.value.french.count(" .\n") <= MAX_SHOWN_STATEMENTS
    assert f"Et {len(added) - MAX_SHOWN_STATEMENTS} autres." in refused.value.french
    STEWARD.check_statements(added, lines)
    Rights(None).check_statements(added, lines)


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        (f"<{CASINO}>", f"{SKOS}altLabel", '"Casino"'),
        (f"<{CASINO}>", "http://e/near", f"<{REGION}>"),
        (f"<{CASINO}>", PREFIXES["owl"] + "sameAs", f"<{MAURICIE}>"),
        (f"<{CASINO}>", PREFIXES["rdf"] + "type", "<http://e/Casino>"),
        (f"<{SPACE}>", PREFIXES["dcterms"] + "title", '"Casino"'),
        (f"<{SPACE}/table>", PREFIXES["dcterms"] + "title", '"Casino"'),
        ("<https://w3id.org/chantier-es/catalog>", PREFIXES["dcat"] + "dataset", f"<{SPACE}>"),
        ("_:mine", "http://e/p", "_:mine"),
    ],
)
def test_what_is_a_partners_own_or_a_link_is_stated(
    lines: list[bytes], subject: str, predicate: str, value: str
) -> None:
    PARTNER.check_statements([line(subject, predicate, value)], lines)


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        (f"<{CASINO}>", PREFIXES["rdf"] + "type", f"<{PREFIXES['ces']}RegionalPole>"),
        ("_:mine", PREFIXES["rdf"] + "type", f"<{PREFIXES['ces']}Attestation>"),
        (f"<{CASINO}>", f"{SKOS}inScheme", f"<{PREFIXES['vocabulaire']}actions>"),
        ("<http://creativecommons.org/none>", f"{SKOS}topConceptOf", f"<{REGION}>"),
        ("<https://w3id.org/chantier-es/catalog>", PREFIXES["dcat"] + "dataset", f"<{CASINO}>"),
        (f"<{GRAPH}data/poles>", PREFIXES["dcterms"] + "title", '"x"'),
        (f"<{GRAPH}other>", PREFIXES["dcterms"] + "title", '"x"'),
        (f"<{PREFIXES['foaf']}homepage>", PREFIXES["rdfs"] + "label", '"x"'),
    ],
)
def test_what_would_become_one_of_ours_or_is_somebody_elses_is_not(
    lines: list[bytes], subject: str, predicate: str, value: str
) -> None:
    with pytest.raises(ForeignSubject):
        PARTNER.check_statements([line(subject, predicate, value)], lines)


def test_a_class_of_ours_without_things_makes_nothing_ours(lines: list[bytes]) -> None:
    PARTNER.check_statements([line(f"<{CASINO}>", RDF_TYPE, f"<{CES}none>")], lines)


@pytest.mark.parametrize("graph", [MAURICIE, DATASET, PREFIXES["foaf"] + "homepage"])
def test_a_graph_with_the_name_of_a_thing_of_ours_describes_no_graph(
    lines: list[bytes], graph: str
) -> None:
    large = Rights(Token("large", "", ("http*",), ""))
    added = line(f"<{graph}>", PREFIXES["dcterms"] + "title", '"x"', graph)
    with pytest.raises(ForeignSubject):
        large.check_statements([added], lines)
    if graph.startswith(BASE):
        assert not describes_itself(added, graph)


def test_a_blank_node_of_ours_is_ours(lines: list[bytes]) -> None:
    ours = next(each.split(b" ")[0].decode() for each in lines if each[:2] == b"_:")
    with pytest.raises(ForeignSubject, match="blank node is one of a graph of the sources"):
        PARTNER.check_statements([line(ours, "http://e/p", "1")], lines)


def test_graphs_are_opened_by_scope_and_by_whose_they_are() -> None:
    PARTNER.check_graphs([SPACE])
    STEWARD.check_graphs([SPACE, BOUNDARIES, ""])
    for rights in (PARTNER, STEWARD, Rights(None)):
        with pytest.raises(ReservedGraph):
            rights.check_graphs([f"{GRAPH}data/poles"])
    with pytest.raises(WriteRefused):
        Rights(Token("large", "", (f"{GRAPH}*",), "")).check_graphs([BOUNDARIES])


GRAPHS = ["", SPACE, f"{GRAPH}data/poles", "http://e/g"]


@pytest.mark.parametrize(
    ("rights", "text", "left"),
    [
        (PARTNER, "CLEAR ALL", ["", f"{GRAPH}data/poles", "http://e/g"]),
        (PARTNER, "DROP NAMED", [f"{GRAPH}data/poles", "http://e/g"]),
        (STEWARD, "DROP ALL", [f"{GRAPH}data/poles"]),
        (STEWARD, "DROP SILENT ALL", []),
        (STEWARD, "CLEAR DEFAULT", []),
        (STEWARD, "CLEAR GRAPH <http://e/ALL>", []),
    ],
)
def test_what_a_clearing_leaves_is_named(rights: Rights, text: str, left: list[str]) -> None:
    assert graphs_left(rights, read_update(text).clearings, GRAPHS) == left


def test_a_clearing_becomes_operations_on_what_may_be_touched() -> None:
    (clearing,) = read_update("CLEAR SILENT ALL").clearings
    text = PARTNER.instead_of(clearing, GRAPHS, is_virtual=False)
    assert "DEFAULT" not in text
    assert f"DROP SILENT GRAPH <{SPACE}>" in text
    assert "DROP SILENT GRAPH <http://e/g>" not in text
    assert "CLEAR DEFAULT" in STEWARD.instead_of(clearing, GRAPHS, is_virtual=False)
    assert "CLEAR DEFAULT" not in STEWARD.instead_of(clearing, GRAPHS, is_virtual=True)
    (default,) = read_update("DROP SILENT DEFAULT").clearings
    assert STEWARD.instead_of(default, GRAPHS, is_virtual=True) == "INSERT DATA {}"
