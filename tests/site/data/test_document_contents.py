"""What the document of a thing holds besides the thing, in pages, and since when."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from chantier.gateway.representation import http_date
from chantier.namespaces import BASE, GRAPH, PREFIXES
from chantier.rdf.nquads import canonical_lines
from chantier.store import versions
from chantier.store.changelog import Changelog
from chantier.store.retention import roll_back
from support.client import Answer, Client
from support.server import serving

PREFIX = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
HUB = f"""{PREFIX}
GRAPH <{GRAPH}data/hub> {{
  id:hub a ces:Hub ; skos:prefLabel "le moyeu"@fr, "the hub"@en ; ces:part [ ces:of id:named ] ;
    prov:wasQuotedFrom passage:a .
  id:named skos:prefLabel "nommé"@fr ; rdfs:label "named"@en ; ces:secret "not a label" .
  id:other skos:prefLabel "not named" .
  passage:a oa:hasSelector selecteur:a .
  selecteur:a oa:start 3 ; oa:end 9 .
  attestation:a rdf:subject id:hub ; rdf:predicate skos:prefLabel ; dcterms:source source:s ;
    ces:confidence c:high .
  source:s skos:prefLabel "a source" ; ces:pages 300 .
  c:high skos:prefLabel "élevée"@fr .
  ces:Hub rdfs:label "Hub"@en .
  {" ".join(f'id:spoke-{n:03} ces:at id:hub ; skos:prefLabel "spoke {n}" .' for n in range(250))}
}}
GRAPH <{GRAPH}data/catalogue> {{
  <{BASE}dataset> dcterms:license <http://e/licence> .
  <{BASE}catalog> skos:prefLabel "the catalogue" ; ces:lists ( id:hub ) .
}}
"""


def published(data_dir: Path, trig: str) -> versions.Version:
    quads = list(ox.parse(trig, format=ox.RdfFormat.TRIG, rename_blank_nodes=True))
    lines = canonical_lines(quad for quad in quads if isinstance(quad, ox.Quad))
    return versions.publish(data_dir, versions.Draft(lines, "", "", "test", 1_000_000))


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    data_dir = tmp_path_factory.mktemp("hub") / "var"
    published(data_dir, HUB)
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        yield client


def quads(answer: Answer) -> list[ox.Quad]:
    assert answer.status == 200, answer.text
    assert answer.media_type == "application/n-quads"
    return [q for q in ox.parse(answer.body, format=ox.RdfFormat.N_QUADS) if isinstance(q, ox.Quad)]


def pages(client: Client, path: str) -> list[Answer]:
    """A document and the pages that its ``next`` links lead to."""
    found = [client.get(path, "application/n-quads")]
    while path := links(found[-1]).get("next", ""):
        found.append(client.get(path, "text/html"))
    return found


def links(answer: Answer) -> dict[str, str]:
    found = re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["Link"] or "")
    return {relation: address for address, relation in found}


def test_a_document_can_be_shown_without_another_request(hub: Client) -> None:
    text = hub.get("/doc/hub.ttl").text
    for told in (
        'skos:prefLabel "le moyeu"@fr',
        "ces:of id:named",
        'skos:prefLabel "nommé"@fr',
        'rdfs:label "named"@en',
        'rdfs:label "Hub"@en',
        'skos:prefLabel "spoke 7"',
        "oa:start 3",
        "rdf:subject id:hub",
        "dcterms:source source:s",
        'skos:prefLabel "a source"',
        'skos:prefLabel "élevée"@fr',
    ):
        assert told in text or told.replace("rdfs:label", "a") in text, told
    for other in ("not a label", "not named", "ces:pages", "the catalogue", "rdf:first"):
        assert other not in text, other


def test_a_document_says_what_it_is_in_the_default_graph(hub: Client) -> None:
    told = quads(hub.get("/doc/hub", "application/n-quads"))
    itself = {
        f"{quad.predicate} {quad.object}"
        for quad in told
        if quad.graph_name == ox.DefaultGraph() and str(quad.subject) == f"<{BASE}doc/hub>"
    }
    expected = {
        ("rdf", "type", PREFIXES["foaf"] + "Document"),
        ("foaf", "primaryTopic", f"{BASE}id/hub"),
        ("dcterms", "isPartOf", f"{BASE}dataset"),
        ("void", "inDataset", f"{BASE}dataset"),
        ("dcterms", "license", "http://e/licence"),
    }
    assert itself == {f"<{PREFIXES[p]}{name}> <{value}>" for p, name, value in expected}
    graphs = {str(quad.graph_name) for quad in told}
    assert graphs == {str(ox.DefaultGraph()), f"<{GRAPH}data/hub>"}


def test_the_catalogue_tells_of_its_version_in_the_default_graph(hub: Client) -> None:
    told = quads(hub.get("/catalog.nq"))
    graphs = {str(quad.graph_name) for quad in told}
    assert graphs == {str(ox.DefaultGraph()), f"<{GRAPH}data/catalogue>"}


def test_the_links_to_a_thing_come_in_pages_each_once(hub: Client) -> None:
    answers = pages(hub, "/doc/hub")
    assert len(answers) == 3
    incoming = [
        str(quad.subject)
        for answer in answers
        for quad in quads(answer)
        if str(quad.object) == f"<{BASE}id/hub>" and "ns#at" in str(quad.predicate)
    ]
    assert len(incoming) == len(set(incoming)) == 250
    assert incoming[99:] == sorted(incoming[99:])
    for number, answer in enumerate(answers, 1):
        shown = f"?page={number}" if number > 1 else ""
        assert answer.headers["Content-Location"] == f"/doc/hub.nq{shown}"
        assert links(answer)["first"] == "/doc/hub.nq?page=1"
        assert links(answer).get("prev") == (f"/doc/hub.nq?page={number - 1}" if shown else None)
        topics = [q for q in quads(answer) if q.predicate.value.endswith("primaryTopic")]
        assert [str(q.subject) for q in topics] == [f"<{BASE}doc/hub{shown}>"]
    assert answers[0].body == hub.get("/doc/hub.nq?page=1").body
    assert "spoke-200> <http://www.w3.org/2004/02/skos/core#prefLabel>" in answers[2].text
    assert "the hub" in answers[1].text, "a page can be shown alone"
    assert 'rel="next"' not in (hub.get("/doc/named.nq").headers["Link"] or "")


@pytest.mark.parametrize("page", ["0", "-1", "1.5", "one", "", "1&page=2", "٣", "1" * 30])
def test_what_is_no_page_number_is_refused(hub: Client, page: str) -> None:
    answer = hub.get(f"/doc/hub.ttl?page={quote(page, safe='&=')}")
    assert answer.status == 400
    assert "integer" in answer.json["detail"]


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/doc/hub.ttl?page=4", None, 404),
        ("/doc/named.ttl?page=2", None, 404),
        ("/doc/nothing.ttl?page=2", None, 404),
        ("/doc/hub.html?page=2", None, 404),
        ("/doc/hub?page=2", "text/html", 406),
        ("/doc/hub?page=2", None, 200),
        ("/doc/hub.html?page=1", None, 200),
    ],
)
def test_a_page_that_is_not_there_is_refused(
    hub: Client, path: str, accept: str | None, status: int
) -> None:
    answer = hub.get(path, accept)
    assert answer.status == status
    if status == 404:
        assert " / " in answer.json["detail"]


# What changes

LONG_AGO = "2020-02-20T20:20:20+00:00"
FIRST = 'id:a ces:p id:b . id:b skos:prefLabel "b" . id:c ces:p 1 . id:d ces:p id:c .'


def state(data_dir: Path, turtle: str, created: str = "") -> versions.Version:
    """Publish a state and write down what it changed, as a build does."""
    version = published(data_dir, f"{PREFIX} GRAPH <http://e/g> {{ {turtle} }}")
    if created:
        path = version.path / "manifest.json"
        told = replace(version.manifest, created=created)
        path.write_text(told.as_json(), encoding="utf-8")
        version = versions.current(data_dir)
    Changelog(data_dir).catch_up(version)
    return version


@dataclass(frozen=True)
class Changing:
    """A server of a graph that changes."""

    data_dir: Path
    client: Client

    def become(self, turtle: str) -> versions.Version:
        """Publish another state; done when the server answers from it."""
        version = state(self.data_dir, turtle)
        self.settle(version.manifest.id)
        return version

    def settle(self, version: str) -> None:
        deadline = time.monotonic() + 20
        while self.client.get("/healthz").json["version"] != version:
            assert time.monotonic() < deadline

    def modified(self, name: str) -> str:
        answer = self.client.get(f"/doc/{name}.ttl")
        assert answer.status == 200, answer.text
        return parsedate_to_datetime(answer.headers["Last-Modified"]).isoformat()

    def status(self, name: str, since: str) -> int:
        return self.client.get(f"/doc/{name}.ttl", If_Modified_Since=http_date(since)).status


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[Changing]:
    data_dir = tmp_path / "var"
    state(data_dir, FIRST, LONG_AGO)
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        yield Changing(data_dir, client)


def test_a_document_tells_since_when_what_it_says_is_so(changing: Changing) -> None:
    assert {changing.modified(name) for name in "abcd"} == {LONG_AGO}
    version = changing.become(FIRST.replace("ces:p 1", "ces:p 2"))
    now = version.manifest.created
    assert (changing.modified("a"), changing.modified("b")) == (LONG_AGO, LONG_AGO)
    assert (changing.modified("c"), changing.modified("d")) == (now, now)
    assert [changing.status(name, LONG_AGO) for name in "abcd"] == [304, 304, 200, 200]
    assert [changing.status(name, now) for name in "abcd"] == [304] * 4
    etag = changing.client.get("/doc/a.ttl").headers["ETag"] or ""
    both = {"If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT", "If_None_Match": etag}
    assert changing.client.get("/doc/a.ttl", **both).status == 304
    both = {"If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT", "If_None_Match": '"other"'}
    assert changing.client.get("/doc/a.ttl", **both).status == 200


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ('skos:prefLabel "b"', 'skos:prefLabel "B"', "ab"),
        ("id:d ces:p id:c", "id:d ces:p id:e", "cd"),
        ("id:d ces:p id:c .", "", "c"),
        ("id:d ces:p id:c", "id:d ces:p id:c . id:n ces:p id:c", "cn"),
    ],
    ids=["a label", "a link that leads elsewhere", "a link that is gone", "a link that is new"],
)
def test_a_document_is_as_young_as_what_it_says_of_others(
    changing: Changing, before: str, after: str, changed: str
) -> None:
    bodies = {name: changing.client.get(f"/doc/{name}.ttl").body for name in "abcd"}
    now = changing.become(FIRST.replace(before, after)).manifest.created
    for name in changed:
        assert changing.modified(name) == now, name
    for name, body in bodies.items():
        answer = changing.client.get(f"/doc/{name}.ttl", If_Modified_Since=http_date(LONG_AGO))
        if name not in changed and answer.status != 410:
            assert answer.status == 304, name
            assert changing.client.get(f"/doc/{name}.ttl").body == body, name


def test_a_thing_that_was_withdrawn_is_gone_and_says_since_when(changing: Changing) -> None:
    version = changing.become(FIRST.replace("id:c ces:p 1 .", "").replace("id:a ces:p id:b .", ""))
    client = changing.client
    for path in ("/id/a", "/doc/a", "/doc/a.ttl", "/doc/a.html", "/fr/id/a", "/en/id/a", "/id/c"):
        answer = client.get(path)
        assert answer.status == 410, path
        assert answer.media_type == "application/problem+json"
        told = answer.json["detail"]
        for part in ("a été retiré", "was withdrawn", version.manifest.created[:10]):
            assert part in told, path
        assert f"{BASE}version/{version.manifest.id}" in told
        assert answer.headers["Cache-Control"] == "no-store"
    page = client.get("/id/a", "text/html", Accept_Language="en")
    assert (page.status, page.media_type) == (410, "text/html")
    assert client.get("/id/never").status == 404
    changing.become(FIRST)
    assert client.get("/id/a").status == 303
    assert client.get("/doc/c.ttl").status == 200


def test_a_version_that_is_served_again_is_not_taken_for_what_was_held_before(
    changing: Changing,
) -> None:
    first = versions.current_id(changing.data_dir)
    second = changing.become(FIRST.replace("ces:p 1", "ces:p 2")).manifest.created
    roll_back(changing.data_dir, first, "test")
    changing.settle(first)
    deadline, count = time.monotonic() + 20, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } #"
    while not (
        told := changing.client.query(f"{count}{time.monotonic()}").headers["Last-Modified"]
    ):
        assert time.monotonic() < deadline
    assert parsedate_to_datetime(told).isoformat() >= second
    assert changing.modified("c") >= second
    assert changing.modified("a") == LONG_AGO
