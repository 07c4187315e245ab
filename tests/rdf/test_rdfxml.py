"""RDF/XML: what is written reads back, and the rest is refused before it is wrong."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from chantier.namespaces import PREFIXES
from chantier.rdf.rdfxml import write_rdf_xml
from chantier.rdf.xml_text import NotExpressible

HEAD = "@prefix e: <http://e/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ."


def written(turtle: str) -> bytes:
    output = io.BytesIO()
    triples = ox.parse(f"{HEAD}\n{turtle}", format=ox.RdfFormat.TURTLE)
    write_rdf_xml(triples, output, PREFIXES | {"e": "http://e/"})
    return output.getvalue()


@pytest.mark.parametrize(
    "turtle",
    [
        'e:a e:p "one\\r\\ntwo\\rthree\\t <&\\"\\u0085" , "é"@fr , 1 , e:b .',
        "e:a <http://e/é.p-2> 1 ; <http://e/1a> 2 ; <http://e/a%20b> 3 ; <http://e/a·> 4 .",
        "e:a a e:C , <http://e/2026> . e:b e:p 1 ; a <http://e/D/> .",
        "e:a a <http://e/2026> . e:b a rdf:Description , <http://e/٣> , <http://e/ﬁ> .",
        "e:a <http://e/x²y> 1 ; <http://e/aﬁB> 2 ; <http://e/٣c> 3 ; <http://e/𝒳d> 4 .",
        "e:a e:p [ e:q [ e:r 1 ] ] ; rdf:_1 e:b ; rdf:value e:c ; rdf:first rdf:nil .",
    ],
)
def test_another_reader_finds_the_same_triples(turtle: str) -> None:
    found = Graph().parse(written(turtle), format="xml")
    assert isomorphic(found, Graph().parse(data=f"{HEAD}\n{turtle}", format="turtle"))


@pytest.mark.parametrize(
    "turtle",
    [
        'e:a e:p "a\\u0001b" .',
        'e:a e:p "\\uFFFE" .',
        "e:a <http://e/2026> 1 .",
        "e:a <http://e/p/> 1 .",
        "e:a <http://e/é²> 1 .",
        "e:a <http://e/ﬁ> 1 .",
        "e:a <http://e/𝒳> 1 .",
        "e:a <http://www.w3.org/2000/xmlns/p> 1 .",
        'e:a e:p "x"@en--ltr .',
        "e:a e:p <<( e:a e:p 1 )>> .",
        "e:a <http://e/(a)> 1 .",
        "e:a rdf:li e:b .",
        "e:a rdf:Description e:b .",
        "e:a rdf:bagID e:b .",
        "_:12 e:p 1 .",
        "e:a e:p _:12 .",
    ],
)
def test_what_rdf_xml_cannot_hold_is_refused(turtle: str) -> None:
    with pytest.raises(NotExpressible, match="RDF/XML cannot hold") as caught:
        written(f"e:first e:p 1 .\n{turtle}")
    assert caught.value.offered[:2] == ("text/turtle", "application/ld+json")
    assert "application/rdf+xml" not in caught.value.offered
