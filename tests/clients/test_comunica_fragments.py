"""Comunica over triple pattern fragments, and over plain documents: the endpoint's own answers."""

from __future__ import annotations

import pytest

from clients.asked import question, told
from clients.node import JSON_RESULTS, ask, asked, in_any_order, solutions
from support.client import Client

QUESTIONS = (
    "mandats",
    "poles-de-chaque-region",  # OPTIONAL, GROUP BY
    "poles-et-mandats",  # VALUES for predicates
    "chiffres-cles",  # a wide join
    "anciens-noms",  # OPTIONAL, UNION
    "recherche-et-transfert",  # a property path
    "sieges-et-sites",  # OPTIONAL of several triples
    "completude-des-poles",  # a subquery
    "colleges-electoraux",  # OPTIONAL, names in two languages
)
FROM_DOCUMENTS = {
    "sieges-et-sites": ("graph/data/poles.ttl", "graph/ontology/vocabularies/confiance.ttl"),
    "recherche-et-transfert": (
        "graph/data/statements.ttl",
        "graph/data/organisation.ttl",
        "graph/ontology/chantier.ttl",
        "graph/ontology/vocabularies/sujets.ttl",
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_public_questions_are_answered_from_fragments(client: Client, name: str) -> None:
    query, source = question(name), f"{client.url}/fragments"
    (answer,) = ask([{"query": query, "sources": [source], "mediaType": JSON_RESULTS}])
    assert in_any_order(solutions(answer)) == in_any_order(told(client, query))


@pytest.mark.parametrize("name", FROM_DOCUMENTS)
def test_public_questions_are_answered_from_documents(client: Client, name: str) -> None:
    addresses = [f"{client.url}/{path}" for path in FROM_DOCUMENTS[name]]
    (answer,) = ask([asked(question(name), *addresses, kind="file")])
    assert in_any_order(solutions(answer)) == in_any_order(told(client, question(name)))
