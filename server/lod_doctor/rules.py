"""The rules, which are data (rules.toml), and what is found against them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

SEVERITIES = ("error", "warning", "info")
_FILE = Path(__file__).with_name("rules.toml")
_HEADINGS = {
    "fr": ("règle", "gravité", "ce qu’elle demande", "comment y remédier", "qui la pose"),
    "en": ("rule", "severity", "what it asks", "how to mend", "who asks"),
}
_WORDS = {
    "fr": {"error": "erreur", "warning": "avertissement", "info": "information"},
    "en": {name: name for name in SEVERITIES},
}

Seen = TypeVar("Seen")


class Fact(NamedTuple):
    """What breaks a rule: where, and what was seen there."""

    where: str
    """An IRI or an address."""
    what: str
    """In signs rather than words: a status, a header, two numbers that differ."""


Check = Callable[[Seen], Iterable[Fact]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that a strict judge asks of a site."""

    name: str
    severity: str
    judge: str
    """Who asks it."""
    source: str
    """URL of the text that asks it."""
    asks: Mapping[str, str]
    """Language → sentence."""
    mend: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a site breaks somewhere."""

    rule: Rule
    fact: Fact


@cache
def rules() -> Mapping[str, Rule]:
    """Give the rules by name, in the order of the examination."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return MappingProxyType({name: Rule(name, **entry) for name, entry in told.items()})


def judged(checks: Mapping[str, Check[Seen]], seen: Seen) -> Iterator[Finding]:
    """Give what the checks find in what was seen."""
    for name, check in checks.items():
        for fact in dict.fromkeys(check(seen)):
            yield Finding(rules()[name], fact)


def word(severity: str, language: str) -> str:
    """Give a severity as a word of a language."""
    return _WORDS[language][severity]


def as_markdown(language: str) -> str:
    """Give the rules as the table of docs/doctor.md."""
    rows = [_HEADINGS[language], ("---",) * len(_HEADINGS[language])]
    for rule in rules().values():
        judge = f"[{rule.judge}]({rule.source})"
        severity = word(rule.severity, language)
        rows.append((f"`{rule.name}`", severity, rule.asks[language], rule.mend[language], judge))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
