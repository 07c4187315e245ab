from __future__ import annotations

import pytest

from chantier.errors import NotAcceptable
from chantier.rdf.formats import (
    CSV,
    DOCUMENT_FORMATS,
    GRAPH_FORMATS,
    HTML,
    JSON_LD,
    N_QUADS,
    QUAD_FORMATS,
    RDF_XML,
    RESULT_FORMATS,
    RESULTS_JSON,
    RESULTS_XML,
    TRIG,
    TURTLE,
    Format,
    named,
    negotiate,
    preferred_language,
)

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDFLIB = "application/rdf+xml, text/n3, text/turtle, application/n-triples, application/ld+json"
COMUNICA = "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,text/html;q=0.2"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, HTML),
        ("", HTML),
        ("*/*", HTML),
        (FIREFOX, HTML),
        (RDFLIB, RDF_XML),
        ("text/turtle", TURTLE),
        ("text/turtle;charset=utf-8", TURTLE),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', JSON_LD),
        ("text/*;q=0.5, application/rdf+xml;q=0.4", HTML),
        ("text/html;q=0, */*", TURTLE),
        ("TEXT/TURTLE", TURTLE),
        ("application/json", JSON_LD),
    ],
)
def test_the_format_of_a_document_follows_the_accept_header(
    accept: str | None, expected: Format
) -> None:
    assert negotiate(accept, (HTML, *DOCUMENT_FORMATS)) is expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, RESULTS_JSON),
        ("application/sparql-results+xml, application/rdf+xml", RESULTS_XML),
        ("application/json", RESULTS_JSON),
        ("text/csv", CSV),
        ("text/csv;q=0.1, application/sparql-results+json;q=0.2", RESULTS_JSON),
        (FIREFOX, RESULTS_XML),
    ],
)
def test_the_format_of_solutions_follows_the_accept_header(
    accept: str | None, expected: Format
) -> None:
    assert negotiate(accept, RESULT_FORMATS) is expected


def test_comunica_gets_quads_first() -> None:
    assert negotiate(COMUNICA, GRAPH_FORMATS) is N_QUADS


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (COMUNICA, JSON_LD),
        ("application/n-quads", N_QUADS),
        ("application/trig, */*;q=0.1", TRIG),
        ("application/n-quads, text/html;q=0.2", N_QUADS),
        ("application/trig, text/turtle;q=0.4", TRIG),
        ("application/trig, text/turtle;q=0.6", TURTLE),
    ],
)
def test_quads_are_given_to_who_wants_them_much_more_than_triples(
    accept: str, expected: Format
) -> None:
    assert negotiate(accept, (HTML, *DOCUMENT_FORMATS), QUAD_FORMATS) is expected


def test_what_cannot_be_served_is_refused_with_the_list_of_what_can() -> None:
    with pytest.raises(NotAcceptable, match="text/turtle") as caught:
        negotiate("image/png", GRAPH_FORMATS)
    assert "application/ld+json" in caught.value.offered


@pytest.mark.parametrize("name", ["ttl", "turtle", "text/turtle", " Turtle ", "n3"])
def test_a_format_is_found_by_any_of_its_names(name: str) -> None:
    assert named(name, GRAPH_FORMATS) is TURTLE


def test_an_unknown_format_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(NotAcceptable, match="turtle"):
        named("docx", GRAPH_FORMATS)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "fr"),
        ("*", "fr"),
        ("en-CA,en;q=0.9,fr;q=0.8", "en"),
        ("de, fr;q=0.5, en;q=0.4", "fr"),
        ("fr;q=0, en", "en"),
    ],
)
def test_the_language_follows_the_header_and_falls_back_to_french(
    header: str | None, expected: str
) -> None:
    assert preferred_language(header, ("fr", "en")) == expected
