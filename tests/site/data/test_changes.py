"""The change feed over HTTP, and a replica made from it alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from chantier.namespaces import DATASET
from chantier.publish.ldes import PAGE_SIZE_MEMBERS, page_count
from chantier.rdf.nquads import canonical_lines
from chantier.store import retention, versions
from chantier.store.changelog import Changelog
from support.chronicle import chronicle
from support.client import Client
from support.feed import FORMATS, Harvester, read
from support.server import serving
from support.writers import GRAPH, Writer, own_copy, writing

GROWING, FOREVER = "public, max-age=60", "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def writer(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    with writing(own_copy(data_dir, tmp_path_factory.mktemp("changes"))) as served:
        yield served


@pytest.fixture(scope="module")
def epoch(client: Client, data_dir: Path) -> str:
    assert client.get("/changes").status == 200
    return Changelog(data_dir).epoch()


@pytest.fixture(scope="module")
def pages(data_dir: Path, epoch: str) -> int:
    assert epoch
    found = page_count(Changelog(data_dir).count())
    assert found > 1
    return found


def published(data_dir: Path, turtle: str) -> versions.Version:
    """Another version, made as a build would make it."""
    graph = ox.NamedNode("http://e/g")
    triples = ox.parse(turtle, format=ox.RdfFormat.TURTLE, base_iri="http://e/")
    lines = canonical_lines(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    return versions.publish(data_dir, versions.Draft(lines, "", "", "test", 1_000_000))


# Answers


def test_the_entry_and_the_last_page_are_kept_a_minute_and_full_pages_for_ever(
    client: Client, epoch: str, pages: int
) -> None:
    assert client.get("/changes").headers["Cache-Control"] == GROWING
    for number in range(1, pages + 1):
        answer = client.get(f"/changes/{epoch}/{number}")
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == (FOREVER if number < pages else GROWING)
        assert "Accept" in answer.headers["Vary"]
        assert (b"immutable" in answer.body) == (number < pages)


def test_every_page_has_an_etag_and_is_not_sent_twice(client: Client, epoch: str) -> None:
    for path in ("/changes", f"/changes/{epoch}/1", "/changes.atom"):
        first = client.get(path)
        again = client.get(path, If_None_Match=first.headers["ETag"])
        assert (again.status, again.body) == (304, b"")
        head = client.send("HEAD", path)
        assert (head.status, head.headers["ETag"]) == (200, first.headers["ETag"])


@pytest.mark.parametrize(
    ("accept", "served"),
    [
        (None, "text/turtle"),
        ("*/*", "text/turtle"),
        ("application/trig", "application/trig"),
        ("application/n-quads", "application/n-quads"),
        ("application/n-quads, text/html;q=0.2", "application/n-quads"),
        ("application/n-quads, */*;q=0.1", "application/trig"),
        ("application/n-triples, */*;q=0.1", "text/turtle"),
        ("application/n-quads,application/trig;q=0.95,text/html;q=0.2", "application/trig"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
    ],
)
def test_formats_that_know_relative_iris_come_first(
    client: Client, epoch: str, accept: str | None, served: str
) -> None:
    for path in ("/changes", f"/changes/{epoch}/1"):
        assert client.get(path, accept).media_type == served


def test_every_format_says_the_same(client: Client, epoch: str) -> None:
    for path in ("/changes", f"/changes/{epoch}/1"):
        base = f"https://w3id.org/chantier-es{path}"
        told = {
            media_type: read(client.get(path, media_type).body, form, base)
            for media_type, form in FORMATS.items()
        }
        whole = canonical_lines(told["application/n-quads"])
        bare = canonical_lines(ox.Quad(*q.triple) for q in told["application/n-quads"])
        for media_type, quads in told.items():
            has_graphs = media_type not in ("text/turtle", "application/n-triples")
            assert canonical_lines(quads) == (whole if has_graphs else bare), media_type


BAD = {
    "0": (404, "1 to"),
    "01": (404, "1 to"),
    "9999": (404, "1 to"),
    "x": (400, "not a page number"),
    "-1": (400, "not a page number"),
    "9" * 400: (400, "not a page number"),
}


@pytest.mark.parametrize("number", BAD)
def test_a_page_that_is_not_there_says_which_are(client: Client, epoch: str, number: str) -> None:
    status, said = BAD[number]
    answer = client.get(f"/changes/{epoch}/{number}")
    assert (answer.status, answer.headers["Cache-Control"]) == (status, "no-store")
    assert said in answer.json["detail"]


def test_a_page_of_another_epoch_is_gone_and_no_epoch_is_not_found(client: Client) -> None:
    gone = client.get("/changes/2001-01-01-0123abcd/1")
    assert gone.status == 410
    assert "w3id.org/chantier-es/changes" in gone.json["detail"]
    assert client.get("/changes/latest/1").status == 404


def test_nothing_else_is_acceptable(client: Client, epoch: str) -> None:
    for path in ("/changes", f"/changes/{epoch}/1"):
        answer = client.get(path, "image/png")
        assert answer.status == 406
        assert "application/trig" in answer.json["acceptable"]


# For people


@pytest.mark.parametrize(("language", "heading"), [("fr", "Changements"), ("en", "Changes")])
def test_a_person_reads_the_latest_changes(
    client: Client, epoch: str, pages: int, language: str, heading: str
) -> None:
    for path in ("/changes", f"/changes/{epoch}/1"):
        answer = client.get(f"{path}?lang={language}", "text/html")
        assert answer.status == 200
        assert answer.headers["Content-Language"] == language
        assert f"<h1>{heading}</h1>" in answer.text
        assert "immutable" not in answer.headers["Cache-Control"]
    entry = client.get(f"/changes?lang={language}", "text/html").text
    assert f"/changes/{epoch}/{pages}?lang={language}" in entry
    assert f'href="/{language}/ontologie#' in entry
    assert "genid" not in entry


def test_feed_readers_get_the_same_as_atom(client: Client) -> None:
    answer = client.get("/changes.atom?lang=en")
    assert (answer.status, answer.media_type) == (200, "application/atom+xml")
    atom = "{http://www.w3.org/2005/Atom}"
    root = ElementTree.fromstring(answer.body)  # noqa: S314 -- our own answer
    entries = root.findall(f"{atom}entry")
    assert len(entries) == 50
    for item in (root, *entries):
        assert item.findtext(f"{atom}id")
        assert item.findtext(f"{atom}title")
        assert item.findtext(f"{atom}updated")
    assert str(entries[0].findtext(f"{atom}title")).startswith("New:")


def test_people_are_told_what_the_software_only_works_out_anew(tmp_path: Path) -> None:
    state = "GRAPH g:data {{ id:a e:n {0} }} GRAPH g:description {{ g:data e:n [ e:k {0} ] }}"
    chronicle(tmp_path / "var", [state.format(number) for number in (1, 2)])
    said = {"fr": "(calculé par le logiciel)", "en": "(worked out by the software)"}
    with serving(tmp_path / "var", CHANTIER_WORKERS="1") as client:
        for language, words in said.items():
            page = client.get(f"/changes?lang={language}", "text/html").text
            items = page.partition('<ol class="changes">')[2].partition("</ol>")[0].split("<li>")
            assert [words in item for item in items if "/id/a" in item] == [False, False]
            assert [words in item for item in items if "/graph/data" in item] == [True, True]
            atom = client.get(f"/changes.atom?lang={language}").text
            entries = atom.split("<entry>")
            assert [words in item for item in entries[1:] if "/id/a<" in item] == [False, False]
            assert [words in item for item in entries[1:] if "/graph/data<" in item] == [True, True]


# In step


@pytest.mark.parametrize("accept", ["application/trig", "application/ld+json"])
def test_a_replica_of_the_pages_alone_is_the_version_served(client: Client, accept: str) -> None:
    harvester = Harvester(client, accept)
    assert harvester.run()
    assert harvester.replica.digest() == client.get("/healthz").json["version"]


def test_a_replica_stays_in_step_with_writes_and_fetches_only_what_is_new(writer: Writer) -> None:
    harvester = Harvester(writer.client)
    harvester.run()
    assert harvester.run() == []
    assert harvester.fetched == []
    for turtle in (
        "<http://e/a> <http://e/p> 1.50 , [ <http://e/q> [ <http://e/r> 'é'@fr ] ] .",
        "<http://e/a> <http://e/p> 1.5 . <http://e/b> <http://e/p> <http://e/a> .",
        "<http://e/b> <http://e/p> _:x . <http://e/c> <http://e/p> _:x . [] <http://e/p> _:x .",
    ):
        assert writer.put(f"{GRAPH}suivi", turtle).status in (201, 204)
        writer.settle()
        news = harvester.run()
        assert {"http://e/a", "http://e/b"} & set(news)
        # Each count of a class or property that changed is a thing of two quads.
        assert len([iri for iri in news if not iri.startswith(f"{DATASET}#")]) < 20
        assert sum(len(harvester.replica.things.get(iri, ())) for iri in news) < 1_100
        # The page that grows; where that has filled, the entry and the next one as well.
        assert 1 <= len(harvester.fetched) <= 3
        assert harvester.replica.digest() == versions.current_id(writer.data_dir)


def test_a_replica_follows_a_thing_that_is_withdrawn_and_a_rollback(writer: Writer) -> None:
    writer.put(f"{GRAPH}passage", "<http://e/z> <http://e/p> 1 .")
    before = versions.current_id(writer.data_dir)
    writer.settle()
    harvester = Harvester(writer.client)
    harvester.run()
    assert writer.delete(f"{GRAPH}passage").status == 204
    writer.settle()
    assert "http://e/z" in harvester.run()
    assert "http://e/z" not in harvester.replica.things
    assert harvester.replica.digest() == versions.current_id(writer.data_dir)
    retention.roll_back(writer.data_dir, before, "essais")
    writer.settle()
    assert "http://e/z" in harvester.run()
    assert harvester.replica.digest() == before


def test_pages_fill_and_then_never_change(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"

    def things(count: int) -> str:
        return "\n".join(f"<t{number}> <p> {number} ." for number in range(count))

    published(data_dir, things(PAGE_SIZE_MEMBERS - 1))
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        harvester = Harvester(client)
        writer = Writer(client, data_dir, "")
        assert len(harvester.run()) == PAGE_SIZE_MEMBERS - 1
        (growing,) = (path for path in harvester.fetched if path != "/changes")
        for count, fetched in (
            (PAGE_SIZE_MEMBERS, 3),
            (PAGE_SIZE_MEMBERS + 1, 2),
            (2 * PAGE_SIZE_MEMBERS + 3, 3),
        ):
            version = published(data_dir, things(count))
            writer.settle()
            harvester.run()
            assert len(harvester.fetched) == fetched, count
            assert harvester.replica.digest() == version.manifest.id
        assert growing not in harvester.fetched
        assert client.get(growing, harvester.accept).body == harvester.held[growing].body


def test_a_feed_that_is_begun_anew_tells_those_who_followed_the_old_one(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    version = published(data_dir, "<a> <p> 1 .")
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        assert client.get("/changes").status == 200  # who asks first has the feed begun
        old = f"/changes/{Changelog(data_dir).epoch()}/1"
        assert client.get(old).status == 200
        (data_dir / "ledger.sqlite").unlink()
        published(data_dir, "<a> <p> 2 .")
        Writer(client, data_dir, "").settle()
        assert client.get(old).status == 410
        harvester = Harvester(client)
        harvester.run()
        assert harvester.replica.digest() != version.manifest.id
