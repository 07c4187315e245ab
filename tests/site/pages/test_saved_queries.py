"""Frozen queries: they stay what they were, say what changed, and cannot be used to fill a disk."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from chantier.default_dataset import DefaultDataset
from chantier.query.sparql.scanner import normalised
from chantier.store import versions
from chantier.store.saved_queries import MAX_QUERY_TEXT_BYTES, SavedQueries, SavedQuery
from support.chronicle import DAYS, FIRST, SECOND, publish
from support.client import Answer, Client
from support.server import serving

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LABELS = (
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
    " SELECT ?thing ?label { ?thing rdfs:label ?label } ORDER BY ?label"
)
LARGE = (
    'SELECT (CONCAT(?a, STR(?n), STR(?m), STR(?o)) AS ?x) { VALUES ?a { "'
    + "x" * 900
    + '" }'
    + " ".join(f" VALUES ?{v} {{ 1 2 3 4 5 6 7 8 9 10 11 12 }}" for v in "nmo")
    + " }"
)


def freeze(client: Client, query: str, language: str = "fr", accept: str = "text/html") -> Answer:
    body = urlencode({"query": query, "lang": language}).encode()
    return client.send("POST", "/requete", FORM | {"Accept": accept}, body)


def place(answer: Answer) -> str:
    assert answer.status == 303, answer.text
    return answer.headers["Location"].partition("?")[0]


@pytest.fixture
def past(tmp_path: Path) -> Iterator[tuple[Client, Path]]:
    data_dir = tmp_path / "var"
    publish(data_dir, FIRST, DAYS[0])
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        yield client, data_dir


def serve_second(client: Client, data_dir: Path, trig: str = SECOND) -> str:
    """Publish a version and wait until the server answers from it."""
    made = publish(data_dir, trig, DAYS[1]).manifest.id
    while client.get("/healthz").json["version"] != made:
        pass
    return made


def test_a_frozen_query_is_found_under_its_address_in_both_languages(client: Client) -> None:
    address = place(freeze(client, "SELECT ?x { VALUES ?x { 1 2 } } # frozen"))
    assert re.fullmatch(r"/requete/[0-9a-f]{16}", address)
    for language, said in (("fr", "encore la version servie"), ("en", "still the version being")):
        page = client.get(f"{address}?lang={language}", "text/html")
        assert page.status == 200
        assert f'<html lang="{language}">' in page.text
        assert said in page.text
        assert "SELECT ?x { VALUES ?x { 1 2 } } # frozen" in page.text


def test_the_same_query_has_the_same_address_whatever_its_spaces_and_comments(
    client: Client,
) -> None:
    first = place(freeze(client, 'SELECT ?y { VALUES ?y { "a  # b" } }'))
    again = place(freeze(client, '# said\nSELECT  ?y {\r\n VALUES ?y { "a  # b" } } # end'))
    other = place(freeze(client, 'SELECT ?y { VALUES ?y { "a # b" } }'))
    assert first == again != other


def test_normalising_leaves_strings_and_iris_alone() -> None:
    text = 'SELECT * #a\n{ ?s <http://e/#b> """c  \n# d""" ; ex:p\\#q  \'e  #f\' }'
    assert normalised(text) == ('SELECT * { ?s <http://e/#b> """c  \n# d""" ; ex:p\\#q \'e  #f\' }')


@pytest.mark.parametrize(
    ("accept", "extension", "said"),
    [
        ("text/csv", "csv", "x\r\n1\r\n2\r\n"),
        ("text/tab-separated-values", "tsv", "?x\n1\n2\n"),
        ("application/sparql-results+json", "srj", '"value":"2"'),
        ("application/sparql-results+xml", "srx", "<literal"),
        ("*/*", "rq", "SELECT ?x"),
        ("*/*", "bib", "@misc{"),
        ("*/*", "csl", '"URL"'),
    ],
)
def test_the_answer_and_the_citation_come_in_every_format(
    client: Client, accept: str, extension: str, said: str
) -> None:
    address = place(freeze(client, "SELECT ?x { VALUES ?x { 1 2 } } # frozen"))
    by_extension = client.get(f"{address}.{extension}", "*/*")
    assert by_extension.status == 200
    assert said in by_extension.text
    if accept != "*/*":
        negotiated = client.get(address, accept)
        assert negotiated.media_type == accept
        assert negotiated.body == by_extension.body
    assert client.get(f"{address}.nonsense").status == 404


def test_yes_no_and_graphs_are_frozen_too(client: Client) -> None:
    asked = place(freeze(client, "ASK {}"))
    assert client.get(asked, "application/sparql-results+json").json["boolean"] is True
    assert ">Oui<" in client.get(asked, "text/html", Accept_Language="fr").text
    graph = place(freeze(client, "CONSTRUCT { <http://e/a> <http://e/p> 'é' } {}"))
    assert "<http://e/a>" in client.get(graph, "text/turtle").text
    assert '<section class="triples">' in client.get(graph, "text/html").text


