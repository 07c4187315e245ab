"""However a request names another address, the server connects to none."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chantier.store import versions
from support.load import Server, crowd, under_load

pytestmark = pytest.mark.alone


class Trap:
    """A listening socket on loopback that counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/sparql"
        self.connections = 0
        self._open = True
        self._thread = threading.Thread(target=self._count, daemon=True)
        self._thread.start()

    def _count(self) -> None:
        while self._open:
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            self.connections += 1
            connection.close()

    def close(self) -> None:
        self._open = False
        self._thread.join()
        self._socket.close()


@contextmanager
def trap() -> Iterator[Trap]:
    set_up = Trap()
    try:
        yield set_up
    finally:
        set_up.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("ssrf") / "var"
    versions.publish(data_dir, crowd())
    with under_load(data_dir, CHANTIER_QUERY_SECONDS="2") as running:
        yield running


def test_the_trap_notices_a_connection() -> None:
    with trap() as caught:
        socket.create_connection(("127.0.0.1", caught.port)).close()
        for _ in range(50):
            if caught.connections:
                break
            threading.Event().wait(0.02)
        assert caught.connections == 1


SERVICES = {
    "plain": "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "lower case": "ASK { service <URL> { ?s ?p ?o } }",
    "mixed case": "ASK { SerVicE <URL> { ?s ?p ?o } }",
    "silent": "ASK { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "prefixed name": "PREFIX e: <URL> ASK { SERVICE e: { ?s ?p ?o } }",
    "relative IRI": "BASE <URL> ASK { SERVICE <> { ?s ?p ?o } }",
    "variable": "ASK { VALUES ?e { <URL> } SERVICE ?e { ?s ?p ?o } }",
    "variable from data": "ASK { BIND(IRI('URL') AS ?e) SERVICE SILENT ?e { ?s ?p ?o } }",
    "comment between": "ASK { SERVICE # a comment { \n <URL> { ?s ?p ?o } }",
    "lines between": "ASK { SERVICE\r\n\t<URL>\n\n{ ?s ?p ?o } }",
    "no space": "ASK{{}SERVICE<URL>{?s ?p ?o}}",
    "after a string that looks like its end": "ASK { BIND('}\\'' AS ?x) SERVICE <URL> {?s ?p ?o} }",
    "after a long string": "ASK { BIND('''' ''' AS ?x) SERVICE <URL> { ?s ?p ?o } }",
    "after a comment sign in an IRI": "ASK { OPTIONAL {?s <http://x/#> 1} SERVICE <URL> {} }",
    "after an escape in an IRI": "ASK { OPTIONAL { ?s <http://x/\\u0041#> ?o } SERVICE <URL> {} }",
    "escaped letter": "ASK { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "glued to a number": "ASK { ?s ?p 1e5SERVICE <URL> { ?a ?b ?c } }",
    "glued to a truth value": "ASK { ?s ?p trueSERVICE <URL> { ?a ?b ?c } }",
    "glued to SILENT": "ASK { SERVICESILENT<URL> { ?s ?p ?o } }",
    "glued to a prefix": "PREFIX e: <URL> ASK { SERVICEe: { ?s ?p ?o } }",
    "behind what looks like an IRI": "ASK { ?s <http://e/v> ?o FILTER(?o<?o||1=1)SERVICE#>\n<URL>"
    "{?a ?b ?c} }",
    "in what looks like a string": "ASK { BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b&&'>'='>')SERVICE"
    "<URL>{?x ?y ?z}#'\n}",
    "in a nested selection": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "in a CONSTRUCT": "CONSTRUCT WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "in EXISTS": "ASK { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "https": "ASK { SERVICE <https://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "a host name": "ASK { SERVICE <http://localhost:PORT/> { ?s ?p ?o } }",
    "a decimal address": "ASK { SERVICE <http://2130706433:PORT/> { ?s ?p ?o } }",
    "an IPv6 address": "ASK { SERVICE <http://[::ffff:127.0.0.1]:PORT/> { ?s ?p ?o } }",
}
MAY_BE_EMPTY = {"glued to SILENT", "in what looks like a string"}
"""Spellings that the look at the text may miss: then the worker has no network."""


@pytest.mark.parametrize("name", SERVICES)
def test_service_in_any_spelling_connects_to_nobody(server: Server, name: str) -> None:
    with trap() as caught:
        text = SERVICES[name].replace("URL", caught.url).replace("PORT", str(caught.port))
        answer = server.visitor().post(text)
    assert caught.connections == 0
    assert answer.status in (400, 403) or (name in MAY_BE_EMPTY and answer.status == 200)
    if name not in ("escaped letter", *MAY_BE_EMPTY):
        assert answer.status == 403, answer.text
        assert "SERVICE" in answer.json["detail"]


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX service: <http://x/> ASK { ?s service:service 'SERVICE <URL> {}' }",
        "ASK { ?service <http://x/service> 'service'@service } # SERVICE <URL>",
    ],
)
def test_a_query_that_only_mentions_service_is_answered(server: Server, text: str) -> None:
    assert server.visitor().post(text).status == 200


