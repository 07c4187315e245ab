"""The ontology, its alignments and its JSON-LD context hold to their own rules."""

import json
from itertools import combinations
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
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

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "ontology"
BASE = "https://w3id.org/chantier-es/"
CES = Namespace(f"{BASE}ns#")
BIBO = Namespace("http://purl.org/ontology/bibo/")
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
BUILT_IN_ANNOTATIONS = {
    RDFS.label,
    RDFS.comment,
    RDFS.seeAlso,
    RDFS.isDefinedBy,
    OWL.versionInfo,
    OWL.priorVersion,
    OWL.backwardCompatibleWith,
}
# Object properties between things that keep no inverse, and why.
ONE_WAY = {
    "hasPurposeStatement": "the inverse is the path statementOf / strategicFrameworkOf",
    "inSection": "a section is read through dcterms:isPartOf; its statements are asked by value",
    "aboutOrganization": "many claims may be about one organisation; asked by value",
    "carriedBy": "the bearer is outside the network and described only as a name",
    "comparesObservation": "a comparison is read from the claim",
    "statedIn": "a cube dimension points one way",
    "gapAbout": "a gap says something of things, which say nothing of it; asked by value",
    "unknownValueOf": "a gap names a property or a measure, which says nothing of it",
}

CORE = Graph().parse(FOLDER / "chantier.ttl")
LINKS = Graph().parse(FOLDER / "alignments.ttl")
CONTEXT: dict[str, object] = json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))[
    "@context"
]


def own(kind: Node) -> list[URIRef]:
    """Our terms of one kind, sorted."""
    found = {term for term in CORE.subjects(RDF.type, kind) if str(term).startswith(str(CES))}
    return sorted(term for term in found if isinstance(term, URIRef))


CLASSES = own(OWL.Class)
OBJECT = own(OWL.ObjectProperty)
DATATYPE = own(OWL.DatatypeProperty)
PROPERTIES = [*OBJECT, *DATATYPE]
TERMS = [*CLASSES, *PROPERTIES]


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


def members(node: Node) -> set[Node]:
    """The classes a domain or range names: itself, or the members of its union."""
    union = CORE.value(node, OWL.unionOf)
    return set(Collection(CORE, union)) if union is not None else {node}


def prologue() -> str:
    """The prefixes of the JSON-LD context, as Turtle."""
    return "\n".join(
        f"@prefix {name}: <{iri}> ."
        for name, iri in CONTEXT.items()
        if isinstance(iri, str) and iri.endswith(("/", "#"))
    )


def disjoint_pairs() -> set[frozenset[Node]]:
    """Every pair of classes declared disjoint, by axiom or by list."""
    pairs = {frozenset(pair) for pair in CORE.subject_objects(OWL.disjointWith)}
    for group in CORE.subjects(RDF.type, OWL.AllDisjointClasses):
        listed = Collection(CORE, one(CORE, group, OWL.members))
        pairs |= {frozenset(pair) for pair in combinations(listed, 2)}
    return pairs


def test_there_are_26_classes_and_47_properties() -> None:
    assert (len(CLASSES), len(PROPERTIES)) == (26, 47)


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_every_term_has_one_label_and_one_definition_in_each_language(term: URIRef) -> None:
    assert languages(CORE, term, RDFS.label) == ["en", "fr"]
    assert languages(CORE, term, SKOS.definition) == ["en", "fr"]


DESCRIBED = sorted(
    {
        term
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual)
        for term in CORE.subjects(RDF.type, kind)
        if isinstance(term, URIRef)
    }
)
"""What documentation generators list: our terms, and those of others that ours lean on."""


@pytest.mark.parametrize("term", DESCRIBED, ids=local)
def test_every_term_has_a_comment_for_tools_that_read_no_skos(term: URIRef) -> None:
    assert languages(CORE, term, RDFS.comment) == ["en", "fr"]
    definitions = set(CORE.objects(term, SKOS.definition))
    assert not definitions or definitions == set(CORE.objects(term, RDFS.comment))


