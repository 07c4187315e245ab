"""Each solution of a check is a finding."""

from __future__ import annotations

import pytest

from chantier.errors import SourceError
from chantier.validation import checks

LINES = [
    b"<http://e/a> <http://e/p> <http://e/b> <http://e/g> .\n",
    b'<http://e/c> <http://e/p> "x" <http://e/h> .\n',
    b"_:b <http://e/q> <http://e/b> <http://e/h> .\n",
]


def test_the_solutions_over_all_graphs_are_findings_with_their_value() -> None:
    query = "SELECT ?focus ?value { ?focus <http://e/p> ?value } ORDER BY ?focus"
    found = checks.run_check(checks.union_store(LINES), "p", query, "faux", "wrong")
    assert [(item.focus, item.value) for item in found] == [
        ("http://e/a", "http://e/b"),
        ("http://e/c", "x"),
    ]
    assert {(item.rule, item.severity, item.message_fr, item.message_en) for item in found} == {
        ("p", "violation", "faux", "wrong")
    }


def test_a_value_need_not_be_bound_and_a_focus_may_be_a_blank_node() -> None:
    query = "SELECT ?focus { ?focus <http://e/q> ?other }"
    [found] = checks.run_check(checks.union_store(LINES), "q", query, "", "")
    assert found.focus.startswith("_:")
    assert found.value == ""


@pytest.mark.parametrize("query", ["SELECT", "ASK {}", "SELECT ?s { ?s ?p ?o }"])
def test_what_is_no_check_is_refused_by_its_name(query: str) -> None:
    with pytest.raises(SourceError, match="“mine”"):
        checks.run_check(checks.union_store(LINES), "mine", query, "", "")


def test_many_lines_are_loaded_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "BATCH_QUADS", 2)
    assert len(checks.union_store(LINES)) == 3
