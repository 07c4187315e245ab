"""Limits are kept to, said plainly, and hit only those who go beyond them."""

from __future__ import annotations

import re
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from chantier.errors import QuerySyntaxError
from chantier.query.sparql.scanner import read
from chantier.sandbox import STACK_BYTES as STACK
from chantier.store import versions
from support.client import Answer
from support.load import HOSTILE, NODES, E, Server, crowd, under_load, until

pytestmark = pytest.mark.alone

PAGE = resource.getpagesize()
MOST = 1_000
FORMATS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
GRAPHS = (
    "text/turtle",
    "application/ld+json",
    "application/n-triples",
    "application/rdf+xml",
    "application/trig",
    "application/n-quads",
)
LONG = f"SELECT (COUNT(*) AS ?n) {{ ?a <{E}p> ?b . ?c <{E}p> ?d . ?e <{E}p> ?f }}"
"""It would run for hours."""


def brief(number: int) -> str:
    """A query that is long and ends after some tenths of a second."""
    return f"SELECT (COUNT(*) AS ?n) {{ ?a <{E}p> ?b . ?c <{E}v> ?d FILTER(?d < 700) }} # {number}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("limits") / "var"
    versions.publish(data_dir, crowd(f'<{E}long> <{E}text> "{"a" * 50_000}" .'))
    with under_load(
        data_dir,
        CHANTIER_QUERY_SECONDS="1",
        CHANTIER_MAX_QUERY_SECONDS="2",
        CHANTIER_ANSWER_SOLUTIONS=str(MOST),
        CHANTIER_ANSWER_BYTES="300000",
        CHANTIER_CLIENT_BURST_SECONDS="100000",
    ) as running:
        yield running


def is_problem(answer: Answer, status: int, said: str) -> None:
    assert answer.status == status, (answer.status, answer.text[:300])
    assert answer.media_type == "application/problem+json"
    assert said in answer.json["detail"], answer.json
    assert answer.headers["Cache-Control"] == "no-store"


# Size


@pytest.mark.parametrize("accept", FORMATS)
@pytest.mark.parametrize("pattern", [f"?s <{E}p> ?o", f"?none <{E}p> ?o"])
def test_an_answer_has_all_its_solutions_or_is_refused(
    server: Server, accept: str, pattern: str
) -> None:
    visitor = server.visitor()
    for variables in ("?s ?o", "?unbound", "*"):
        text = f"SELECT {variables} {{ {pattern} }} LIMIT "
        whole = visitor.post(f"{text}{MOST}", accept)
        assert whole.status == 200, whole.text[:300]
        assert whole.media_type == accept
        for number in (MOST + 1, MOST + 2, MOST + 3, NODES):
            is_problem(visitor.post(f"{text}{number}", accept), 422, "more than 1,000")


@pytest.mark.parametrize("accept", GRAPHS)
def test_a_graph_has_all_its_triples_or_is_refused(server: Server, accept: str) -> None:
    text = f"CONSTRUCT {{ ?s <{E}r> ?o }} WHERE {{ ?s <{E}p> ?o }} LIMIT "
    whole = server.visitor().post(f"{text}{MOST}", accept)
    assert whole.status == 200
    assert whole.media_type == accept
    is_problem(server.visitor().post(f"{text}{MOST + 1}", accept), 422, "more than 1,000")
    described = server.visitor().post(f"DESCRIBE <{E}hub>", accept)
    is_problem(described, 422, "more than 1,000")


def test_an_answer_with_too_many_bytes_is_refused(server: Server) -> None:
    text = f"SELECT ?t {{ <{E}long> <{E}text> ?t . ?s <{E}v> ?v FILTER(?v < NUMBER) }}"
    whole = server.visitor().post(text.replace("NUMBER", "5"), "text/csv")
    assert whole.status == 200
    assert len(whole.body) > 250_000
    refused = server.visitor().post(text.replace("NUMBER", "9"), "text/csv")
    is_problem(refused, 422, "300,000 bytes")


# Time


def test_a_query_ends_at_its_limit_and_the_limit_is_said(server: Server) -> None:
    started = time.perf_counter()
    is_problem(server.visitor().post(LONG), 504, "limit of 1 s")
    assert 0.9 < time.perf_counter() - started < 2.5


@pytest.mark.parametrize(
    ("asked", "said"), [("0.3", "limit of 0.3 s"), ("1.7", "limit of 1.7 s"), ("900", "of 2 s")]
)
def test_a_client_may_ask_for_another_limit_up_to_the_highest(
    server: Server, asked: str, said: str
) -> None:
    started = time.perf_counter()
    is_problem(server.visitor().post(LONG, timeout=asked), 504, said)
    seconds = min(float(asked), 2)
    assert seconds * 0.9 < time.perf_counter() - started < seconds + 1.5