def test_no_two_classes_have_names_of_one_meaning() -> None:
    """OOPS! P30: a statement is an assertion, but not each assertion is a statement."""
    names = [str(label) for term in CLASSES for label in CORE.objects(term, RDFS.label)]
    assert not {"assertion", "affirmation", "declaration"} & set(names)
    assert (CES.Statement, RDFS.subClassOf, CES.Assertion) in CORE
    kinds = set(CORE.subjects(RDFS.subClassOf, CES.Assertion))
    assert {CES.Statement, CES.ReportedClaim, CES.Figure} <= kinds
    assert (CES.PortraitObservation, RDFS.subClassOf, CES.Figure) in CORE
    assert frozenset((CES.Statement, CES.Figure)) in disjoint_pairs()
    assert frozenset((CES.Statement, CES.ReportedClaim)) in disjoint_pairs()


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_every_term_says_which_ontology_defines_it(term: URIRef) -> None:
    assert one(CORE, term, RDFS.isDefinedBy) == ONTOLOGY


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_every_example_is_turtle_that_uses_the_term(term: URIRef) -> None:
    example = one(CORE, term, SKOS.example)
    parsed = Graph().parse(data=f"{prologue()}\n{example}", format="turtle")
    used = {node for triple in parsed for node in triple}
    assert term in used, f"the example of {local(term)} does not use it"


@pytest.mark.parametrize("term", PROPERTIES, ids=local)
def test_every_property_has_one_domain_and_one_range(term: URIRef) -> None:
    """OOPS! P11 (none) and P19 (several)."""
    one(CORE, term, RDFS.domain)
    one(CORE, term, RDFS.range)


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_no_definition_repeats_its_label(term: URIRef) -> None:
    """OOPS! P20."""
    labels = {str(each).casefold() for each in CORE.objects(term, RDFS.label)}
    definitions = {str(each).casefold() for each in CORE.objects(term, SKOS.definition)}
    assert not labels & definitions
    assert all(len(each) > 20 for each in definitions)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("terms", [CLASSES, PROPERTIES], ids=["classes", "properties"])
def test_no_two_terms_of_a_kind_share_a_label(terms: list[URIRef], language: str) -> None:
    """OOPS! P32."""
    labels = [
        str(label)
        for term in terms
        for label in CORE.objects(term, RDFS.label)
        if isinstance(label, Literal) and label.language == language
    ]
    assert len(labels) == len(set(labels))


def test_every_term_starts_with_the_case_of_its_kind() -> None:
    """OOPS! P22."""
    assert all(local(term)[0].isupper() for term in CLASSES)
    assert all(local(term)[0].islower() for term in PROPERTIES)


@pytest.mark.parametrize("term", CLASSES, ids=local)
def test_every_class_is_tied_to_another_term(term: URIRef) -> None:
    """OOPS! P04: a superclass, a subclass, or a property's domain or range."""
    ties = {RDFS.subClassOf, RDFS.domain, RDFS.range}
    tied = any(p in ties for p in CORE.predicates(None, term))
    in_union = any(
        term in members(node)
        for predicate in (RDFS.domain, RDFS.range)
        for node in CORE.objects(None, predicate)
    )
    assert tied or in_union or CORE.value(term, RDFS.subClassOf) is not None


def test_every_inverse_swaps_domain_and_range() -> None:
    """OOPS! P05 (wrong inverse) and P25 (inverse of itself)."""
    pairs = list(CORE.subject_objects(OWL.inverseOf))
    assert len(pairs) == 4
    for left, right in pairs:
        assert left != right
        assert one(CORE, left, RDFS.domain) == one(CORE, right, RDFS.range)
        assert one(CORE, left, RDFS.range) == one(CORE, right, RDFS.domain)


def test_every_symmetric_property_has_its_domain_as_range() -> None:
    """OOPS! P26 and P28."""
    for term in CORE.subjects(RDF.type, OWL.SymmetricProperty):
        assert one(CORE, term, RDFS.domain) == one(CORE, term, RDFS.range)
        assert CORE.value(term, OWL.inverseOf) is None


def test_every_property_between_things_has_an_inverse_or_a_reason_to_have_none() -> None:
    """OOPS! P13."""
    paired = {each for pair in CORE.subject_objects(OWL.inverseOf) for each in pair}
    concept_like = {SKOS.Concept, CES.CoreValue}
    without = {
        local(term)
        for term in OBJECT
        if term not in paired
        and (term, RDF.type, OWL.SymmetricProperty) not in CORE
        and CORE.value(term, RDFS.subPropertyOf) is None
        and CORE.value(term, RDFS.range) not in concept_like
    }
    assert without == set(ONE_WAY)


