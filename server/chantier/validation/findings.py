"""Findings of shapes, checks and quotations: one for each broken rule and focus node."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chantier.namespaces import PREFIXES, compact

_Place = tuple[Path, int]
"""A file, and a line in it."""
_SUBJECT = re.compile(r"^(<[^>\s]*>|[^\s<#@;,.\[(]\S*)(?=\s)(?:\s+(a)\s)?", re.MULTILINE)
"""The subject at the start of a line of Turtle, and whether its type comes next."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a focus node breaks."""

    rule: str
    """IRI or name of the shape, check or test."""
    severity: str
    """``violation``, ``warning`` or ``info``."""
    focus: str
    """IRI of the thing it is about, or a blank node's label."""
    value: str
    """The offending value as text; empty when a value is missing."""
    message_fr: str
    message_en: str
    path: Path | None = None
    """The source file that describes the focus, when known."""
    line: int = 0
    """1-based line of the focus in that file; 0 when unknown."""

    def message(self, language: str) -> str:
        """The message in French or English."""
        return self.message_en if language == "en" else self.message_fr

    def sentence(self, language: str) -> str:
        """The finding as ``file:line: focus: message (value)``."""
        place = f"{self.path}:{self.line}: " if self.path else ""
        value = f" [{self.value}]" if self.value else ""
        return f"{place}{compact(self.focus)}: {self.message(language)}{value}"


def located(findings: Iterable[Finding], files: Sequence[Path]) -> list[Finding]:
    """The findings with the file and line where each focus node is described.

    A subject is searched at the start of a line, where hand-written Turtle has it. Of several
    places, the one that states its type is preferred.
    """
    wanted = list(findings)
    if not wanted:
        return []
    typed, others = dict[str, _Place](), dict[str, _Place]()
    for path in files:
        text, line, before = path.read_text(encoding="utf-8"), 1, 0
        for found in _SUBJECT.finditer(text):
            line += text.count("\n", before, found.start())
            before = found.start()
            others.setdefault(found[1], (path, line))
            if found[2]:
                typed.setdefault(found[1], (path, line))
    return [_located(finding, typed, others) for finding in wanted]


def _located(finding: Finding, typed: dict[str, _Place], others: dict[str, _Place]) -> Finding:
    if "://" not in finding.focus:
        return finding
    spellings = [f"<{finding.focus}>"]
    spellings += [
        f"{prefix}:{finding.focus[len(namespace) :]}"
        for prefix, namespace in PREFIXES.items()
        if finding.focus.startswith(namespace) and len(finding.focus) > len(namespace)
    ]
    for places in (typed, others):
        found = [places[spelling] for spelling in spellings if spelling in places]
        if found:
            return replace(finding, path=found[0][0], line=found[0][1])
    return finding
