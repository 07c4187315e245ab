"""Answers as tables, charts, maps, networks, files and code, without a server."""

from __future__ import annotations

import ast
import io
import json
import shlex

import pyoxigraph as ox
import pytest

from chantier.describe.entity import Name
from chantier.errors import NotAcceptable
from chantier.site.results.chart import draw_charts
from chantier.site.results.map import draw_map
from chantier.site.results.network import NODES_MOST, network
from chantier.site.results.parquet import parquet
from chantier.site.results.snippets import snippets
from chantier.site.results.solutions import Kind, Solutions, read_solutions, read_triples
from chantier.site.results.table import table

GEO = "http://www.opengis.net/ont/geosparql#"


def named(iri: str) -> Name:
    return Name(iri, f"Label of {iri.rpartition('/')[2]}", "en")


def linked(iri: str) -> str:
    return f"/there?{iri}"


def answer(query: str, most: int = 1_000) -> Solutions:
    """The answer of a query without data, through the wire format as pages get it."""
    results = ox.Store().query(query)
    assert isinstance(results, ox.QuerySolutions)
    return read_solutions(results.serialize(format=ox.QueryResultsFormat.TSV) or b"", most)


def charts(query: str, language: str = "fr", measure: str = "") -> object:
    return draw_charts(answer(query), named, linked, language, measure)


def test_an_answer_is_counted_whole_and_read_in_part() -> None:
    read = answer("SELECT ?n { VALUES ?n { 1 2 3 UNDEF 5 } }", most=2)
    assert (len(read.rows), read.total) == (2, 5)


def test_line_ends_within_literals_are_no_solutions() -> None:
    read = answer('SELECT ?t ?u { VALUES (?t ?u) { ("a\\nb\\r\\n\\tc" UNDEF) ("" "d") } }')
    assert read.total == 2
    assert read.rows[0][0] == ox.Literal("a\nb\r\n\tc")
    assert read.rows[0][1] is None
    assert read.rows[1][0] == ox.Literal("")


def test_columns_are_told_by_what_they_hold() -> None:
    read = answer(
        f'SELECT ?a ?b ?c ?d ?e ?f {{ VALUES (?a ?b ?c ?d ?e ?f) {{ (1 <http://e/a> "x"'
        f' "2016"^^<http://www.w3.org/2001/XMLSchema#gYear> "POINT(1 2)"^^<{GEO}wktLiteral> UNDEF)'
        f" (2.5 <http://e/b> 1 UNDEF UNDEF UNDEF) }} }}"
    )
    assert [read.kind(index) for index in range(6)] == [
        Kind.NUMBER, Kind.IRI, Kind.TEXT, Kind.TIME, Kind.PLACE, Kind.EMPTY,
    ]  # fmt: skip


def test_a_table_tells_unbound_from_empty_and_keeps_every_digit() -> None:
    read = answer('SELECT ?t ?n { VALUES (?t ?n) { ("" 47000000000) (UNDEF 1234.50) } }')
    shown = table(read, 10, named, "fr")
    assert [row[0].kind for row in shown.rows] == ["literal", "unbound"]
    assert shown.rows[0][1].text == "47 000 000 000".replace(" ", "\N{NO-BREAK SPACE}")
    assert shown.rows[0][1].exact == "47000000000"
    assert shown.columns[1].is_number
    assert shown.rows[1][1].text == "1234.5"


def test_what_all_values_of_a_column_share_is_said_once() -> None:
    read = answer('SELECT ?a ?b { VALUES (?a ?b) { ("x"@fr "y"@fr) ("z"@fr "w"@en) } }')
    shown = table(read, 10, named, "fr")
    assert [column.datatype for column in shown.columns] == ["fr", ""]
    assert [cell.datatype for cell in shown.rows[1]] == ["", "en"]
    assert [cell.language for cell in shown.rows[1]] == ["fr", "en"]


def test_triples_are_grouped_by_subject() -> None:
    lines = b'<http://e/a> <http://e/p> <http://e/b> .\n<http://e/c> <http://e/p> "1" .\n'
    lines += b'<http://e/a> <http://e/q> "2" .\n'
    read = read_triples(lines, 100)
    groups = table(read, 100, named, "en").groups
    assert [(first.iri, len(rows)) for first, rows in groups.items()] == [
        ("http://e/a", 2),
        ("http://e/c", 1),
    ]


def test_bars_have_the_values_of_the_answer_and_the_labels_of_the_page_s_language() -> None:
    query = 'SELECT ?l ?e ?n { VALUES (?l ?e ?n) { ("Un"@fr "One"@en 7) ("Deux"@fr "Two"@en 9) } }'
    for language, labels in (("fr", ["Un", "Deux"]), ("en", ["One", "Two"])):
        (chart,) = charts(query, language).charts  # type: ignore[attr-defined]
        assert chart.kind == "bars"
        assert [(mark.label, mark.value) for mark in chart.values] == list(
            zip(labels, [7.0, 9.0], strict=True)
        )


