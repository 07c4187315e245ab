"""Queries run on the engine itself: what they see, how they are written, how large they may be."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from chantier.errors import AnswerTooLarge, QuerySyntaxError
from chantier.query.sparql.evaluate import (
    AnswerLimits,
    RdfDataset,
    converted,
    evaluate,
    lossless,
    offered_formats,
)
from chantier.query.sparql.scanner import Form, read
from chantier.rdf.formats import (
    CSV,
    GRAPH_FORMATS,
    RESULT_FORMATS,
    RESULTS_JSON,
    RESULTS_XML,
    TSV,
    Format,
)
from chantier.rdf.xml_text import NotExpressible
from chantier.store.default_graph import DefaultView

TRIG = """
PREFIX : <http://e/>
:g { :a :p 1 , "été, \\"cité\\""@fr . :b :p :c }
:h { :a :p 2 }
:d :p 3 .
"""
ALL = "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s ?o"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
G, H = "http://e/g", "http://e/h"
NO_LIMITS, UNNAMED = AnswerLimits(), RdfDataset()
QUERIES = {
    Form.SELECT: ALL,
    Form.ASK: "ASK { ?s ?p 2 }",
    Form.CONSTRUCT: "CONSTRUCT WHERE { <http://e/a> ?p ?o }",
    Form.DESCRIBE: "DESCRIBE <http://e/a>",
}


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.load(TRIG, format=ox.RdfFormat.TRIG)
    return store


def asked(
    store: ox.Store,
    text: str,
    chosen: Format = CSV,
    limits: AnswerLimits = NO_LIMITS,
    named: RdfDataset = UNNAMED,
) -> bytes:
    return evaluate(store, read(text), named, chosen, limits)


def counted(store: ox.Store, text: str, named: RdfDataset = UNNAMED) -> int:
    return int(asked(store, text, named=named).split()[1])


@pytest.mark.parametrize("form", Form)
def test_the_lossless_answer_becomes_that_of_every_format_offered(
    store: ox.Store, form: Form
) -> None:
    source = asked(store, QUERIES[form], lossless(form))
    assert lossless(form) in offered_formats(form)
    for chosen in offered_formats(form):
        made, expected = converted(source, form, chosen), asked(store, QUERIES[form], chosen)
        assert made
        if chosen in GRAPH_FORMATS:
            made, expected = (b"".join(sorted(text.splitlines(True))) for text in (made, expected))
        assert made == expected, chosen.name


def test_the_default_graph_is_the_union_unless_a_dataset_is_named(store: ox.Store) -> None:
    assert counted(store, COUNT) == 5
    plain = evaluate(store, read(COUNT), UNNAMED, CSV, default=DefaultView())
    assert int(plain.split()[1]) == 1
    assert counted(store, COUNT.replace("{", f"FROM <{G}> {{", 1)) == 3
    assert counted(store, COUNT.replace("{", f"FROM NAMED <{G}> {{", 1)) == 0


def test_the_dataset_of_the_request_comes_before_that_of_the_query(store: ox.Store) -> None:
    assert not RdfDataset()
    assert RdfDataset((), (G,))
    text = COUNT.replace("{", f"FROM <{G}> {{", 1)
    assert counted(store, text, RdfDataset((H,))) == 1
    assert counted(store, text, RdfDataset((G, H))) == 4
    inside = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert counted(store, inside, RdfDataset((), (H,))) == 1
    assert counted(store, inside, RdfDataset((H,))) == 0
    with pytest.raises(ValueError, match="IRI"):
        counted(store, COUNT, RdfDataset(("not an IRI",)))


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT * { ?z ?y ?x }", "z,y,x"),
        ("SELECT * { ?x ?y ?z }", "x,y,z"),
        ("SELECT DISTINCT * { ?b ?a ?o OPTIONAL { ?o ?c ?s } }", "b,a,o,c,s"),
        ("SELECT * { { SELECT * { ?z ?y ?x } } BIND(1 AS ?a) }", "z,y,x,a"),
        ("SELECT ?o ?s { ?s ?p ?o }", "o,s"),
    ],
)
def test_columns_are_in_the_order_of_the_query(store: ox.Store, text: str, columns: str) -> None:
    assert asked(store, text).decode().splitlines()[0] == columns


def test_a_function_that_nobody_knows_leaves_its_value_unbound(store: ox.Store) -> None:
    text = "SELECT (<http://e/f>(1) AS ?x) (<http://e/g>(2) AS ?y) (3 AS ?z) {}"
    assert asked(store, text) == b"x,y,z\r\n,,3\r\n"
    cast = 'SELECT (<http://www.w3.org/2001/XMLSchema#integer>("7") AS ?x) {}'
    assert asked(store, cast).split() == [b"x", b"7"]


@pytest.mark.parametrize("chosen", [*RESULT_FORMATS, *GRAPH_FORMATS])
def test_an_answer_is_whole_up_to_its_limits_and_refused_beyond(
    store: ox.Store, chosen: Format
) -> None:
    text = "SELECT ?s ?o { ?s ?p ?o FILTER(isNumeric(?o)) }"
    if chosen in GRAPH_FORMATS:
        text = "CONSTRUCT { ?s <http://e/q> ?o } WHERE { ?s ?p ?o FILTER(isNumeric(?o)) }"
    whole = asked(store, text, chosen)
    for limits in (AnswerLimits(3, len(whole)), AnswerLimits(0, len(whole)), AnswerLimits(3, 0)):
        assert len(asked(store, text, chosen, limits)) == len(whole)
    with pytest.raises(AnswerTooLarge, match="more than 2 solutions"):
        asked(store, text, chosen, AnswerLimits(solutions=2))
    with pytest.raises(AnswerTooLarge, match="larger than 20 bytes"):
        asked(store, text, chosen, AnswerLimits(size=20))


def test_results_in_xml_are_ascii_and_lose_nothing(store: ox.Store) -> None:
    text = 'SELECT ("é\\r\\n<𝕏>" AS ?x) {}'
    document = asked(store, text, RESULTS_XML)
    assert document.isascii()
    (literal,) = ET.fromstring(document).iter(  # noqa: S314
        "{http://www.w3.org/2005/sparql-results#}literal"
    )
    assert literal.text == "é\r\n<𝕏>"


def test_a_character_that_xml_cannot_hold_is_refused_in_xml_alone(store: ox.Store) -> None:
    text = r'SELECT ("\u0001" AS ?x) {}'
    with pytest.raises(NotExpressible, match="XML cannot hold"):
        asked(store, text, RESULTS_XML)
    bindings = json.loads(asked(store, text, RESULTS_JSON))["results"]["bindings"]
    assert bindings[0]["x"]["value"] == "\x01"
    assert "\x01" in asked(store, text, TSV).decode()


def test_what_is_not_sparql_is_refused_with_its_place_and_the_remedy(store: ox.Store) -> None:
    text = "SELECT ?s\n{ ?s ces:position }"
    with pytest.raises(QuerySyntaxError, match="PREFIX ces:") as refused:
        asked(store, text)
    assert (refused.value.line, refused.value.column > 1) == (2, True)
