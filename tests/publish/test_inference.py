"""Each rule derives what it says and no more; graphs are derived from their own lines alone."""

from __future__ import annotations

import random
from functools import cache

import pyoxigraph as ox
import pytest

from chantier.build import source_lines
from chantier.namespaces import GRAPH, ID, PREFIXES
from chantier.publish.inference import inferred_lines
from chantier.rdf.nquads import line_graph, parse_lines, quad_lines, split_line
from chantier.store.inferred import INFERRED_GRAPH, inferred_graph
from support.client import ROOT

PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
ONTOLOGY = """
GRAPH graph:ontology\\/chantier {
  ces:Low rdfs:subClassOf ces:Middle . ces:Middle rdfs:subClassOf org:Organization .
  ces:low rdfs:subPropertyOf ces:middle . ces:middle rdfs:subPropertyOf schema:about .
  ces:servesTerritory rdfs:subPropertyOf schema:areaServed .
  ces:Round rdfs:subClassOf ces:Square . ces:Square rdfs:subClassOf ces:Round .
}
"""
PARTNER = "https://partner.example/graph"


def trig(text: str) -> list[bytes]:
    """Sorted lines of TriG with our prefixes."""
    return sorted(quad_lines(ox.parse(PROLOGUE + text, format=ox.RdfFormat.TRIG)))


def from_sources(text: str) -> set[bytes]:
    """What is derived from a graph of the sources, beside the small ontology."""
    return set(inferred_lines(trig(f"{ONTOLOGY} GRAPH graph:data\\/x {{ {text} }}")))


def expected(text: str, graph: str = INFERRED_GRAPH) -> set[bytes]:
    return set(trig(f"GRAPH <{graph}> {{ {text} }}"))


@cache
def own_lines() -> list[bytes]:
    """The sources of this repository."""
    return sorted(source_lines(ROOT))


@cache
def own_derived() -> list[bytes]:
    """What follows from them."""
    return list(inferred_lines(own_lines()))


@pytest.mark.parametrize(
    ("written", "derived"),
    [
        ("id:a a ces:Low .", "id:a a ces:Middle, org:Organization ."),
        ("id:a a ces:Low, org:Organization .", "id:a a ces:Middle ."),
        ("id:a a ces:Round .", "id:a a ces:Square ."),
        ("id:a ces:low id:b, 1.50 .", "id:a ces:middle id:b, 1.50 ; schema:about id:b, 1.50 ."),
        ("id:a ces:low id:b ; schema:about id:b .", "id:a ces:middle id:b ."),
        (
            "id:a ces:servesTerritory id:t . id:t geo:sfWithin id:r . id:s geo:sfWithin id:q .",
            "id:a schema:areaServed id:t, id:r .",
        ),
        (
            "id:a a skos:Concept ; skos:prefLabel 'a'@fr, 'b'@en ; skos:altLabel 'c'@fr .",
            "id:a rdfs:label 'a'@fr, 'b'@en .",
        ),
        ("id:a a skos:Concept ; skos:prefLabel 'a'@fr ; rdfs:label 'x'@en .", ""),
        ("id:a a skos:Concept ; skos:prefLabel 'L’a'@fr .", "id:a rdfs:label 'L’a'@fr ."),
        ("id:a a ces:Attestation, sh:NodeShape ; skos:prefLabel 'L’a'@fr .", ""),
        (
            "id:a a ces:Low ; skos:prefLabel 'L’a'@fr ; skos:altLabel 'd’b' ; schema:name 'n' .",
            "id:a a ces:Middle, org:Organization ; rdfs:label 'L’a'@fr ;"
            ' skos:hiddenLabel "L\'a"@fr, "d\'b" .',
        ),
        (
            "id:a a schema:Place ; skos:prefLabel 'L’a' ; skos:altLabel \"L'a\" .",
            "id:a rdfs:label 'L’a' ; schema:name 'L’a' .",
        ),
        ("[] a ces:Low ; skos:prefLabel 'a' . id:a ces:low [] .", ""),
        (
            "id:a a schema:Place ; skos:prefLabel [ rdfs:label 'x' ], <http://e/L’a>, 'a' ;"
            " skos:altLabel [], <http://e/L’b> .",
            "id:a rdfs:label 'a' ; schema:name 'a' .",
        ),
        ("id:a a id:Low . id:Low rdfs:subClassOf ces:Middle .", ""),
    ],
    ids=lambda text: text[:40],
)
def test_a_rule_derives_what_it_says(written: str, derived: str) -> None:
    assert from_sources(written) == expected(derived)


def test_a_written_graph_is_derived_into_one_beside_it_and_from_itself_alone() -> None:
    theirs = "p:x a ces:Low ; ces:servesTerritory id:t ; skos:prefLabel 'x' ."
    text = f"""PREFIX p: <https://partner.example/>
      {ONTOLOGY} GRAPH graph:data\\/x {{ id:t geo:sfWithin id:r }}
      GRAPH <{PARTNER}> {{ {theirs} }} GRAPH graph:autre {{ p:x ces:low 1 }}"""
    found = set(inferred_lines(trig(text)))
    named = "PREFIX p: <https://partner.example/>"
    said = f"""{named} GRAPH <{inferred_graph(PARTNER)}> {{
      p:x a ces:Middle, org:Organization ; schema:areaServed id:t ; rdfs:label 'x' ;
        schema:name 'x' }}
      GRAPH graph:inferred\\/autre {{ p:x ces:middle 1 ; schema:about 1 }}"""
    assert found == set(trig(said))