@pytest.mark.parametrize("asked", ["", "soon", "-1", "0", "nan", "inf", "1e999", "1;2", "%00"])
def test_a_limit_that_is_no_number_of_seconds_is_refused(server: Server, asked: str) -> None:
    is_problem(server.visitor().post("ASK {}", timeout=asked), 400, "timeout")


def test_server_timing_says_where_the_time_went(server: Server) -> None:
    for answer in (server.visitor().look_up(4711), server.visitor().post(LONG, timeout="0.2")):
        timing = answer.headers["Server-Timing"]
        assert re.search(r"\btotal;dur=\d", timing)
    assert float(re.search(r"query;dur=([\d.]+)", timing)[1]) >= 190  # type: ignore[index]


# Memory


def test_a_worker_may_take_no_more_memory_than_is_set_and_leaves_no_core(strict: Server) -> None:
    for worker in strict.kinds()["worker"]:
        lines = Path(f"/proc/{worker}/limits").read_text(encoding="ascii").splitlines()
        limits = {line[:25].strip(): line[25:].split()[:2] for line in lines}
        taken = int(Path(f"/proc/{worker}/statm").read_text(encoding="ascii").split()[0]) * PAGE
        most = int(limits["Max address space"][1])
        assert 300_000_000 < most - taken + STACK < 300_000_000 + 2 * STACK + 50_000_000
        assert limits["Max core file size"] == ["0", "0"]
        assert int(limits["Max open files"][1]) < 20
    assert "could not be deprived" not in strict.log.read_text(encoding="utf-8")


def test_a_query_that_wants_too_much_memory_is_ended_and_told_so(strict: Server) -> None:
    doubled = " ".join(f"BIND(CONCAT(STR(?x{i}), STR(?x{i})) AS ?x{i + 1})" for i in range(30))
    answer = strict.visitor().post(
        f"SELECT (STRLEN(?x30) AS ?n) {{ <{E}n1> <{E}p> ?x0 {doubled} }}",
        timeout="30",  # on a busy machine, time would run out before memory
    )
    is_problem(answer, 503, "too much memory")
    assert answer.headers["Retry-After"]


# Nesting


@pytest.mark.parametrize(
    ("left", "right"), [("{", "}"), ("(", ")"), ("!", ""), ("STR(", ")"), ("-(", ")")]
)
def test_nesting_is_read_to_its_limit_and_not_beyond(server: Server, left: str, right: str) -> None:
    def nested(levels: int) -> str:
        inner = left * levels + ("" if left == "{" else "1") + right * levels
        return f"ASK {{ {inner} }}" if left == "{" else f"ASK {{ FILTER({inner} = 1) }}"

    for levels in (50, 97):
        assert server.visitor().post(nested(levels)).status == 200
    for levels in (101, 3_000):
        is_problem(server.visitor().post(nested(levels)), 400, "at most 100")


@pytest.mark.parametrize(
    "text",
    [
        "ASK { VALUES ?x { " + "-1.5 " * 500 + "} }",
        "ASK { VALUES ?x { " + "'a' 'b' " * 500 + "} }",
        "SELECT * { " + f"?s <{E}p> ?o . " * 30 + "} LIMIT 1",
        "ASK { FILTER(1 IN (" + ", ".join(["-1"] * 400) + ")) }",
        "ASK { FILTER(" + " || ".join(["(1 = 2)"] * 300) + ") }",
    ],
)
def test_what_is_long_but_flat_is_not_taken_for_nested(server: Server, text: str) -> None:
    assert server.visitor().post(text).status == 200


@pytest.mark.parametrize(
    "part",
    ["a.", "a-", "a:", "?a ", '"', "'", '\\"""', "<a", "<a>", "#", "1e", "-", "é.", "@a-", "\\"],
)
def test_a_text_is_read_in_time_proportional_to_its_length(part: str) -> None:
    """It is read before any limit of time: 40 kB of “a.a.a.” once took twelve seconds."""

    def seconds(times: int) -> float:
        text = 'ASK { """' + part * times
        took = []
        for _ in range(3):
            started = time.perf_counter()
            with suppress(QuerySyntaxError):
                read(text)
            took.append(time.perf_counter() - started)
        return min(took)

    assert seconds(40_000) < 12 * seconds(10_000) + 0.05


# Shares


