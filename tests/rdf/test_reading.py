"""One reader for every door: what it reads, to the character, and what it refuses, with place."""

from __future__ import annotations

from pathlib import Path

import pytest

from chantier.errors import BodyError, SourceError
from chantier.rdf.formats import (
    GRAPH_FORMATS,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TURTLE,
    Format,
)
from chantier.rdf.nquads import canonical_lines, parse_lines
from chantier.rdf.reading import RdfDocument, read_graph, read_quads
from chantier.store.sources import SourceFile, read_lines
from chantier.updates.parsing import parse_part
from chantier.updates.request import Part

G = "http://e/g"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'
IN_UTF_8 = [item for item in GRAPH_FORMATS if item is not RDF_XML]
ONE_TRIPLE = {
    TURTLE: "<http://e/s> <http://e/p> '01' .",
    JSON_LD: '{"@id": "http://e/s", "http://e/p": "01"}',
    N_TRIPLES: '<http://e/s> <http://e/p> "01" .',
    RDF_XML: f'<rdf:RDF {RDF}><rdf:Description rdf:about="http://e/s" e:p="01"/></rdf:RDF>',
    TRIG: f"<{G}> {{ <http://e/s> <http://e/p> '01' }}",
    N_QUADS: f'<http://e/s> <http://e/p> "01" <{G}> .',
}


def read(text: str | bytes, form: Format, graph: str | None = G) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    triples = read_graph(RdfDocument(content, form, G), graph)
    return sorted(str(triple) for triple in triples)


def refusal(text: str | bytes, form: Format, graph: str | None = G) -> BodyError:
    with pytest.raises(BodyError) as refused:
        read(text, form, graph)
    return refused.value


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda item: item.name)
def test_a_byte_order_mark_is_no_part_of_any_syntax(form: Format) -> None:
    expected = ['<http://e/s> <http://e/p> "01"']
    assert read(ONE_TRIPLE[form], form) == expected
    assert read("\ufeff" + ONE_TRIPLE[form], form) == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("form", IN_UTF_8, ids=lambda item: item.name)
def test_another_encoding_is_named_where_the_syntax_is_utf_8(form: Format, encoding: str) -> None:
    refused = refusal(ONE_TRIPLE[form].encode(encoding), form)
    assert "UTF-16" in str(refused)
    assert "Save it as UTF-8" in str(refused)


@pytest.mark.parametrize("form", IN_UTF_8, ids=lambda item: item.name)
def test_bytes_that_are_no_utf_8_are_refused_with_their_line(form: Format) -> None:
    assert refusal(b"\n\n\xe9" + ONE_TRIPLE[form].encode(), form).line == 3


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (TURTLE, "<> <#p> <../o> , <//h/o> ."),
        (TRIG, "<> <#p> <../o> , <//h/o> ."),
        (JSON_LD, f'{{"@id": "", "{G}#p": [{{"@id": "../o"}}, {{"@id": "//h/o"}}]}}'),
        (
            RDF_XML,
            f'<rdf:RDF {RDF} xmlns:g="{G}#"><rdf:Description rdf:about="">'
            '<g:p rdf:resource="../o"/><g:p rdf:resource="//h/o"/></rdf:Description></rdf:RDF>',
        ),
    ],
    ids=lambda item: getattr(item, "name", ""),
)
def test_relative_iris_are_those_of_the_base(form: Format, text: str) -> None:
    assert read(text, form) == [f"<{G}> <{G}#p> <http://e/o>", f"<{G}> <{G}#p> <http://h/o>"]


@pytest.mark.parametrize("graph", [G, None])
@pytest.mark.parametrize("form", [TRIG, N_QUADS], ids=lambda item: item.name)
def test_a_document_may_name_the_graph_that_it_is_for(form: Format, graph: str | None) -> None:
    assert len(read(ONE_TRIPLE[form], form, graph)) == 1


@pytest.mark.parametrize(
    ("form", "text", "graph", "names"),
    [
        (TRIG, "<http://e/x> { <a> <b> 1 }", G, ("<http://e/x>", f"<{G}>")),
        (TRIG, f"<a> <b> 1 . <{G}> {{ <a> <b> 1 }}", G, ("the default graph", f"<{G}>")),
        (TRIG, f"<a> <b> 1 . <{G}> {{ <a> <b> 1 }}", None, ("the default graph", f"<{G}>")),
        (TRIG, f"<{G}> {{ <a> <b> 1 }}", "", (f"<{G}>", "the default graph")),
        (N_QUADS, "<u:a> <u:b> <u:c> <u:d> .\n<u:a> <u:b> <u:c> <u:e> .", None, ("<u:d>, <u:e>",)),
        (
            JSON_LD,
            '{"@id": "http://e/x", "@graph": {"@id": "http://e/a", "http://e/b": 1}}',
            G,
            ("<http://e/x>",),
        ),
        (TRIG, " ".join(f"<u:{n}> {{ <u:a> <u:b> 1 }}" for n in range(9)), G, ("<u:0>", "more")),
    ],
)
def test_a_document_of_another_graph_or_of_several_says_which(
    form: Format, text: str, graph: str | None, names: tuple[str, ...]
) -> None:
    refused = refusal(text, form, graph)
    assert "one graph" in refused.english
    assert "un seul graphe" in refused.french
    assert all(name in refused.english for name in names)


