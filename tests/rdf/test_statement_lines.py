"""Each statement of a document has its line, blank nodes and lists included."""

from __future__ import annotations

from chantier.rdf.formats import JSON_LD, TRIG, TURTLE
from chantier.rdf.reading import RdfDocument
from chantier.rdf.statement_lines import statement_lines

TEXT = '''\
@prefix s: <http://s/> .
PREFIX t: <http://t/>
<a> a s:X ; # <no> s:name "x" .
  s:name "x"@fr ,
    "vers 1998"^^s:date ;
  s:addr [ a s:Addr ;
     s:loc """Al
ma""" ] ;
  s:list ( "a" s:b [ s:q 3 ] ) ;
  s:n 3 , 4.5 ; .
_:b s:p _:c , t:z .
[] s:p true .
[ s:q "w" ] s:r "v" .
'''
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def rows(text: str) -> list[tuple[str, str, str, int]]:
    found = statement_lines(RdfDocument(text.encode(), TRIG, "http://e/"))
    return [
        (item.subject, item.predicate.replace(TYPE, "a"), item.value, item.line) for item in found
    ]


def test_every_statement_of_turtle_has_the_line_of_its_object() -> None:
    assert rows(TEXT) == [
        ("http://e/a", "a", "http://s/X", 3),
        ("http://e/a", "http://s/name", "x", 4),
        ("http://e/a", "http://s/name", "vers 1998", 5),
        ("", "a", "http://s/Addr", 6),
        ("", "http://s/loc", "Al\nma", 7),
        ("http://e/a", "http://s/addr", "", 6),
        ("", "http://s/q", "3", 9),
        ("http://e/a", "http://s/list", "", 9),
        ("http://e/a", "http://s/n", "3", 10),
        ("http://e/a", "http://s/n", "4.5", 10),
        ("", "http://s/p", "", 11),
        ("", "http://s/p", "http://t/z", 11),
        ("", "http://s/p", "true", 12),
        ("", "http://s/q", "w", 13),
        ("", "http://s/r", "v", 13),
    ]


def test_a_named_graph_and_a_base_change_nothing() -> None:
    text = "@base <http://b/> .\n<g> {\n<d> <p> 2 .\n<e> <p> <f> }\n<h> <p> <i> ."
    assert rows(text) == [
        ("http://b/d", "http://b/p", "2", 3),
        ("http://b/e", "http://b/p", "http://b/f", 4),
        ("http://b/h", "http://b/p", "http://b/i", 5),
    ]


def test_other_syntaxes_have_none() -> None:
    assert list(statement_lines(RdfDocument(b'{"@id": "a"}', JSON_LD, "http://e/"))) == []
    assert list(statement_lines(RdfDocument(b"", TURTLE, "http://e/"))) == []
