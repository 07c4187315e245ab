"""Redland's rapper and roqet, that C programs and older harvesters are made of.

Some limits are roqet's own: it asks endpoints for XML results only, so only SELECT works over the
protocol; it reads no JSON results; and it ends with 2 when it has queried documents, even well.
"""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import urlencode

import pytest
import rdflib
from rdflib.compare import isomorphic

from clients.asked import (
    CONSTRUCT,
    DESCRIBE,
    MANDATES,
    QUESTIONS,
    REGION_NAME,
    region_triples,
    served,
    starts,
)
from clients.programs import program, ran
from support.client import Client

PATHS = ["/doc/region/11", "/id/region/11", "/graph/data/poles"]
PARSERS = {"turtle": "ttl", "rdfxml": "rdf", "ntriples": "nt"}


@pytest.fixture
def rapper() -> str:
    return program("rapper")


@pytest.fixture
def roqet() -> str:
    return program("roqet")


def texts(table: str) -> list[str]:
    return [row["texte"] for row in csv.DictReader(table.splitlines())]


def ntriples(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text, format="nt")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("parser", [*PARSERS, "guess"])
def test_rapper_reads_an_address_by_content_negotiation(
    client: Client, rapper: str, parser: str, path: str
) -> None:
    said = ran(rapper, "-q", "-i", parser, client.url + path)
    assert isomorphic(ntriples(said), served(client, path.replace("/id/", "/doc/")))


@pytest.mark.parametrize("parser", PARSERS)
def test_rapper_guesses_the_format_of_a_document(client: Client, rapper: str, parser: str) -> None:
    address = f"{client.url}/doc/region/11.{PARSERS[parser]}"
    assert isomorphic(ntriples(ran(rapper, "-q", "-g", address)), served(client, "/doc/region/11"))


@pytest.mark.parametrize("path", ["/doc/region/11", "/graph/data/poles", "/ns"])
@pytest.mark.parametrize(("parser", "extension"), [("trig", "trig"), ("nquads", "nq")])
def test_rapper_reads_documents_that_keep_their_graphs(
    client: Client, rapper: str, parser: str, extension: str, path: str
) -> None:
    said = ran(rapper, "-q", "-i", parser, f"{client.url}{path}.{extension}")
    assert isomorphic(ntriples(said), served(client, path))


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE], ids=["construct", "describe"])
@pytest.mark.parametrize("parser", [*PARSERS, "trig", "nquads"])
def test_rapper_reads_the_graphs_that_queries_make(
    client: Client, rapper: str, parser: str, query: str
) -> None:
    asked = urlencode({"query": query, "format": PARSERS.get(parser, parser)})
    said = ran(rapper, "-q", "-i", parser, f"{client.url}/sparql?{asked}")
    assert isomorphic(ntriples(said), region_triples(client))


def test_roqet_asks_the_endpoint(client: Client, roqet: str) -> None:
    asked = ("-q", "-i", "sparql", "-p", f"{client.url}/sparql", "-r", "csv")
    assert starts(texts(ran(roqet, *asked, QUESTIONS / "mandats.rq")))


@pytest.mark.parametrize("name", ["xml", "csv", "tsv"])
def test_roqet_reads_saved_results(client: Client, roqet: str, tmp_path: Path, name: str) -> None:
    saved = tmp_path / f"results.{name}"
    saved.write_bytes(client.query(MANDATES, None, format=name).body)
    assert starts(texts(ran(roqet, "-q", "-t", saved, "-R", name, "-r", "csv")))


def test_roqet_queries_documents_it_fetches(client: Client, roqet: str) -> None:
    query = 'SELECT DISTINCT ?nom WHERE { GRAPH ?g { ?s ?p ?nom } FILTER (LANG(?nom) = "fr") }'
    address = f"{client.url}/doc/region/11"
    said = ran(roqet, "-q", "-i", "sparql", "-G", address, "-r", "csv", "-e", query, status=None)
    assert REGION_NAME in said.splitlines()
