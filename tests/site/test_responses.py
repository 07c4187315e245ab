"""Responses in a negotiated format."""

from __future__ import annotations

from chantier.rdf.formats import HTML, JSON_LD, TURTLE
from chantier.site.responses import alternate_links, json_response, response_in


def test_a_response_says_its_format_and_what_it_was_chosen_by() -> None:
    response = response_in(TURTLE, "<a:s> <a:p> <a:o> .")
    assert response.headers["Content-Type"] == TURTLE.content_type
    assert response.headers["Vary"] == "Accept"
    page = response_in(HTML, "<p>", "Accept, Accept-Language")
    assert page.headers["Vary"] == "Accept, Accept-Language"


def test_json_is_indented_and_keeps_its_accents() -> None:
    response = json_response({"nom": "Pôle"})
    assert response.get_data(as_text=True) == '{\n  "nom": "Pôle"\n}\n'
    assert response.headers["Vary"] == "Accept"


def test_a_document_leads_to_its_other_formats() -> None:
    links = alternate_links("/doc/a", (HTML, TURTLE, JSON_LD), TURTLE, "?page=2")
    assert links == [
        '</doc/a.html?page=2>; rel="alternate"; type="text/html"',
        '</doc/a.jsonld?page=2>; rel="alternate"; type="application/ld+json"',
    ]
