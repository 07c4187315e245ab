"""What every answer has, whoever made it: validators, compression, CORS, a place in the cache."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, urlencode

import brotli
import pytest
import zstandard

from chantier.gateway.gateway import Gateway
from chantier.settings import Settings
from chantier.store import versions
from support.channel import KeptChannel, exchange_over
from support.client import Answer, Client
from support.server import serving
from support.small_versions import draft

pytestmark = pytest.mark.alone

ID = "https://w3id.org/chantier-es/id/"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
CSV = {"Accept": "text/csv"}
TURTLE = f"""
<{ID}île/à-la-carte> <http://e/p> 1 .
<{ID}a?b> <http://e/p> "with a question mark" .
<{ID}a> <http://e/p> "without" .
"""
PATHS = (
    "/",
    "/fr/",
    "/fr/ontologie",
    "/en/questions",
    "/doc/region/06.ttl",
    "/doc/region/06.jsonld",
    "/doc/region/06.html",
    "/id/region/06",
    "/graph/data/poles.nt",
    "/catalog.ttl",
    "/ns",
    "/static/style.css",
    "/questions/mandats?format=csv",
    "/sparql",
    "/sparql?" + urlencode({"query": COUNT, "format": "csv"}),
    "/healthz",
    "/nowhere",
    "/sparql?query=x",
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data_dir = tmp_path_factory.mktemp("edge") / "var"
    versions.publish(data_dir, draft(TURTLE))
    return data_dir


@pytest.fixture(scope="module")
def odd(small: Path) -> Iterator[Client]:
    """A server of things with odd names; one web process, so that its cache is met again."""
    with serving(small, CHANTIER_WORKERS="1", CHANTIER_QUERY_SECONDS="1") as client:
        yield client


def is_cached(answer: Answer) -> bool:
    return "cache" in answer.headers["Server-Timing"]


# Clients


@pytest.mark.parametrize(
    ("proxies", "address", "forwarded", "client", "network"),
    [
        (0, "192.0.2.7:50000", "203.0.113.9", "192.0.2.7", "192.0.2.7"),
        (0, "2001:db8::7:50000", "", "2001:db8::/64", "2001:db8::/64"),
        (1, "127.0.0.1:50000", "198.51.100.1, 203.0.113.9", "203.0.113.9", ""),
        (2, "127.0.0.1:50000", "198.51.100.1, 203.0.113.9", "198.51.100.1", ""),
        (1, "127.0.0.1:50000", "2001:db8:0:1::9", "2001:db8:0:1::/64", ""),
        (2, "127.0.0.1:50000", "203.0.113.9", "127.0.0.1", ""),
    ],
)
def test_a_client_is_a_network_and_behind_a_proxy_the_one_that_it_names(
    proxies: int, address: str, forwarded: str, client: str, network: str
) -> None:
    nothing = cast(Any, None)  # of the other parts, none is asked
    settings = Settings(proxies=proxies)
    gateway = Gateway(settings, nothing, nothing, nothing, nothing, nothing)
    sent = {"x-forwarded-for": forwarded}
    exchange = exchange_over(KeptChannel(address), headers=sent)
    assert gateway.client_of(exchange) == client
    assert gateway.network(address.rpartition(":")[0]) == network


# Validators


@pytest.mark.parametrize("path", PATHS[:15])
def test_an_answer_is_recognised_by_its_etag(client: Client, path: str) -> None:
    first = client.get(path)
    etag = first.headers["ETag"]
    if first.status != 200:
        assert etag is None
        return
    assert etag.startswith('"')
    for held in (etag, f"W/{etag}", f'"other", {etag}', "*", etag.strip('"')):
        again = client.get(path, If_None_Match=held)
        assert again.status == 304
        assert again.body == b""
        assert again.headers["ETag"] == etag
        assert again.headers["Vary"] == first.headers["Vary"]
        assert again.headers["Access-Control-Allow-Origin"] == "*"
    for held in ('"other"', "other", ""):
        assert client.get(path, If_None_Match=held).status == 200
    assert client.get(path).body == first.body, "what others hold is not my answer"


def test_each_representation_has_its_own_etag(client: Client) -> None:
    path = "/doc/region/06"
    accepted = ("text/turtle", "application/ld+json", "application/n-triples", "text/html")
    tags = {
        client.get(path, accept, Accept_Encoding=encoding, Accept_Language=language).headers["ETag"]
        for accept in accepted
        for encoding in ("identity", "gzip", "br", "zstd")
        for language in ("fr", "en")
    }
    assert len(tags) == 4 * 3 + 4 * 2


def test_the_same_question_has_the_same_etag_however_it_was_computed(client: Client) -> None:
    tags = set()
    for number in range(4):
        text = f"SELECT ?p ?o {{ <{ID}region/06> ?p ?o }} #{number % 2}"
        tags.add(client.query(text).headers["ETag"])
    assert len(tags) == 1


def test_results_say_when_their_version_was_made(client: Client) -> None:
    modified = parsedate_to_datetime(client.query(COUNT).headers["Last-Modified"])
    created = client.get("/healthz").json["created"]
    assert modified.isoformat() == created


def test_a_post_is_not_answered_with_304(client: Client) -> None:
    sent = CSV | {"Content-Type": "application/sparql-query"}
    first = client.send("POST", "/sparql", sent, COUNT.encode())
    held = {"If-None-Match": first.headers["ETag"] or "*"}
    again = client.send("POST", "/sparql", sent | held, COUNT.encode())
    assert (first.status, again.status) == (200, 200)
    assert again.body == first.body


# Variants


@pytest.mark.parametrize("path", PATHS)
def test_head_has_the_headers_of_get(client: Client, path: str) -> None:
    full, head = client.get(path), client.send("HEAD", path)
    changing = {"date", "server-timing"}
    names = {name.lower() for name in (*full.headers, *head.headers)} - changing
    assert head.status == full.status
    assert head.body == b""
    for name in names:
        assert head.headers.get_all(name) == full.headers.get_all(name), name
    assert int(head.headers["Content-Length"]) == len(full.body)


@pytest.mark.parametrize("path", PATHS)
def test_every_compression_holds_the_same_bytes(client: Client, path: str) -> None:
    plain = client.get(path)
    undo = {
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": zstandard.ZstdDecompressor().decompress,
    }
    for encoding, decompress in undo.items():
        answer = client.get(path, Accept_Encoding=encoding)
        assert answer.status == plain.status
        assert "Content-Encoding" not in plain.headers
        applied = answer.headers["Content-Encoding"]
        if len(plain.body) > 2_000:
            assert applied == encoding
        assert applied in (None, encoding)
        body = decompress(answer.body) if applied else answer.body
        assert body == plain.body
        assert int(answer.headers["Content-Length"]) == len(answer.body)
    varies = [part.strip() for part in (plain.headers["Vary"] or "").split(",")]
    assert "Accept-Encoding" in varies
    assert len(varies) == len(set(varies))


def test_the_best_of_the_accepted_compressions_is_taken(client: Client) -> None:
    def chosen(accepted: str) -> str | None:
        return client.get("/fr/ontologie", Accept_Encoding=accepted).headers["Content-Encoding"]

    assert chosen("gzip, deflate, br, zstd") == "zstd"
    assert chosen("gzip, deflate, br") == "br"
    assert chosen("gzip;q=1.0, br;q=0.5") == "gzip"
    assert chosen("br;q=0, gzip") == "gzip"
    assert chosen("deflate") is None
    assert chosen("gzip;q=x") is None


def test_vary_names_what_an_answer_depends_on(client: Client) -> None:
    def varies(path: str, accept: str) -> set[str]:
        answer = client.get(path, accept)
        return {part.strip() for part in answer.headers["Vary"].split(",")}

    assert varies("/doc/region/06", "text/turtle") >= {"Accept"}
    assert varies("/doc/region/06", "text/html") >= {"Accept", "Accept-Language"}
    assert varies("/sparql?" + urlencode({"query": COUNT}), "text/csv") >= {"Accept"}
    assert varies("/nowhere", "text/html") >= {"Accept", "Accept-Language"}


# The cache


def test_a_second_identical_request_comes_from_the_cache(odd: Client) -> None:
    path = "/sparql?" + urlencode({"query": COUNT + "# cached"})
    first, second = odd.get(path, "text/csv"), odd.get(path, "text/csv")
    assert not is_cached(first)
    assert is_cached(second)
    assert first.body == second.body
    assert {k: v for k, v in first.headers.items() if k not in ("server-timing", "date")} == {
        k: v for k, v in second.headers.items() if k not in ("server-timing", "date")
    }
    for other in ("application/sparql-results+json", "application/sparql-results+xml"):
        answer = odd.get(path, other)
        assert answer.media_type == other
        assert answer.body != first.body


@pytest.mark.parametrize("query", ["x", "ASK { SERVICE <http://127.0.0.1:1/> {} }", COUNT + " x"])
def test_an_error_is_not_kept(odd: Client, query: str) -> None:
    for _ in range(2):
        answer = odd.query(query, None)
        assert 400 <= answer.status < 500
        assert not is_cached(answer)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["ETag"] is None


def test_a_post_leaves_nothing_for_a_get_of_the_same_address(odd: Client) -> None:
    sent = CSV | {"Content-Type": "application/sparql-query"}
    answer = odd.send("POST", "/sparql?format=csv", sent, COUNT.encode())
    assert answer.status == 200
    described = odd.get("/sparql?format=csv", "text/turtle")
    assert described.media_type == "text/turtle"
    other = odd.send("POST", "/sparql?format=csv", sent, b"SELECT (1 AS ?x) {}")
    assert other.body == b"x\r\n1\r\n"


def test_a_health_check_is_never_kept(odd: Client) -> None:
    assert not any(is_cached(odd.get("/healthz")) for _ in range(3))


def test_an_escaped_question_mark_is_not_the_start_of_parameters(odd: Client) -> None:
    for first, second in (("/doc/a%3Fb", "/doc/a?b"), ("/doc/a?c", "/doc/a%3Fc")):
        one, other = odd.get(first, "text/turtle"), odd.get(second, "text/turtle")
        assert one.body != other.body, (first, second)
    assert odd.get("/sparql?query=ASK%7B%7D").status == 200
    assert odd.get("/sparql%3Fquery=ASK%7B%7D").status == 404


def test_another_version_is_answered_from_at_once(small: Path) -> None:
    def told(client: Client, path: str) -> str:
        return client.get(path, "text/turtle, text/csv").text

    number = "/sparql?" + urlencode({"query": "SELECT ?n { <http://e/number> <http://e/is> ?n }"})
    with serving(small, CHANTIER_WORKERS="1") as client:
        for value in range(101, 106):
            text = f"<{ID}thing> <http://e/is> {value} . <http://e/number> <http://e/is> {value} ."
            version = versions.publish(small, draft(text))
            deadline = time.monotonic() + 10
            while client.get("/healthz").json["version"] != version.manifest.id:
                assert time.monotonic() < deadline, "the version is not taken up"
            for _ in range(3):
                assert told(client, number) == f"n\r\n{value}\r\n"
                assert str(value) in told(client, "/doc/thing")
            assert client.get("/doc/thing", If_None_Match='"x"').status == 200
        versions.publish(small, draft(TURTLE))


def test_an_answer_that_took_until_after_the_switch_is_not_kept_for_the_new_version(
    small: Path,
) -> None:
    """It starts on one version, ends when another is served, and must not be taken for its own."""
    many = "\n".join(f"<http://e/n{i}> <http://e/p> {i} ." for i in range(1_200))
    text = "SELECT (COUNT(*) AS ?n) { ?a <http://e/p> ?b . ?c <http://e/p> ?d FILTER(?b != ?d) }"
    path = "/sparql?" + urlencode({"query": text})
    versions.publish(small, draft(many))
    with serving(small, CHANTIER_WORKERS="1") as client:
        answers: list[Answer] = []
        thread = threading.Thread(target=lambda: answers.append(client.get(path, "text/csv")))
        thread.start()
        time.sleep(0.1)
        version = versions.publish(small, draft("<http://e/a> <http://e/p> 1, 2 ."))
        while client.get("/healthz").json["version"] != version.manifest.id:
            assert thread.is_alive() or answers
        thread.join()
        fresh = client.get(path, "text/csv")
        assert fresh.text.split() == ["n", "2"]
        assert not is_cached(fresh)
        assert answers[0].status == 200
        assert answers[0].text.split()[1] in (str(1_200 * 1_199), "2")
    versions.publish(small, draft(TURTLE))


# Methods and origins


@pytest.mark.parametrize("path", PATHS)
def test_any_origin_may_read_every_answer(client: Client, path: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "DELETE"):
        answer = client.send(method, path, {"Origin": "https://x.example"})
        assert answer.headers.get_all("Access-Control-Allow-Origin") == ["*"], (method, path)
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
def test_a_preflight_is_answered_whatever_it_asks_for(client: Client, path: str) -> None:
    asked = {
        "Origin": "https://x.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, x-anything",
    }
    answer = client.send("OPTIONS", path, asked)
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Headers"] == "content-type, x-anything"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert int(answer.headers["Access-Control-Max-Age"]) > 0
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.body == b""


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/doc/region/06", {"GET", "HEAD", "OPTIONS"}),
        ("/sparql", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("/store", {"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"}),
    ],
)
def test_options_names_the_methods_of_the_address(
    client: Client, path: str, methods: set[str]
) -> None:
    allowed = client.send("OPTIONS", path).headers["Allow"]
    assert {method.strip() for method in allowed.split(",")} == methods


def test_a_redirect_leads_to_the_same_host_whatever_the_request_names(client: Client) -> None:
    answer = client.send("GET", "/doc//region/06", {"Host": "elsewhere.example"})
    assert answer.status in (301, 302, 307, 308)
    assert answer.headers["Location"] == "/doc/region/06"


def test_an_empty_accept_and_none_get_the_same(client: Client) -> None:
    path = "/sparql?query=ASK%7B%7D&format=xml"
    first = client.send("GET", path, {"Accept": ""})
    assert first.body == client.send("GET", path, {}).body
    assert first.media_type == "application/sparql-results+xml"


def test_a_method_that_nobody_knows_is_not_implemented(client: Client) -> None:
    answer = client.send("FROB", "/")
    assert answer.status == 501
    assert answer.json["status"] == 501
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/doc/region/06", "/fr/questions", "/healthz"])
def test_another_method_is_refused_with_those_allowed(
    client: Client, path: str, method: str
) -> None:
    answer = client.send(method, path)
    assert answer.status == 405
    allowed = {part.strip() for part in answer.headers["Allow"].split(",")}
    assert allowed >= {"GET", "HEAD", "OPTIONS"}
    assert method not in allowed
    assert answer.headers["Cache-Control"] == "no-store"


# Paths


def test_a_path_with_accents_leads_to_its_document(odd: Client) -> None:
    name = quote("île/à-la-carte")
    sent = odd.get(f"/id/{name}")
    assert sent.status == 303
    assert sent.headers["Location"].isascii()
    document = odd.get(sent.headers["Location"], "text/turtle")
    assert document.status == 200
    assert f"<{ID}île/à-la-carte>" in document.text
    assert document.headers["Content-Location"] == f"/doc/{name}.ttl"
    for link in document.headers["Link"].split(", "):
        assert link.isascii(), link
    page = odd.get(f"/doc/{name}", "text/html")
    assert page.status == 200
    assert page.headers["Content-Location"].isascii()


def test_a_path_that_is_not_utf_8_is_unknown(odd: Client) -> None:
    for path in ("/id/%E9", "/id/%C3", "/%FF", "/doc/%ED%A0%80"):
        assert odd.get(path, "*/*").status == 404
