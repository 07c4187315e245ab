"""What harvesters take: the catalogue, VoID, the service description; none says otherwise."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from chantier.namespaces import BASE, CES, DATASET, ENDPOINT, PREFIXES
from chantier.rdf.nquads import canonical_lines
from chantier.rdf.terms import RDF_TYPE
from support.client import Client
from support.endpoints import EMPTY, endpoint, saying
from support.server import serving

DCAT, SD, VOID = PREFIXES["dcat"], PREFIXES["sd"], PREFIXES["void"]
MATERIAL = os.environ.get("CHANTIER_TEST_MATERIAL", "")
SHAPES = sorted(Path(MATERIAL, "dcat-ap").glob("*.ttl")) if MATERIAL else []
QUERIES = sorted(Path(MATERIAL, "sparqles").rglob("*.rq")) if MATERIAL else []
DCAT_AP = "https://github.com/SEMICeu/DCAT-AP (releases/3.0.1/shacl)"
SPARQLES = "https://github.com/sparqles/sparqles"
BYTE_SIZE = ox.NamedNode(f"{DCAT}byteSize")
CHECKSUM = ox.NamedNode(f"{PREFIXES['spdx']}checksum")
NON_NEGATIVE = ox.NamedNode(f"{PREFIXES['xsd']}nonNegativeInteger")
RESULTS = "application/sparql-results+json"
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}
DOCUMENTS = ("catalog", "dataset", "void", "sparql-service", "fragments-service", "changes-service")
COUNTED = {
    "triples": ("COUNT(*)", "?s ?p ?o"),
    "properties": ("COUNT(DISTINCT ?p)", "?s ?p ?o"),
    "distinctSubjects": ("COUNT(DISTINCT ?s)", "?s ?p ?o"),
    "distinctObjects": ("COUNT(DISTINCT ?o)", "?s ?p ?o"),
    "classes": ("COUNT(DISTINCT ?c)", "?s a ?c FILTER(ISIRI(?c))"),
    "entities": ("COUNT(DISTINCT ?s)", "?s a ?c FILTER(ISIRI(?c) && ISIRI(?s))"),
}
"""What VoID tells → how SPARQL counts it."""
OF_GRAPHS = ("triples", "entities")
"""What it tells of each graph too."""
PARTS = {
    ("class", "entities"): "?s a ?part FILTER(ISIRI(?part))",
    ("property", "triples"): "?s ?part ?o",
}
"""A partition and what is told of it → what SPARQL counts."""

Other = tuple[Client, str]


def rows(client: Client, query: str) -> list[dict[str, str]]:
    answer = client.query(query, RESULTS)
    assert answer.status == 200, answer.text
    found = answer.json["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def triples(client: Client, path: str, form: str = "ttl") -> set[ox.Triple]:
    answer = client.get(path)
    assert answer.status == 200, answer.text
    return {quad.triple for quad in ox.parse(answer.body, format=FORMATS[form])}


def values(found: set[ox.Triple], subject: object, predicate: str) -> set[str]:
    return {
        triple.object.value
        for triple in found
        if triple.subject == subject
        and triple.predicate.value == predicate
        and not isinstance(triple.object, ox.Triple)
    }


@pytest.fixture(scope="module")
def void(client: Client) -> set[ox.Triple]:
    return triples(client, "/void.ttl")


@pytest.fixture(scope="module")
def catalogue(client: Client) -> set[ox.Triple]:
    return triples(client, "/catalog.ttl")


@pytest.fixture(scope="module")
def service(client: Client) -> set[ox.Triple]:
    answer = client.get("/sparql", "text/turtle")
    return {quad.triple for quad in ox.parse(answer.body, format=ox.RdfFormat.TURTLE)}


# One document, whole, in every format


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_format_of_a_document_says_the_same(client: Client, name: str) -> None:
    graph = ox.DefaultGraph()
    said = {
        form: canonical_lines(
            ox.Quad(t.subject, t.predicate, t.object, graph)
            for t in triples(client, f"/{name}.{form}", form)
        )
        for form in FORMATS
    }
    assert said["ttl"]
    assert {tuple(lines) for lines in said.values()} == {tuple(said["ttl"])}


@pytest.mark.parametrize("shapes", SHAPES or [None], ids=lambda path: path and path.stem)
def test_the_catalogue_breaks_no_rule_of_dcat_ap(client: Client, shapes: Path | None) -> None:
    if shapes is None:
        pytest.skip(f"CHANTIER_TEST_MATERIAL names no folder with dcat-ap; its original: {DCAT_AP}")
    data = rdflib.Graph().parse(data=client.get("/catalog.ttl").body, format="turtle")
    conforms, _, report = pyshacl.validate(
        data, shacl_graph=rdflib.Graph().parse(shapes), do_owl_imports=False
    )
    assert conforms, report
    assert list(data.subjects(rdflib.RDF.type, rdflib.DCAT.Distribution))


def test_activities_are_described_as_geodcat_ap_asks(catalogue: set[ox.Triple]) -> None:
    """Source: https://semiceu.github.io/GeoDCAT-AP/releases/3.0.0/#Activity"""

    def objects(subject: object, name: str) -> set[object]:
        verb = f"{PREFIXES['prov']}{name}"
        return {t.object for t in catalogue if t.subject == subject and t.predicate.value == verb}

    def of_class(name: str) -> set[object]:
        kind = ox.NamedNode(f"{PREFIXES['prov']}{name}")
        return {t.subject for t in catalogue if t.predicate.value == RDF_TYPE and t.object == kind}

    assert of_class("Activity")
    for activity in of_class("Activity"):
        associations = objects(activity, "qualifiedAssociation")
        assert associations
        assert associations <= of_class("Association")
        agents = {agent for each in associations for agent in objects(each, "agent")}
        assert agents == objects(activity, "wasAssociatedWith")
        entities = objects(activity, "generated") | objects(activity, "used")
        assert len(entities) > 1
        assert entities <= of_class("Entity")


