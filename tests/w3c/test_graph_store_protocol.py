"""The W3C’s tests of the Graph Store Protocol, sent to a running server that takes writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from rdflib import RDF, Graph, Namespace
from rdflib.compare import isomorphic
from rdflib.term import Node

from support.writers import Writer, own_copy, writing
from w3c.manifest import PUBLIC, material

_MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_HT = Namespace("http://www.w3.org/2011/http#")
_CNT = Namespace("http://www.w3.org/2011/content#")
_STATUSES = {
    "OK": 200,
    "Created": 201,
    "NoContent": 204,
    "NotFound": 404,
    "StatusCode2xx": 200,
}

_FOLDER = material()
if _FOLDER is None:
    pytest.skip(
        f"CHANTIER_TEST_MATERIAL names no folder with w3c/sparql11; its public original: {PUBLIC}",
        allow_module_level=True,
    )


@dataclass(frozen=True)
class Step:
    """A request and what must come back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: frozenset[int]
    location: str
    """The word that stands for the Location of the answer in later requests; may be empty."""
    turtle: str
    """The graph that must come back; empty: anything."""


def _steps(graph: Graph, test: Node) -> tuple[Step, ...]:
    action = graph.value(test, _MF.action)
    head = graph.value(action, _HT.requests)
    return tuple(_step(graph, request) for request in graph.items(head)) if head else ()


def _step(graph: Graph, request: Node) -> Step:
    response = graph.value(request, _HT.resp)
    body = graph.value(graph.value(request, _HT.body), _CNT.chars)
    expected = graph.value(graph.value(response, _HT.body), _CNT.chars)
    headers = graph.value(request, _HT.headers)
    return Step(
        method=str(graph.value(request, _HT.methodName)),
        path=str(graph.value(request, _HT.absolutePath)),
        headers={
            str(graph.value(item, _HT.fieldName)): str(graph.value(item, _HT.fieldValue))
            for item in (graph.items(headers) if headers else ())
        },
        body=None if body is None else str(body).encode(),
        statuses=frozenset(
            _STATUSES[str(status).rpartition("#")[2]]
            for status in graph.objects(response, _MF.expectedStatus)
        ),
        location=str(graph.value(response, _MF.expectedLocation) or ""),
        turtle=str(expected or ""),
    )


def _cases(folder: Path) -> Iterator[object]:
    for name in ("manifest-direct", "manifest-indirect"):
        path = folder / "graph-store-protocol" / f"{name}.ttl"
        graph = Graph().parse(path, format="turtle", publicID=f"{PUBLIC}{name}.ttl")
        for test in sorted(graph.subjects(RDF.type, _MF.GraphStoreProtocolTest)):
            iri = str(test)
            yield pytest.param(_steps(graph, test), id=iri.rpartition("#")[2])


@pytest.fixture(scope="module")
def writer(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    """A server whose default graph is an ordinary one, as the tests want it."""
    own = own_copy(data_dir, tmp_path_factory.mktemp("gsp"))
    with writing(own, CHANTIER_UNION_DEFAULT_GRAPH="false") as served:
        yield served


def _ours(path: str) -> str:
    """Put a path of the tests where this server has it."""
    if path.startswith("/gsp/"):
        return path.replace("/gsp/", "/graph/", 1)
    return path.replace("/gsp", "/store", 1)


@pytest.mark.parametrize("steps", list(_cases(_FOLDER)))
def test_the_graph_store_does_what_the_w3c_expects(writer: Writer, steps: tuple[Step, ...]) -> None:
    assert steps
    for path in {step.path for step in steps if "?" in step.path or step.path != "/gsp"}:
        writer.send("DELETE", _ours(path))
    locations: dict[str, str] = {}
    for step in steps:
        path = _ours(step.path)
        for word, place in locations.items():
            path = path.replace(word, quote(place, safe=""))
        answer = writer.send(step.method, path, step.body, step.headers)
        assert answer.status in step.statuses, f"{step.method} {path}: {answer.text}"
        if step.location:
            locations[step.location] = answer.headers["Location"]
        if step.turtle:
            found = Graph().parse(data=answer.body, format="turtle")
            assert isomorphic(found, Graph().parse(data=step.turtle, format="turtle"))
