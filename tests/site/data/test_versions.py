"""The versions that are kept, and each of them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from support.chronicle import BASE, RDF_TYPES, Past, triples

DCAT = "http://www.w3.org/ns/dcat#"


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
        "derived": {"added": 0, "removed": 0},
    }
    assert (listed[1]["added"], listed[1]["removed"]) == (10, 7)
    assert (listed[2]["parent"], listed[2]["added"]) == (past.ids[0], None)
    assert listed[2]["derived"] == {"added": None, "removed": None}


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