def test_dates_make_lines_one_for_each_label() -> None:
    year = '"{}"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    rows = " ".join(
        f'("{name}"@fr {year.format(when)} {value})'
        for name, when, value in (("A", 2016, 5), ("A", 2022, 8), ("B", 2016, 3), ("B", 2022, 2))
    )
    query = f"SELECT ?l ?y ?n {{ VALUES (?l ?y ?n) {{ {rows} }} }}"
    (chart,) = charts(query).charts  # type: ignore[attr-defined]
    assert chart.kind == "lines"
    assert chart.series == ("A", "B")
    assert [mark.value for mark in chart.values] == [5, 8, 3, 2]


def test_two_keys_make_grouped_bars() -> None:
    rows = " ".join(
        f'("{a}"@fr "{b}"@fr {n})'
        for n, (a, b) in enumerate(
            [("Nord", "x"), ("Nord", "y"), ("Sud", "x"), ("Sud", "y")], start=10
        )
    )
    query = f"SELECT ?a ?b ?n {{ VALUES (?a ?b ?n) {{ {rows} }} }}"
    (chart,) = charts(query).charts  # type: ignore[attr-defined]
    assert {mark.series for mark in chart.values} == {"x", "y"}
    assert {mark.label for mark in chart.values} == {"Nord", "Sud"}


def test_measures_that_share_no_scale_are_drawn_apart() -> None:
    rows = " ".join(
        f'("{m}"@fr "{y}"@fr {n})'
        for m, y, n in (("jobs", "a", 220), ("jobs", "b", 210), ("$", "a", 4e9), ("$", "b", 5e9))
    )
    drawn = charts(f"SELECT ?m ?y ?n {{ VALUES (?m ?y ?n) {{ {rows} }} }}")
    assert [chart.title for chart in drawn.charts] == ["n · jobs", "n · $"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ('("a" "b") ("c" "d")', "no_number"),
        ('("a" 1) ("b" 2) ("c" 3)', "only_ranks"),
        ('("a" 12)', "one_value"),
    ],
)
def test_what_is_no_chart_says_why(values: str, reason: str) -> None:
    drawn = charts(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {values} }} }}")
    assert (drawn.reason, drawn.charts) == (reason, ())  # type: ignore[attr-defined]


def test_a_map_reads_well_known_text_and_columns_of_degrees() -> None:
    wkt = answer(
        f'SELECT ?x ?w ?n {{ VALUES (?x ?w ?n) {{ (<http://e/a> "POINT(-73.5 45.5)"'
        f'^^<{GEO}wktLiteral> 40) (<http://e/b> "POLYGON((-70 46,-72 46,-72 48,-70 48,-70 46))"'
        f"^^<{GEO}wktLiteral> 10)"
        f' (<http://e/c> "POINT(nowhere)"^^<{GEO}wktLiteral> 1) }} }}'
    )
    drawn = draw_map(wkt, named, lambda _: "")
    assert {(place.longitude, place.latitude) for place in drawn.places} == {
        (-73.5, 45.5),
        (-71.0, 47.0),
    }
    assert drawn.measure == "n"
    west, east = sorted(drawn.places, key=lambda place: place.longitude)
    assert west.x < east.x
    assert west.y > east.y
    assert west.radius > east.radius
    assert [name.iri for name in drawn.unplaced] == ["http://e/c"]
    degrees = answer("SELECT ?x ?lat ?long { VALUES (?x ?lat ?long) { (<http://e/a> 45 -73) } }")
    (place,) = draw_map(degrees, named, lambda _: "").places
    assert (place.latitude, place.longitude) == (45, -73)


def test_a_map_asks_where_things_are_and_puts_those_of_one_place_together() -> None:
    known = {"http://e/a": "POINT(1 2)", "http://e/b": "POINT(1 2)"}
    read = answer("SELECT ?x { VALUES ?x { <http://e/a> <http://e/b> <http://e/c> } }")
    drawn = draw_map(read, named, lambda iri: known.get(iri, ""))
    (place,) = drawn.places
    assert [name.iri for name in place.names] == ["http://e/a", "http://e/b"]
    assert len(drawn.unplaced) == 1
    assert draw_map(read, named, lambda _: "").places == ()


