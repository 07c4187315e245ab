"""The W3C’s SPARQL 1.1 tests, sent to a running server."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from chantier.namespaces import GRAPH, ID
from support.client import Answer, Client
from support.server import serving
from w3c.endpoint import Server, publish_quads, token_for_all_graphs
from w3c.manifest import PUBLIC, Case, Exchange, cases, material, path_of, quads
from w3c.results import MEDIA_TYPES, RDF_FORMATS, Solutions, isomorphic, read, same
from w3c.service_description import SD, faults

_FOLDER = material()
if _FOLDER is None:
    pytest.skip(
        f"CHANTIER_TEST_MATERIAL names no folder with w3c/sparql11; its public original: {PUBLIC}",
        allow_module_level=True,
    )
FOLDER = _FOLDER
CASES = tuple(cases(FOLDER))

_SERVICE = "SERVICE calls other endpoints, and the server lets none through unless it is allowed"
NOT_TRIED = {
    "entailment": "the server has no entailment regime: it answers from the quads as published",
    "service": _SERVICE,
}
"""Folder of tests → why they are left out."""

_SETTINGS = {
    "CHANTIER_WORKERS": "1",
    "CHANTIER_UNION_DEFAULT_GRAPH": "false",
    "CHANTIER_WRITES": "true",
    "CHANTIER_SHACL_GATE": "false",
    "CHANTIER_CLIENT_SECONDS_PER_MINUTE": "100000",
    "CHANTIER_CLIENT_BURST_SECONDS": "100000",
}
_POLES = ox.NamedNode(f"{GRAPH}data/poles")
_KEPT = [ox.Quad(ox.NamedNode(f"{ID}pole/a"), ox.NamedNode("http://e/b"), ox.Literal("c"), _POLES)]
"""A graph that the sources keep."""
_BOOLEAN = {MEDIA_TYPES["srj"], MEDIA_TYPES["srx"]}
_TABULAR = _BOOLEAN | {MEDIA_TYPES["csv"], MEDIA_TYPES["tsv"]}


def _of_kind(*kinds: str) -> list[Any]:
    found = []
    for case in CASES:
        marks = []
        if case.folder in NOT_TRIED:
            marks.append(pytest.mark.skip(reason=NOT_TRIED[case.folder]))
        if case.kind in kinds:
            found.append(pytest.param(case, id=case.short, marks=marks))
    return found


@pytest.fixture(scope="module")
def tally() -> dict[str, str]:
    """How each test that passed did: ``strict`` or ``by value``."""
    return {}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without a union default graph whose dataset the tests replace."""
    data_dir = tmp_path_factory.mktemp("w3c") / "var"
    publish_quads(data_dir, [])
    token = token_for_all_graphs(data_dir)
    with serving(data_dir, **_SETTINGS) as client:
        yield Server(client, data_dir, token)


@pytest.mark.parametrize("case", _of_kind("QueryEvaluationTest", "CSVResultFormatTest"))
def test_a_query_gives_the_expected_results(
    case: Case, server: Server, tally: dict[str, str]
) -> None:
    result_type = MEDIA_TYPES[case.result.rpartition(".")[2]]
    expected = read(path_of(FOLDER, case.result).read_bytes(), result_type, case.result)
    described = result_type in RDF_FORMATS and isinstance(expected, bool | Solutions)
    accept = MEDIA_TYPES["srj"] if described else result_type
    text = _text(case)
    server.put(quads(FOLDER, case.data))
    answer = server.query(f"BASE <{case.file}>\n{text}", accept)
    assert answer.status == 200, answer.text
    assert answer.media_type == accept
    given = read(answer.body, accept, case.file)
    ordered = re.search(r"\bORDER\s+BY\b[^{}]*$", text, re.IGNORECASE) is not None
    if same(given, expected, ordered=ordered):
        tally[case.short] = "strict"
    else:
        assert same(given, expected, ordered=ordered, by_value=True), f"{given}\n{expected}"
        tally[case.short] = "by value"


@pytest.mark.parametrize("case", _of_kind("UpdateEvaluationTest"))
def test_an_update_leaves_the_expected_graphs(
    case: Case, server: Server, tally: dict[str, str]
) -> None:
    server.put(quads(FOLDER, case.data))
    answer = server.update(f"BASE <{case.file}>\n{_text(case)}")
    assert answer.status in (200, 204), answer.text
    given, expected = _graphs(server.quads()), _graphs(quads(FOLDER, case.after))
    names = set(given) | set(expected)
    if all(isomorphic(given[name], expected[name], by_value=False) for name in names):
        tally[case.short] = "strict"
    else:
        for name in names:
            assert isomorphic(given[name], expected[name], by_value=True), name
        tally[case.short] = "by value"


@pytest.mark.parametrize("case", _of_kind("PositiveSyntaxTest11", "PositiveUpdateSyntaxTest11"))
def test_what_is_sparql_is_accepted(case: Case, server: Server, tally: dict[str, str]) -> None:
    answer = _sent(case, server)
    assert answer.status != 400, answer.text  # forbidden, or of no graph that exists: not syntax
    assert answer.status < 500, answer.text
    tally[case.short] = "strict"


