"""Comunica 5, as applications in JavaScript embed it: over the endpoint, and over documents."""

from __future__ import annotations

import json

import rdflib
from rdflib.compare import isomorphic

from clients.asked import (
    BY_NAME,
    CONSTRUCT,
    DESCRIBE,
    REGION,
    question,
    region_triples,
    served,
    told,
)
from clients.node import HERE, JSON_RESULTS, ask, asked, in_any_order, solutions
from support.client import Client

# Public questions, and the named graphs that are enough to answer each.
ASKED = {
    "mandats": ("data/statements", "data/organisation"),
    "poles-de-chaque-region": ("data/regions", "data/poles"),
    "valeurs": ("data/statements", "ontology/vocabularies/valeurs"),
}


def test_public_questions_have_the_endpoint_s_own_answers(client: Client) -> None:
    endpoint = f"{client.url}/sparql"
    answers = ask([asked(question(name), endpoint, kind="sparql") for name in ASKED])
    for name, answer in zip(ASKED, answers, strict=True):
        assert solutions(answer)[0]
        assert in_any_order(solutions(answer)) == in_any_order(told(client, question(name))), name


def test_public_questions_are_answered_from_the_graphs_alone(client: Client) -> None:
    answers = ask(
        [
            asked(
                question(name),
                *(f"{client.url}/graph/{graph}" for graph in graphs),
                kind="file",
            )
            for name, graphs in ASKED.items()
        ]
    )
    for name, answer in zip(ASKED, answers, strict=True):
        assert in_any_order(solutions(answer)) == in_any_order(told(client, question(name))), name


def test_documents_are_read_in_every_format_and_from_the_name_of_the_thing(client: Client) -> None:
    addresses = [f"{client.url}/id/region/11", f"{client.url}/doc/region/11"]
    addresses += [f"{client.url}/doc/region/11.{name}" for name in ("ttl", "jsonld", "nt", "rdf")]
    quads = [f"{client.url}/doc/region/11.{name}" for name in ("trig", "nq")]
    every = "CONSTRUCT WHERE { ?s ?p ?o }"
    in_graphs = "CONSTRUCT { ?s ?p ?o } WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    questions = [(every, address) for address in addresses]
    questions += [(in_graphs, address) for address in quads]
    answers = ask(
        [asked(*question, kind="file", media_type="text/turtle") for question in questions]
    )
    expected = served(client, "/doc/region/11")
    for address, answer in zip(addresses + quads, answers, strict=True):
        read = rdflib.Graph().parse(data=answer, format="turtle")
        assert isomorphic(read, expected), address


def test_an_address_alone_is_recognised_as_an_endpoint_or_as_a_document(client: Client) -> None:
    addresses = (f"{client.url}/sparql", f"{client.url}/doc/region/11")
    answers = ask(
        [
            {"query": BY_NAME, "sources": [address], "mediaType": JSON_RESULTS}
            for address in addresses
        ]
    )
    for answer in answers:
        assert [row["region"]["value"] for row in solutions(answer)] == [REGION]


def test_the_other_forms_are_answered(client: Client) -> None:
    endpoint = f"{client.url}/sparql"
    yes, no, constructed, described = ask(
        [
            asked("ASK { ?s ?p ?o }", endpoint, kind="sparql"),
            asked("ASK { ?s <urn:none> ?o }", endpoint, kind="sparql"),
            asked(CONSTRUCT, endpoint, kind="sparql", media_type="text/turtle"),
            asked(DESCRIBE, endpoint, kind="sparql", media_type="text/turtle"),
        ]
    )
    assert (json.loads(yes)["boolean"], json.loads(no)["boolean"]) == (True, False)
    for answer in (constructed, described):
        read = rdflib.Graph().parse(data=answer, format="turtle")
        assert isomorphic(read, region_triples(client))


def test_the_endpoint_and_a_document_are_asked_together(client: Client) -> None:
    query = question("mandats")
    sources = [
        {"type": "sparql", "value": f"{client.url}/sparql"},
        {"type": "file", "value": f"{client.url}/doc/enonce/mandat-3"},
    ]
    (answer,) = ask([{"query": query, "sources": sources, "mediaType": JSON_RESULTS}])
    assert in_any_order(solutions(answer)) == in_any_order(told(client, query))


def test_the_lock_file_names_no_registry_but_the_public_one() -> None:
    packages = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    named = {package["resolved"] for package in packages.values() if "resolved" in package}
    assert all(address.startswith("https://registry.npmjs.org/") for address in named)
    assert all("integrity" in package for path, package in packages.items() if path)
    assert packages["node_modules/@comunica/query-sparql"]["version"].startswith("5.")