def test_no_two_labels_of_a_map_overlap() -> None:
    rows = " ".join(f"(<http://e/n{n}> {45 + n % 7 / 9} {-73 + n / 40})" for n in range(40))
    query = f"SELECT ?x ?lat ?long {{ VALUES (?x ?lat ?long) {{ {rows} }} }}"
    labels = [
        (place.label, len(place.names[0].text) * 7)
        for place in draw_map(answer(query), named, lambda _: "").places
        if place.label
    ]
    assert labels
    for number, ((x, y), width) in enumerate(labels):
        for (other, level), _ in labels[number + 1 :]:
            assert abs(y - level) >= 14 or other >= x + width or x >= other + _


def test_a_network_is_the_same_each_time_and_leads_from_left_to_right() -> None:
    rows = " ".join(f"(<http://e/s{n % 3}> <http://e/t{n}>)" for n in range(8))
    read = answer(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {rows} }} }}")
    drawn = network(read, named)
    assert drawn == network(read, named)
    assert (len(drawn.nodes), len(drawn.links)) == (11, 8)
    across = {node.name.iri: node.x for node in drawn.nodes}
    assert all(across[link.source.iri] < across[link.target.iri] for link in drawn.links)
    places = {(node.x, node.y) for node in drawn.nodes}
    assert len(places) == 11


def test_a_network_of_cycles_and_loops_ends_and_a_large_one_is_bounded() -> None:
    ring = " ".join(f"(<http://e/{n}> <http://e/{(n + 1) % 9}>)" for n in range(9))
    drawn = network(
        answer(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {ring} (<http://e/0> <http://e/0>) }} }}"), named
    )
    assert (len(drawn.nodes), len(drawn.links), drawn.left_out) == (9, 9, 1)
    rows = " ".join(f"(<http://e/s{n}> <http://e/t{n}>)" for n in range(200))
    large = network(answer(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {rows} }} }}"), named)
    assert len(large.nodes) == NODES_MOST
    assert len(large.links) + large.left_out == 200


def test_triples_make_a_network_with_their_predicates() -> None:
    drawn = network(read_triples(b"<http://e/a> <http://e/p> <http://e/b> .\n", 9), named)
    (link,) = drawn.links
    assert (link.source.iri, link.label and link.label.iri, link.target.iri) == (
        "http://e/a",
        "http://e/p",
        "http://e/b",
    )


HOSTILE = (
    'SELECT ?x # `${1}` )-" """ \\ \'\n{ BIND("it\'s \\"\\"\\" `$(id)` ${x} \\\\ " AS ?x) } #\\'
)


def test_each_snippet_keeps_the_query_to_the_character() -> None:
    found = {
        snippet.name: snippet.code for snippet in snippets("http://h/sparql", HOSTILE, "text/csv")
    }
    assert set(found) == {"curl", "pandas", "r", "sparqlwrapper", "javascript"}
    assert f"query={HOSTILE}" in shlex.split(found["curl"])
    for name in ("pandas", "sparqlwrapper"):
        told = {
            target.id: node.value
            for node in ast.parse(found[name]).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        assert ast.literal_eval(told["query"]) == HOSTILE
    assert f'r"--({HOSTILE})--"' in found["r"]


def test_parquet_is_refused_with_a_sentence_where_pyarrow_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(NotAcceptable, match="lacks pyarrow"):
        parquet(answer("SELECT ?n { VALUES ?n { 1 } }"))


def test_parquet_columns_have_the_types_of_their_datatypes() -> None:
    pa = pytest.importorskip("pyarrow", reason="the “parquet” extra")
    from pyarrow.parquet import read_table

    xsd = "http://www.w3.org/2001/XMLSchema#"
    read = answer(
        "SELECT ?i ?d ?b ?t ?l ?r ?m ?x ?u ?h { VALUES (?i ?d ?b ?t ?l ?r ?m ?x ?u ?h) {"
        f' (1 1.25 true "2026-11-25"^^<{xsd}date> "é"@fr <http://e/a> 1 2e3 UNDEF'
        f' 123456789012345678901234567890) (UNDEF 10.5 false UNDEF "b" <http://e/b> "x" 1e0 UNDEF'
        " 1) } }"
    )
    found = read_table(io.BytesIO(parquet(read)))
    assert found.column_names == list(read.variables)
    assert [field.type for field in found.schema] == [
        pa.int64(), pa.decimal128(4, 2), pa.bool_(), pa.date32(), pa.string(), pa.string(),
        pa.string(), pa.float64(), pa.string(), pa.decimal128(30, 0),
    ]  # fmt: skip
    rows = json.loads(json.dumps(found.to_pylist(), default=str))
    assert rows[0]["i"] == 1
    assert rows[1]["i"] is None
    assert rows[0]["l"] == "é"
    assert rows[0]["h"] == "123456789012345678901234567890"
