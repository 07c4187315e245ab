"""Documents of clients are kept to the character, or refused with the place and the remedy."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from chantier.errors import BodyError, ChantierError, QueryError
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


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert parsed("\ufeff<a> <p> 1 .") == parsed("<a> <p> 1 .")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("<a> <p> 1 .\n<a> <p> .", 2, 9),
        ('<a> <p> 1 .\n\n<a> <p> "é" .'.encode("latin-1"), 3, 0),
    ],
)
def test_what_cannot_be_read_has_its_place(text: str | bytes, line: int, column: int) -> None:
    with pytest.raises(BodyError) as refused:
        parsed(text)
    assert (refused.value.line, refused.value.column) == (line, column)


@pytest.mark.parametrize(
    ("format_name", "text", "error", "said"),
    [
        ("turtle", "<a> <p>", BodyError, "not turtle"),
        ("turtle", b"\xff", BodyError, "Encode it as UTF-8"),
        ("rdfxml", f"<!DOCTYPE r><rdf:RDF {RDF}/>", BodyError, "Write names in full"),
        ("rdfxml", '<!ENTITY a "b">', BodyError, "Write names in full"),
        ("rdfxml", "<a>", BodyError, "not rdfxml"),
        ("jsonld", '{"@context": "http://127.0.0.1:9/"}', BodyError, "under @context"),
        ("jsonld", "{", BodyError, "not jsonld"),
        (
            "jsonld",
            '{"@id": "g", "@graph": [{"@id": "a", "http://e/p": 1}]}',
            BodyError,
            "Send each to its own",
        ),
        ("turtle", "<a> <p> <<( <a> <p> 1 )>> .", QueryError, "RDF 1.1"),
        ("turtle", '<a> <p> "x"@en--ltr .', QueryError, "RDF 1.1"),
    ],
)
def test_what_is_not_one_graph_of_rdf_1_1_is_refused_with_the_remedy(
    format_name: str, text: str | bytes, error: type[ChantierError], said: str
) -> None:
    with pytest.raises(error, match=said):
        parsed(text, format_name)


def test_a_doctype_in_turtle_is_a_word_like_another() -> None:
    assert len(parsed('<a> <p> "<!DOCTYPE" .')) == 1