def test_the_catalogue_describes_all_it_lists_and_whatever_these_refer_to(
    catalogue: set[ox.Triple],
) -> None:
    described = {triple.subject for triple in catalogue}
    links = {
        f"{PREFIXES[prefix]}{name}"
        for prefix, names in {
            "dcat": ("dataset", "service", "distribution", "contactPoint", "servesDataset"),
            "dcterms": ("publisher", "creator", "temporal", "spatial", "rights"),
        }.items()
        for name in names
    }
    listed = {t.object for t in catalogue if t.predicate.value in links}
    ours = {o for o in listed if isinstance(o, ox.NamedNode) and o.value.startswith(BASE)}
    assert len(ours) > 300
    assert ours <= described


def test_every_document_that_the_catalogue_mints_answers(
    client: Client, catalogue: set[ox.Triple]
) -> None:
    kinds = {f"{DCAT}{name}" for name in ("Catalog", "Dataset", "DataService")}
    named = {
        t.subject.value.removeprefix(BASE)
        for t in catalogue
        if isinstance(t.subject, ox.NamedNode)
        and isinstance(t.object, ox.NamedNode)
        and (t.object.value in kinds or t.predicate.value == f"{DCAT}accessURL")
    }
    here = sorted(path for path in named if not path.startswith(("dump/", "version/")))
    assert len(here) > 50
    statuses = {path: client.get(f"/{path}", "text/turtle").status for path in here}
    assert {path: status for path, status in statuses.items() if status != 200} == {}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ["catalog", "fragments-service", "changes-service"])
def test_who_prefers_a_page_gets_one_in_the_language_asked_for(
    client: Client, name: str, language: str
) -> None:
    answer = client.get(f"/{name}", "text/html", Accept_Language=language)
    assert answer.status == 200
    assert answer.headers["Content-Language"] == language
    assert answer.headers["Content-Location"] == f"/{language}/{name}"
    assert client.get(f"/{language}/{name}").status == 200


@pytest.mark.parametrize("path", ["/void.odt", "/catalog.odt", "/dataset.xyz"])
def test_an_extension_that_is_no_format_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status == 404


# VoID where it is looked for


