"""The ontology, its alignments and its JSON-LD context hold to their own rules."""

import json
import re
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
    "revenueBand": "a band or a figure is read from the enterprise",
    "gapAbout": "a gap says something of things, which say nothing of it; asked by value",
    "unknownValueOf": "a gap names a property or a measure, which says nothing of it",
}

CORE = Graph().parse(FOLDER / "chantier.ttl")
ENTERPRISE = Graph().parse(FOLDER / "enterprise.ttl")
LINKS = Graph().parse(FOLDER / "alignments.ttl")
OUTSIDE = Graph().parse(Path(__file__).parent / "outside.ttl")
DECLARED = CORE + ENTERPRISE
MODULE = URIRef(f"{BASE}ns/enterprise")
FILES = {
    ONTOLOGY: FOLDER / "chantier.ttl",
    MODULE: FOLDER / "enterprise.ttl",
    ALIGNMENTS: FOLDER / "alignments.ttl",
}
CONTEXT: dict[str, object] = json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))[
    "@context"
]


def own(kind: Node) -> list[URIRef]:
    """Our terms of one kind, sorted."""
    found = {term for term in DECLARED.subjects(RDF.type, kind) if str(term).startswith(str(CES))}
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
    union = DECLARED.value(node, OWL.unionOf)
    return set(Collection(DECLARED, union)) if union is not None else {node}


def prologue() -> str:
    """The prefixes of the JSON-LD context, as Turtle."""
    return "\n".join(
        f"@prefix {name}: <{iri}> ."
        for name, iri in CONTEXT.items()
        if isinstance(iri, str) and iri.endswith(("/", "#"))
    )


def disjoint_pairs() -> set[frozenset[Node]]:
    """Every pair of classes declared disjoint, by axiom or by list."""
    pairs = {frozenset(pair) for pair in DECLARED.subject_objects(OWL.disjointWith)}
    for group in DECLARED.subjects(RDF.type, OWL.AllDisjointClasses):
        listed = Collection(DECLARED, one(DECLARED, group, OWL.members))
        pairs |= {frozenset(pair) for pair in combinations(listed, 2)}
    return pairs


def test_every_term_of_an_earlier_version_is_still_there_and_of_its_kind() -> None:
    earlier = Graph().parse(FOLDER / "versions" / "1.0.0.ttl")
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    kept = {
        (term, kind)
        for kind in kinds
        for term in earlier.subjects(RDF.type, kind)
        if str(term).startswith(str(CES))
    }
    assert len(kept) == 67
    assert kept <= {(term, kind) for kind in kinds for term in CORE.subjects(RDF.type, kind)}


def test_no_text_of_a_header_counts_the_terms() -> None:
    counts = re.compile(
        r"\d|vingt|trente|quarante|cinquante|twenty|thirty|forty|fifty", re.IGNORECASE
    )
    for ontology in (ONTOLOGY, MODULE):
        for predicate in (DCTERMS.abstract, DCTERMS.description):
            for text in DECLARED.objects(ontology, predicate):
                assert not counts.search(str(text)), text


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_every_term_has_one_label_and_one_definition_in_each_language(term: URIRef) -> None:
    assert languages(DECLARED, term, RDFS.label) == ["en", "fr"]
    assert languages(DECLARED, term, SKOS.definition) == ["en", "fr"]


DESCRIBED = sorted(
    {
        term
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual)
        for term in DECLARED.subjects(RDF.type, kind)
        if isinstance(term, URIRef)
    }
)
"""What documentation generators list: our terms, and those of others that ours lean on."""


@pytest.mark.parametrize("term", DESCRIBED, ids=local)
def test_every_term_has_a_comment_for_tools_that_read_no_skos(term: URIRef) -> None:
    assert languages(DECLARED, term, RDFS.comment) == ["en", "fr"]
    definitions = set(DECLARED.objects(term, SKOS.definition))
    assert not definitions or definitions == set(DECLARED.objects(term, RDFS.comment))


