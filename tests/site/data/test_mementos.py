"""Things and graphs as they were.

Source: https://www.rfc-editor.org/rfc/rfc7089
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.store import retention
from support.chronicle import BASE, FIRST, RDF_TYPES, Past, chronicle, lines_of, publish, triples
from support.client import Answer, Client
from support.server import serving

JANUARY, FEBRUARY, MARCH = (
    f"{day} 2025 10:00:00 GMT" for day in ("Wed, 01 Jan", "Sat, 01 Feb", "Sat, 01 Mar")
)
LINK = re.compile(r'<([^>]*)>((?:\s*;\s*\w+="[^"]*")*)')


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    data_dir = tmp_path_factory.mktemp("memento") / "var"
    ids = chronicle(data_dir)
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        yield Past(client, data_dir, ids)


def links(text: str) -> dict[str, str]:
    """Relation → target, of a Link header or a document in link-format."""
    found = {}
    for target, parameters in LINK.findall(text):
        relation = re.search(r'rel="([^"]*)"', parameters)
        assert relation
        is_memento = "memento" in relation[1]
        found |= dict.fromkeys([relation[1]] if is_memento else relation[1].split(), target)
    return found


def links_of(answer: Answer) -> dict[str, str]:
    return links(", ".join(answer.headers.get_all("Link") or []))


def varies(answer: Answer) -> set[str]:
    return {part.strip().lower() for part in (answer.headers["Vary"] or "").split(",")}


# The way to a memento


@pytest.mark.parametrize(
    ("when", "index"),
    [
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0),
        ("Wed, 15 Jan 2025 00:00:00 GMT", 0),
        ("Sat, 01 Feb 2025 09:59:59 GMT", 0),
        (FEBRUARY, 1),
        ("Sun, 16 Feb 2025 00:00:00 GMT", 1),
        (MARCH, 2),
        ("Thu, 01 Jan 2099 00:00:00 GMT", 2),
    ],
)
@pytest.mark.parametrize(
    ("path", "memento"),
    [
        ("/id/a", "doc/a"),
        ("/doc/a", "doc/a"),
        ("/doc/a.ttl", "doc/a.ttl"),
        ("/graph/data", "graph/data"),
        ("/graph/data.nt", "graph/data.nt"),
        ("/dataset", "dataset"),
        ("/dataset.ttl", "dataset.ttl"),
    ],
)
def test_a_date_leads_to_what_was_served_then(
    past: Past, path: str, memento: str, when: str, index: int
) -> None:
    sent = past.client.get(path, "text/turtle", Accept_Datetime=when)
    assert sent.status == 302
    assert sent.headers["Location"] == f"/version/{past.ids[index]}/{memento}"
    assert "accept-datetime" in varies(sent)
    assert sent.headers["Memento-Datetime"] is None
    found = links_of(sent)
    stem = memento.partition(".")[0]
    assert (found["original"], found["timemap"]) == (f"/{memento}", f"/timemap/{stem}")
    answer = past.client.get(sent.headers["Location"], "text/turtle, application/n-triples")
    assert answer.status == 200
    assert answer.headers["Memento-Datetime"] == (JANUARY, FEBRUARY, MARCH)[index]


@pytest.mark.parametrize(
    "when",
    [
        "yesterday",
        "2025-01-15T00:00:00Z",
        "Mon, 31 Feb 2025 10:00:00 GMT",
        "Tue, 01 Jan 2025 10:00:00 GMT",
        "Wed, 01 Jan 2025 25:00:00 GMT",
        "Wed, 01 Jan 2025 10:00:00 +0100",
        "Wed, 01 Jan 2025 10:00:00",
        "Wed, 01 Jan 99999999999 10:00:00 GMT",
    ],
)
def test_an_impossible_date_is_refused_with_an_example(past: Past, when: str) -> None:
    answer = past.client.get("/doc/a", "application/json", Accept_Datetime=when)
    assert answer.status == 400
    assert "Wed, 25 Nov 2026 20:00:00 GMT" in answer.json["detail"]


def test_the_example_is_a_date_that_is_read(past: Past) -> None:
    answer = past.client.get("/doc/a", Accept_Datetime="Wed, 25 Nov 2026 20:00:00 GMT")
    assert answer.status == 302


def test_what_has_no_past_does_not_mind_a_date(past: Past) -> None:
    for path in ("/", "/versions", "/ns", "/healthz", "/fr/id/a"):
        plain = past.client.get(path, "*/*")
        dated = past.client.get(path, "*/*", Accept_Datetime="nonsense")
        assert (dated.status, dated.body) == (plain.status, plain.body), path
        assert "accept-datetime" not in varies(dated)


def test_the_text_of_a_source_has_no_past(client: Client) -> None:
    path = "/id/source/page.txt"
    dated = client.get(path, Accept_Datetime=FEBRUARY)
    assert dated.status == 200
    assert "accept-datetime" not in varies(dated)


@pytest.mark.parametrize(
    ("path", "stem"),
    [("/id/a", "doc/a"), ("/doc/a", "doc/a"), ("/doc/a.jsonld", "doc/a"),
     ("/graph/data.ttl", "graph/data"), ("/dataset", "dataset")],
)  # fmt: skip
def test_a_document_says_that_it_has_a_past(past: Past, path: str, stem: str) -> None:
    answer = past.client.get(path, "text/turtle")
    assert answer.status in (200, 303)
    assert "accept-datetime" in varies(answer)
    found = links_of(answer)
    assert found["timegate"] == found["original"] == path.replace("/id/", "/doc/")
    assert found["timemap"] == f"/timemap/{stem}"
    assert past.client.get(found["timemap"]).status == 200


def test_an_error_says_nothing_of_a_past(past: Past) -> None:
    answer = past.client.get("/doc/nowhere", "text/turtle")
    assert answer.status == 404
    assert answer.headers["Link"] is None


def test_a_date_neither_takes_nor_leaves_anything_in_the_cache(past: Past) -> None:
    path = "/doc/b"
    first = past.client.get(path, "text/turtle")
    kept = past.client.get(path, "text/turtle")
    assert "cache" in kept.headers["Server-Timing"]
    for _ in range(2):
        dated = past.client.get(path, "text/turtle", Accept_Datetime=FEBRUARY)
        assert dated.status == 302
        head = past.client.send("HEAD", path, {"Accept-Datetime": FEBRUARY})
        assert (head.status, head.headers["Location"]) == (302, dated.headers["Location"])
        assert past.client.get(path, "text/turtle", Accept_Datetime="x").status == 400
    again = past.client.get(path, "text/turtle")
    assert (again.status, again.body) == (200, first.body)
    # The other way round: the date comes first.
    fresh = "/doc/a.nt"
    assert past.client.get(fresh, Accept_Datetime=FEBRUARY).status == 302
    assert past.client.get(fresh).status == 200


def test_a_held_copy_does_not_hide_the_past(past: Past) -> None:
    etag = past.client.get("/doc/a", "text/turtle").headers["ETag"]
    dated = past.client.get("/doc/a", "text/turtle", If_None_Match=etag, Accept_Datetime=FEBRUARY)
    assert dated.status == 302


# Mementos


@pytest.mark.parametrize("media_type", RDF_TYPES)
def test_a_memento_is_the_thing_as_it_was(past: Past, media_type: str) -> None:
    answer = past.client.get(f"/version/{past.ids[0]}/doc/a", media_type)
    assert (answer.status, answer.media_type) == (200, media_type)
    found = {str(t.object) for t in triples(answer.body, media_type)}
    assert '"Un"@fr' in found
    assert '"Un peu"@fr' not in found
    assert '"01"^^<http://www.w3.org/2001/XMLSchema#integer>' in found
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Memento-Datetime"] == JANUARY
    assert "accept-datetime" not in varies(answer)
    by_extension = past.client.get(answer.headers["Content-Location"])
    assert (by_extension.body, by_extension.media_type) == (answer.body, media_type)


def test_a_memento_links_to_its_original_and_its_neighbours(past: Past) -> None:
    first, second, third = (f"/version/{name}/doc/a" for name in past.ids)
    found = links_of(past.client.get(second, "text/turtle"))
    assert found["original"] == found["timegate"] == "/doc/a"
    assert found["timemap"] == "/timemap/doc/a"
    assert found["first prev memento"] == first
    assert found["next last memento"] == third
    found = links_of(past.client.get(first, "text/turtle"))
    assert (found["first memento"], found["next memento"]) == (first, second)
    assert found["last memento"] == third
    for text in past.client.get(second, "text/turtle").headers.get_all("Link") or []:
        assert text.isascii()
        if "memento" in text.partition("rel=")[2]:
            assert "datetime=" in text


def test_only_versions_that_know_a_thing_are_its_past(past: Past) -> None:
    only = past.client.get(f"/version/{past.ids[0]}/doc/gone", "text/turtle")
    assert set(links_of(only)) == {"original", "timegate", "timemap", "first last memento"}


def test_a_memento_has_a_page_that_says_so(past: Past) -> None:
    path = f"/version/{past.ids[0]}/doc/a"
    page = past.client.get(path, "text/html", Accept_Language="en")
    assert (page.status, page.media_type) == (200, "text/html")
    assert "of 2025-01-01" in page.text
    assert "One" in page.text
    assert page.headers["Memento-Datetime"] == JANUARY
    assert "immutable" not in page.headers["Cache-Control"]
    assert "du 2025-01-01" in past.client.get(f"{path}.html", Accept_Language="fr").text


def test_a_graph_and_the_dataset_have_mementos(past: Past) -> None:
    graph = past.client.get(f"/version/{past.ids[0]}/graph/data", "application/n-triples")
    wanted = {line.rpartition(b" <")[0] for line in lines_of(FIRST) if b"_:" not in line}
    assert wanted <= {line.removesuffix(b" .") for line in graph.body.splitlines()}
    assert len(graph.body.splitlines()) == len(lines_of(FIRST))
    dataset = past.client.get(f"/version/{past.ids[0]}/dataset.ttl")
    assert "Le jeu" in dataset.text
    assert links_of(dataset)["original"] == "/dataset.ttl"
    assert past.client.get(f"/version/{past.ids[0]}/graph/data", "text/html").status == 406


@pytest.mark.parametrize(
    "path", ["doc/b", "doc/b.ttl", "graph/other", "catalog", "doc/nowhere", "dataset.exe"]
)
def test_what_was_not_there_yet_is_404_with_a_sentence(past: Past, path: str) -> None:
    answer = past.client.get(f"/version/{past.ids[0]}/{path}", "application/json, text/turtle")
    assert answer.status == 404
    assert "2025-01-01" in answer.json["detail"]


def test_a_memento_by_a_short_name_is_not_immutable(past: Past) -> None:
    for name, index in ((past.ids[0][:10], 0), ("latest", 2)):
        answer = past.client.get(f"/version/{name}/doc/a", "text/turtle")
        assert answer.headers["Cache-Control"] == "public, no-cache"
        assert answer.headers["Content-Location"] == f"/version/{past.ids[index]}/doc/a.ttl"


# TimeMaps


def test_a_timemap_lists_the_mementos_of_a_thing(past: Past) -> None:
    answer = past.client.get("/timemap/doc/a")
    assert (answer.status, answer.media_type) == (200, "application/link-format")
    found = links(answer.text)
    first, second, third = (f"{BASE}version/{name}/doc/a" for name in past.ids)
    assert found == {
        "original": f"{BASE}doc/a",
        "timegate": f"{BASE}doc/a",
        "self": f"{BASE}timemap/doc/a",
        "first memento": first,
        "memento": second,
        "last memento": third,
    }
    assert f'from="{JANUARY}"; until="{MARCH}"' in answer.text
    assert f'<{second}>; rel="memento"; datetime="{FEBRUARY}"' in answer.text


def test_a_timemap_comes_as_json_too(past: Past) -> None:
    data = past.client.get("/timemap/doc/b", "application/json").json
    assert data["original_uri"] == f"{BASE}doc/b"
    listed = data["mementos"]["list"]
    assert [item["uri"] for item in listed] == [
        f"{BASE}version/{name}/doc/b" for name in past.ids[1:]
    ]
    assert data["mementos"]["first"] == listed[0]
    assert listed[0]["datetime"] == "2025-02-01T10:00:00+00:00"


def test_timemaps_are_there_for_graphs_and_the_dataset(past: Past) -> None:
    assert len(links(past.client.get("/timemap/graph/other").text)) == 5
    assert links(past.client.get("/timemap/dataset").text)["original"] == f"{BASE}dataset"
    for path in ("/timemap/doc/nowhere", "/timemap/graph/nowhere", "/timemap/catalog"):
        assert past.client.get(path, "application/json").status == 404
    assert past.client.get("/timemap/doc/a", "text/html").status == 406


# Other pasts


def test_an_accent_in_a_name_stays_in_its_place(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    name = publish(data_dir, f"<{BASE}id/île/1> e:n 1 .", "2025-01-01T10:00:00+00:00").manifest.id
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        sent = client.get("/id/%C3%AEle/1", Accept_Datetime=FEBRUARY)
        assert sent.headers["Location"] == f"/version/{name}/doc/%C3%AEle/1"
        answer = client.get(sent.headers["Location"], "text/turtle")
        assert "île/1" in answer.text
        assert links_of(answer)["original"] == "/doc/%C3%AEle/1"
        timemap = client.get(links_of(answer)["timemap"])
        assert f"{BASE}version/{name}/doc/%C3%AEle/1" in timemap.text


def test_after_going_back_today_is_the_version_gone_back_to(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    first, _, _ = chronicle(data_dir)
    retention.roll_back(data_dir, first, "test")
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        sent = client.get("/doc/a", Accept_Datetime="Thu, 01 Jan 2099 00:00:00 GMT")
        assert sent.headers["Location"] == f"/version/{first}/doc/a"


def test_a_memento_of_a_forgotten_version_is_gone(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    first, second, _ = chronicle(data_dir)
    shutil.rmtree(data_dir / "versions" / first)
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        gone = client.get(f"/version/{first}/doc/a", "application/json")
        assert (gone.status, second in gone.json["detail"]) == (410, True)
        sent = client.get("/doc/a", Accept_Datetime=JANUARY)
        assert sent.headers["Location"] == f"/version/{second}/doc/a"


def test_the_dates_of_the_real_graph_hold_together(client: Client) -> None:
    created = client.get("/healthz").json["created"]
    sent = client.get("/id/region/06", Accept_Datetime=FEBRUARY)
    answer = client.get(sent.headers["Location"], "text/turtle")
    assert parsedate_to_datetime(answer.headers["Memento-Datetime"]).isoformat() == created
    now = client.get("/doc/region/06", "text/turtle")
    told = {*ox.parse(answer.body, format=ox.RdfFormat.TURTLE)}
    assert told
    assert told <= {*ox.parse(now.body, format=ox.RdfFormat.TURTLE)}  # which has its neighbours too
