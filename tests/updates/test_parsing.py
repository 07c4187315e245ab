"""Documents of clients are kept to the character, or refused with the place and the remedy."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from chantier.errors import BodyError
from chantier.rdf.nquads import quad_lines
from chantier.updates.parsing import parse_part
from chantier.updates.request import Part

BASE, G = "http://e/base/", "http://e/g"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
SAME = {
    "turtle": f'<a> <http://e/p> "01"^^<{XSD}integer> .',
    "ntriples": f'<{BASE}a> <http://e/p> "01"^^<{XSD}integer> .',
    "rdfxml": (
        f'<rdf:RDF {RDF} xmlns:e="http://e/"><rdf:Description rdf:about="a">'
        f'<e:p rdf:datatype="{XSD}integer">01</e:p></rdf:Description></rdf:RDF>'
    ),
    "jsonld": f'{{"@id": "a", "http://e/p": {{"@value": "01", "@type": "{XSD}integer"}}}}',
}


def parsed(text: str | bytes, format_name: str = "turtle", graph: str = G) -> list[bytes]:
    content = text if isinstance(text, bytes) else text.encode()
    return quad_lines(parse_part(Part(format_name, content), graph, BASE))


@pytest.mark.parametrize("format_name", SAME)
def test_every_format_is_read_into_the_graph_with_the_literal_as_written(format_name: str) -> None:
    triple = f'<{BASE}a> <http://e/p> "01"^^<{XSD}integer>'
    assert parsed(SAME[format_name], format_name) == [f"{triple} <{G}> .\n".encode()]
    assert parsed(SAME[format_name], format_name, "") == [f"{triple} .\n".encode()]


def test_equal_labels_of_two_documents_are_two_blank_nodes() -> None:
    part = Part("turtle", b"_:b <p> _:b .")
    (one,), (two,) = parse_part(part, G, BASE), parse_part(part, G, BASE)
    assert one.subject == one.object
    assert isinstance(one.subject, ox.BlankNode)
    assert one.subject != two.subject


@pytest.mark.parametrize(
    ("format_name", "text", "said"),
    [
        ("turtle", "<a> <p>", "not Turtle"),
        ("rdfxml", "<a>", "not XML"),
        ("jsonld", "{", "not JSON-LD"),
        ("jsonld", '{"@context": "http://127.0.0.1:9/"}', "under @context"),
        ("jsonld", '{"@id": "g", "@graph": [{"@id": "a", "http://e/p": 1}]}', "base/g"),
        ("trig", "<g> { <a> <p> 1 }", "to its own address"),
        ("turtle", "<a> <p> <<( <a> <p> 1 )>> .", "RDF 1.1"),
    ],
)
def test_what_is_not_one_graph_of_rdf_1_1_is_refused_with_the_remedy(
    format_name: str, text: str, said: str
) -> None:
    with pytest.raises(BodyError, match=said):
        parsed(text, format_name)


def test_a_body_may_name_the_graph_that_it_is_sent_to() -> None:
    assert parsed(f"<{G}> {{ <a> <p> 1 }}", "trig") == parsed("<a> <p> 1 .")
    named = f'{{"@id": "{G}", "@graph": [{{"@id": "a", "{BASE}p": 1}}]}}'
    assert parsed(named, "jsonld") == parsed("<a> <p> 1 .")