def test_no_two_classes_have_names_of_one_meaning() -> None:
    """OOPS! P30: a statement is an assertion, but not each assertion is a statement."""
    names = [str(label) for term in CLASSES for label in DECLARED.objects(term, RDFS.label)]
    assert not {"assertion", "affirmation", "declaration"} & set(names)
    assert (CES.Statement, RDFS.subClassOf, CES.Assertion) in DECLARED
    kinds = set(DECLARED.subjects(RDFS.subClassOf, CES.Assertion))
    assert {CES.Statement, CES.ReportedClaim, CES.Figure} <= kinds
    assert (CES.PortraitObservation, RDFS.subClassOf, CES.Figure) in DECLARED
    assert frozenset((CES.Statement, CES.Figure)) in disjoint_pairs()
    assert frozenset((CES.Statement, CES.ReportedClaim)) in disjoint_pairs()


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_every_term_says_which_ontology_defines_it(term: URIRef) -> None:
    defined_by = one(DECLARED, term, RDFS.isDefinedBy)
    assert defined_by == (ONTOLOGY if (term, None, None) in CORE else MODULE)


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_every_example_is_turtle_that_uses_the_term(term: URIRef) -> None:
    example = one(DECLARED, term, SKOS.example)
    parsed = Graph().parse(data=f"{prologue()}\n{example}", format="turtle")
    used = {node for triple in parsed for node in triple}
    assert term in used, f"the example of {local(term)} does not use it"


@pytest.mark.parametrize("term", PROPERTIES, ids=local)
def test_every_property_has_one_domain_and_one_range(term: URIRef) -> None:
    """OOPS! P11 (none) and P19 (several)."""
    one(DECLARED, term, RDFS.domain)
    one(DECLARED, term, RDFS.range)


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_no_definition_repeats_its_label(term: URIRef) -> None:
    """OOPS! P20."""
    labels = {str(each).casefold() for each in DECLARED.objects(term, RDFS.label)}
    definitions = {str(each).casefold() for each in DECLARED.objects(term, SKOS.definition)}
    assert not labels & definitions
    assert all(len(each) > 20 for each in definitions)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("terms", [CLASSES, PROPERTIES], ids=["classes", "properties"])
