"""Each alignment has its reason, and each outside term exists where it is said to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import (
    DCTERMS,
    FOAF,
    GEO,
    ORG,
    PROV,
    QB,
    SDO,
    VANN,
    DefinedNamespace,
)
from rdflib.term import Node

FOLDER = Path(__file__).resolve().parents[2] / "ontology"
BASE = "https://w3id.org/chantier-es/"
CES = f"{BASE}ns#"
ONTOLOGY = URIRef(f"{BASE}ns")
ALIGNMENTS = URIRef(f"{BASE}ns/alignments")
CLOSED: tuple[type[DefinedNamespace], ...] = (
    DCTERMS,
    FOAF,
    GEO,
    ORG,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SDO,
    SKOS,
    VANN,
    XSD,
)
CORE = Graph().parse(FOLDER / "chantier.ttl")
MODULE = URIRef(f"{BASE}ns/enterprise")
ENTERPRISE = Graph().parse(FOLDER / "enterprise.ttl")
LINKS = Graph().parse(FOLDER / "alignments.ttl")
TERMS = set(CORE.subjects(RDFS.isDefinedBy, ONTOLOGY)) | set(
    ENTERPRISE.subjects(RDFS.isDefinedBy, MODULE)
)
BORROWED = {ORG.siteAddress, SDO.legalName}
"""Terms of others that take the place of one of ours, and are aligned as ours are."""


def local(term: Node) -> str:
    """The name of a term inside its namespace."""
    return str(term).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def one(graph: Graph, subject: Node, predicate: URIRef) -> Node:
    """The only object; fails when there is none or several."""
    found = list(graph.objects(subject, predicate))
    assert len(found) == 1, f"{local(subject)} has {len(found)} {local(predicate)}"
    return found[0]


def languages(graph: Graph, subject: Node, predicate: URIRef) -> list[str | None]:
    """The language tags of the objects, sorted; None stands for an untagged literal."""
    found = [o.language for o in graph.objects(subject, predicate) if isinstance(o, Literal)]
    return sorted(found, key=str)


def outside_terms() -> Iterator[tuple[URIRef, type[DefinedNamespace]]]:
    """Each outside term of the ontology and the alignments that a closed namespace covers."""
    everything = CORE + ENTERPRISE + LINKS
    nodes = {node for triple in everything for node in triple if isinstance(node, URIRef)}
    for node in sorted(nodes):
        for space in CLOSED:
            if str(node).startswith(str(space)) and len(node) > len(str(space)):
                yield node, space


def test_every_outside_term_exists_in_its_vocabulary() -> None:
    found = list(outside_terms())
    assert len(found) > 60
    for term, space in found:
        assert term in dir(space), f"{term} is not in {space}"


def test_the_check_of_outside_terms_refuses_a_made_up_one() -> None:
    assert URIRef(f"{ORG}purpose") in dir(ORG)
    assert URIRef(f"{ORG}missionStatement") not in dir(ORG)
    assert URIRef(f"{SDO}missionStatement") not in dir(SDO)


def alignment_links() -> set[tuple[Node, Node, Node]]:
    """Every triple of the alignments whose subject is one of our terms, or stands for one."""
    return {
        triple
        for triple in LINKS
        if str(triple[0]).startswith(CES)
        or (triple[0] in BORROWED and triple[1] not in (RDF.type, RDFS.isDefinedBy))
    }


def test_every_alignment_leaves_from_a_term_of_ours() -> None:
    assert {subject for subject, _, _ in alignment_links()} <= TERMS | BORROWED
    assert len(alignment_links()) > 40


def test_every_alignment_has_one_reason_in_each_language_and_no_reason_lacks_its_link() -> None:
    reasons: dict[tuple[Node, Node, Node], Node] = {}
    for axiom in LINKS.subjects(RDF.type, OWL.Axiom):
        assert isinstance(axiom, BNode), "OWL 2 allows only a blank node here"
        link = (
            one(LINKS, axiom, OWL.annotatedSource),
            one(LINKS, axiom, OWL.annotatedProperty),
            one(LINKS, axiom, OWL.annotatedTarget),
        )
        assert link not in reasons, link
        assert languages(LINKS, axiom, RDFS.comment) == ["en", "fr"]
        reasons[link] = axiom
    assert set(reasons) == alignment_links()


def test_the_alignments_import_the_ontology_and_have_their_own_version() -> None:
    assert set(LINKS.objects(ALIGNMENTS, OWL.imports)) == {ONTOLOGY, MODULE}
    version = one(LINKS, ALIGNMENTS, OWL.versionInfo)
    assert one(LINKS, ALIGNMENTS, OWL.versionIRI) == URIRef(f"{ALIGNMENTS}/{version}")


@pytest.mark.parametrize("relation", [RDFS.subClassOf, RDFS.subPropertyOf], ids=local)
def test_no_hierarchy_has_a_cycle(relation: URIRef) -> None:
    """OOPS! P06, over the ontology and its alignments together."""
    both = CORE + ENTERPRISE + LINKS
    for term in set(both.subjects(relation, None)):
        above = {
            ancestor
            for parent in both.objects(term, relation)
            for ancestor in both.transitive_objects(parent, relation)
        }
        assert term not in above, f"{local(term)} is above itself"
