"""SPARQLWrapper, as scripts have used it for fifteen years."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.error import HTTPError

import pytest
import rdflib
from rdflib.compare import isomorphic
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
    SPARQLWrapper2,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from clients.asked import (
    BY_NAME,
    CONSTRUCT,
    DESCRIBE,
    MANDATES,
    REGION,
    region_triples,
    served,
    starts,
)
from support.client import Client

# SPARQLWrapper reads RDF/XML and JSON-LD into the class that rdflib deprecates.
pytestmark = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning:SPARQLWrapper"
)

WAYS = {"get": (GET, URLENCODED), "form": (POST, URLENCODED), "direct": (POST, POSTDIRECTLY)}
Maker = Callable[..., SPARQLWrapper]


@pytest.fixture(params=WAYS)
def wrapper(request: pytest.FixtureRequest, client: Client) -> Maker:
    """Make a wrapper for a query and a format, that sends it in each way in turn."""
    method, carriage = WAYS[request.param]

    def make(query: str, name: str = JSON) -> SPARQLWrapper:
        made = SPARQLWrapper(f"{client.url}/sparql", returnFormat=name)
        made.setMethod(method)
        made.setRequestMethod(carriage)
        made.setQuery(query)
        return made

    return make


def test_solutions_come_as_json(wrapper: Maker) -> None:
    answer = wrapper(MANDATES, JSON).queryAndConvert()
    assert starts([row["texte"]["value"] for row in answer["results"]["bindings"]])


def test_solutions_come_as_xml(wrapper: Maker) -> None:
    document = wrapper(MANDATES, XML).queryAndConvert()
    texts = [
        binding.getElementsByTagName("literal")[0].firstChild.data
        for binding in document.getElementsByTagName("binding")
        if binding.getAttribute("name") == "texte"
    ]
    assert starts(texts)


@pytest.mark.parametrize(("name", "separator"), [(CSV, ","), (TSV, "\t")])
def test_solutions_come_as_a_table(wrapper: Maker, name: str, separator: str) -> None:
    table = wrapper(MANDATES, name).queryAndConvert().decode("utf-8").splitlines()
    assert starts([line.split(separator, 1)[1].lstrip('"') for line in table[1:]])


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE], ids=["construct", "describe"])
@pytest.mark.parametrize("name", [TURTLE, N3, RDFXML, JSONLD])
def test_a_graph_comes_in_every_format(
    wrapper: Maker, client: Client, name: str, query: str
) -> None:
    answer = wrapper(query, name).query()
    converted = answer.convert()
    if isinstance(converted, bytes):  # Turtle and N3 are left to the reader
        converted = rdflib.Graph().parse(data=converted, format="turtle")
    read = rdflib.Graph()
    read += converted
    assert isomorphic(read, region_triples(client))


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", "ASK { ?s <urn:none> ?o }"])
def test_a_yes_or_no_comes_as_json_and_as_xml(wrapper: Maker, query: str) -> None:
    expected = "none" not in query
    said = wrapper(query, XML).queryAndConvert().getElementsByTagName("boolean")[0]
    assert wrapper(query, JSON).queryAndConvert()["boolean"] is expected
    assert said.firstChild.data == str(expected).lower()


@pytest.mark.parametrize("name", [CSV, TSV])
def test_a_yes_or_no_has_no_table_and_the_refusal_says_what_there_is(
    wrapper: Maker, name: str
) -> None:
    with pytest.raises(HTTPError) as refused:
        wrapper("ASK { ?s ?p ?o }", name).query()
    with refused.value as answer:
        assert answer.code == 406
        assert "application/sparql-results+json" in json.load(answer)["acceptable"]


def test_accents_in_a_query_arrive_whole(wrapper: Maker) -> None:
    answer = wrapper(BY_NAME).queryAndConvert()
    assert [row["region"]["value"] for row in answer["results"]["bindings"]] == [REGION]


# It then asks for anything, and says so first.
@pytest.mark.filterwarnings("ignore:Sending Accept header:RuntimeWarning")
def test_a_format_that_does_not_fit_the_form_gives_the_default(wrapper: Maker) -> None:
    made = wrapper(MANDATES, TURTLE)
    with pytest.warns(RuntimeWarning, match="Format requested was TURTLE, but JSON"):
        answer = made.queryAndConvert()
    assert len(answer["results"]["bindings"]) == 4


def test_a_wrapper_may_name_the_graphs(wrapper: Maker, client: Client) -> None:
    count = wrapper("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    count.addDefaultGraph("https://w3id.org/chantier-es/graph/data/poles")
    (row,) = count.queryAndConvert()["results"]["bindings"]
    assert int(row["n"]["value"]) == len(served(client, "/graph/data/poles"))


def test_a_mistake_is_told_with_its_place(wrapper: Maker) -> None:
    with pytest.raises(QueryBadFormed, match="column 15"):
        wrapper("SELECT * WHERE").query()


def test_the_wrapper_with_bindings_reads_them(client: Client) -> None:
    made = SPARQLWrapper2(f"{client.url}/sparql")
    made.setQuery(MANDATES)
    rows = made.query().bindings
    assert starts([row["texte"].value for row in rows])
    assert {row["texte"].lang for row in rows} == {"fr"}
