from __future__ import annotations

import pyoxigraph as ox
import pytest

from chantier.rdf.turtle import declarations, short_form, write_trig, write_turtle

HEAD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix e: <http://e/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def turtle(text: str) -> str:
    quads = ox.parse(HEAD + text, format=ox.RdfFormat.TURTLE)
    return write_turtle(quad.triple for quad in quads).decode()


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("http://www.w3.org/2004/02/skos/core#Concept", "skos:Concept"),
        ("https://w3id.org/chantier-es/id/region/06", "region:06"),
        ("https://w3id.org/chantier-es/id/region/", None),
        ("https://w3id.org/chantier-es/id/region/a.", None),
        ("https://w3id.org/chantier-es/id/region/-a", None),
        ("http://e/a", None),
    ],
)
def test_a_prefixed_name_is_made_only_where_turtle_can_read_it(iri: str, short: str | None) -> None:
    assert short_form(iri) == short


def test_the_class_comes_first_and_one_object_stands_on_a_line() -> None:
    assert turtle('e:a skos:prefLabel "b"@en , "a"@fr ; a skos:Concept .') == (
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\n"
        "<http://e/a>\n"
        "  a skos:Concept ;\n"
        '  skos:prefLabel "a"@fr ,\n'
        '    "b"@en .\n'
    )


def test_only_numbers_and_booleans_to_the_letter_go_without_quotes() -> None:
    text = turtle('e:a e:p 1 , "01"^^xsd:integer , true , "1"^^xsd:boolean , "1.50"^^xsd:decimal .')
    for written in (" 1", '"01"^^xsd:integer', " true", '"1"^^xsd:boolean', '"1.50"^^xsd:decimal'):
        assert f"{written} ,\n" in text or f"{written} .\n" in text, written


def test_a_blank_node_is_nested_unless_it_has_two_parents_or_leads_to_itself() -> None:
    assert "_:" not in turtle("e:a e:p [ e:q [ e:r 1 ] ] .")
    assert turtle("e:a e:p _:x . e:b e:p _:x . _:x e:q 1 .").count("_:") == 3
    assert turtle("_:x e:p _:y . _:y e:p _:x .").count("_:") == 4


def test_a_blank_node_of_two_graphs_has_a_label_in_both() -> None:
    quads = ox.parse(
        "<http://g/> { <http://e/a> <http://e/p> _:x } _:x <http://e/q> 1 .",
        format=ox.RdfFormat.TRIG,
    )
    assert write_trig(quads).count(b"_:x") == 2


def test_declarations_are_sorted() -> None:
    assert declarations({"xsd", "skos"}).split()[1::4] == ["skos:", "xsd:"]
    assert declarations(()) == ""