def test_siblings_are_disjoint() -> None:
    """OOPS! P10: any two classes of ours with the same parent, or with none of ours."""
    declared = disjoint_pairs()
    parents: dict[Node | None, list[URIRef]] = {}
    for term in CLASSES:
        above = [p for p in CORE.objects(term, RDFS.subClassOf) if p in CLASSES]
        parents.setdefault(above[0] if above else None, []).append(term)
    for siblings in parents.values():
        for pair in combinations(siblings, 2):
            assert frozenset(pair) in declared, [local(each) for each in pair]


def test_a_subproperty_keeps_within_the_domain_and_range_of_its_parent() -> None:
    for term in PROPERTIES:
        for parent in CORE.objects(term, RDFS.subPropertyOf):
            for side in (RDFS.domain, RDFS.range):
                ours = one(CORE, term, side)
                assert one(CORE, parent, side) in CORE.transitive_objects(ours, RDFS.subClassOf)


@pytest.mark.parametrize(
    "predicate", [DCTERMS.title, DCTERMS.description, DCTERMS.abstract, SKOS.prefLabel], ids=local
)
def test_the_header_speaks_both_languages(predicate: URIRef) -> None:
    assert languages(CORE, ONTOLOGY, predicate) == ["en", "fr"]


@pytest.mark.parametrize(
    "predicate",
    [
        DCTERMS.license,
        DCTERMS.creator,
        DCTERMS.contributor,
        DCTERMS.publisher,
        DCTERMS.created,
        DCTERMS.modified,
        DCTERMS.issued,
        DCTERMS.source,
        DCTERMS.bibliographicCitation,
        OWL.versionIRI,
        OWL.versionInfo,
        VANN.preferredNamespacePrefix,
        VANN.preferredNamespaceUri,
        FOAF.logo,
        BIBO.status,
        SDO.includedInDataCatalog,
    ],
    ids=local,
)
def test_the_header_has_each_field_that_a_registry_reads(predicate: URIRef) -> None:
    assert (ONTOLOGY, RDF.type, OWL.Ontology) in CORE
    assert list(CORE.objects(ONTOLOGY, predicate))


def test_the_header_agrees_with_the_namespace_and_the_version() -> None:
    assert str(one(CORE, ONTOLOGY, VANN.preferredNamespaceUri)) == str(CES) == f"{ONTOLOGY}#"
    assert str(one(CORE, ONTOLOGY, VANN.preferredNamespacePrefix)) == "ces"
    version = one(CORE, ONTOLOGY, OWL.versionInfo)
    assert one(CORE, ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")
    assert str(version) in str(CORE.value(ONTOLOGY, DCTERMS.bibliographicCitation))


def test_the_agents_of_the_header_are_described_and_are_no_person() -> None:
    for predicate in (DCTERMS.creator, DCTERMS.contributor, DCTERMS.publisher):
        agent = one(CORE, ONTOLOGY, predicate)
        assert (agent, RDF.type, FOAF.Group) in CORE
        assert languages(CORE, agent, SKOS.prefLabel) == ["en", "fr"]


def test_the_ontology_does_not_claim_an_earlier_version_that_never_was() -> None:
    assert CORE.value(ONTOLOGY, OWL.priorVersion) is None


@pytest.mark.parametrize("name", ["chantier", "alignments"])
def test_every_annotation_property_is_declared(name: str) -> None:
    """A predicate is of the RDF, RDFS or OWL vocabulary, or declared as an annotation."""
    graph = CORE if name == "chantier" else CORE + LINKS
    structural = (str(RDF), str(OWL))
    allowed = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range}
    declared = set(graph.subjects(RDF.type, OWL.AnnotationProperty))
    for predicate in set(graph.predicates()):
        if predicate in allowed | BUILT_IN_ANNOTATIONS or str(predicate).startswith(structural):
            continue
        assert predicate in declared, predicate


def test_every_class_named_in_an_axiom_is_declared() -> None:
    both = CORE + LINKS
    for predicate in (RDFS.subClassOf, RDFS.domain, OWL.disjointWith):
        for node in both.objects(None, predicate):
            assert (node, RDF.type, OWL.Class) in both, node
