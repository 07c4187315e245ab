"""SERVICE through a real server: joins, what is refused, and what reaches nobody."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from support.client import Client, run
from support.endpoints import Endpoint, dripping, endpoint, engine, flooding, saying, trap
from support.server import serving

pytestmark = pytest.mark.alone

CES = "https://w3id.org/chantier-es/ns#"
REGION = "https://w3id.org/chantier-es/id/region"
NOTES = f"""
PREFIX r: <{REGION}/> PREFIX n: <http://notes/>
r:11 n:note "la mer"@fr , "line\\nbreak \\"quoted\\" \\\\ '''" ; n:rank 1 .
r:06 n:note "l’île"@fr ; n:rank 2 .
r:99 n:note "nowhere" .
<http://notes/blank> n:of [] .
"""
PREFIXES = f"PREFIX ces: <{CES}> PREFIX n: <http://notes/> "
SLOW = "SELECT * WHERE { SERVICE %s { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def remote() -> Iterator[Endpoint]:
    """An endpoint with notes on regions."""
    with endpoint(engine(NOTES)) as made:
        yield made


@pytest.fixture(scope="module")
def twin(data_dir: Path) -> Iterator[Client]:
    """A second server of this kind."""
    with serving(data_dir, CHANTIER_WORKERS="1") as served:
        yield served


@pytest.fixture(scope="module")
def misbehaving() -> Iterator[dict[str, Endpoint]]:
    with (
        endpoint(dripping) as slow,
        endpoint(flooding) as large,
        endpoint(saying(b"no", 500, Content_Type="text/plain")) as broken,
    ):
        yield {"slow": slow, "large": large, "broken": broken}


@pytest.fixture(scope="module")
def federating(
    data_dir: Path,
    remote: Endpoint,
    twin: Client,
    misbehaving: dict[str, Endpoint],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Client]:
    """A server that may ask them all."""
    place = tmp_path_factory.mktemp("federating") / "var"
    place.symlink_to(data_dir)
    others = [remote, *misbehaving.values()]
    listed = ",".join([*(other.listed for other in others), twin.url.replace("http://", "!"),
                       "localhost:1", "http://localhost"])  # fmt: skip
    with serving(place, CHANTIER_SERVICE_HOSTS=listed, CHANTIER_WORKERS="1") as served:
        yield served


def solutions(client: Client, query: str) -> list[tuple[str, ...]]:
    answer = client.query(query, "application/sparql-results+json")
    assert answer.status == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["ETag"] is None
    results = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
    assert isinstance(results, ox.QuerySolutions)
    names = results.variables
    return sorted(tuple(str(row[name]) for name in names) for row in results)


def by_the_engine(data: Client, query: str) -> list[tuple[str, ...]]:
    """The same query, by an engine that holds the same data and calls SERVICE by itself."""
    store = ox.Store()
    dumped = data.query("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples")
    store.load(dumped.body, format=ox.RdfFormat.N_TRIPLES)
    results = store.query(query)
    assert isinstance(results, ox.QuerySolutions)
    rows = list(results)
    names = sorted(results.variables, key=lambda name: query.index(str(name)))
    return sorted(tuple(str(row[name]) for name in names) for row in rows)


JOINS = {
    "a join": "SELECT ?r ?c ?note { ?r ces:regionCode ?c SERVICE %s { ?r n:note ?note } }",
    "an optional": "SELECT ?r ?note { ?r ces:regionCode ?c"
    " OPTIONAL { SERVICE %s { ?r n:note ?note FILTER(LANG(?note) = 'fr') } } }",
    "a filter outside": "SELECT ?r ?k { ?r ces:regionCode ?c SERVICE %s { ?r n:rank ?k }"
    " FILTER(?k > 1) }",
    "unbound values": "SELECT ?r ?note ?k { SERVICE %s { ?r n:note ?note"
    " OPTIONAL { ?r n:rank ?k } } OPTIONAL { ?r ces:regionCode ?c } }",
    "an unbound variable of the join": "SELECT ?r ?k ?c { SERVICE %s { ?r n:note ?note"
    " OPTIONAL { ?r n:rank ?k } } ?r ces:regionCode ?c }",
    "a star": "SELECT * { SERVICE %s { ?r n:rank ?k } ?r ces:regionCode ?c }",
    "no solution": "SELECT ?r ?z { SERVICE %s { ?r n:none ?z } OPTIONAL { ?r n:x ?z } }",
    "no variable": "SELECT ?r { ?r ces:regionCode ?c SERVICE %s { n:blank n:of [] } }",
    "minus": "SELECT ?r { ?r ces:regionCode ?c MINUS { SERVICE %s { ?r n:rank ?k } } }",
    "a union": "SELECT ?r { { ?r ces:regionCode '01' } UNION { SERVICE %s { ?r n:rank 2 } } }",
    "exists": "SELECT ?r { ?r ces:regionCode ?c FILTER EXISTS { SERVICE %s { ?r n:rank ?k } } }",
    "an aggregate there": "SELECT ?n { SERVICE %s { SELECT (COUNT(*) AS ?n) { ?r n:note ?x } } }",
    "an aggregate here": "SELECT (SUM(?k) AS ?sum) { SERVICE %s { ?r n:rank ?k } }",
    "two calls": "SELECT ?r ?k ?note { SERVICE %s { ?r n:rank ?k } SERVICE %s { ?r n:note ?note }"
    " ?r ces:regionCode ?c }",
    "a subselect": "SELECT ?r ?k { ?r ces:regionCode ?c { SELECT ?r ?k { SERVICE %s"
    " { ?r n:rank ?k } } ORDER BY ?k LIMIT 1 } }",
}


@pytest.mark.parametrize("query", JOINS.values(), ids=JOINS)
def test_a_join_gives_what_the_standard_says(
    federating: Client, client: Client, remote: Endpoint, query: str
) -> None:
    text = PREFIXES + query.replace("%s", f"<{remote.url}>")
    expected = by_the_engine(client, text)
    assert solutions(federating, text) == expected
    if "none" not in text:
        assert expected


def test_strings_come_across_whole(federating: Client, remote: Endpoint) -> None:
    text = f"{PREFIXES} SELECT ?note {{ SERVICE <{remote.url}> {{ <{REGION}/11> n:note ?note }} }}"
    assert solutions(federating, text) == [
        (str(ox.Literal("la mer", language="fr")),),
        (str(ox.Literal("line\nbreak \"quoted\" \\ '''")),),
    ]


def test_two_servers_of_this_kind_join(federating: Client, twin: Client) -> None:
    here = f"?r a <{CES}AdministrativeRegion> ; <{CES}regionCode> ?c"
    there = "?r <http://www.w3.org/2004/02/skos/core#prefLabel> ?name FILTER(LANG(?name) = 'fr')"
    called = (
        f"PREFIX twin: <{twin.url}/> SELECT ?c ?name {{ {here} SERVICE twin:sparql {{ {there} }} }}"
    )
    got = solutions(federating, called)
    assert len(got) == 17
    assert got == solutions_here(federating, f"SELECT ?c ?name {{ {here} . {there} }}")


def solutions_here(client: Client, query: str) -> list[tuple[str, ...]]:
    body = client.query(query, "application/sparql-results+json").json
    rows = body["results"]["bindings"]
    literal = {
        False: lambda term: str(ox.Literal(term["value"])),
        True: lambda term: str(ox.Literal(term["value"], language=term.get("xml:lang"))),
    }
    names = body["head"]["vars"]
    return sorted(tuple(literal["xml:lang" in row[n]](row[n]) for n in names) for row in rows)


@pytest.mark.parametrize(
    ("form", "accept", "expected"),
    [
        ("ASK {{ SERVICE {e} {{ ?r n:rank 2 }} }}", "application/sparql-results+json", "true"),
        (
            "CONSTRUCT {{ ?r n:is ?k }} WHERE {{ SERVICE {e} {{ ?r n:rank ?k }} }}",
            "text/turtle",
            "is",
        ),
        ("DESCRIBE ?r {{ SERVICE {e} {{ ?r n:rank 2 }} }}", "text/turtle", "region:06"),
        ("SELECT * {{ SERVICE {e} {{ ?r n:rank ?k }} }}", "text/csv", "r,k"),
    ],
)
def test_each_form_may_call(
    federating: Client, remote: Endpoint, form: str, accept: str, expected: str
) -> None:
    answer = federating.query(PREFIXES + form.format(e=f"<{remote.url}>"), accept)
    assert answer.status == 200, answer.text
    assert expected in answer.text


def test_an_answer_that_holds_what_others_said_is_never_kept(
    federating: Client, remote: Endpoint
) -> None:
    text = f"{PREFIXES} SELECT ?k {{ SERVICE <{remote.url}> {{ ?r n:rank ?k }} }} # kept?"
    before = len(remote.queries)
    for _ in range(3):
        answer = federating.query(text)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "cache" not in answer.headers["Server-Timing"]
        assert answer.headers["Last-Modified"] is None
    assert len(remote.queries) == before + 3


def test_a_blank_node_of_another_is_refused_with_the_reason(
    federating: Client, remote: Endpoint
) -> None:
    text = f"{PREFIXES} SELECT * {{ SERVICE <{remote.url}> {{ ?s n:of ?b }} }}"
    answer = federating.query(text, None)
    assert answer.status == 403
    assert "hold blank nodes" in answer.json["detail"]
    kept = federating.query(text.replace("?b }", "?b FILTER(!isBlank(?b)) }"))
    assert kept.status == 200


# What goes wrong


def test_a_syntax_error_is_told_at_its_place_and_nobody_is_asked(
    federating: Client, remote: Endpoint
) -> None:
    before = len(remote.queries)
    text = f"SELECT * WHERE {{\n  SERVICE <{remote.url}> {{\n ?s ?p ?o }}\n  ?s ?p ?o )\n}}"
    answer = federating.query(text, None)
    assert answer.status == 400
    with pytest.raises(SyntaxError) as by_engine:
        ox.Store().query(text)
    place = f"error at {answer.json['line']}:{answer.json['column']}:"
    assert str(by_engine.value).startswith(place)
    undeclared = federating.query(f"SELECT * {{ SERVICE <{remote.url}> {{ }} ?s ces:x 1 }}", None)
    assert undeclared.status == 400
    assert f"SERVICE <{remote.url}> {{ }} ?s ces:x 1" in undeclared.json["detail"]
    assert len(remote.queries) == before


def test_an_error_inside_the_group_is_told_in_the_words_of_the_other(
    federating: Client, remote: Endpoint
) -> None:
    answer = federating.query(f"SELECT * {{ SERVICE <{remote.url}> {{ ?s ?p }} }}", None)
    assert answer.status == 502
    assert "answered 400. It says: error at" in answer.json["detail"]


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("broken", 502, "answered 500. It says: no"),
        ("large", 422, "10,000,000 bytes"),
        ("slow", 504, "did not answer SERVICE in time"),
    ],
)
def test_an_endpoint_that_misbehaves_costs_its_own_query_alone(
    federating: Client,
    misbehaving: dict[str, Endpoint],
    name: str,
    status: int,
    said: str,
) -> None:
    started = time.monotonic()
    answer = federating.query(SLOW % f"<{misbehaving[name].url}>", None, timeout="2")
    assert answer.status == status
    assert said in answer.json["detail"]
    assert time.monotonic() - started < 4


@pytest.mark.parametrize("name", ["broken", "slow"])
def test_silent_goes_on_without_what_failed(
    federating: Client, misbehaving: dict[str, Endpoint], name: str
) -> None:
    text = (
        f"SELECT ?c ?o {{ <{REGION}/11> <{CES}regionCode> ?c"
        f" SERVICE SILENT <{misbehaving[name].url}> {{ ?s ?p ?o }} }}"
    )
    answer = federating.query(text, "text/csv", timeout="2")
    assert answer.status == 200, answer.text
    assert answer.text.split() == ["c,o", "11,"]


def test_silent_excuses_no_endpoint_that_is_not_listed(federating: Client) -> None:
    with trap() as (port, came):
        text = f"SELECT * {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
        assert federating.query(text).status == 403
        assert came() == 0


def test_few_are_asked_at_once_for_one_client_and_a_client_that_leaves_frees_its_place(
    federating: Client, misbehaving: dict[str, Endpoint]
) -> None:
    slow = SLOW % f"<{misbehaving['slow'].url}>"
    statuses: list[int] = []

    def wait() -> None:
        statuses.append(federating.query(slow, None, timeout="4").status)

    threads = [threading.Thread(target=wait) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.8)
    third = federating.query(slow, None, timeout="4")
    assert third.status == 429
    assert third.headers["Retry-After"]
    assert federating.query("ASK {}").status == 406  # others are answered meanwhile
    for thread in threads:
        thread.join()
    assert statuses == [504, 504]
    with pytest.raises(TimeoutError):
        leaving(federating, slow)
    with pytest.raises(TimeoutError):
        leaving(federating, slow)
    time.sleep(0.5)
    assert federating.query(slow, None, timeout="0.5").status == 504


def leaving(client: Client, query: str) -> None:
    import http.client

    host, _, port = client.url.removeprefix("http://").rpartition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=0.5)
    try:
        connection.request("GET", "/sparql?" + urlencode({"query": query, "timeout": "20"}))
        connection.getresponse()
    finally:
        connection.close()


# Who may be asked


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1"),
        *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "0.0.0.0"),  # noqa: S104
        *("169.254.169.254", "evil.example", "example.org@127.0.0.1"),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_who_is_not_listed_is_not_asked(federating: Client, host: str, scheme: str) -> None:
    with trap() as (port, came):
        for where in (f":{port}", ""):
            answer = federating.query(SLOW % f"<{scheme}://{host}{where}/sparql>", None)
            assert answer.status == (502 if (host, scheme, where) == LISTED else 403)
        assert came() == 0


LISTED = ("localhost", "http", "")


def test_a_listed_name_at_a_private_address_is_not_asked(federating: Client) -> None:
    answer = federating.query(SLOW % "<https://localhost:1/sparql>", None)
    assert answer.status == 502
    assert "not public" in answer.json["detail"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * { ?e a ?c SERVICE ?e { ?s ?p ?o } }", "leaves the endpoint open"),
        ("SELECT * { SERVICE <%s> { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }", "not among"),
        ("SELECT * { SERVICE <%s> { SERVICE ?e { ?s ?p ?o } } }", "leaves the endpoint open"),
        ("SELECT * { SERVICE <urn:x> { ?s ?p ?o } }", "not among"),
        ("SELECT * { SERVICE <relative> { ?s ?p ?o } }", "w3id.org"),
    ],
)
def test_what_may_not_be_asked_is_refused_before_anything_is(
    federating: Client, remote: Endpoint, text: str, said: str
) -> None:
    before = len(remote.queries)
    answer = federating.query(text.replace("%s", remote.url), None)
    assert answer.status == 403
    assert said in answer.json["detail"]
    assert len(remote.queries) == before


def test_a_redirect_to_this_machine_reaches_nobody(data_dir: Path, tmp_path: Path) -> None:
    place = tmp_path / "var"
    place.symlink_to(data_dir)
    with trap() as (port, came):
        target = f"http://localhost:{port}"
        with (
            endpoint(saying(b"", 302, Location=f"{target}/sparql")) as remote,
            serving(
                place, CHANTIER_SERVICE_HOSTS=f"{remote.listed},{target}", CHANTIER_WORKERS="1"
            ) as served,
        ):
            answer = served.query(SLOW % f"<{remote.url}>", None)
            assert answer.status == 502
            assert "not public" in answer.json["detail"]
        assert came() == 0


def test_without_a_list_nobody_is_asked(client: Client, remote: Endpoint) -> None:
    before = len(remote.queries)
    for text in (
        SLOW % f"<{remote.url}>",
        SLOW.replace("SERVICE %s", f"SERVICESILENT<{remote.url}>"),
    ):
        answer = client.query(text, None)
        assert answer.status == 403
        assert "switched off" in answer.json["detail"]
    assert len(remote.queries) == before


def test_a_list_that_cannot_be_read_is_told_at_the_start(data_dir: Path) -> None:
    ended = run("serve", data_dir=data_dir, CHANTIER_SERVICE_HOSTS="example.org/sparql")
    assert ended.returncode == 2
    assert "“service_hosts”: “example.org/sparql” is not a host" in ended.stderr
    assert json.dumps(ended.stdout) == '""'
