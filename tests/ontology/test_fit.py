"""What the data says fits the ontology: no clash, no unknown term, no false example."""

import json
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import ORG
from rdflib.term import Node

from chantier.build import source_lines
from chantier.publish.inference import inferred_lines
from chantier.rdf.nquads import parse_lines

ROOT = Path(__file__).resolve().parents[2]
CES = Namespace("https://w3id.org/chantier-es/ns#")
ONTOLOGY = URIRef("https://w3id.org/chantier-es/ns")
CORE = Graph().parse(ROOT / "ontology" / "chantier.ttl")
TERMS = sorted(CORE.subjects(RDFS.isDefinedBy, ONTOLOGY), key=str)


def loaded(*folders: Path) -> Graph:
    """Every Turtle file of the folders, in one graph."""
    graph = Graph()
    for folder in folders:
        for path in sorted(folder.glob("*.ttl")):
            graph.parse(path)
    return graph


DATA = loaded(ROOT / "data", ROOT / "ontology" / "vocabularies")
SCHEMA = loaded(ROOT / "ontology").parse(Path(__file__).parent / "outside.ttl")
ENTERPRISE = Graph().parse(ROOT / "ontology" / "enterprise.ttl")
MODULE_TERMS = sorted(
    ENTERPRISE.subjects(RDFS.isDefinedBy, URIRef(f"{ONTOLOGY}/enterprise")), key=str
)
EXAMPLE = Graph().parse(Path(__file__).parent / "example-enterprise.ttl")
COOP = URIRef("https://example.org/entreprise/castor-lunaire")


def inferred_types(data: Graph) -> dict[Node, set[Node]]:
    """The classes of each thing, by its types, its properties and the class tree."""
    found: dict[Node, set[Node]] = {}

    def add(thing: Node, named: Node | None) -> None:
        if named is not None and not isinstance(thing, Literal):
            above = SCHEMA.transitive_objects(named, RDFS.subClassOf)
            found.setdefault(thing, set()).update(each for each in above if each is not None)

    for thing, named in data.subject_objects(RDF.type):
        add(thing, named)
    for predicate in set(data.predicates()):
        for above in SCHEMA.transitive_objects(predicate, RDFS.subPropertyOf):
            for thing, value in data.subject_objects(predicate):
                for domain in SCHEMA.objects(above, RDFS.domain):
                    add(thing, domain)
                for target in SCHEMA.objects(above, RDFS.range):
                    add(value, target)
    return found


def disjoint_pairs() -> set[frozenset[Node]]:
    """Every pair of classes declared disjoint, by axiom or by list."""
    pairs = {frozenset(pair) for pair in SCHEMA.subject_objects(OWL.disjointWith)}
    for listed in SCHEMA.objects(None, OWL.members):
        pairs |= {frozenset(pair) for pair in combinations(Collection(SCHEMA, listed), 2)}
    return pairs


def clashes(data: Graph) -> list[tuple[Node, Node, Node]]:
    """Each thing that falls in two disjoint classes, with the classes."""
    apart = disjoint_pairs()
    return [
        (thing, left, right)
        for thing, types in inferred_types(data).items()
        for left, right in combinations(types, 2)
        if frozenset((left, right)) in apart
    ]


def prologue() -> str:
    """The prefixes of the JSON-LD context, as Turtle."""
    context = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))
    return "\n".join(
        f"@prefix {name}: <{iri}> ."
        for name, iri in context["@context"].items()
        if isinstance(iri, str) and iri.endswith(("/", "#"))
    )


def test_no_thing_of_the_data_falls_in_two_disjoint_classes() -> None:
    assert len(DATA) > 1000
    assert clashes(DATA) == []


def test_a_pole_used_as_a_territory_served_is_seen_as_a_clash() -> None:
    pole = URIRef("https://w3id.org/chantier-es/id/pole/montreal")
    wrong = Graph()
    wrong.add((pole, CES.servesTerritory, pole))
    assert {thing for thing, _, _ in clashes(wrong)} == {pole}


