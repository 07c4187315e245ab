"""Comunica 5 on Node, as applications in JavaScript embed it: asked, and its answers compared."""

from __future__ import annotations

import json
from typing import Any

import rdflib

from clients.programs import node_project, ran
from support.client import ROOT

HERE = ROOT / "tests" / "clients" / "comunica"
JSON_RESULTS = "application/sparql-results+json"

Solution = dict[str, dict[str, str]]


def ask(questions: list[dict[str, Any]]) -> list[str]:
    """Have Comunica answer questions, in a process of its own."""
    node, place = node_project("comunica")
    answers: list[str] = json.loads(ran(node, place / "ask.mjs", stdin=json.dumps(questions)))
    return answers


def asked(query: str, *addresses: str, kind: str, media_type: str = JSON_RESULTS) -> dict[str, Any]:
    sources = [{"type": kind, "value": address} for address in addresses]
    return {"query": query, "sources": sources, "mediaType": media_type}


def solutions(answer: str) -> list[Solution]:
    bindings: list[Solution] = json.loads(answer)["results"]["bindings"]
    return bindings


def in_any_order(rows: list[Solution]) -> list[list[tuple[str, str]]]:
    """Give solutions so that they compare: their order may differ where the query leaves it open.

    Only what was bound counts, and of a term its value, its language and its type; a plain
    string may or may not say that it is one.
    """
    kept = ("type", "value", "xml:lang", "datatype")
    plain = str(rdflib.XSD.string)
    return sorted(
        sorted(
            (name, json.dumps({key: term[key] for key in kept if term.get(key, plain) != plain}))
            for name, term in row.items()
        )
        for row in rows
    )
