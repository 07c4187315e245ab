"""What the W3C’s tests are judged with must itself tell right from wrong."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from w3c.results import MEDIA_TYPES, Solutions, Term, isomorphic, read, same
from w3c.service_description import SD, faults

A, B = ox.BlankNode("a"), ox.BlankNode("b")
ONE = ox.Literal("1.0", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
SHORT_ONE = ox.Literal("1", datatype=ONE.datatype)
WHOLE_ONE = ox.Literal(1)


def _pairs(*rows: tuple[Term, Term]) -> Solutions:
    return Solutions(frozenset({"x", "y"}), tuple({"x": x, "y": y} for x, y in rows))


@pytest.mark.parametrize(
    ("ours", "theirs", "are_same"),
    [
        (_pairs((A, A), (B, B)), _pairs((B, B), (A, A)), True),
        (_pairs((A, B), (A, A)), _pairs((B, A), (B, B)), True),
        (_pairs((A, A)), _pairs((A, B)), False),
        (_pairs((A, A), (A, A)), _pairs((A, A)), False),
        (_pairs((A, A), (A, A)), _pairs((A, A), (B, B)), False),
        (_pairs((ONE, ONE)), _pairs((ONE, SHORT_ONE)), False),
        (_pairs(), Solutions(frozenset({"x"}), ()), False),
        (_pairs(), True, False),
        (True, False, False),
    ],
)
def test_solutions_are_compared_with_their_number_and_up_to_blank_nodes(
    ours: Solutions | bool, theirs: Solutions | bool, are_same: bool
) -> None:
    assert same(ours, theirs, ordered=False) is are_same
    assert same(theirs, ours, ordered=False) is are_same


def test_order_counts_where_it_is_asked_for() -> None:
    ours, theirs = _pairs((A, ONE), (B, WHOLE_ONE)), _pairs((B, WHOLE_ONE), (A, ONE))
    assert same(ours, theirs, ordered=False)
    assert not same(ours, theirs, ordered=True)


def test_values_are_the_same_within_a_datatype_only() -> None:
    assert same(_pairs((A, ONE)), _pairs((A, SHORT_ONE)), ordered=False, by_value=True)
    assert not same(_pairs((A, ONE)), _pairs((A, WHOLE_ONE)), ordered=False, by_value=True)


def test_the_formats_of_results_are_read_alike() -> None:
    text = 'SELECT ?x ?y { VALUES (?x ?y) { (<s:1> "é, \\" <") (UNDEF "1"@fr) (<s:2> 5) } }'
    written = {}
    for form in (ox.QueryResultsFormat.XML, ox.QueryResultsFormat.JSON):
        results = ox.Store().query(text)
        assert isinstance(results, ox.QuerySolutions)
        written[MEDIA_TYPES[form.file_extension]] = results.serialize(format=form) or b""
    written["text/tab-separated-values"] = b'?x\t?y\n<s:1>\t"\xc3\xa9, \\" <"\n\t"1"@fr\n<s:2>\t5\n'
    first, *others = (read(content, media_type, "") for media_type, content in written.items())
    assert isinstance(first, Solutions)
    assert len(first.rows) == 3
    assert all(same(first, other, ordered=True) for other in others)


def test_csv_is_read_without_datatypes() -> None:
    results = read(b'x,y\r\n_:q,"a ""b"", c"\r\n,1.50\r\n', "text/csv", "")
    assert isinstance(results, Solutions)
    assert [sorted(row) for row in results.rows] == [["x", "y"], ["y"]]
    assert results.rows[0]["y"] == ox.Literal('a "b", c')


def test_graphs_differ_by_one_triple() -> None:
    triple = ox.Triple(A, ox.NamedNode("p:p"), B)
    loop = ox.Triple(A, ox.NamedNode("p:p"), A)
    assert isomorphic([triple], [ox.Triple(B, ox.NamedNode("p:p"), A)], by_value=False)
    assert not isomorphic([triple], [loop], by_value=False)
    assert not isomorphic([triple], [triple, loop], by_value=False)


@pytest.mark.parametrize(
    ("description", "fault"),
    [
        ("a sd:Service ; sd:endpoint <s:e> ; sd:supportedLanguage sd:SPARQL11Query", ""),
        ("sd:endpoint <s:e>", "nothing is an sd:Service"),
        ("a sd:Service ; sd:endpoint 's:e'", "has the literal"),
        ("a sd:Service ; sd:endPoint <s:e>", "there is no sd:endPoint"),
        ("a sd:Service ; sd:feature sd:SPARQL11Query", "is not an sd:Feature"),
        ("a sd:Service ; sd:defaultDataset [ a sd:Graph ]", "is not an sd:Dataset"),
    ],
)
def test_a_service_description_that_departs_from_its_vocabulary_is_found_out(
    description: str, fault: str
) -> None:
    turtle = f"@prefix sd: <{SD}> . <s:s> {description} ."
    found = list(faults(q.triple for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE)))
    assert fault in " ".join(found) if fault else not found
