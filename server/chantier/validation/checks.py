"""Checks: stored queries over the whole graph whose every solution is an error."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import pyoxigraph as ox

from chantier.errors import SourceError
from chantier.rdf.terms import readable
from chantier.store.indexes import BATCH_QUADS
from chantier.validation.findings import Finding


def run_check(store: ox.Store, name: str, query: str, rule_fr: str, rule_en: str) -> list[Finding]:
    """Run one check: a finding for each solution.

    Args:
        store: the graph, queried as the union of its named graphs.
        name: the check's name.
        query: SPARQL that binds ``?focus`` and may bind ``?value``.
        rule_fr: what is wrong and how to mend it, in French.
        rule_en: the same in English.

    Raises:
        SourceError: the check is not a SELECT with ``?focus``.
    """
    try:
        solutions = store.query(query, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise SourceError(f"the check “{name}” is not SPARQL: {error}.") from error
    if not isinstance(solutions, ox.QuerySolutions) or ox.Variable("focus") not in list(
        solutions.variables
    ):
        raise SourceError(f"the check “{name}” must be a SELECT that gives ?focus.")
    has_value = ox.Variable("value") in list(solutions.variables)
    return [
        Finding(
            rule=name,
            severity="violation",
            focus=_focus(solution["focus"]),
            value=readable(solution["value"]) if has_value else "",
            message_fr=rule_fr,
            message_en=rule_en,
        )
        for solution in solutions
    ]


def union_store(lines: Iterable[bytes]) -> ox.Store:
    """An in-memory store with the quads of N-Quads lines."""
    store = ox.Store()
    waiting = iter(lines)
    while batch := b"".join(islice(waiting, BATCH_QUADS)):
        store.bulk_extend(ox.parse(batch, format=ox.RdfFormat.N_QUADS))
    return store


def _focus(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)
