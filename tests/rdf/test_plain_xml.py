"""What XML allows is read as RDF/XML, within bounds, and nothing is fetched."""

from __future__ import annotations

import pytest

from chantier.errors import BodyError
from chantier.rdf.formats import RDF_XML
from chantier.rdf.plain_xml import MAX_ENTITIES, MAX_XML_LEVELS
from chantier.rdf.reading import RdfDocument, read_quads

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'


def document(inner: str, before: str = "", attributes: str = "") -> str:
    return (
        f"{before}<rdf:RDF {RDF} {attributes}>"
        f'<rdf:Description rdf:about="http://e/s">\n{inner}\n</rdf:Description></rdf:RDF>'
    )


def objects(text: str | bytes) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    return [str(quad.object) for quad in read_quads(RdfDocument(content, RDF_XML, "http://b/d/x"))]


@pytest.mark.parametrize(
    ("inner", "value"),
    [
        ("<e:p>a<!-- <!ENTITY --><![CDATA[<!DOCTYPE ]]>b<?a <!ENTITY?>c</e:p>", "a<!DOCTYPE bc"),
        ('<e:p e:q="&lt;!DOCTYPE x>&#10;&#9;&#13;"/>', "<!DOCTYPE x>\\n\\t\\r"),
        ("<e:p>a&#13;&#10;&amp;lt;</e:p>", "a\\r\\n&lt;"),
    ],
)
def test_text_is_text_however_it_is_written(inner: str, value: str) -> None:
    assert f'"{value}"' in objects(document(inner))


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "utf-16"), ("cp1252", "cp1252")],
)
def test_the_encoding_that_a_document_names_is_read(encoding: str, name: str) -> None:
    text = document("<e:p>é €</e:p>", f'<?xml version="1.0" encoding="{name}"?>')
    assert objects(text.encode(encoding)) == ['"é €"']


def test_an_encoding_that_nobody_knows_is_refused() -> None:
    with pytest.raises(BodyError, match="Use UTF-8"):
        objects('<?xml version="1.0" encoding="klingon"?><a/>')


def test_an_empty_language_takes_that_of_the_elements_around_away() -> None:
    inner = '<e:p>x</e:p><e:p xml:lang="">y</e:p><e:p xml:lang="en">z</e:p>'
    assert objects(document(inner, attributes='xml:lang="fr"')) == ['"x"@fr', '"y"', '"z"@en']
    assert objects(document('<e:p e:q="y"/>', attributes='xml:lang=""'))[0] == '"y"'


def test_what_stands_in_an_xml_literal_stays() -> None:
    inner = (
        '<e:p rdf:parseType="Literal"><b xml:lang="" xml:base="x"/></e:p><e:p xml:lang="">x</e:p>'
    )
    literal, plain = objects(document(inner, attributes='xml:lang="fr"'))
    assert 'xml:lang=\\"\\" xml:base=\\"x\\"' in literal
    assert plain == '"x"'


def test_a_relative_base_is_resolved_against_the_one_around_it() -> None:
    inner = '<e:p rdf:resource="#a"/><e:p xml:base="../y" rdf:resource="#a"/><e:p rdf:resource=""/>'
    bases = [item.strip("<>") for item in objects(document(inner, attributes='xml:base="z/"'))]
    assert bases == ["http://b/d/z/#a", "http://b/d/y#a", "http://b/d/z/"]


def test_entities_are_read_wherever_they_stand() -> None:
    """As in the RDF/XML of W3C: namespaces, addresses and datatypes by entities, in any order."""
    before = (
        '<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [\n  <!-- <!ENTITY no "no"> -->\n'
        '  <!ENTITY voc "&base;voc#" >\n  <!ENTITY base "http://e.org/" >\n'
        '  <!ENTITY xsd "http://www.w3.org/2001/XMLSchema#" >\n'
        '  <!ENTITY text "a &#38;lt; b" ><!ENTITY none "">\n'
        '  <!ENTITY whole "<v:q>&text;</v:q>" >\n  <!ELEMENT x ANY>\n]>\n'
    )
    inner = '<v:p rdf:resource="&voc;o"/><v:p rdf:datatype="&xsd;byte">1</v:p>&whole;&none;'
    found = objects(document(inner, before, 'xmlns:v="&voc;" xml:lang="&none;"'))
    assert found == [
        "<http://e.org/voc#o>",
        '"1"^^<http://www.w3.org/2001/XMLSchema#byte>',
        '"a < b"',
    ]


LAUGHS = '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("declared", "inner", "said"),
    [
        (LAUGHS, "<e:p>&a9;</e:p>", "longer than 65536 characters"),
        (LAUGHS, '<e:p e:q="&a9;"/>', "longer than 65536 characters"),
        ('<!ENTITY a "' + "a" * 60_000 + '">', f"<e:p>{'&a;' * 50_000}</e:p>", "20 times as long"),
        ('<!ENTITY a "' + "a" * 60_000 + '">', f'<e:p e:q="{"&a;" * 50_000}"/>', "20 times"),
        ('<!ENTITY a "&b;"><!ENTITY b "&a;">', "<e:p>&a;</e:p>", "refers to itself"),
        ('<!ENTITY a "&a;">', "<e:p>a</e:p>", "refers to itself"),
        ("".join(f'<!ENTITY e{n} "">' for n in range(MAX_ENTITIES + 1)), "", "More than 1000"),
        ('<!ENTITY a SYSTEM "file:///etc/passwd">', "<e:p>&a;</e:p>", "xmllint"),
        ('<!ENTITY a PUBLIC "-//X" "http://127.0.0.1:9/">', "<e:p>&a;</e:p>", "not fetched"),
        ('<!ENTITY % a SYSTEM "http://127.0.0.1:9/"> %a;', "", "not fetched"),
        ('<!ENTITY % a "x">', "", "parameter entity"),
        ('<!ATTLIST e:p e:q CDATA "y">', "<e:p/>", "adds “e:q”"),
    ],
)
def test_what_grows_or_lies_elsewhere_is_refused_with_its_line(
    declared: str, inner: str, said: str
) -> None:
    with pytest.raises(BodyError, match=said) as refused:
        objects(document(inner, f"\n<!DOCTYPE r [{declared}]>"))
    assert refused.value.line > 1
    assert refused.value.is_bilingual


@pytest.mark.parametrize("where", ['SYSTEM "r.dtd"', 'PUBLIC "-//DCMI" "http://127.0.0.1:9/"'])
def test_a_document_type_from_elsewhere_is_not_fetched(where: str) -> None:
    with pytest.raises(BodyError, match="xmllint"):
        objects(document("", f"<!DOCTYPE r {where}>"))


@pytest.mark.parametrize("name", ["nothing", "eacute", "nbsp"])
def test_an_entity_that_is_not_declared_is_refused_with_its_place(name: str) -> None:
    with pytest.raises(BodyError, match="undefined entity") as refused:
        objects(document(f"<e:p>&{name};</e:p>"))
    assert refused.value.line == 2


def test_deep_elements_are_refused_and_those_that_people_write_are_read() -> None:
    def nested(levels: int) -> str:
        inner = "<rdf:Description><e:p>" * levels + "</e:p></rdf:Description>" * levels
        return document(f"<e:p>{inner}</e:p>")

    assert len(objects(nested(400))) == 401
    with pytest.raises(BodyError, match=f"More than {MAX_XML_LEVELS} elements"):
        objects(nested(50_000))


def test_a_long_text_comes_through_whole() -> None:
    assert objects(document(f"<e:p>{'é<![CDATA[<]]>' * 50_000}</e:p>")) == [f'"{"é<" * 50_000}"']
