"""What every client is asked, and what the graph answers."""

from __future__ import annotations

import json
from typing import Any

import rdflib

from support.client import ROOT, Client

QUESTIONS = ROOT / "queries" / "questions"
MANDATES = (QUESTIONS / "mandats.rq").read_text(encoding="utf-8")
STARTS = ["Concerter divers", "Promouvoir l’économie", "Créer des conditions", "Participer à la"]
"""How the four mandates begin, in order: « é », « à » and « ’ » tell a wrong decoding."""

REGION = "https://w3id.org/chantier-es/id/region/11"
REGION_NAME = "Gaspésie–Îles-de-la-Madeleine"
BY_NAME = f"""
SELECT DISTINCT ?region WHERE {{
  ?region a <https://w3id.org/chantier-es/ns#AdministrativeRegion> ; ?name "{REGION_NAME}"@fr .
}}"""
"""A query that finds nothing if its own accents are lost on the way."""
CONSTRUCT = f"CONSTRUCT WHERE {{ <{REGION}> ?p ?o }}"
DESCRIBE = f"DESCRIBE <{REGION}>"


def question(name: str) -> str:
    """Give the text of a stored question."""
    return (QUESTIONS / f"{name}.rq").read_text(encoding="utf-8")


def starts(texts: list[str]) -> bool:
    """Tell whether texts are those of the four mandates, in order."""
    pairs = zip(texts, STARTS, strict=True)
    return all(text.startswith(start) for text, start in pairs)


def told(client: Client, query: str) -> list[dict[str, Any]]:
    """Give the solutions of a query as the endpoint itself says them."""
    answer = client.query(query, "application/sparql-results+json")
    assert answer.status == 200, answer.text
    solutions: list[dict[str, Any]] = json.loads(answer.body)["results"]["bindings"]
    assert solutions, "an answer without solutions proves nothing"
    return solutions


def served(client: Client, path: str) -> rdflib.Graph:
    """Give what an address serves as N-Triples."""
    answer = client.get(path, "application/n-triples")
    assert answer.status == 200, answer.text
    graph = rdflib.Graph().parse(data=answer.text, format="nt")
    assert len(graph) > 0
    return graph


def region_triples(client: Client) -> rdflib.Graph:
    """Give the triples of the region itself, which its document holds among others."""
    found = rdflib.Graph()
    for triple in served(client, "/doc/region/11").triples((rdflib.URIRef(REGION), None, None)):
        found.add(triple)
    assert len(found) > 0
    return found
