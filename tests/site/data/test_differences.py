"""What differs between two versions, as a page, a patch and JSON."""

from __future__ import annotations

import gzip
from itertools import pairwise
from pathlib import Path

from chantier.rdf.nquads import digest
from chantier.store import versions
from support.chronicle import BASE, FIRST, Past, chronicle, lines_of, publish
from support.server import serving
from support.writers import own_copy, writing

PATCH = "application/rdf-patch"


def applied(lines: list[bytes], patch: bytes) -> list[bytes]:
    rows = patch.splitlines(keepends=True)
    state = set(lines) - {row[2:] for row in rows if row.startswith(b"D ")}
    return sorted(state | {row[2:] for row in rows if row.startswith(b"A ")})


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
    assert "Facts added: 2; removed: 2." in page.text
    assert "Deux fois" in page.text
    assert past.client.get(path).media_type == "text/html"
    french = past.client.get(f"/fr{path}")
    assert "Faits ajoutés\N{NO-BREAK SPACE}: 2; retirés\N{NO-BREAK SPACE}: 2." in french.text
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
        assert "Facts added: 1; removed: 1." in page
        assert "Statements added: 4; removed: 4." in page
        page = client.get(f"/fr/versions/{ids[1]}..{ids[2]}").text
        assert "<section>" not in page
        assert "Faits ajoutés\N{NO-BREAK SPACE}: 0; retirés\N{NO-BREAK SPACE}: 0." in page
        assert "Énoncés ajoutés\N{NO-BREAK SPACE}: 2; retirés\N{NO-BREAK SPACE}: 2." in page
        assert "Rien ne diffère" not in page
        data = client.get(f"/versions/{ids[1]}..{ids[2]}", "application/json").json
        assert (data["added"], data["removed"], data["things"]) == (0, 0, [])
        assert (data["derived"]["added"], data["derived"]["removed"]) == (2, 2)
        assert [thing["iri"] for thing in data["derived"]["things"]] == [f"{BASE}dataset"]


def test_one_number_that_changes_is_one_fact_wherever_changes_are_counted(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    counts = (
        "GRAPH g:description {{ g:data e:triples {0} . <dataset> e:part [ e:k {0} ] }}"
        " GRAPH g:journal {{ id:write{0} e:at {0} }}"
    )
    states = [f"GRAPH g:data {{ id:a e:n {n} }} {counts.format(n)}" for n in (1, 2)]
    ids = chronicle(data_dir, states)
    # Of g:data and of the dataset, there is one number less and one more; one write is recorded.
    derived = {"added": 4, "removed": 4}
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        data = client.get(f"/versions/{ids[0]}..{ids[1]}", "application/json").json
        assert (data["added"], data["removed"]) == (1, 1)
        assert {key: data["derived"][key] for key in derived} == derived
        assert [thing["iri"] for thing in data["things"]] == [f"{BASE}id/a"]
        latest = client.get("/versions", "application/json").json["versions"][0]
        assert (latest["added"], latest["removed"], latest["derived"]) == (1, 1, derived)
        for path, said in (
            ("/fr/versions", "et calculés\N{NO-BREAK SPACE}: +4 −4"),
            ("/en/versions", "and derived: +4 −4"),
            ("/fr/donnees", "et calculés\N{NO-BREAK SPACE}: +4 −4"),
        ):
            page = client.get(path, "text/html").text
            assert "+1 −1</a>" in page
            assert said in page


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
        assert (listed[0]["added"], listed[0]["removed"]) == (2, 0)
        assert listed[0]["derived"]["added"] > 2
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