@pytest.mark.parametrize(
    "clause", ["FROM <URL>", "FROM NAMED <URL>", "from<URL>", "FROM <file:///etc/passwd>"]
)
def test_from_fetches_nothing_and_finds_an_empty_graph(server: Server, clause: str) -> None:
    with trap() as caught:
        text = f"SELECT * {clause.replace('URL', caught.url)} WHERE {{ ?s ?p ?o }}"
        answer = server.visitor().post(text, "text/csv")
    assert caught.connections == 0
    assert answer.status == 200
    assert answer.body == b"s,p,o\r\n"


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_of_the_request_is_not_fetched(server: Server, name: str) -> None:
    with trap() as caught:
        answer = server.visitor().query("SELECT * { ?s ?p ?o }", **{name: caught.url})
    assert caught.connections == 0
    assert answer.status == 200
    assert answer.body == b"s,p,o\r\n"


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <URL>",
        "LOAD SILENT <URL> INTO GRAPH <http://g/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    ],
)
def test_an_update_fetches_nothing(server: Server, update: str) -> None:
    with trap() as caught:
        body = update.replace("URL", caught.url).encode()
        sent = {"Content-Type": "application/sparql-update"}
        answer = server.visitor().send("POST", "/sparql", sent, body)
        as_query = server.visitor().post(body.decode())
    assert caught.connections == 0
    assert answer.status in (400, 401, 403, 405)
    assert as_query.status == 400


def test_a_json_ld_body_with_a_remote_context_fetches_nothing(server: Server) -> None:
    with trap() as caught:
        body = f'{{"@context": "{caught.url}", "@id": "http://x/a", "b": 1}}'.encode()
        for method, path in (
            ("POST", "/sparql"),
            ("PUT", "/store?default"),
            ("PUT", "/store?graph=http://g/"),
            ("POST", "/validate"),
        ):
            sent = {"Content-Type": "application/ld+json"}
            answer = server.visitor().send(method, path, sent, body)
            assert 400 <= answer.status < 500
    assert caught.connections == 0


def test_the_address_of_a_link_header_or_a_referrer_is_not_fetched(server: Server) -> None:
    with trap() as caught:
        sent = {
            "Referer": caught.url,
            "Link": f'<{caught.url}>; rel="http://www.w3.org/ns/json-ld#context"',
            "Host": f"127.0.0.1:{caught.port}",
            "X-Forwarded-Host": f"127.0.0.1:{caught.port}",
        }
        assert server.visitor().send("GET", "/sparql", sent).status == 200
    assert caught.connections == 0


def test_a_worker_has_no_network(server: Server) -> None:
    kinds = server.kinds()

    def network(pid: int) -> str:
        return str(Path(f"/proc/{pid}/ns/net").readlink())

    assert kinds["worker"]
    ours = network(kinds["web"][0])
    for worker in kinds["worker"]:
        assert network(worker) != ours
        interfaces = Path(f"/proc/{worker}/net/dev").read_text(encoding="ascii").splitlines()[2:]
        assert [line.partition(":")[0].strip() for line in interfaces] == ["lo"]
        routes = Path(f"/proc/{worker}/net/route").read_text(encoding="ascii").splitlines()
        assert len(routes) <= 1, "a worker has a route to somewhere"


def test_a_worker_holds_no_file_it_could_reach_others_by(server: Server) -> None:
    """A socket that listens, or that leads to a client, would be as good as a network."""
    for worker in server.kinds()["worker"]:
        held = [path.readlink() for path in Path(f"/proc/{worker}/fd").iterdir()]
        sockets = [str(target) for target in held if str(target).startswith("socket:")]
        assert len(sockets) <= 1
