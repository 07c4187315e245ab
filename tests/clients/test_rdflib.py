"""rdflib: the endpoint as a store, and addresses parsed as they are."""

from __future__ import annotations

from urllib.error import HTTPError

import pytest
import rdflib
from rdflib import Dataset, Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from clients.asked import (
    BY_NAME,
    CONSTRUCT,
    DESCRIBE,
    MANDATES,
    REGION,
    REGION_NAME,
    region_triples,
    served,
    starts,
    told,
)
from support.client import Client

POLES = URIRef("https://w3id.org/chantier-es/graph/data/poles")
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
COUNT_OF_GRAPHS = "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"


def counted(client: Client, query: str) -> int:
    (row,) = told(client, query)
    return int(row["n"]["value"])


@pytest.fixture(params=["GET", "POST", "POST_FORM"])
def method(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("name", ["xml", "json", "csv", "tsv"])
def test_a_store_reads_solutions_in_every_format(client: Client, method: str, name: str) -> None:
    graph = Graph(SPARQLStore(f"{client.url}/sparql", returnFormat=name, method=method))
    assert starts([str(row.texte) for row in graph.query(MANDATES)])
    assert [row.region for row in graph.query(BY_NAME)] == [URIRef(REGION)]


def test_a_store_reads_the_other_forms(client: Client, method: str) -> None:
    graph = Graph(SPARQLStore(f"{client.url}/sparql", method=method))
    document = region_triples(client)
    assert graph.query("ASK { ?s ?p ?o }").askAnswer is True
    assert graph.query("ASK { ?s <urn:none> ?o }").askAnswer is False
    for query in (CONSTRUCT, DESCRIBE):
        assert isomorphic(graph.query(query).graph, document)


@pytest.mark.parametrize("kind", [SPARQLStore, SPARQLUpdateStore])
def test_a_store_is_walked_like_any_graph(client: Client, kind: type[SPARQLStore]) -> None:
    graph = Graph(kind(f"{client.url}/sparql"))
    region = URIRef(REGION)
    assert len(graph) == counted(client, COUNT)
    assert set(graph.triples((region, None, None))) == set(region_triples(client))
    assert rdflib.Literal(REGION_NAME, lang="fr") in graph.objects(region, None)
    assert (region, rdflib.RDF.type, None) in graph
    assert (region, rdflib.RDF.type, URIRef("urn:none")) not in graph


def test_a_store_knows_the_named_graphs(client: Client) -> None:
    store = SPARQLStore(f"{client.url}/sparql")
    contexts = set(store.contexts())
    assert POLES in contexts
    assert len(contexts) == counted(client, COUNT_OF_GRAPHS)
    assert set(store.contexts((URIRef(REGION), rdflib.RDF.type, None))) < contexts
    assert len(Graph(store, identifier=POLES)) == len(served(client, "/graph/data/poles"))
    assert len(Dataset(store, default_union=True)) == counted(client, COUNT)


def test_a_store_that_would_write_is_refused_and_nothing_changes(client: Client) -> None:
    address = f"{client.url}/sparql"
    graph = Graph(SPARQLUpdateStore(address, address), identifier=DATASET_DEFAULT_GRAPH_ID)
    before = counted(client, COUNT)
    with pytest.raises(HTTPError) as refused:
        graph.add((URIRef(REGION), rdflib.RDFS.label, rdflib.Literal("!")))
    with refused.value as answer:
        assert 400 <= answer.code < 500
    assert counted(client, COUNT) == before


@pytest.mark.parametrize(
    "path",
    ["/id/region/11", "/doc/region/11", "/graph/data/poles", "/ns", "/ns/alignments", "/catalog"],
)
def test_an_address_is_parsed_as_it_is(client: Client, path: str) -> None:
    assert isomorphic(
        Graph().parse(client.url + path), served(client, path.replace("/id/", "/doc/"))
    )


@pytest.mark.parametrize("name", ["turtle", "xml", "json-ld", "nt"])
def test_an_address_is_parsed_in_the_format_one_names(client: Client, name: str) -> None:
    graph = Graph().parse(f"{client.url}/id/region/11", format=name)
    assert isomorphic(graph, served(client, "/doc/region/11"))


@pytest.mark.parametrize("extension", ["ttl", "rdf", "jsonld", "nt"])
def test_an_address_with_an_extension_is_parsed_by_its_type(client: Client, extension: str) -> None:
    graph = Graph().parse(f"{client.url}/doc/region/11.{extension}")
    assert isomorphic(graph, served(client, "/doc/region/11"))


def test_a_query_over_a_local_graph_may_call_the_endpoint(client: Client) -> None:
    local = Graph().parse(data=f'<{REGION}> <urn:note> "la mer" .', format="turtle")
    rows = local.query(f"""
        SELECT ?note ?name WHERE {{
          ?region <urn:note> ?note .
          SERVICE <{client.url}/sparql> {{
            ?region a <https://w3id.org/chantier-es/ns#AdministrativeRegion> ; ?p ?name .
            FILTER (LANG(?name) = "fr")
          }}
        }}""")
    assert ("la mer", REGION_NAME) in {(str(row.note), str(row.name)) for row in rows}