def test_a_region_that_a_pole_serves_is_a_served_territory_and_no_clash() -> None:
    region = URIRef("https://w3id.org/chantier-es/id/region/06")
    right = Graph()
    right.add((region, RDF.type, CES.AdministrativeRegion))
    right.add((URIRef("https://w3id.org/chantier-es/id/pole/x"), CES.servesTerritory, region))
    assert clashes(right) == []
    assert CES.ServedTerritory in inferred_types(right)[region]


def test_the_example_enterprise_is_an_organization_and_no_figure() -> None:
    types = inferred_types(EXAMPLE)[COOP]
    assert {CES.SocialEconomyEnterprise, ORG.Organization} <= types
    assert CES.PortraitObservation not in types
    assert clashes(EXAMPLE) == []


def test_the_example_enterprise_uses_every_term_of_the_module() -> None:
    assert len(MODULE_TERMS) >= 6
    assert set(MODULE_TERMS) <= {node for triple in EXAMPLE for node in triple}


def test_the_module_says_nothing_about_the_data_that_exist() -> None:
    used = {node for triple in DATA for node in triple}
    assert not used & set(MODULE_TERMS)
    disjoint = (OWL.disjointWith, OWL.members, OWL.disjointUnionOf, OWL.complementOf)
    assert not any((None, predicate, None) in ENTERPRISE for predicate in disjoint)


def test_the_concepts_that_the_example_names_exist() -> None:
    concepts = {
        node
        for node in EXAMPLE.objects()
        if str(node).startswith("https://w3id.org/chantier-es/id/concept/")
    }
    assert len(concepts) >= 6
    assert concepts <= set(DATA.subjects(RDF.type, SKOS.Concept))


@pytest.mark.parametrize("term", MODULE_TERMS, ids=lambda term: str(term).removeprefix(str(CES)))
def test_every_example_of_the_module_is_stated_of_the_example_enterprise(term: URIRef) -> None:
    text = ENTERPRISE.value(term, SKOS.example)
    said = list(Graph().parse(data=f"{prologue()}\n{text}", format="turtle"))
    assert term in {node for triple in said for node in triple}
    assert all(triple in EXAMPLE for triple in said)


def test_the_data_uses_no_term_of_ours_that_the_ontology_lacks() -> None:
    used = {
        node
        for triple in DATA
        for node in triple
        if isinstance(node, URIRef) and node.startswith(CES) and node != URIRef(CES)
    }
    assert used <= set(TERMS)


def test_every_term_but_the_abstract_ones_is_used_by_the_data() -> None:
    used = {node for triple in DATA for node in triple}
    unused = {str(term).removeprefix(str(CES)) for term in set(TERMS) - used}
    assert unused == {
        "Assertion", "Figure", "Statement", "StrategicStatement", "hasPurposeStatement",
    }  # fmt: skip


def test_a_functional_property_has_one_value() -> None:
    for term in CORE.subjects(RDF.type, OWL.FunctionalProperty):
        for thing in set(DATA.subjects(term)):
            assert len(set(DATA.objects(thing, term))) == 1, (thing, term)


def test_a_literal_of_the_data_is_of_the_kind_its_property_asks() -> None:
    for term in CORE.subjects(RDF.type, OWL.DatatypeProperty):
        wanted = CORE.value(term, RDFS.range)
        for value in DATA.objects(None, term):
            assert isinstance(value, Literal)
            if wanted == RDF.langString:
                assert value.language in {"fr", "en"}, value.n3()
            elif wanted == XSD.string:
                assert value.language is None, value.n3()
            else:
                assert value.datatype in {XSD.integer, wanted}, value.n3()


@pytest.fixture(scope="module")
def published() -> set[ox.Triple]:
    """What the sources say, and what is derived from it."""
    lines = sorted(source_lines(ROOT))
    return {quad.triple for quad in parse_lines([*lines, *inferred_lines(lines)])}


@pytest.mark.parametrize("term", TERMS, ids=lambda term: str(term).removeprefix(str(CES)))
def test_every_example_of_the_ontology_is_true_in_the_graph(
    term: URIRef, published: set[ox.Triple]
) -> None:
    """Written there or derived, to the letter: a query finds it."""
    example = ox.parse(
        f"{prologue()}\n{CORE.value(term, SKOS.example)}", format=ox.RdfFormat.TURTLE
    )
    stated = {quad.triple for quad in example}
    assert stated
    assert stated <= published
