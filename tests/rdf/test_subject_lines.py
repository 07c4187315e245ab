"""Each subject is found at its line, however its IRI is written."""

from __future__ import annotations

import pytest

from chantier.rdf.formats import JSON_LD, N_QUADS, RDF_XML, TRIG, TURTLE, Format
from chantier.rdf.reading import RdfDocument, read_quads
from chantier.rdf.subject_lines import subject_lines

TURTLES = r"""@base <http://q/>. @prefix ex: <ns#>.
# <c> a <d> .
<un> a ex:C ; ex:p '''several
lines . ; [ ''' , [ a ex:D ; ex:q ( 1 <no> ) ] ;
  ex:q .5, 1.0e3, -1, true . ex:deux ex:p 1.<trois> a ex:C .
BASE <http://z/>
PREFIX ex: <http://other/> ex:a.b ex:p 'x'@fr-CA, "y"^^ex:t; a ex:K; .
[] ex:p 1 . [ ex:p <no> ] ex:q ex:no . ( 1 <no> ) ex:p 2 .
ex:a\,b%20c ex:p "\"" . <h\u00e9>
ex:type
1 . _:b ex:p ex:no .
"""
JSON = """{"@context": {"ex": "http://e/", "id": "@id", "type": {"@id": "@type"},
  "knows": {"@id": "ex:k", "@type": "@id"}},
"@graph": [
 {"id": "ex:a", "type": "ex:C",
  "knows": [{"id": "rel", "ex:p": "[{"}, {"id": "only"}]},
 {
  "@id": "\\u0065x:b", "ex:p": {"@value": "a", "@language": "fr"}}
]}"""
XML = """<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY e "http://e/">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="&e;" xml:base="&e;doc">
<e:K rdf:about="&e;a"><e:p rdf:resource="#no"/></e:K>
<rdf:Description xml:base="sub/x"
  rdf:about=""
  e:p="q"/>
<rdf:Description rdf:ID="here"><e:p>x</e:p></rdf:Description>
</rdf:RDF>"""


@pytest.mark.parametrize(
    ("form", "text", "lines"),
    [
        (
            TURTLE,
            TURTLES,
            {
                "http://q/un": 3,
                "http://q/ns#deux": 5,
                "http://q/trois": 5,
                "http://other/a.b": 7,
                "http://other/a,b%20c": 9,
                "http://z/hé": 9,
            },
        ),
        (
            TRIG,
            "@prefix e: <http://e/> .\n<g> { <a> a e:C .\n<c> e:p 1 } GRAPH e:g {\ne:a e:p 1 }"
            '\nVERSION "1.2" <d> e:p 1 .',
            {"http://b/a": 2, "http://b/c": 3, "http://e/a": 4, "http://b/d": 5},
        ),
        (
            N_QUADS,
            '<http://a> <http://p> "x . <y>" <http://g> .\n\n<http://b> <http://p> <http://c> .',
            {"http://a": 1, "http://b": 3},
        ),
        (JSON_LD, JSON, {"http://e/a": 4, "http://b/rel": 5, "http://e/b": 6}),
        (
            RDF_XML,
            XML,
            {"http://e/a": 3, "http://e/sub/x": 4, "http://e/doc#here": 7},
        ),
    ],
    ids=lambda item: getattr(item, "name", ""),
)
def test_every_subject_has_its_line(form: Format, text: str, lines: dict[str, int]) -> None:
    content = text.encode("utf-16") if form is RDF_XML else f"\ufeff{text}".encode()
    document = RdfDocument(content, form, "http://b/x")
    assert list(read_quads(document))
    found: dict[str, int] = {}
    for iri, line, _ in subject_lines(document):
        found.setdefault(iri, line)
    assert found == lines


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (TURTLE, "<u:a> <u:p> 1 .\n<u:a> <u:q> 1 ;\n a <u:C> .\n<u:a> <u:p> 2 ."),
        (
            TURTLE,
            "@prefix r: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n<u:a> r:type <u:C> .",
        ),
        (JSON_LD, '[{"@id": "u:a", "u:p": 1},\n{"@type": "u:C", "@id": "u:a"}]'),
    ],
)
def test_the_line_of_the_type_is_known(form: Format, text: str) -> None:
    document = RdfDocument(text.encode(), form, "http://b/x")
    assert [line for _, line, typed in subject_lines(document) if typed] == [2]
