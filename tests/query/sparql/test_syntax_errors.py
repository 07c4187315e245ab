from __future__ import annotations

import pyoxigraph as ox
import pytest

from chantier.errors import QuerySyntaxError
from chantier.namespaces import PREFIXES
from chantier.query.sparql.syntax_errors import syntax_error


def refused(text: str, **options: bool) -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as raised:
        ox.Store().update(text)
    return syntax_error(raised.value, text, "a SPARQL update", **options)


def test_the_line_at_fault_is_shown_with_a_caret_under_the_column() -> None:
    error = refused("CLEAR ALL ;\nCLEAR XYZ")
    assert (error.line, error.column) == (2, 10)
    first, second, line, caret = str(error).splitlines()
    assert first.startswith("This is not a SPARQL update: expected ")
    assert first.endswith(".")
    assert second == "Line 2, column 10:"
    assert line == "    CLEAR XYZ"
    assert caret.index("^") == len(line)


def test_an_error_at_the_end_of_the_text_has_an_empty_line() -> None:
    error = refused("INSERT DATA {\n")
    assert str(error).splitlines()[-2:] == ["    ", "    ^"]


def test_a_brief_message_cuts_the_reason_and_the_line() -> None:
    error = refused(f"CLEAR {'x' * 5000}")
    assert len(max(str(error).splitlines(), key=len)) <= 400
    assert "x" * 194 in str(error)


def test_a_message_without_a_place_is_said_as_it_is() -> None:
    error = syntax_error(SyntaxError("no place"), "SELECT")
    assert str(error) == "This is not SPARQL: no place."
    assert (error.line, error.column) == (0, 0)


def test_a_prefix_that_is_not_declared_gets_its_declaration() -> None:
    text = str(syntax_error(SyntaxError("x"), "", undeclared=["skos", "nobody"]))
    assert f"Add: PREFIX skos: <{PREFIXES['skos']}>" in text
    assert "Add: PREFIX nobody: <the namespace it stands for>" in text
