"""Advice on queries whose plan is known to be slow in this engine."""

from __future__ import annotations

import re

from chantier.query.sparql.tokens import replaced

_NOT_EXISTS = re.compile(r"NOT\s+EXISTS\s*\{([^{}]*)\}", re.IGNORECASE)
_TEXTS = frozenset({"string", "iri"})
_NESTED_STAR = re.compile(r"\([^()]*[*+]\s*\)\s*[*+]")


def hints(text: str) -> list[str]:
    """Advice on a query that ran long; empty when nothing is known against it."""
    bare = replaced(text, _TEXTS, lambda _: "<x>")
    found = []
    for group in _NOT_EXISTS.findall(bare):
        patterns = [part for part in re.split(r"[.;]\s", group + " ") if part.strip()]
        if len(patterns) > 1 or "/" in group:
            found.append(
                "FILTER NOT EXISTS over several patterns is evaluated once for each solution:"
                " write MINUS { … }, or OPTIONAL { … } with FILTER(!BOUND(…))."
            )
            break
    if _NESTED_STAR.search(bare):
        found.append("A repeated path inside a repeated path never gains anything: write it once.")
    if not re.search(r"\bLIMIT\b", bare, re.IGNORECASE) and "ORDER" in bare.upper():
        found.append("ORDER BY sorts every solution before the first is sent: add a LIMIT.")
    return found
