"""The JSON-LD context names every term, and writes and reads back the same triples."""

import json
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, GEO, ORG, PROV, QB, SDO
from rdflib.term import Node

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "ontology"
CLOSED = (DCTERMS, FOAF, GEO, ORG, PROV, QB, RDF, RDFS, SDO, SKOS)
CORE = Graph().parse(FOLDER / "chantier.ttl")
ENTERPRISE = Graph().parse(FOLDER / "enterprise.ttl")
LINKS = Graph().parse(FOLDER / "alignments.ttl")
DECLARED = CORE + ENTERPRISE
TERMS = sorted(
    term
    for module in ("ns", "ns/enterprise")
    for term in DECLARED.subjects(
        RDFS.isDefinedBy, URIRef(f"https://w3id.org/chantier-es/{module}")
    )
)
CONTEXT: dict[str, object] = json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))[
    "@context"
]


def local(term: Node) -> str:
    """The name of a term inside its namespace."""
    return str(term).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def prologue() -> str:
    """The prefixes of the JSON-LD context, as Turtle."""
    return "\n".join(
        f"@prefix {name}: <{iri}> ."
        for name, iri in CONTEXT.items()
        if isinstance(iri, str) and iri.endswith(("/", "#"))
    )


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_the_context_names_every_term_with_the_range_it_has(term: Node) -> None:
    """An integer stays a JSON number: it is then the xsd:integer that the data writes."""
    name = f"ces:{local(term)}"
    by_range: dict[Node, dict[str, str | None]] = {
        RDF.langString: {"@id": name, "@container": "@language"},
        XSD.string: {"@id": name, "@language": None},
    }
    expected: object = name
    if (term, RDF.type, OWL.ObjectProperty) in DECLARED:
        expected = {"@id": name, "@type": "@id"}
    elif (term, RDF.type, OWL.DatatypeProperty) in DECLARED:
        rdf_range = DECLARED.value(term, RDFS.range, any=False)
        assert rdf_range is not None
        expected = by_range.get(rdf_range, name)
    assert CONTEXT[local(term)] == expected


def test_the_context_has_every_prefix_of_the_ontology_and_of_the_data() -> None:
    files = [*FOLDER.rglob("*.ttl"), *(ROOT / "data").glob("*.ttl")]
    for path in sorted(files):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("@prefix"):
                continue
            _, name, iri, _ = line.split()
            assert CONTEXT.get(name.rstrip(":")) == iri.strip("<>"), f"{path.name}: {name}"


def test_the_context_names_no_made_up_outside_term() -> None:
    spaces = {name: str(iri) for name, iri in CONTEXT.items() if isinstance(iri, str)}
    for entry in CONTEXT.values():
        target = entry["@id"] if isinstance(entry, dict) else entry
        if not isinstance(target, str) or "://" in target:
            continue
        prefix, name = target.split(":", 1)
        iri = spaces[prefix] + name
        for space in CLOSED:
            if iri.startswith(str(space)):
                assert URIRef(iri) in dir(space), target