@pytest.mark.parametrize("case", _of_kind("NegativeSyntaxTest11", "NegativeUpdateSyntaxTest11"))
def test_what_is_not_sparql_is_refused(case: Case, server: Server, tally: dict[str, str]) -> None:
    answer = _sent(case, server)
    assert answer.status == 400, answer.text
    tally[case.short] = "strict"


@pytest.mark.parametrize("case", _of_kind("ProtocolTest"))
def test_the_protocol_is_kept(case: Case, server: Server, tally: dict[str, str]) -> None:
    server.put(quads(FOLDER, case.data))
    for exchange in case.exchanges:
        path = exchange.path.replace("/sparql/", "/sparql", 1)
        answer = server.send(exchange.method, path, exchange.headers, exchange.body)
        assert str(answer.status)[0] in exchange.statuses, f"{answer.status} {answer.text}"
        _check_format(exchange, answer)
    tally[case.short] = "strict"


@pytest.mark.parametrize("union", ["true", "false"])
def test_the_protocol_is_kept_beside_graphs_that_nobody_may_clear(
    union: str, tmp_path: Path
) -> None:
    """The tests begin with CLEAR ALL, DROP ALL or CLEAR NAMED."""
    data_dir = tmp_path / "var"
    publish_quads(data_dir, _KEPT)
    token = token_for_all_graphs(data_dir)
    missed = {}
    with serving(data_dir, **_SETTINGS | {"CHANTIER_UNION_DEFAULT_GRAPH": union}) as client:
        server = Server(client, data_dir, token)
        for case in (case for case in CASES if case.kind == "ProtocolTest"):
            server.put([*quads(FOLDER, case.data), *_KEPT])
            for exchange in case.exchanges:
                path = exchange.path.replace("/sparql/", "/sparql", 1)
                answer = server.send(exchange.method, path, exchange.headers, exchange.body)
                if str(answer.status)[0] not in exchange.statuses:
                    missed[case.short] = answer.text
        assert set(_KEPT) <= set(server.quads())
    assert missed == {}


@pytest.mark.parametrize("case", _of_kind("ServiceDescriptionTest"))
def test_the_service_describes_itself(case: Case, client: Client, tally: dict[str, str]) -> None:
    answer = client.get("/sparql")
    assert answer.status == 200
    triples = [q.triple for q in ox.parse(answer.body, format=RDF_FORMATS[answer.media_type])]
    assert triples
    if case.short.endswith("/has-endpoint-triple"):
        named = [str(t.object) for t in triples if t.predicate.value == f"{SD}endpoint"]
        assert named == [f"<{client.url}/sparql>"]
    if case.short.endswith("/conforms-to-schema"):
        assert not list(faults(triples))
    tally[case.short] = "strict"


def test_as_many_tests_pass_as_promised(
    request: pytest.FixtureRequest, record_property: Callable[..., None], tally: dict[str, str]
) -> None:
    selected = " ".join(item.name for item in request.session.items)
    if not all(f"[{case.short}]" in selected for case in CASES):
        pytest.skip("only some of the tests were selected")
    tried = [case for case in CASES if case.folder not in NOT_TRIED]
    for line in _counts(tried, tally):
        record_property("summary", line)
    protocol = [tally.get(case.short) for case in tried if case.kind == "ProtocolTest"]
    service = [tally.get(case.short) for case in tried if case.kind == "ServiceDescriptionTest"]
    language = [tally.get(case.short) for case in tried if case.file]
    assert (len(language), len(protocol), len(service)) == (498, 34, 3)
    assert language.count("strict") >= 478
    assert None not in language, "the others are right by value: the engine normalises literals"
    assert service.count("strict") == 3
    assert protocol.count("strict") == 34


def _counts(tried: Iterable[Case], tally: dict[str, str]) -> Iterator[str]:
    """Say how the tests went, one line a kind."""
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for case in tried:
        kinds[case.kind][tally.get(case.short, "missed")] += 1
    for kind, counts in kinds.items():
        said = ", ".join(f"{number} {how}" for how, number in sorted(counts.items()))
        yield f"{kind}: {said}"
    yield "by value: " + ", ".join(short for short, how in tally.items() if how == "by value")


def _sent(case: Case, server: Server) -> Answer:
    text = _text(case)
    if case.file.endswith(".ru"):
        server.put([])
        return server.update(text)
    server.put([])
    return server.query(text, "*/*")


def _check_format(exchange: Exchange, answer: Answer) -> None:
    if exchange.format == "RDF":
        assert answer.media_type in RDF_FORMATS
        list(ox.parse(answer.body, format=RDF_FORMATS[answer.media_type]))
    elif exchange.format == "tabular":
        assert answer.media_type in _TABULAR
        assert isinstance(read(answer.body, answer.media_type, ""), Solutions)
    elif exchange.format == "boolean":
        assert answer.media_type in _BOOLEAN
        boolean = read(answer.body, answer.media_type, "")
        assert boolean in ((True, False) if exchange.boolean is None else (exchange.boolean,))
    else:
        assert not exchange.format


def _graphs(found: Iterable[ox.Quad]) -> defaultdict[str, list[ox.Triple]]:
    graphs: defaultdict[str, list[ox.Triple]] = defaultdict(list)
    for quad in found:
        graphs[str(quad.graph_name)].append(quad.triple)
    return graphs


def _text(case: Case) -> str:
    return path_of(FOLDER, case.file).read_text(encoding="utf-8")
