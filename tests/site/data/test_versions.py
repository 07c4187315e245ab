"""The versions that are kept, each of them, and what differs between two."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.rdf.nquads import digest
from chantier.store import versions
from support.chronicle import BASE, FIRST, RDF_TYPES, Past, chronicle, lines_of, publish, triples
from support.server import serving
from support.writers import own_copy, writing

DCAT = "http://www.w3.org/ns/dcat#"
PATCH = "application/rdf-patch"


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    data_dir = tmp_path_factory.mktemp("versions") / "var"
    forgotten = publish(data_dir, "id:old e:n 1 .", "2024-12-01T10:00:00+00:00").manifest.id
    ids = chronicle(data_dir)
    shutil.rmtree(data_dir / "versions" / forgotten)
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        yield Past(client, data_dir, [forgotten, *ids])


def applied(lines: list[bytes], patch: bytes) -> list[bytes]:
    rows = patch.splitlines(keepends=True)
    state = set(lines) - {row[2:] for row in rows if row.startswith(b"D ")}
    return sorted(state | {row[2:] for row in rows if row.startswith(b"A ")})


# The list


def test_the_list_has_the_kept_versions_the_youngest_first(past: Past) -> None:
    answer = past.client.get("/versions", "application/json")
    assert (answer.status, answer.media_type) == (200, "application/json")
    listed = answer.json["versions"]
    _, first, second, third = past.ids
    assert [item["id"] for item in listed] == [third, second, first]
    assert [item["served"] for item in listed] == [True, False, False]
    assert listed[0] | {"quads": 0, "triples": 0} == {
        "iri": f"{BASE}version/{third}",
        "id": third,
        "created": "2025-03-01T10:00:00+00:00",
        "origin": "build",
        "served": True,
        "quads": 0,
        "triples": 0,
        "graphs": 2,
        "parent": second,
        "added": 2,
        "removed": 2,
    }
    assert (listed[1]["added"], listed[1]["removed"]) == (10, 7)
    assert (listed[2]["parent"], listed[2]["added"]) == (past.ids[0], None)


@pytest.mark.parametrize(
    ("path", "accept", "language", "said"),
    [
        ("/versions", "text/html", "fr", "Différences"),
        ("/versions", None, "fr", "Différences"),
        ("/fr/versions", "text/html", "en", "Différences"),
        ("/en/versions", "text/html", "fr", "Differences"),
    ],
)
def test_the_list_is_a_page_in_both_languages(
    past: Past, path: str, accept: str | None, language: str, said: str
) -> None:
    page = past.client.get(path, accept, Accept_Language=language)
    assert (page.status, page.media_type) == (200, "text/html")
    assert said in page.text
    assert "+2 −2" in page.text
    assert f"/versions/{past.ids[2]}..{past.ids[3]}" in page.text


@pytest.mark.parametrize("media_type", RDF_TYPES)
def test_the_list_is_rdf_too(past: Past, media_type: str) -> None:
    answer = past.client.get("/versions", media_type)
    assert (answer.status, answer.media_type) == (200, media_type)
    found = triples(answer.body, media_type)
    dataset = ox.NamedNode(f"{BASE}dataset")
    kept = {ox.NamedNode(f"{BASE}version/{name}") for name in past.ids[1:]}
    has = ox.NamedNode(f"{DCAT}hasVersion")
    assert {t.object for t in found if t.subject == dataset and t.predicate == has} == kept
    current = ox.NamedNode(f"{DCAT}hasCurrentVersion")
    served = ox.NamedNode(f"{BASE}version/{past.ids[3]}")
    assert ox.Triple(dataset, current, served) in found


def test_the_list_in_what_is_not_offered_is_406(past: Past) -> None:
    answer = past.client.get("/versions", "image/png")
    assert answer.status == 406
    assert "application/json" in answer.json["acceptable"]


# A version


@pytest.mark.parametrize("media_type", RDF_TYPES)
def test_a_version_is_described_at_its_iri(past: Past, media_type: str) -> None:
    answer = past.client.get(f"/version/{past.ids[2]}", media_type)
    assert (answer.status, answer.media_type) == (200, media_type)
    found = triples(answer.body, media_type)
    this = ox.NamedNode(f"{BASE}version/{past.ids[2]}")
    parent = ox.NamedNode(f"{BASE}version/{past.ids[1]}")
    named = {t.subject for t in found if isinstance(t.subject, ox.NamedNode)}
    files = {t.object for t in found if t.predicate == ox.NamedNode(f"{DCAT}distribution")}
    assert files
    assert named == {this} | files
    assert ox.Triple(this, ox.NamedNode(f"{DCAT}previousVersion"), parent) in found
    assert (
        ox.Triple(this, ox.NamedNode(f"{DCAT}isVersionOf"), ox.NamedNode(f"{BASE}dataset")) in found
    )
    assert ox.Triple(this, ox.NamedNode(f"{DCAT}version"), ox.Literal(past.ids[2])) in found
    assert "immutable" not in answer.headers["Cache-Control"]
    by_extension = past.client.get(answer.headers["Content-Location"])
    assert by_extension.body == answer.body


def test_a_version_has_a_page_in_both_languages(past: Past) -> None:
    name = past.ids[2]
    negotiated = past.client.get(f"/version/{name}", "text/html", Accept_Language="en")
    assert "Version before" in negotiated.text
    assert negotiated.headers["Content-Location"] == f"/en/version/{name}"
    french = past.client.get(f"/fr/version/{name}")
    assert "Version d’avant" in french.text
    assert f"/version/{name}/graph/data" in french.text
    assert past.client.get(f"/version/{name}/graph/data", "text/turtle").status == 200
    assert past.client.get(f"/version/{name}.html").status == 200


@pytest.mark.parametrize(("name", "index"), [("latest", 3), ("previous", 2)])
def test_a_version_may_be_named_by_its_place(past: Past, name: str, index: int) -> None:
    answer = past.client.get(f"/version/{name}.ttl")
    assert answer.headers["Content-Location"] == f"/version/{past.ids[index]}.ttl"


# Names


@pytest.mark.parametrize("path", ["/version/{}", "/versions/{}..latest", "/versions/latest..{}",
                                  "/fr/version/{}", "/en/versions/latest..{}",
                                  "/version/{}/doc/a", "/version/{}/dataset"])  # fmt: skip
def test_each_wrong_name_has_its_status_and_its_sentence(past: Past, path: str) -> None:
    def problem(name: str) -> tuple[int, str]:
        answer = past.client.get(path.format(name), "application/json")
        return answer.status, answer.json["detail"]

    for name in ("nonsense", "1234567", "A" * 64, "0" * 65):
        status, said = problem(name)
        assert (status, "hexadecimal" in said) == (400, True), name
    status, said = problem("0" * 64)
    assert (status, "never" in said) == (404, True)
    for name in (past.ids[0], past.ids[0][:9]):
        status, said = problem(name)
        assert (status, past.ids[1] in said) == (410, True)


def test_the_way_to_a_difference_has_two_names(past: Past) -> None:
    assert past.client.get("/versions/latest").status == 404
    assert past.client.get("/versions/latest..").status == 404


# Differences


def test_a_replica_follows_by_patches_and_comes_to_the_same_digest(past: Past) -> None:
    lines = lines_of(FIRST)
    names = past.ids[1:]
    assert digest(lines) == names[0]
    for before, after in pairwise(names):
        answer = past.client.get(f"/versions/{before}..{after}", PATCH)
        assert (answer.status, answer.media_type) == (200, PATCH)
        lines = applied(lines, answer.body)
        assert digest(lines) == after
    whole = past.client.get(f"/versions/{names[0]}..{names[-1]}.rdfp")
    assert digest(applied(lines_of(FIRST), whole.body)) == names[-1]
    back = past.client.get(f"/versions/{names[-1]}..{names[0]}", "text/rdf-patch")
    assert digest(applied(lines, back.body)) == names[0]


def test_a_difference_comes_as_page_patch_or_json(past: Past) -> None:
    path = f"/versions/{past.ids[2]}..{past.ids[3]}"
    data = past.client.get(path, "application/json")
    assert data.json["from"] == f"{BASE}version/{past.ids[2]}"
    assert (data.json["added"], data.json["removed"]) == (2, 2)
    assert data.json["things"][0]["labels"] == {"fr": "Un peu", "en": "One"}
    page = past.client.get(path, "text/html,*/*;q=0.1", Accept_Language="en")
    assert "2 triples added, 2 removed" in page.text
    assert "Deux fois" in page.text
    assert past.client.get(path).media_type == "text/html"
    french = past.client.get(f"/fr{path}")
    assert "2 triplets ajoutés, 2 retirés" in french.text
    assert past.client.get(path, "text/turtle").status == 406
    for extension, media_type in (("json", "application/json"), ("rdfp", PATCH),
                                  ("html", "text/html")):  # fmt: skip
        assert past.client.get(f"{path}.{extension}").media_type == media_type


def test_what_two_full_ids_name_is_immutable_and_nothing_else_is(past: Past) -> None:
    before, after = past.ids[2:]
    for accept in (PATCH, "application/json"):
        kept = past.client.get(f"/versions/{before}..{after}", accept)
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        again = past.client.get(
            f"/versions/{before}..{after}", accept, If_None_Match=kept.headers["ETag"]
        )
        assert again.status == 304
    for pair in (f"{before[:8]}..{after[:12]}", "previous..latest"):
        answer = past.client.get(f"/versions/{pair}", PATCH)
        assert answer.body == past.client.get(f"/versions/{before}..{after}", PATCH).body
        assert answer.headers["Cache-Control"] == "public, no-cache"
        assert answer.headers["Content-Location"] == f"/versions/{before}..{after}.rdfp"


def test_nothing_differs_between_a_version_and_itself(past: Past) -> None:
    path = f"/versions/{past.ids[1]}..{past.ids[1]}"
    assert len(past.client.get(path, PATCH).body.splitlines()) == 4
    assert past.client.get(path, "application/json").json["things"] == []
    assert "Nothing differs" in past.client.get(f"/en{path}").text


def test_the_page_of_a_difference_spares_the_reader_what_is_counted_anew(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    counted = "GRAPH g:description {{ <dataset> e:partition [ e:k {} ], [ e:k {} ] }}"
    states = [
        "id:a e:n 1 . " + counted.format(1, 2),
        "id:a e:n 2 . " + counted.format(3, 4),
        "id:a e:n 2 . " + counted.format(5, 4),
    ]
    ids = chronicle(data_dir, states)
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        page = client.get(f"/en/versions/{ids[0]}..{ids[1]}").text
        assert page.count("<section>") == 1
        assert "5 triples added, 5 removed" in page
        assert "Besides, 8 triples of the description" in page
        page = client.get(f"/fr/versions/{ids[1]}..{ids[2]}").text
        assert "<section>" not in page
        assert "S’y ajoutent 4 triplets de la description" in page
        assert "Rien ne diffère" not in page
        data = client.get(f"/versions/{ids[1]}..{ids[2]}", "application/json").json
        assert len(data["things"]) == 1


def test_a_large_difference_is_a_whole_patch_and_the_start_of_a_page(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    many = " . ".join(f"id:n{n:04} e:n {n}" for n in range(600)) + " ."
    before = publish(data_dir, "id:a e:n 1 .", "2025-01-01T10:00:00+00:00").manifest.id
    after = publish(data_dir, many, "2025-01-02T10:00:00+00:00").manifest.id
    limits = {"CHANTIER_WORKERS": "1", "CHANTIER_ANSWER_SOLUTIONS": "550"}
    with serving(data_dir, **limits) as client:
        path = f"/versions/{before}..{after}"
        patch = client.get(path, PATCH)
        assert digest(applied(lines_of("id:a e:n 1 ."), patch.body)) == after
        packed = client.get(path, PATCH, Accept_Encoding="gzip")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.body) == patch.body
        page = client.get(f"/en{path}").text
        assert "Only the first 500" in page
        assert page.count("<section>") == 500
        refused = client.get(path, "application/json")
        assert (refused.status, ".rdfp" in refused.json["detail"]) == (422, True)


def test_a_literal_that_looks_like_markup_stays_text(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    publish(data_dir, "id:a e:n 1 .", "2025-01-01T10:00:00+00:00")
    publish(data_dir, 'id:a e:n "<script>x</script>" .', "2025-01-02T10:00:00+00:00")
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        page = client.get("/fr/versions/previous..latest").text
        assert "&lt;script&gt;x" in page
        assert "<script>" not in page


def test_a_write_is_told_against_the_version_before_it(data_dir: Path, tmp_path: Path) -> None:
    own = own_copy(data_dir, tmp_path)
    before = versions.current(own)
    with writing(own) as writer:
        graph = "http://example.org/essai/diff"
        answer = writer.put(graph, "<http://e/a> <http://e/b> [ <http://e/c> 1 ] .")
        assert answer.status == 201, answer.text
        writer.settle()
        now = versions.current(own)
        listed = writer.client.get("/versions", "application/json").json["versions"]
        assert (listed[0]["id"], listed[0]["origin"]) == (now.manifest.id, "write")
        assert (listed[0]["served"], listed[0]["parent"]) == (True, before.manifest.id)
        assert listed[0]["added"] > 2
        patch = writer.client.get("/versions/previous..latest", PATCH)
        lines = before.quads_path.read_bytes().splitlines(keepends=True)
        assert digest(applied(lines, patch.body)) == now.manifest.id
        things = writer.client.get("/versions/previous..latest.json").json["things"]
        assert "http://e/a" in {thing["iri"] for thing in things}
        # The journal names the version by its IRI, and there it is described.
        assert writer.client.get(f"/version/{before.manifest.id}.ttl").status == 200


def test_one_state_differs_from_the_next_by_what_was_changed(past: Past) -> None:
    things = past.client.get(f"/versions/{past.ids[1]}..{past.ids[2]}.json").json["things"]
    names = {thing["iri"].rpartition("/")[2] for thing in things}
    assert names == {"a", "b", "gone"}