@pytest.mark.parametrize("accept", [None, "*/*", "text/turtle", "text/html,*/*;q=0.8"])
def test_the_well_known_place_gives_void_in_turtle_unless_asked_otherwise(
    client: Client, void: set[ox.Triple], accept: str | None
) -> None:
    answer = client.get("/.well-known/void", accept)
    assert (answer.status, answer.media_type) == (200, "text/turtle")
    assert len(list(ox.parse(answer.body, format=ox.RdfFormat.TURTLE))) == len(void)
    document = ox.NamedNode(f"{BASE}.well-known/void")
    assert values(void, document, f"{PREFIXES['foaf']}primaryTopic") == {DATASET}
    assert values(void, ox.NamedNode(DATASET), f"{VOID}sparqlEndpoint") == {ENDPOINT}


@pytest.mark.parametrize("path", ["/.well-known/void", "/sparql"])
@pytest.mark.parametrize(
    ("accept", "form"),
    [("text/turtle", "ttl"), ("application/rdf+xml", "rdf")],
)
def test_void_and_the_service_description_come_in_turtle_and_in_rdf_xml(
    client: Client, path: str, accept: str, form: str
) -> None:
    answer = client.get(path, accept)
    assert (answer.status, answer.media_type) == (200, accept)
    assert answer.headers["Server"]
    found = {quad.triple for quad in ox.parse(answer.body, format=FORMATS[form])}
    assert values(found, ox.NamedNode(DATASET), f"{VOID}triples")
    modified = f"{PREFIXES['dcterms']}modified"
    assert any(triple.predicate.value == modified for triple in found)
    if path == "/sparql":
        assert values(found, ox.NamedNode(ENDPOINT), f"{SD}endpoint") == {f"{client.url}/sparql"}


# No disagreement


