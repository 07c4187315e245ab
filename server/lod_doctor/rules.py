"""The rules, which are data (rules.toml), and the evidence of their being broken."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from lod_doctor.visits import Visit

SEVERITIES = ("error", "warning", "info")
"""From the gravest on."""
_FILE = Path(__file__).with_name("rules.toml")
_HEADINGS = {
    "fr": ("règle", "gravité", "ce qu’elle demande", "comment y remédier", "qui la pose"),
    "en": ("rule", "severity", "what it asks", "how to mend", "who asks"),
}
SEVERITY_WORDS = {
    "fr": {"error": "erreur", "warning": "avertissement", "info": "information"},
    "en": {name: name for name in SEVERITIES},
}
"""Language → severity → its word."""

Seen = TypeVar("Seen")


class Evidence(NamedTuple):
    """Where a rule is broken, and how that shows."""

    where: str
    """An IRI or an address."""
    what: str
    """In signs rather than words: a status, a header, two numbers that differ."""


RuleCheck = Callable[[Seen], Iterable[Evidence]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that a standard or a judge asks of a site."""

    name: str
    severity: str
    judge: str
    """The standard or the tool that asks it."""
    source: str
    """URL of the text that asks it."""
    asks: Mapping[str, str]
    """Language → sentence."""
    mend: Mapping[str, str]
    """Language → sentence."""


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that a site breaks somewhere."""

    rule: Rule
    evidence: Evidence


@cache
def rules() -> Mapping[str, Rule]:
    """The rules by name, in the order of the examination."""
    entries = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return MappingProxyType({name: Rule(name, **entry) for name, entry in entries.items()})


def broken_rules(checks: Mapping[str, RuleCheck[Seen]], seen: Seen) -> Iterator[BrokenRule]:
    """The rules that what was seen breaks; equal evidence counts once."""
    for name, check in checks.items():
        for evidence in dict.fromkeys(check(seen)):
            yield BrokenRule(rules()[name], evidence)


def not_ok(visits: Iterable[Visit]) -> Iterator[Evidence]:
    """The visits that were answered by another status than 200."""
    for visit in visits:
        if visit.is_whole and not visit.is_ok:
            yield Evidence(visit.iri, visit.outcome)


def as_markdown(language: str) -> str:
    """The rules as the table of docs/doctor.md."""
    rows = [_HEADINGS[language], ("---",) * len(_HEADINGS[language])]
    for rule in rules().values():
        judge = f"[{rule.judge}]({rule.source})"
        severity = SEVERITY_WORDS[language][rule.severity]
        rows.append((f"`{rule.name}`", severity, rule.asks[language], rule.mend[language], judge))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
