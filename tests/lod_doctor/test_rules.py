from __future__ import annotations

import pytest

from lod_doctor.rules import (
    SEVERITIES,
    SEVERITY_WORDS,
    Evidence,
    Rule,
    as_markdown,
    broken_rules,
    not_ok,
    rules,
)
from lod_doctor.visits import OUTSIDE, Visit
from support.broken_sites import BREAKS, DATA_BREAKS, NAMED_BREAKS
from support.client import ROOT


def test_every_rule_has_a_site_that_breaks_it() -> None:
    assert {*BREAKS, *DATA_BREAKS, *NAMED_BREAKS} == set(rules())


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.name)
def test_a_rule_says_all_in_both_languages(rule: Rule) -> None:
    assert rule.severity in SEVERITIES
    assert rule.source.startswith("https://")
    assert set(rule.asks) == set(rule.mend) == {"fr", "en"}
    for text in (*rule.asks.values(), *rule.mend.values()):
        assert text[-1] in ".…"
        assert "|" not in text


def test_the_docs_list_the_rules_in_both_languages() -> None:
    text = (ROOT / "docs" / "doctor.md").read_text(encoding="utf-8")
    french, _, english = text.partition("\n## English\n")
    assert as_markdown("fr") in french
    assert as_markdown("en") in english


def test_the_same_evidence_counts_once() -> None:
    checks = {"robots": lambda seen: [Evidence(seen, "HTTP 404")] * 2}
    (broken,) = broken_rules(checks, "http://e/robots.txt")
    assert broken.rule is rules()["robots"]
    assert broken.evidence == ("http://e/robots.txt", "HTTP 404")


def test_visits_without_an_answer_are_not_judged_by_their_status() -> None:
    visits = [
        Visit("http://e/a", "http://e/a", 200),
        Visit("http://e/b", "http://e/c", 404),
        Visit("http://e/d", "http://e/d", trouble=OUTSIDE),
    ]
    assert list(not_ok(visits)) == [("http://e/b", "HTTP 404")]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_severity_has_a_word_in_each_language(language: str) -> None:
    assert tuple(SEVERITY_WORDS[language]) == SEVERITIES