@pytest.mark.parametrize(
    ("form", "text", "place", "said"),
    [
        (TURTLE, "<a> <b> 1 .\n<a> <b> .", (2, 9), "This is not Turtle"),
        (TURTLE, r"<a\u0020b> <b> 1 .", (1, 1), "Invalid IRI"),
        (TURTLE, "<a b> <b> 1 .", (1, 1), "Invalid IRI"),
        (TURTLE, '<a> <b> "<<" .\n<a> <b> <<( <a> <b> 1 )>> .', (2, 9), "RDF 1.1"),
        (TURTLE, '<a> <b> "x"@en--ltr .', (0, 0), "RDF 1.1"),
        (TRIG, "_:g { <a> <b> 1 }", (0, 0), "named by an IRI"),
        (N_TRIPLES, "<a> <b> <c> .", (1, 1), "This is not N-Triples"),
        (JSON_LD, '{"@id": "a",\n"http://e/p":}', (2, 14), "This is not JSON-LD"),
        (JSON_LD, '{"@context": "http://127.0.0.1:9/c"}', (0, 0), "under @context"),
        (JSON_LD, '{"@context": {"@import": "http://127.0.0.1:9/c"}}', (0, 0), "under @context"),
        (JSON_LD, '{"http://e/p":' * 2_000 + "1" + "}" * 2_000, (0, 0), "within one another"),
        (RDF_XML, f"<rdf:RDF {RDF}>\n <e:K>\n</rdf:RDF>", (3, 3), "mismatched tag"),
        (RDF_XML, f"<rdf:RDF {RDF}>\n\n<rdf:li/></rdf:RDF>", (3, 0), "This is not RDF/XML"),
    ],
)
def test_what_cannot_be_read_has_its_place_and_its_reason(
    form: Format, text: str, place: tuple[int, int], said: str
) -> None:
    refused = refusal(text, form)
    assert said in refused.english
    assert refused.is_bilingual
    assert (refused.line, refused.column) == place


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<a> <b> region:05 .", "@prefix region: <https://w3id.org/chantier-es/id/region/> ."),
        ("<a> skos:note 1 .", "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."),
        ("<a> <b> unheard:of .", ""),
    ],
)
def test_the_line_of_a_prefix_that_is_missing_is_given_where_it_is_known(
    text: str, line: str
) -> None:
    document = RdfDocument(text.encode(), TURTLE, "http://e/")
    with pytest.raises(BodyError, match="has not been declared") as caught:
        list(read_graph(document, None))
    said = (caught.value.french, caught.value.english)
    if line:
        assert all(sentence.endswith(line) for sentence in said)
    else:
        assert not any("@prefix" in sentence for sentence in said)


def test_brackets_inside_json_strings_do_not_nest() -> None:
    assert len(read('{"http://e/p": "' + r"[{\"" * 2_000 + '"}', JSON_LD)) == 1


def test_control_characters_are_read_as_they_are_written() -> None:
    text = r'<a> <b> "x\u0000y" , "\u0001" , "\r\u0085\u2028" .'
    values = [quad.object.value for quad in read_quads(RdfDocument(text.encode(), TURTLE, G))]
    assert values == ["x\0y", "\1", "\r\x85\u2028"]


DOORS = {
    "mark.ttl": "\ufeff@prefix e: <http://e/> . e:a e:p 'é' .".encode(),
    "relative.ttl": b"<a> <b> <c#d> . <> <p> <../x> .",
    "wide.ttl": "<a> <b> 1 .".encode("utf-16"),
    "latin.nt": '<u:a> <u:b> "é" .'.encode("latin-1"),
    "broken.ttl": b"<a> <b> 1 .\n<a> <b>",
    "language.rdf": (
        f'<rdf:RDF {RDF} xml:lang="fr"><e:K rdf:about="k"><e:p xml:lang="">q</e:p></e:K></rdf:RDF>'
    ).encode(),
    "entities.owl": (
        f'<!DOCTYPE r [<!ENTITY k "http://k/">]><rdf:RDF {RDF}><e:K rdf:about="&k;k"/></rdf:RDF>'
    ).encode(),
    "elsewhere.rdf": f'<!DOCTYPE r SYSTEM "r.dtd"><rdf:RDF {RDF}/>'.encode(),
    "wide.rdf": f'<rdf:RDF {RDF}><e:K rdf:about="é"/></rdf:RDF>'.encode("utf-16"),
    "one.trig": f"<{G}> {{ <a> <b> [] }}".encode(),
    "two.trig": f"<{G}> {{ <a> <b> 1 }} <h> {{ <a> <b> 1 }}".encode(),
    "own.nq": f"<u:a> <u:b> <u:c> <{G}> .".encode(),
    "context.jsonld": b'{"@context": "http://127.0.0.1:9/"}',
    "good.jsonld": b'{"@id": "a", "http://e/p": {"@value": "01", "@type": "http://e/t"}}',
}
REFUSED = {"wide.ttl", "latin.nt", "broken.ttl", "elsewhere.rdf", "two.trig", "context.jsonld"}
FORMS = {
    item.extension: item.name for item in (TURTLE, JSON_LD, N_TRIPLES, RDF_XML, TRIG, N_QUADS)
} | {"owl": "rdfxml"}


@pytest.mark.parametrize("name", DOORS)
def test_a_body_and_a_file_of_the_same_bytes_are_the_same_triples_or_the_same_error(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(DOORS[name])
    form_name = FORMS[path.suffix.removeprefix(".")]
    if name in REFUSED:
        with pytest.raises(BodyError) as refused:
            parse_part(Part(form_name, DOORS[name]), G, G)
        with pytest.raises(SourceError) as not_built:
            list(read_lines(SourceFile(path, G)))
        assert refused.value.is_bilingual
        assert refused.value.english.partition(" (line")[0] in str(not_built.value)
        place = refused.value.line, refused.value.column
        assert (not_built.value.line, not_built.value.column) == place
    else:
        sent = canonical_lines(parse_part(Part(form_name, DOORS[name]), G, G))
        built = list(read_lines(SourceFile(path, G)))
        assert canonical_lines(parse_lines(built)) == sent != []
