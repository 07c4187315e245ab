"""Solutions as a table for reading."""

from __future__ import annotations

from chantier.site.results.solutions import read_triples
from chantier.site.results.table import table
from support.solutions import named, solutions


def test_a_table_shows_unbound_apart_from_empty_and_keeps_every_digit() -> None:
    read = solutions('SELECT ?t ?n { VALUES (?t ?n) { ("" 47000000000) (UNDEF 1234.50) } }')
    shown = table(read, 10, named, "fr")
    assert [row[0].kind for row in shown.rows] == ["literal", "unbound"]
    assert shown.rows[0][1].text == "47 000 000 000".replace(" ", "\N{NO-BREAK SPACE}")
    assert shown.rows[0][1].exact == "47000000000"
    assert shown.columns[1].is_number
    assert shown.rows[1][1].text == "1234.5"


def test_what_all_values_of_a_column_share_is_said_once() -> None:
    read = solutions('SELECT ?a ?b { VALUES (?a ?b) { ("x"@fr "y"@fr) ("z"@fr "w"@en) } }')
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