def test_a_written_graph_derives_nothing_about_what_the_sources_describe() -> None:
    text = f"""{ONTOLOGY} GRAPH graph:data\\/x {{ id:a a skos:Concept }}
      GRAPH <{PARTNER}> {{ id:a a ces:Low ; skos:prefLabel 'wrong' ; ces:low 1 }}"""
    assert list(inferred_lines(trig(text))) == []


def test_a_name_that_a_written_graph_gives_as_a_blank_node_is_no_name() -> None:
    text = f"""GRAPH <{PARTNER}> {{ <https://ex.org/z2> a schema:Place ; skos:prefLabel _:b .
      _:b rdfs:label 'x' }}"""
    assert list(inferred_lines(trig(text))) == []


def test_no_hierarchy_of_a_written_graph_counts() -> None:
    text = f"GRAPH <{PARTNER}> {{ id:Own rdfs:subClassOf org:Organization . id:a a id:Own }}"
    assert list(inferred_lines(trig(text))) == []


def test_nothing_is_derived_from_what_is_computed_or_from_the_default_graph() -> None:
    text = f"""{ONTOLOGY} GRAPH graph:description {{ id:a a ces:Low }}
      GRAPH graph:journal {{ id:b a ces:Low }} GRAPH graph:inferred {{ id:c a ces:Low }}
      GRAPH graph:inferred\\/x {{ id:d a ces:Low }} id:e a ces:Low ."""
    assert list(inferred_lines(trig(text))) == []


def test_a_write_of_one_graph_changes_what_is_derived_from_no_other() -> None:
    chosen = random.Random(37)  # noqa: S311 - a test order
    facts = [
        f"<https://partner.example/{thing}> {said} ."
        for thing in "abcd"
        for said in ("a ces:Low", "a skos:Concept", "ces:low 1", "skos:prefLabel 'L’x'")
    ]
    graphs = [PARTNER, f"{GRAPH}partenaire/a", f"{GRAPH}partenaire/b", "urn:x"]
    said = {graph: set[str]() for graph in graphs}

    def derived() -> dict[str, set[bytes]]:
        parts = (f"GRAPH <{graph}> {{ {' '.join(own)} }}" for graph, own in said.items())
        found = {inferred_graph(graph): set[bytes]() for graph in graphs}
        for line in inferred_lines(trig(f"{ONTOLOGY} {' '.join(parts)}")):
            found[line_graph(line)].add(line)
        return found

    before, moved = derived(), 0
    for _ in range(200):
        graph = chosen.choice(graphs)
        said[graph] ^= set(chosen.sample(facts, 3))
        after = derived()
        assert {name for name in after if after[name] != before[name]} <= {inferred_graph(graph)}
        moved += after != before
        before = after
    assert moved > 100


def test_the_sources_have_between_some_hundreds_and_about_two_thousand_derived_statements() -> None:
    assert 500 < len(own_derived()) < 2_500
    assert {line_graph(line) for line in own_derived()} == {INFERRED_GRAPH}


def test_nothing_that_the_sources_say_is_derived_again() -> None:
    written = {split_line(line)[0] for line in own_lines()}
    found = [split_line(line)[0] for line in own_derived()]
    assert not written.intersection(found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "pattern",
    [
        "enonce:mandat-3 a ces:Statement, ces:StrategicStatement, ces:Assertion",
        "organisation:chantier org:purpose enonce:mission ; a org:Organization",
        "pole:longueuil schema:areaServed region:16, territoire:longueuil",
        "region:06 rdfs:label 'Montréal'@fr ; schema:name 'Montréal'@fr",
        "c:valeur-solidarite rdfs:label ?label",
        'organisation:chantier skos:hiddenLabel "Chantier de l\'économie sociale"@fr',
    ],
)
def test_a_newcomer_s_question_has_an_answer(pattern: str) -> None:
    store = ox.Store()
    store.bulk_extend(parse_lines([*own_lines(), *own_derived()]))
    asked = f"{PROLOGUE} ASK {{ {pattern} }}"
    assert bool(store.query(asked, use_default_graph_as_union=True))


def test_every_pole_serves_the_area_of_its_territory_and_a_region() -> None:
    area = f"<{PREFIXES['schema']}areaServed>".encode()
    served = [triple.split(b" ", 2) for triple in (split_line(line)[0] for line in own_derived())]
    poles = {subject for subject, predicate, _ in served if predicate == area}
    regions = [it for it in served if it[1] == area and f"<{ID}region/".encode() in it[2]]
    assert len(poles) == 19
    assert {it[0] for it in regions} == poles
