"""Code that sends a query."""

from __future__ import annotations

import ast
import shlex

from chantier.site.results.snippets import snippets

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
        assigned = {
            target.id: node.value
            for node in ast.parse(found[name]).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        assert ast.literal_eval(assigned["query"]) == HOSTILE
    assert f'r"--({HOSTILE})--"' in found["r"]


def test_readers_of_csv_are_told_which_columns_are_no_numbers() -> None:
    texts = ("code", "région")
    found = {each.name: each.code for each in snippets("http://h/", "SELECT", "text/csv", texts)}
    assert 'dtype={"code": str, "région": str}' in found["pandas"]
    ast.parse(found["pandas"])
    assert 'colClasses = c("code" = "character", "région" = "character")' in found["r"]