def test_no_two_terms_of_a_kind_share_a_label(terms: list[URIRef], language: str) -> None:
    """OOPS! P32."""
    labels = [
        str(label)
        for term in terms
        for label in DECLARED.objects(term, RDFS.label)
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
    tied = any(p in ties for p in DECLARED.predicates(None, term))
    in_union = any(
        term in members(node)
        for predicate in (RDFS.domain, RDFS.range)
        for node in DECLARED.objects(None, predicate)
    )
    assert tied or in_union or DECLARED.value(term, RDFS.subClassOf) is not None


def test_every_inverse_swaps_domain_and_range() -> None:
    """OOPS! P05 (wrong inverse) and P25 (inverse of itself)."""
    pairs = list(DECLARED.subject_objects(OWL.inverseOf))
    assert len(pairs) == 4
    for left, right in pairs:
        assert left != right
        assert one(DECLARED, left, RDFS.domain) == one(DECLARED, right, RDFS.range)
        assert one(DECLARED, left, RDFS.range) == one(DECLARED, right, RDFS.domain)


def test_every_symmetric_property_has_its_domain_as_range() -> None:
    """OOPS! P26 and P28."""
    for term in DECLARED.subjects(RDF.type, OWL.SymmetricProperty):
        assert one(DECLARED, term, RDFS.domain) == one(DECLARED, term, RDFS.range)
        assert DECLARED.value(term, OWL.inverseOf) is None


def test_every_property_between_things_has_an_inverse_or_a_reason_to_have_none() -> None:
    """OOPS! P13."""
    paired = {each for pair in DECLARED.subject_objects(OWL.inverseOf) for each in pair}
    concept_like = {SKOS.Concept, CES.CoreValue}
    without = {
        local(term)
        for term in OBJECT
        if term not in paired
        and (term, RDF.type, OWL.SymmetricProperty) not in DECLARED
        and DECLARED.value(term, RDFS.subPropertyOf) is None
        and DECLARED.value(term, RDFS.range) not in concept_like
    }
    assert without == set(ONE_WAY)


def test_what_is_certain_is_disjoint() -> None:
    """OOPS! P10: kinds of assertion and of strategic statement, and a pole and a place."""
    declared = disjoint_pairs()
    for parent in (CES.Assertion, CES.StrategicStatement):
        kinds = sorted(DECLARED.subjects(RDFS.subClassOf, parent))
        assert len(kinds) >= 3
        for pair in combinations(kinds, 2):
            assert frozenset(pair) in declared, [local(each) for each in pair]
    assert frozenset((CES.StrategicStatement, CES.FactualClaim)) in declared
    for place in (CES.AdministrativeRegion, CES.ServedTerritory):
        assert frozenset((CES.RegionalPole, place)) in declared


def test_what_one_thing_may_be_at_once_is_not_disjoint() -> None:
    declared = disjoint_pairs()
    assert frozenset((CES.AdministrativeRegion, CES.ServedTerritory)) not in declared
    organizations = sorted(DECLARED.subjects(RDFS.subClassOf, ORG.Organization))
    assert len(organizations) >= 4
    for pair in combinations(organizations, 2):
        assert frozenset(pair) not in declared, [local(each) for each in pair]


def test_a_subproperty_keeps_within_the_domain_and_range_of_its_parent() -> None:
    for term in PROPERTIES:
        for parent in DECLARED.objects(term, RDFS.subPropertyOf):
            for side in (RDFS.domain, RDFS.range):
                ours = one(DECLARED, term, side)
                above = DECLARED.transitive_objects(ours, RDFS.subClassOf)
                assert one(DECLARED + OUTSIDE, parent, side) in above


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


@pytest.mark.parametrize("ontology", FILES, ids=local)
def test_a_prior_version_is_kept_as_it_was_published(ontology: URIRef) -> None:
    graph = Graph().parse(FILES[ontology])
    priors = set(graph.objects(ontology, OWL.priorVersion))
    assert priors == set(graph.objects(ontology, OWL.backwardCompatibleWith))
    assert bool(priors) == (str(one(graph, ontology, OWL.versionInfo)) != "1.0.0")
    for prior in priors:
        path = FOLDER / "versions" / f"{str(prior).removeprefix(f'{ONTOLOGY}/')}.ttl"
        kept = Graph().parse(path)
        assert one(kept, ontology, OWL.versionIRI) == prior
        assert one(graph, ontology, OWL.versionIRI) != prior


def test_every_version_that_is_kept_is_one_that_another_replaces() -> None:
    kept = {path.relative_to(FOLDER / "versions") for path in (FOLDER / "versions").rglob("*.ttl")}
    named = {
        str(each)
        for path in FILES.values()
        for each in Graph().parse(path).objects(None, OWL.priorVersion)
    }
    assert {f"{ONTOLOGY}/{path.with_suffix('').as_posix()}" for path in kept} == named


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


@pytest.mark.parametrize("name", ["chantier", "enterprise", "alignments"])
def test_every_annotation_property_is_declared(name: str) -> None:
    """A predicate is of the RDF, RDFS or OWL vocabulary, or declared as an annotation."""
    graph = {"chantier": CORE, "enterprise": DECLARED, "alignments": DECLARED + LINKS}[name]
    structural = (str(RDF), str(OWL))
    allowed = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range}
    declared = set(graph.subjects(RDF.type, OWL.AnnotationProperty))
    for predicate in set(graph.predicates()):
        if predicate in allowed | BUILT_IN_ANNOTATIONS or str(predicate).startswith(structural):
            continue
        assert predicate in declared, predicate


def test_every_class_named_in_an_axiom_is_declared() -> None:
    both = DECLARED + LINKS
    for predicate in (RDFS.subClassOf, RDFS.domain, OWL.disjointWith):
        for node in both.objects(None, predicate):
            assert (node, RDF.type, OWL.Class) in both, node
