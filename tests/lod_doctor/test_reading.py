from __future__ import annotations

from dataclasses import replace

import pytest

from lod_doctor.reading import Reader
from lod_doctor.visits import Visit
from support.sites import JSON_LD, N_TRIPLES, RDF_XML

BOMBS = {
    "entities": (
        RDF_XML,
        b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
        + b']><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description>'
        b"<r:value>&m;</r:value></r:Description></r:RDF>",
    ),
    "json": (JSON_LD, b'{"http://e/p":' * 50_000 + b"1" + b"}" * 50_000),
    "triple terms": (
        N_TRIPLES,
        b"<e:s> <e:p> " + b"<<( <e:s> <e:p> " * 50_000 + b"<e:o> " + b")>> " * 50_000 + b".",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_document_that_ends_its_parser_costs_nothing_else(name: str) -> None:
    media_type, body = BOMBS[name]
    good = Visit("http://e/", "http://e/", 200, {"content-type": N_TRIPLES}, b"<e:s> <e:p> <e:o> .")
    with Reader(lambda _: None) as reader:
        read = reader.read(replace(good, headers={"content-type": media_type}, body=body))
        assert read.problem
        assert not read
        assert len(reader.read(good).items) == 1


def test_json_ld_without_its_context_is_not_judged() -> None:
    body = b'{"@context": "http://elsewhere.example/c", "@id": "http://e/"}'
    visit = Visit("http://e/", "http://e/", 200, {"content-type": JSON_LD}, body)
    with Reader(lambda _: None) as reader:
        assert reader.read(visit).is_skipped


def test_a_remote_context_is_put_in_and_fetched_relative_to_the_document() -> None:
    asked: list[str] = []

    def context_of(iri: str) -> object:
        asked.append(iri)
        return {"name": "http://e/name"}

    body = b'{"@context": ["c", {}], "@id": "http://e/a", "name": "A"}'
    visit = Visit("http://e/d/a", "http://e/d/a", 200, {"content-type": JSON_LD}, body)
    with Reader(context_of) as reader:
        read = reader.read(visit)
    assert asked == ["http://e/d/c"]
    assert read.lines == {b'<http://e/a> <http://e/name> "A" .'}


def test_the_base_is_the_iri_unless_the_site_sent_elsewhere() -> None:
    visit = Visit(
        "http://e/id", "http://f/doc", 200, {"content-type": "text/turtle"}, b"<> <> <> ."
    )
    with Reader(lambda _: None) as reader:
        assert reader.read(visit).mentions("http://e/id")
        assert reader.read(replace(visit, hops=((303, "http://f/doc"),))).mentions("http://f/doc")


@pytest.mark.parametrize("status", [200, 404])
def test_what_is_not_rdf_or_did_not_come_has_no_triples(status: int) -> None:
    visit = Visit("http://e/", "http://e/", status, {"content-type": "text/html"}, b"<p>")
    with Reader(lambda _: None) as reader:
        assert reader.read(visit).problem == "text/html"