# rdflib's own JSON-LD code still calls its ConjunctiveGraph.
rdflib_json_ld = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
SAMPLE = f"""{prologue()}
enonce:mandat-3 a ces:Mandate ;
  skos:prefLabel "Mandat 3"@fr , "Mandate 3"@en ;
  ces:statementText "Créer des conditions…"@fr , "Create conditions…"@en ;
  ces:verbatim "Créer des conditions…" ;
  ces:position 3 ;
  ces:action c:creer ;
  ces:aimsAt c:consolidation , c:experimentation ;
  prov:wasQuotedFrom passage:page-1107-1245 .
enonce:poles-presence a ces:FactualClaim ;
  ces:declaredMemberCount 22 ;
  ces:horizon "au cours des prochaines années"@fr .
region:06 a ces:AdministrativeRegion , geo:Feature ;
  ces:regionCode "06" ;
  geo:sfWithin territoire:quebec .
pole:estrie a ces:RegionalPole ;
  foaf:homepage <https://economiesocialeestrie.ca/> ;
  dcterms:source source:page ;
  ces:formerName "Table régionale"@fr .
attestation:exemple a ces:Attestation ;
  rdf:subject pole:estrie ;
  rdf:predicate skos:prefLabel ;
  rdf:object "Pôle"@fr .
observation:exemple a ces:PortraitObservation , qb:Observation ;
  sdmx-dimension:refPeriod "2016"^^xsd:gYear ;
  sdmx-measure:obsValue 11200 , 47.8 .
"""
DOCUMENT = {
    "@context": CONTEXT,
    "@graph": [
        {
            "@id": "enonce:mandat-3",
            "@type": "Mandate",
            "prefLabel": {"fr": "Mandat 3", "en": "Mandate 3"},
            "statementText": {"fr": "Créer des conditions…", "en": "Create conditions…"},
            "verbatim": "Créer des conditions…",
            "position": 3,
            "action": "c:creer",
            "aimsAt": ["c:consolidation", "c:experimentation"],
            "wasQuotedFrom": "passage:page-1107-1245",
        },
        {
            "@id": "enonce:poles-presence",
            "@type": "FactualClaim",
            "declaredMemberCount": 22,
            "horizon": {"fr": "au cours des prochaines années"},
        },
        {
            "@id": "region:06",
            "@type": ["AdministrativeRegion", "geo:Feature"],
            "regionCode": "06",
            "sfWithin": "territoire:quebec",
        },
        {
            "@id": "pole:estrie",
            "@type": "RegionalPole",
            "homepage": "https://economiesocialeestrie.ca/",
            "dcterms:source": "source:page",
            "formerName": {"fr": "Table régionale"},
        },
        {
            "@id": "attestation:exemple",
            "@type": "Attestation",
            "attestedSubject": "pole:estrie",
            "attestedPredicate": "skos:prefLabel",
            "attestedObject": {"@value": "Pôle", "@language": "fr"},
        },
        {
            "@id": "observation:exemple",
            "@type": ["PortraitObservation", "qb:Observation"],
            "refPeriod": "2016",
            "obsValue": [11200, {"@value": "47.8", "@type": "xsd:decimal"}],
        },
    ],
}


@rdflib_json_ld
def test_a_document_written_with_the_context_says_the_same_as_turtle() -> None:
    from_turtle = Graph().parse(data=SAMPLE, format="turtle")
    from_json = Graph().parse(data=json.dumps(DOCUMENT), format="json-ld")
    assert isomorphic(from_turtle, from_json), from_turtle ^ from_json


@rdflib_json_ld
@pytest.mark.parametrize("name", ["sample", "chantier", "enterprise", "example", "alignments"])
def test_a_graph_survives_a_round_trip_through_the_context(name: str) -> None:
    graphs = {
        "sample": Graph().parse(data=SAMPLE, format="turtle"),
        "chantier": CORE,
        "enterprise": ENTERPRISE,
        "example": Graph().parse(Path(__file__).parent / "example-enterprise.ttl"),
        "alignments": LINKS,
    }
    written = graphs[name].serialize(format="json-ld", context=CONTEXT, auto_compact=True)
    assert isomorphic(Graph().parse(data=written, format="json-ld"), graphs[name])


@rdflib_json_ld
def test_compacted_json_uses_the_short_names_and_language_maps() -> None:
    graph = Graph().parse(data=SAMPLE, format="turtle")
    written = json.loads(graph.serialize(format="json-ld", context=CONTEXT, auto_compact=True))
    mandate = next(node for node in written["@graph"] if node["@id"] == "enonce:mandat-3")
    assert mandate["@type"] == "Mandate"
    assert mandate["statementText"] == {
        "fr": "Créer des conditions…",
        "en": "Create conditions…",
    }
    assert mandate["action"] == "c:creer"


def test_the_context_reaches_for_no_other_context() -> None:
    assert "@import" not in CONTEXT
    assert "@vocab" not in CONTEXT, "an unknown key must stay unknown"