def test_the_citation_names_version_date_and_address(client: Client) -> None:
    health = client.get("/healthz").json
    address = place(freeze(client, "SELECT ?z { VALUES ?z { 3 } }", "en"))
    page = client.get(f"{address}?lang=en", "text/html").text
    permanent = f"https://w3id.org/chantier-es{address}"
    cited = page.partition('<section class="cite">')[2].partition("</section>")[0]
    assert cited.count(permanent) >= 3
    assert health["version"][:12] in cited
    item = json.loads(client.get(f"{address}.csl").text)[0]
    assert (item["URL"], item["version"]) == (permanent, health["version"])


def test_a_frozen_query_outlives_its_version(past: tuple[Client, Path]) -> None:
    client, data_dir = past
    first = client.get("/healthz").json["version"]
    address = place(freeze(client, LABELS))
    same = place(freeze(client, "SELECT ?x { VALUES ?x { 1 } }"))
    before = client.get(address, "text/csv").body
    page = client.get(f"{address}?lang=en", "text/html").text
    assert "still the version" in page
    assert 'href="/version/' in page
    serve_second(client, data_dir)
    shutil.rmtree(data_dir / "versions" / first)
    page = client.get(f"{address}?lang=en", "text/html")
    assert page.status == 200
    assert "from 3 to 3, 2 added and 2 gone" in page.text
    assert "Parti" in page.text
    assert 'href="/version/' not in page.text
    assert client.get(address, "text/csv").body == before
    assert "the same answer (1)" in client.get(f"{same}?lang=en", "text/html").text
    fresh = place(freeze(client, LABELS))
    assert fresh != address


def test_an_answer_too_large_to_keep_is_shown_while_its_version_is_served(
    past: tuple[Client, Path],
) -> None:
    client, data_dir = past
    address = place(freeze(client, LARGE))
    assert client.get(address, "text/csv").body.count(b"\n") == 1729
    assert "1,728" in client.get(f"{address}?lang=en", "text/html").text
    serve_second(client, data_dir)
    gone = client.get(address, "text/csv")
    assert gone.status == 410
    page = client.get(f"{address}?lang=en", "text/html")
    assert page.status == 200
    assert "too large to be kept" in page.text


def test_only_what_is_answered_is_frozen(client: Client) -> None:
    for query, status in (
        ("SELECT ?x { wrong", 400),
        ("", 400),
        ("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", 403),
        (f"ASK {{}} # {'x' * MAX_QUERY_TEXT_BYTES}", 413),
    ):
        page = freeze(client, query, "en")
        assert (page.status, page.media_type) == (status, "text/html")
        told = freeze(client, query, accept="application/json")
        assert (told.status, told.media_type) == (status, "application/problem+json")
    assert client.get("/requete/0123456789abcdef").status == 404
    assert client.get("/requete").status == 405


def test_a_client_freezes_so_many_a_day(past: tuple[Client, Path]) -> None:
    client, _ = past
    statuses = [freeze(client, f"SELECT ?x {{ VALUES ?x {{ {n} }} }}").status for n in range(21)]
    assert statuses == [303] * 20 + [429]
    last = freeze(client, "ASK { VALUES ?x { 77 } }", "en")
    assert int(last.headers["Retry-After"]) > 0
    assert "used up your share" in last.text
    assert freeze(client, "SELECT ?x { VALUES ?x { 3 } }").status == 303  # it is there already


def test_a_query_keeps_what_it_asked_when_it_was_frozen(client: Client, data_dir: Path) -> None:
    """Both name terms of the bookkeeping and no graph; one is of before the facts were asked."""
    text = "SELECT ?s { ?s a <http://www.w3.org/ns/dcat#Distribution> }"
    version = versions.current(data_dir).manifest
    kept = SavedQueries(data_dir)
    for name, asked in (("a" * 16, DefaultDataset.UNION), ("b" * 16, DefaultDataset.FACTS)):
        when = version.created
        kept.save(SavedQuery(name, text, version.id, when, when, "", 0, "", asked), "192.0.2.9")
    before, now = (client.get(f"/requete/{name * 16}.csv").text.splitlines() for name in "ab")
    assert len(before) > 30
    assert now == ["s"]
    for language, said in (("fr", "l’union de tous les graphes"), ("en", "the union of all")):
        pages = [client.get(f"/requete/{name * 16}?lang={language}", "text/html") for name in "ab"]
        assert [said in page.text for page in pages] == [True, False]
