"""GROUP_CONCAT, as an aggregate that the engine calls."""

from __future__ import annotations

import pyoxigraph as ox


class Concatenation:
    """GROUP_CONCAT(DISTINCT …): distinct are the terms, and their strings are concatenated.

    Source: https://www.w3.org/TR/sparql11-query/#defn_aggGroupConcat
    """

    def __init__(self, separator: str) -> None:
        self._separator = separator
        self._terms: dict[object, None] = {}

    def accumulate(self, term: object) -> None:
        """Take the value of one solution."""
        self._terms[term] = None

    def finish(self) -> ox.Literal:
        """The whole.

        Raises:
            TypeError: a term has no string; the engine then leaves the aggregate unbound.
        """
        return ox.Literal(self._separator.join(map(_string, self._terms)))


def _string(term: object) -> str:
    if not isinstance(term, ox.NamedNode | ox.Literal):
        raise TypeError(term)
    return term.value