@pytest.fixture
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("strict") / "var"
    versions.publish(data_dir, crowd())
    with under_load(
        data_dir,
        CHANTIER_QUERY_SECONDS="1",
        CHANTIER_CLIENT_BURST_SECONDS="2",
        CHANTIER_CLIENT_SECONDS_PER_MINUTE="6",
        CHANTIER_QUERY_MEMORY_BYTES="300000000",
    ) as running:
        yield running


def test_a_client_that_spent_its_time_is_told_to_wait_and_others_are_served(
    strict: Server,
) -> None:
    greedy, modest = strict.visitor(HOSTILE), strict.visitor("127.0.0.3")
    seen = [greedy.post(LONG) for _ in range(4)]
    assert [answer.status for answer in seen[:2]] == [504, 504]
    is_problem(seen[3], 429, "used up its query time")
    assert 1 <= int(seen[3].headers["Retry-After"]) <= 30
    forged = greedy.send(
        "POST",
        "/sparql",
        {"Content-Type": "application/sparql-query", "X-Forwarded-For": "10.9.8.7"},
        LONG.encode(),
    )
    assert forged.status == 429, "a header that anybody can write gave it new time"
    assert greedy.look_up(3).status == 200, "short queries are answered all the same"
    assert modest.post(brief(1), "text/csv").status == 200


def crowd_asks(server: Server, source: str, number: int) -> list[threading.Thread]:
    """Have one client send queries that never end, each on its own connection."""

    def ask() -> None:
        server.visitor(source, 60).post(LONG)

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(number)]
    for thread in threads:
        thread.start()
    return threads


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("narrow") / "var"
    versions.publish(data_dir, crowd())
    with under_load(
        data_dir,
        CHANTIER_QUERY_SECONDS="1",
        CHANTIER_QUERIES_RUNNING="1",
        CHANTIER_QUERIES_QUEUED="4",
        CHANTIER_CLIENT_BURST_SECONDS="100000",
    ) as running:
        yield running


def test_a_full_queue_answers_503_and_says_when_to_come_back(narrow: Server) -> None:
    visitors = [narrow.visitor(f"127.0.0.{number}", 30) for number in range(10, 22)]
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda v=visitor: answers.append(v.post(LONG)), daemon=True)
        for visitor in visitors
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    statuses = sorted(answer.status for answer in answers)
    assert set(statuses) == {503, 504}
    assert statuses.count(504) >= 4
    for answer in answers:
        if answer.status == 503:
            is_problem(answer, 503, "Too many long queries")
            assert int(answer.headers["Retry-After"]) >= 1
    assert narrow.visitor().look_up(1).status == 200


def test_one_client_with_many_queries_does_not_keep_another_from_its_turn(narrow: Server) -> None:
    """Ten that run their second would make the other wait for ten."""
    threads = crowd_asks(narrow, HOSTILE, 10)
    time.sleep(0.5)
    modest = narrow.visitor("127.0.0.3", 30)
    took = []
    for number in range(2):
        started = time.perf_counter()
        answer = modest.post(brief(number), "text/csv")
        took.append(time.perf_counter() - started)
        assert answer.status == 200, answer.text
    assert max(took) < 3.5, took
    for thread in threads:
        thread.join(30)
    until(lambda: not narrow.stopped(), 3, "a worker was left stopped")


# The log


def test_the_log_holds_a_digest_and_never_the_text_of_a_query(server: Server) -> None:
    secret = "secret-4711"  # noqa: S105 — it opens nothing
    visitor = server.visitor()
    texts = (
        f"ASK {{ ?s ?p '{secret}' }}",
        f"ASK {{ ?s ?p '{secret}' ",
        f"{LONG} # {secret}",
        f"SELECT * {{ ?s ?p ?o FILTER(?o != '{secret}') }}",
        f"ASK {{ SERVICE SILENT <http://127.0.0.1:1/{secret}> {{}} }}",
        f"SELECT (<http://e/{secret}>(1) AS ?x) {{}}",
        f"ASK {{ BIND(REGEX('a', '({secret}') AS ?x) }}",
        f"SELECT ?x {{ BIND(STRDT('{secret}', ?none) AS ?x) SERVICE ?none {{}} }}",
        f"hello {secret}",
    )
    for text in texts:
        assert visitor.post(text, timeout="0.3").status < 600
        assert visitor.query(text, None, timeout="0.3").status < 600
    assert visitor.get(f"/questions/{secret}?a={quote(secret)}").status == 404
    said = server.log.read_text(encoding="utf-8")
    assert secret not in said
    assert re.search(r"query [0-9a-f]{16}: LimitExceeded", said)
    assert "Traceback" not in said
