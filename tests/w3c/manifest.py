"""The W3C’s SPARQL 1.1 tests, read from their manifests.

The tests are not in this repository: the environment variable ``CHANTIER_TEST_MATERIAL`` names a
folder whose ``w3c/sparql11`` holds them.

Source: https://www.w3.org/2009/sparql/docs/tests/
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.term import Node

PUBLIC = "https://www.w3.org/2009/sparql/docs/tests/"
BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
"""What the IRIs of the tests and of their files start with, wherever the files lie."""

_MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
_UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
_HT = Namespace("http://www.w3.org/2011/http#")
_CNT = Namespace("http://www.w3.org/2011/content#")

Quads = tuple[ox.Quad, ...]


@dataclass(frozen=True, slots=True)
class State:
    """A dataset, named by its files."""

    default: tuple[str, ...] = ()
    """IRIs of the files that make the default graph."""
    named: tuple[tuple[str, str], ...] = ()
    """Graph IRI and file IRI of each named graph; several files may make one."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request of the protocol and what must come back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: frozenset[str]
    """First digits of the statuses that are right."""
    format: str
    """``boolean``, ``tabular`` or ``RDF``; empty: anything."""
    boolean: bool | None


@dataclass(frozen=True, slots=True)
class Case:
    """One test."""

    iri: str
    name: str
    kind: str
    """The local name of its class."""
    file: str
    """IRI of the query or update; empty where there is none."""
    data: State
    result: str
    """IRI of the file with the results; empty where there is none."""
    after: State
    """What an update must leave."""
    exchanges: tuple[Exchange, ...]

    @property
    def folder(self) -> str:
        """The folder the test is in."""
        return self.iri.removeprefix(BASE).partition("/")[0]

    @property
    def short(self) -> str:
        """The folder, and the test’s name in it."""
        return f"{self.folder}/{self.iri.partition('#')[2]}"


def material() -> Path | None:
    """Give the folder that holds the tests, or ``None`` where they are not at hand."""
    root = os.environ.get("CHANTIER_TEST_MATERIAL")
    folder = Path(root) / "w3c" / "sparql11" if root else None
    return folder if folder and folder.is_dir() else None


def path_of(folder: Path, iri: str) -> Path:
    """Give where a file of the tests lies."""
    return folder / iri.removeprefix(BASE)


def cases(folder: Path) -> Iterator[Case]:
    """Give the tests of every manifest but those of the Graph Store Protocol, in their order."""
    everything = _graph(folder, f"{BASE}manifest-all.ttl")
    for manifest in _items(everything, URIRef(f"{BASE}manifest-all.ttl"), _MF.include):
        if "/graph-store-protocol/" in str(manifest):
            continue
        graph = _graph(folder, str(manifest))
        for test in _items(graph, manifest, _MF.entries):
            yield _case(graph, test)


def quads(folder: Path, state: State) -> Quads:
    """Read the dataset that a state names; blank nodes of two files are never the same."""
    found: list[ox.Quad] = []
    for name, file in [*(("", file) for file in state.default), *state.named]:
        graph = ox.NamedNode(name) if name else ox.DefaultGraph()
        triples = ox.parse(path=path_of(folder, file), base_iri=file, rename_blank_nodes=True)
        found.extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    return tuple(found)


def _graph(folder: Path, iri: str) -> Graph:
    return Graph().parse(path_of(folder, iri), format="turtle", publicID=iri)


def _items(graph: Graph, node: Node | None, predicate: URIRef) -> Iterator[Node]:
    """Give the members of the list that a node has; none where there is no list."""
    head = graph.value(node, predicate)
    return iter(()) if head is None else graph.items(head)


def _case(graph: Graph, test: Node) -> Case:
    action, result = graph.value(test, _MF.action), graph.value(test, _MF.result)
    file = graph.value(action, _QT.query) or graph.value(action, _UT.request) or action
    requests = tuple(_items(graph, action, _HT.requests))
    return Case(
        iri=str(test),
        name=str(graph.value(test, _MF.name)),
        kind=str(graph.value(test, RDF.type)).rpartition("#")[2],
        file=_iri(file),
        data=_state(graph, test if requests else action),
        result=_iri(result),
        after=_state(graph, result),
        exchanges=tuple(_exchange(graph, request) for request in requests),
    )


def _state(graph: Graph, node: Node | None) -> State:
    if node is None:
        return State()
    default = [*graph.objects(node, _QT.data), *graph.objects(node, _UT.data)]
    named = [(str(file), str(file)) for file in graph.objects(node, _QT.graphData)]
    for entry in graph.objects(node, _UT.graphData):
        for file in graph.objects(entry, _UT.graph):
            named.append((str(graph.value(entry, RDFS.label)), str(file)))
    return State(tuple(map(str, default)), tuple(named))


def _exchange(graph: Graph, request: Node) -> Exchange:
    response, body = graph.value(request, _HT.resp), graph.value(request, _HT.body)
    encoding = str(graph.value(body, _CNT.characterEncoding))
    boolean = graph.value(response, _MF.expectedBoolean)
    statuses = graph.objects(response, _MF.expectedStatus)
    return Exchange(
        method=str(graph.value(request, _HT.methodName)),
        path=str(graph.value(request, _HT.absolutePath)),
        headers={
            str(graph.value(header, _HT.fieldName)): str(graph.value(header, _HT.fieldValue))
            for header in _items(graph, request, _HT.headers)
        },
        body=None if body is None else str(graph.value(body, _CNT.chars)).encode(encoding),
        statuses=frozenset(str(status).rpartition("StatusCode")[2][0] for status in statuses),
        format=str(graph.value(response, _MF.expectedFormat) or ""),
        boolean=None if boolean is None else str(boolean) == "true",
    )


def _iri(node: Node | None) -> str:
    """Give an IRI as text; empty for blank nodes and nothing."""
    return str(node) if isinstance(node, URIRef) else ""
