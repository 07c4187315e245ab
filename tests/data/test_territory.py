"""The poles, regions, links and catalogue say only what a source says, and all of it is there."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.store.sources import source_files

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://w3id.org/chantier-es/"
THING = BASE + "id/"
CES = BASE + "ns#"
ADMS_IDENTIFIER = "http://www.w3.org/ns/adms#identifier"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
GEO = "http://www.opengis.net/ont/geosparql#"
ORG = "http://www.w3.org/ns/org#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "https://schema.org/"
SD = "http://www.w3.org/ns/sparql-service-description#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OWL = "http://www.w3.org/2002/07/owl#"
VCARD = "http://www.w3.org/2006/vcard/ns#"

QUEBEC_WEST, QUEBEC_EAST = -79.8, -57.0
QUEBEC_SOUTH, QUEBEC_NORTH = 44.9, 62.7

POLES = {
    "abitibi-temiscamingue",
    "bas-saint-laurent",
    "capitale-nationale",
    "centre-du-quebec",
    "chaudiere-appalaches",
    "cote-nord",
    "estrie",
    "gaspesie-iles-de-la-madeleine",
    "jamesien",
    "lanaudiere",
    "laurentides",
    "laval",
    "longueuil",
    "mauricie",
    "monteregie-est",
    "montreal",
    "outaouais",
    "saguenay-lac-saint-jean",
    "vallee-du-haut-saint-laurent",
}
SOURCED_SEATS = {
    "cote-nord": "Baie-Comeau",
    "estrie": "Sherbrooke",
    "montreal": "Montréal",
    "outaouais": "Gatineau",
    "saguenay-lac-saint-jean": "Saguenay",
    "vallee-du-haut-saint-laurent": "Vaudreuil-Dorion",
}
FACTS_OF_A_POLE = (
    SKOS + "prefLabel",
    SKOS + "altLabel",
    CES + "formerName",
    CES + "servesTerritory",
    CES + "carriedBy",
    FOAF + "homepage",
    ORG + "hasPrimarySite",
    SCHEMA + "foundingDate",
)
LINK_PREDICATES = {
    OWL + "sameAs",
    RDFS + "seeAlso",
    *(SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "relatedMatch")),
}
CONFIDENCE = {THING + "concept/confiance-" + level for level in ("elevee", "moyenne", "faible")}
CONFIDENCE.add(THING + "concept/non-verifie")
PERSON_CLASSES = {
    FOAF + "Person",
    PROV + "Person",
    SCHEMA + "Person",
    VCARD + "Individual",
    "http://schema.org/Person",
}
OWN_FILES = ("poles", "regions", "links", "catalogue")
WKT_POINT = re.compile(r"POINT\((-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)\)")

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Graph:
    """The triples of some Turtle files, with their literals as they are written."""

    def __init__(self, paths: list[Path]) -> None:
        self.triples: set[tuple[Term, str, Term]] = set()
        self._objects: dict[tuple[Term, str], list[Term]] = defaultdict(list)
        for path in paths:
            for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                triple = (quad.subject, quad.predicate.value, quad.object)
                if triple not in self.triples:
                    self.triples.add(triple)
                    self._objects[triple[:2]].append(quad.object)

    def objects(self, subject: str, predicate: str) -> list[Term]:
        return self._objects.get((ox.NamedNode(subject), predicate), [])

    def values(self, subject: str, predicate: str) -> list[str]:
        terms = self.objects(subject, predicate)
        return [term.value for term in terms if not isinstance(term, ox.Triple)]

    def one(self, subject: str, predicate: str) -> str:
        (value,) = self.values(subject, predicate)
        return value

    def subjects_of(self, predicate: str, value: Term) -> set[str]:
        return {
            s.value
            for s, p, o in self.triples
            if p == predicate and o == value and isinstance(s, ox.NamedNode)
        }

    def instances(self, class_iri: str) -> set[str]:
        return self.subjects_of(RDF + "type", ox.NamedNode(class_iri))

    def subjects(self) -> set[str]:
        return {s.value for s, _, _ in self.triples if isinstance(s, ox.NamedNode)}


def region(code: str) -> str:
    return f"{THING}region/{code}"


def pole(slug: str) -> str:
    return f"{THING}pole/{slug}"


def french(terms: list[Term]) -> list[ox.Literal]:
    return [t for t in terms if isinstance(t, ox.Literal) and t.language == "fr"]


CODES = [f"{number:02}" for number in range(1, 18)]
DATA_FILES = sorted((ROOT / "data").glob("*.ttl"))
SOURCES = [item for item in source_files(ROOT) if item.path.suffix == ".ttl"]
ONTOLOGY_FILES = [item.path for item in SOURCES if "/ontology/" in item.graph]


@pytest.fixture(scope="module")
def data() -> Graph:
    return Graph(DATA_FILES)


@pytest.fixture(scope="module")
def everything() -> Graph:
    return Graph(DATA_FILES + ONTOLOGY_FILES)


@pytest.fixture(scope="module")
def attested(data: Graph) -> dict[tuple[Term, str, Term], list[str]]:
    """Triple → the attestations that say it."""
    found: dict[tuple[Term, str, Term], list[str]] = defaultdict(list)
    for iri in data.instances(CES + "Attestation"):
        (subject,) = data.objects(iri, RDF + "subject")
        (predicate,) = data.values(iri, RDF + "predicate")
        (obj,) = data.objects(iri, RDF + "object")
        found[(subject, predicate, obj)].append(iri)
    return found


# Regions


def test_there_are_seventeen_regions_with_the_codes_01_to_17(data: Graph) -> None:
    assert data.instances(CES + "AdministrativeRegion") == {region(code) for code in CODES}
    for code in CODES:
        assert data.values(region(code), CES + "regionCode") == [code]
        assert data.values(region(code), SKOS + "notation") == [code]


def test_every_region_lies_within_quebec(data: Graph) -> None:
    for code in CODES:
        assert data.values(region(code), GEO + "sfWithin") == [THING + "territoire/quebec"]


def test_every_region_has_its_own_geonames_exact_match(data: Graph) -> None:
    links = [data.one(region(code), SKOS + "exactMatch") for code in CODES]
    assert len(set(links)) == 17
    assert all(re.fullmatch(r"https://sws\.geonames\.org/\d+/", link) for link in links)


def test_every_region_has_its_own_statistics_canada_code(data: Graph) -> None:
    notations = [
        data.one(data.one(region(code), ADMS_IDENTIFIER), SKOS + "notation") for code in CODES
    ]
    assert len(set(notations)) == 17
    assert all(re.fullmatch(r"24\d\d", notation) for notation in notations)


def test_every_region_has_one_label_point(data: Graph) -> None:
    for code in CODES:
        assert len(data.values(region(code), GEO + "hasGeometry")) == 1


def test_every_point_is_inside_the_bounding_box_of_quebec_longitude_first(data: Graph) -> None:
    geometries = data.instances(GEO + "Geometry")
    assert len(geometries) >= 17
    for geometry in geometries:
        (literal,) = data.objects(geometry, GEO + "asWKT")
        assert isinstance(literal, ox.Literal)
        assert literal.datatype.value == GEO + "wktLiteral"
        match = WKT_POINT.fullmatch(literal.value)
        assert match, f"{geometry}: {literal.value} is not a point"
        longitude, latitude = (float(part) for part in match.groups())
        assert QUEBEC_WEST < longitude < QUEBEC_EAST, geometry
        assert QUEBEC_SOUTH < latitude < QUEBEC_NORTH, geometry


def test_a_centroid_that_would_fall_in_the_sea_is_not_given(data: Graph) -> None:
    without = {code for code in CODES if not data.values(region(code), GEO + "hasCentroid")}
    assert without == {"09", "11"}
    for code in without:
        assert len(data.values(region(code), SKOS + "note")) == 2


# Poles


def test_nineteen_poles_are_described_and_no_candidate_is_passed_off_as_one(data: Graph) -> None:
    assert data.instances(CES + "RegionalPole") == {pole(slug) for slug in POLES}
    network = ox.NamedNode(THING + "organisation/poles")
    members = data.subjects_of(ORG + "memberOf", network)
    assert members == {pole(slug) for slug in POLES}


@pytest.mark.parametrize("slug", sorted(POLES))
def test_a_pole_has_a_name_a_territory_a_region_and_a_source(slug: str, data: Graph) -> None:
    iri = pole(slug)
    assert len(french(data.objects(iri, SKOS + "prefLabel"))) == 1
    territory = data.one(iri, CES + "servesTerritory")
    assert data.one(territory, CES + "servedBy") == iri
    assert data.one(territory, GEO + "sfWithin") in {region(code) for code in CODES}
    sources = data.values(iri, DCTERMS + "source")
    assert sources
    assert set(sources) <= data.instances(CES + "SourceDocument")


@pytest.mark.parametrize("slug", sorted(POLES))
def test_each_fact_about_a_pole_has_an_attestation(
    slug: str, data: Graph, attested: dict[tuple[Term, str, Term], list[str]]
) -> None:
    iri = ox.NamedNode(pole(slug))
    for predicate in FACTS_OF_A_POLE:
        for value in data.objects(pole(slug), predicate):
            if isinstance(value, ox.Literal) and value.language == "en":
                continue
            assert attested.get((iri, predicate, value)), f"nothing attests {predicate} {value}"


@pytest.mark.parametrize("slug", sorted(POLES))
def test_a_pole_cites_every_document_that_attests_it(
    slug: str, data: Graph, attested: dict[tuple[Term, str, Term], list[str]]
) -> None:
    witnesses = {
        source
        for (subject, _, _), attestations in attested.items()
        if subject == ox.NamedNode(pole(slug))
        for attestation in attestations
        for source in data.values(attestation, DCTERMS + "source")
    }
    assert witnesses == set(data.values(pole(slug), DCTERMS + "source"))


def test_only_the_seats_that_a_source_names_are_given(data: Graph) -> None:
    seats = {
        slug: data.one(site, VCARD + "locality")
        for slug in POLES
        for site in data.values(pole(slug), ORG + "hasPrimarySite")
    }
    assert seats == SOURCED_SEATS


def test_every_homepage_is_the_root_of_a_host(data: Graph) -> None:
    for slug in POLES:
        for page in data.values(pole(slug), FOAF + "homepage"):
            assert re.fullmatch(r"https://[a-z0-9.-]+/", page), page


def test_three_poles_serve_monteregie(data: Graph) -> None:
    within = ox.NamedNode(region("16"))
    territories = data.subjects_of(GEO + "sfWithin", within)
    territories &= data.instances(CES + "ServedTerritory")
    assert {data.one(territory, CES + "servedBy") for territory in territories} == {
        pole("longueuil"),
        pole("monteregie-est"),
        pole("vallee-du-haut-saint-laurent"),
    }


def test_three_poles_are_carried_by_another_body(data: Graph) -> None:
    carried = {slug: data.values(pole(slug), CES + "carriedBy") for slug in POLES}
    assert {slug: bodies for slug, bodies in carried.items() if bodies} == {
        "jamesien": [THING + "organisation/arbj"],
        "mauricie": [THING + "organisation/cres-mauricie"],
        "outaouais": [THING + "organisation/cdrol"],
    }


def test_the_organisations_without_territory_are_found_by_their_scope_and_rated_low(
    data: Graph, attested: dict[tuple[Term, str, Term], list[str]]
) -> None:
    quebec = ox.NamedNode(THING + "territoire/quebec")
    candidates = {
        body
        for body in data.subjects_of(SCHEMA + "areaServed", quebec)
        if THING + "organisation/poles" in data.values(body, ORG + "linkedTo")
    }
    assert candidates == {
        THING + "organisation/cercle-autochtone",
        THING + "organisation/table-premieres-nations",
    }
    for candidate in candidates:
        assert len(data.values(candidate, SKOS + "note")) == 2
        link = (
            ox.NamedNode(candidate),
            ORG + "linkedTo",
            ox.NamedNode(THING + "organisation/poles"),
        )
        (attestation,) = attested[link]
        assert data.one(attestation, CES + "confidence") == THING + "concept/confiance-faible"


# Attestations


def test_the_triple_of_every_attestation_is_in_the_graph(
    everything: Graph, attested: dict[tuple[Term, str, Term], list[str]]
) -> None:
    absent = [iris for triple, iris in attested.items() if triple not in everything.triples]
    assert absent == []


def test_every_attestation_has_a_described_source_and_one_confidence(data: Graph) -> None:
    documents = data.instances(CES + "SourceDocument")
    for iri in data.instances(CES + "Attestation"):
        sources = data.values(iri, DCTERMS + "source")
        assert sources, iri
        assert set(sources) <= documents, iri
        assert data.one(iri, CES + "confidence") in CONFIDENCE, iri


def test_every_wikidata_and_dbpedia_link_has_an_attestation(
    data: Graph, attested: dict[tuple[Term, str, Term], list[str]]
) -> None:
    links = {
        triple
        for triple in data.triples
        if triple[1] in LINK_PREDICATES
        and isinstance(triple[2], ox.NamedNode)
        and triple[2].value.startswith(
            ("http://www.wikidata.org/entity/", "http://dbpedia.org/resource/")
        )
    }
    assert len(links) >= 19
    assert {link for link in links if not attested.get(link)} == set()


# The whole graph


def test_no_natural_person_is_in_the_data(data: Graph) -> None:
    assert {c for c in PERSON_CLASSES if data.instances(c)} == set()


def test_at_least_sixty_links_lead_out_of_the_graph(everything: Graph) -> None:
    links = {
        (s, p, o)
        for s, p, o in everything.triples
        if p in LINK_PREDICATES
        and isinstance(s, ox.NamedNode)
        and isinstance(o, ox.NamedNode)
        and s.value.startswith(THING)
        and not o.value.startswith(BASE)
    }
    assert len(links) >= 60


def test_no_object_under_id_is_left_undescribed(data: Graph, everything: Graph) -> None:
    described = everything.subjects()
    used = {
        o.value.partition("#")[0]
        for _, _, o in data.triples
        if isinstance(o, ox.NamedNode) and o.value.startswith(THING)
    }
    files = {THING + "source/" + path.name for path in (ROOT / "data" / "sources").iterdir()}
    assert sorted(used - described - files) == []


@pytest.mark.parametrize("name", OWN_FILES)
def test_every_typed_thing_has_a_label_in_french_and_in_english(
    name: str, everything: Graph
) -> None:
    typed = {
        s.value
        for s, p, _ in Graph([ROOT / "data" / f"{name}.ttl"]).triples
        if p == RDF + "type" and isinstance(s, ox.NamedNode)
    }
    assert typed
    for iri in sorted(typed):
        languages = {
            label.language
            for label in everything.objects(iri, SKOS + "prefLabel")
            if isinstance(label, ox.Literal)
        }
        assert languages == {"fr", "en"}, iri


def test_every_graph_of_a_file_is_in_the_catalogue_with_titles_and_a_licence(data: Graph) -> None:
    listed = set(data.values(BASE + "catalog", DCAT + "dataset"))
    for graph in (item.graph for item in SOURCES):
        assert graph in listed
        assert data.values(graph, SD + "name") == [graph]
        for predicate in ("title", "description"):
            titles = data.objects(graph, DCTERMS + predicate)
            assert {t.language for t in titles if isinstance(t, ox.Literal)} == {"fr", "en"}
        assert data.values(graph, DCTERMS + "license") == [
            "https://creativecommons.org/licenses/by/4.0/"
        ]
