"""Answers: whether every server gives as many solutions to the same queries."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import pyoxigraph as ox

from benchmarks import processes
from benchmarks.peer import Peer
from benchmarks.workload import Query


@dataclass(frozen=True, slots=True)
class Check:
    """A server's answers to a few queries that every server is asked."""

    latency: float
    """Median seconds."""
    counts: tuple[int | str, ...]
    """Solutions or triples of each answer; words where there was no answer."""


def accept(query: Query) -> str:
    """The media type to ask for."""
    return "text/turtle" if query.kind.graph else "application/sparql-results+json"


def check(peers: Sequence[Peer], asked: Sequence[Query]) -> dict[str, Check]:
    """Ask each server the same queries, once, and count what it answers."""
    return {peer.name: _check(peer, asked) for peer in peers}


def _check(peer: Peer, asked: Sequence[Query]) -> Check:
    latencies: list[float] = []
    counts: list[int | str] = []
    for query in asked:
        started = time.perf_counter()
        try:
            status, body = peer.ask(query.target[2:], accept(query))
        except OSError as error:
            counts.append(type(error).__name__)
        else:
            counts.append(size(body, query.kind.graph) if status == 200 else f"status {status}")
        latencies.append(time.perf_counter() - started)
    processes.settle(peer.pid)
    return Check(median(latencies), tuple(counts))


def size(body: bytes, graph: bool) -> int | str:
    """Count the triples of a document, or the solutions of JSON results.

    Turtle is asked for; a server that gives RDF/XML instead has its triples counted all the same.
    """
    try:
        if graph:
            xml = body.startswith(b"<?xml")
            kind = ox.RdfFormat.RDF_XML if xml else ox.RdfFormat.TURTLE
            return len(set(ox.parse(body, format=kind)))
        return len(json.loads(body)["results"]["bindings"])
    except (SyntaxError, ValueError, KeyError) as error:
        return f"unreadable ({type(error).__name__})"


def differing(checks: Mapping[str, Check]) -> dict[str, str]:
    """The servers that answer something else than most do, with both counts."""
    if not checks:
        return {}
    usual, _ = Counter(found.counts for found in checks.values()).most_common(1)[0]
    return {
        name: f"{_list(found.counts)} ≠ {_list(usual)}"
        for name, found in checks.items()
        if found.counts != usual
    }


def _list(counts: Sequence[int | str]) -> str:
    return ", ".join(str(count) for count in counts)
