"""A wrong namespace, which one prefix causes: one finding a file, however often it is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from chantier.validation.findings import Finding
from chantier.validation.lookalikes import RULES
from chantier.validation.vocabulary_terms import split_iri

_COUNT = (" Énoncés touchés\u00a0: {}.", " Statements concerned: {}.")
"""In French and in English."""


def once_each(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, of those on one namespace in one file the first, with their number."""
    whole = list(findings)
    alike = defaultdict[tuple[str, str], list[Finding]](list)
    for item in whole:
        if item.rule == RULES["namespace"]:
            alike[_key(item)].append(item)
    first = {key: min(items, key=lambda item: item.line) for key, items in alike.items()}
    kept, said = list[Finding](), set[tuple[str, str]]()
    for item in whole:
        key = _key(item)
        if item.rule != RULES["namespace"]:
            kept.append(item)
        elif item is first[key] and key not in said:
            said.add(key)
            kept.append(_counted(item, len(alike[key])))
    return kept


def _key(finding: Finding) -> tuple[str, str]:
    return str(finding.path or ""), split_iri(finding.value)[0]


def _counted(finding: Finding, count: int) -> Finding:
    return replace(
        finding,
        value=split_iri(finding.value)[0],
        message_fr=finding.message_fr + _COUNT[0].format(count),
        message_en=finding.message_en + _COUNT[1].format(count),
    )
