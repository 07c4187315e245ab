"""Solutions read from the wire, counted, and the kinds of their columns."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from chantier.namespaces import PREFIXES
from chantier.site.results.solutions import ColumnKind, number
from support.solutions import WKT, solutions


def test_results_are_counted_whole_and_read_in_part() -> None:
    read = solutions("SELECT ?n { VALUES ?n { 1 2 3 UNDEF 5 } }", limit=2)
    assert (len(read.rows), read.total) == (2, 5)


def test_line_ends_within_literals_are_no_solutions() -> None:
    read = solutions('SELECT ?t ?u { VALUES (?t ?u) { ("a\\nb\\r\\n\\tc" UNDEF) ("" "d") } }')
    assert read.total == 2
    assert read.rows[0][0] == ox.Literal("a\nb\r\n\tc")
    assert read.rows[0][1] is None
    assert read.rows[1][0] == ox.Literal("")


def test_columns_are_known_by_what_they_hold() -> None:
    read = solutions(
        f'SELECT ?a ?b ?c ?d ?e ?f {{ VALUES (?a ?b ?c ?d ?e ?f) {{ (1 <http://e/a> "x"'
        f' "2016"^^<http://www.w3.org/2001/XMLSchema#gYear> "POINT(1 2)"^^<{WKT}> UNDEF)'
        f" (2.5 <http://e/b> 1 UNDEF UNDEF UNDEF) }} }}"
    )
    assert [read.kind(index) for index in range(6)] == [
        ColumnKind.NUMBER,
        ColumnKind.IRI,
        ColumnKind.TEXT,
        ColumnKind.TIME,
        ColumnKind.PLACE,
        ColumnKind.EMPTY,
    ]


@pytest.mark.parametrize(
    ("text", "datatype", "found"),
    [("7", "unsignedShort", 7.0), ("1_0", "integer", None), ("١", "integer", None)],
)
def test_a_number_is_written_as_its_datatype_asks(
    text: str, datatype: str, found: float | None
) -> None:
    term = ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + datatype))
    assert number(term) == found