@pytest.mark.parametrize("name", OF_GRAPHS)
def test_void_and_the_service_description_tell_of_each_graph_what_a_query_counts(
    client: Client, void: set[ox.Triple], service: set[ox.Triple], name: str
) -> None:
    count, pattern = COUNTED[name]
    graphs = [row["g"] for row in rows(client, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")]
    query = f"SELECT ?g ({count} AS ?n) {{ GRAPH ?g {{ {pattern} }} }} GROUP BY ?g"
    counted = dict.fromkeys(graphs, "0") | {row["g"]: row["n"] for row in rows(client, query)}
    assert len(counted) > 50
    for said in (void, service):
        told = {iri: values(said, ox.NamedNode(iri), f"{VOID}{name}") for iri in counted}
        assert told == {iri: {number} for iri, number in counted.items()}


@pytest.mark.parametrize("name", COUNTED)
def test_void_and_the_service_description_tell_of_the_dataset_what_a_query_counts(
    union: Client, void: set[ox.Triple], service: set[ox.Triple], name: str
) -> None:
    count, pattern = COUNTED[name]
    [whole] = rows(union, f"SELECT ({count} AS ?n) {{ {pattern} }}")
    for said in (void, service):
        assert values(said, ox.NamedNode(DATASET), f"{VOID}{name}") == {whole["n"]}
    answer = union.get("/sparql", "text/turtle")
    of_union = {quad.triple for quad in ox.parse(answer.body, format=ox.RdfFormat.TURTLE)}
    [default] = [t.object for t in of_union if t.predicate.value == f"{SD}defaultGraph"]
    assert values(of_union, default, f"{VOID}{name}") == {whole["n"]}


@pytest.mark.parametrize(("kind", "measure"), PARTS)
@pytest.mark.parametrize("document", ["void", "dataset"])
def test_the_partitions_tell_what_a_query_counts(
    union: Client, kind: str, measure: str, document: str
) -> None:
    query = f"SELECT ?part (COUNT(*) AS ?n) {{ {PARTS[kind, measure]} }} GROUP BY ?part"
    counted = {row["part"]: {row["n"]} for row in rows(union, query)}
    said = triples(union, f"/{document}.ttl")
    told = {
        part: values(said, ox.NamedNode(node), f"{VOID}{measure}")
        for node in values(said, ox.NamedNode(DATASET), f"{VOID}{kind}Partition")
        for part in values(said, ox.NamedNode(node), f"{VOID}{kind}")
    }
    assert len(told) > 50
    assert told == counted


def test_the_iri_of_a_partition_is_in_the_document_to_which_it_leads(client: Client) -> None:
    pattern = f"<{DATASET}> <{VOID}classPartition> ?part"
    query = f"SELECT ?part {{ GRAPH ?g {{ {pattern} }} }} ORDER BY ?part"
    parts = [row["part"] for row in rows(client, query)]
    assert f"{DATASET}#class-ces_RegionalPole" in parts
    address, _, _ = parts[0].removeprefix(BASE.rstrip("/")).partition("#")
    answer = client.get(address, "text/turtle")
    assert answer.status == 200
    said = {quad.triple for quad in ox.parse(answer.body, format=ox.RdfFormat.TURTLE)}
    assert {ox.NamedNode(part) for part in parts} <= {t.subject for t in said}


def test_each_linkset_tells_how_many_links_a_query_finds(
    client: Client, void: set[ox.Triple]
) -> None:
    linksets = [t.subject for t in void if t.predicate.value == f"{VOID}linkPredicate"]
    linksets = list(dict.fromkeys(linksets))
    assert len(linksets) == 4
    for linkset in linksets:
        [target] = values(void, linkset, f"{VOID}objectsTarget")
        [space] = values(void, ox.NamedNode(target), f"{VOID}uriSpace")
        predicates = " ".join(f"<{p}>" for p in values(void, linkset, f"{VOID}linkPredicate"))
        query = f"""SELECT (COUNT(*) AS ?n) {{ VALUES ?p {{ {predicates} }} ?s ?p ?o
            FILTER(STRSTARTS(STR(?o), "{space}")) }}"""
        assert values(void, linkset, f"{VOID}triples") == {rows(client, query)[0]["n"]}
        assert values(void, linkset, f"{VOID}triples") != {"0"}


def test_the_service_names_the_graphs_that_a_query_finds(
    client: Client, service: set[ox.Triple]
) -> None:
    graphs = {row["g"] for row in rows(client, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    named = {t.object for t in service if t.predicate.value == f"{SD}namedGraph"}
    assert {name for node in named for name in values(service, node, f"{SD}name")} == graphs
    [available] = {t.object for t in service if t.predicate.value == f"{SD}availableGraphs"}
    assert {t.object for t in service if t.predicate.value == f"{SD}defaultDataset"} == {available}


def test_void_dcat_and_the_service_agree_on_where_the_data_are(
    void: set[ox.Triple], catalogue: set[ox.Triple]
) -> None:
    dumps = values(void, ox.NamedNode(DATASET), f"{VOID}dataDump")
    files = values(catalogue, ox.NamedNode(DATASET), f"{DCAT}distribution")
    assert len(dumps) == 15
    assert dumps < files
    assert {path for path in files - dumps if not path.endswith(".csv")} == set()
    assert values(catalogue, ox.NamedNode(DATASET), f"{DCAT}version") == values(
        void, ox.NamedNode(DATASET), f"{DCAT}version"
    )


def test_the_version_told_is_the_one_served(client: Client, catalogue: set[ox.Triple]) -> None:
    served = client.get("/healthz").json["version"]
    assert values(catalogue, ox.NamedNode(DATASET), f"{DCAT}version") == {served}
    assert values(catalogue, ox.NamedNode(DATASET), f"{DCAT}hasCurrentVersion") == {
        f"{BASE}version/{served}"
    }


def test_each_file_has_the_size_and_the_checksum_that_are_told(
    client: Client, catalogue: set[ox.Triple]
) -> None:
    files = [t.subject for t in catalogue if str(t.object) == f"<{DCAT}Distribution>"]
    assert len(files) > 200
    for file in files:
        [size] = [t.object for t in catalogue if t.subject == file and t.predicate == BYTE_SIZE]
        [checksum] = [t.object for t in catalogue if t.subject == file and t.predicate == CHECKSUM]
        [address] = values(catalogue, file, f"{DCAT}downloadURL")
        answer = client.get(address.removeprefix(BASE.rstrip("/")))
        assert answer.status == 200, address
        assert size == ox.Literal(str(len(answer.body)), datatype=NON_NEGATIVE)
        digest = hashlib.sha256(answer.body).hexdigest()
        assert values(catalogue, checksum, f"{PREFIXES['spdx']}checksumValue") == {digest}


# What the operator sets is told, and only what is true


def features(client: Client, name: str = "feature") -> set[str]:
    answer = client.get("/sparql", "text/turtle")
    found = {quad.triple for quad in ox.parse(answer.body, format=ox.RdfFormat.TURTLE)}
    return {
        value.removeprefix(SD) for value in values(found, ox.NamedNode(ENDPOINT), f"{SD}{name}")
    }


@pytest.fixture(scope="module")
def other(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Other]:
    """A server that is set otherwise, and an endpoint that knows nothing, which it may ask."""
    place = tmp_path_factory.mktemp("other") / "var"
    place.symlink_to(data_dir)
    with (
        endpoint(saying(EMPTY)) as ignorant,
        serving(
            place,
            CHANTIER_WORKERS="1",
            CHANTIER_UNION_DEFAULT_GRAPH="false",
            CHANTIER_WRITES="true",
            CHANTIER_SERVICE_HOSTS=ignorant.listed,
            CHANTIER_QUERY_SECONDS="7",
        ) as served,
    ):
        yield served, ignorant.url


@pytest.fixture(scope="module")
def union(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server of the same version whose default graph is the union of all."""
    place = tmp_path_factory.mktemp("union") / "var"
    place.symlink_to(data_dir)
    with serving(place, CHANTIER_WORKERS="1", CHANTIER_UNION_DEFAULT_GRAPH="true") as served:
        yield served


def test_features_and_languages_are_those_of_the_settings(
    client: Client, other: Other, union: Client
) -> None:
    assert features(client) == set()
    assert features(union) == {"UnionDefaultGraph"}
    assert features(client, "supportedLanguage") == {"SPARQL11Query"}
    assert features(client, "inputFormat") == set()
    assert features(other[0]) == {"BasicFederatedQuery"}
    assert features(other[0], "supportedLanguage") == {"SPARQL11Query", "SPARQL11Update"}
    assert len(features(other[0], "inputFormat")) == 6


@pytest.mark.parametrize(("which", "seconds"), [(0, "30"), (1, "7")])
def test_the_limits_are_those_of_the_settings(
    client: Client, other: Other, which: int, seconds: str
) -> None:
    answer = (client, other[0])[which].get("/sparql", "text/turtle")
    found = {quad.triple for quad in ox.parse(answer.body, format=ox.RdfFormat.TURTLE)}
    schema = PREFIXES["schema"]
    limits = {
        name: values(found, limit, f"{schema}maxValue")
        for triple in found
        if triple.predicate.value == f"{schema}additionalProperty"
        for limit in [triple.object]
        for name in values(found, limit, f"{schema}propertyID")
    }
    assert limits["query_seconds"] == {seconds}
    assert len(limits) == 12


# The judges


@pytest.mark.parametrize("path", QUERIES or [None], ids=lambda path: path and path.name)
@pytest.mark.parametrize("default", ["facts", "true"])
def test_a_query_of_sparqles_is_answered(
    client: Client, union: Client, other: Other, default: str, path: Path | None
) -> None:
    """SERVICE is answered where its endpoint is allowed; here it is one of our own."""
    if path is None:
        pytest.skip(f"CHANTIER_TEST_MATERIAL names no folder with sparqles; original: {SPARQLES}")
    query = path.read_text(encoding="utf-8")
    asked = client if default == "facts" else union
    if "SERVICE" in query:
        assert asked.query(query, RESULTS).status == 403
        asked, query = other[0], query.replace("http://dbpedia.org/sparql", other[1])
    if query.lstrip().upper().startswith("CONSTRUCT"):
        answer = asked.query(query, "text/turtle")
        assert answer.status == 200, answer.text
        assert list(ox.parse(answer.body, format=ox.RdfFormat.TURTLE)) == []
    else:
        answer = asked.query(query, RESULTS)
        assert answer.status == 200, answer.text
        ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)


def test_all_the_queries_of_sparqles_are_there() -> None:
    if not QUERIES:
        pytest.skip(f"CHANTIER_TEST_MATERIAL names no folder with sparqles; original: {SPARQLES}")
    assert len(QUERIES) == 42


def test_the_first_question_of_umaka_finds_classes_in_the_graphs(
    client: Client, union: Client
) -> None:
    probe = "SELECT DISTINCT ?c { GRAPH ?g { [] a ?c } } LIMIT 100"
    assert len(rows(client, probe)) > 50
    assert {row["c"] for row in rows(client, probe)} == {row["c"] for row in rows(union, probe)}


# What a newcomer meets first, and what is found by naming a graph


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?term (COUNT(*) AS ?n) { ?s a ?term } GROUP BY ?term ORDER BY DESC(?n) LIMIT 10",
        "SELECT ?term (COUNT(*) AS ?n) { ?s ?term ?o } GROUP BY ?term ORDER BY DESC(?n) LIMIT 10",
    ],
    ids=["classes", "properties"],
)
def test_discovery_begins_with_terms_of_the_data(client: Client, query: str) -> None:
    """Among the ten most used, one at least is ours and none is of the bookkeeping."""
    found = [row["term"] for row in rows(client, query)]
    bookkeeping = tuple(PREFIXES[prefix] for prefix in ("dcat", "void", "sh", "sd", "spdx"))
    assert not [term for term in found if term.startswith(bookkeeping)]
    assert [term for term in found if term.startswith(CES)]


def test_the_default_graph_is_made_of_the_graphs_that_the_service_names(
    client: Client, service: set[ox.Triple]
) -> None:
    [default] = [t.object for t in service if t.predicate.value == f"{SD}defaultGraph"]
    parts = values(service, default, f"{PREFIXES['dcterms']}hasPart")
    merged = "".join(f"FROM <{graph}> " for graph in sorted(parts))
    counted = [
        rows(client, f"SELECT (COUNT(*) AS ?n) {clause}{{ ?s ?p ?o }}")[0]["n"]
        for clause in ("", merged)
    ]
    assert counted[0] == counted[1] != "0"
    assert not [graph for graph in parts if graph.endswith(("/description", "/catalogue"))]
    assert any(graph.endswith("/ontology/chantier") for graph in parts)


@pytest.mark.parametrize("media_type", [RESULTS, "text/csv", "application/sparql-results+xml"])
def test_a_query_that_asked_the_wrong_graphs_gets_a_hint_each_time(
    client: Client, union: Client, media_type: str
) -> None:
    start = f"PREFIX dcat: <{DCAT}> SELECT ?s "
    asked = start + "{ ?s a dcat:Distribution }"
    for _ in range(2):  # made, then kept ready
        answer = client.query(asked, media_type)
        assert "graph/description" in answer.headers["server-timing"]
    named = start + f"FROM <{BASE}graph/description> {{ ?s a dcat:Distribution }}"
    assert "hint" not in client.query(named, media_type).headers.get("server-timing", "")
    assert len(rows(client, named)) == len(rows(union, asked)) > 30
    assert "hint" not in union.query(asked, media_type).headers.get("server-timing", "")


@pytest.mark.parametrize(("language", "said"), [("fr", "aucun graphe"), ("en", "no graph")])
def test_the_page_of_an_empty_answer_says_which_graphs_to_name(
    client: Client, language: str, said: str
) -> None:
    empty, full = (
        client.get(f"/{language}/resultats?" + urlencode({"query": text}), "text/html").text
        for text in (
            f"ASK {{ ?s a <{VOID}Dataset> ; <{VOID}triples> ?n }}",
            f"ASK FROM <{BASE}graph/description> {{ ?s a <{VOID}Dataset> }}",
        )
    )
    assert said in empty
    assert f"FROM &lt;{BASE}graph/description&gt;" in empty
    assert said not in full
