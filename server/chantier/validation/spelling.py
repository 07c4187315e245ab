"""How alike two spellings are."""

from __future__ import annotations

from collections.abc import Iterable

SHORT_NAME_LETTERS = 4
"""In a name no longer than this, one letter may be wrong; in others two."""


def distance(first: str, second: str, most: int) -> int:
    """Letters to add, remove, change or swap with their neighbour; ``most + 1`` for any more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        older, before = before, row
        row = [i]
        for j, b in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and (a, first[i - 2]) == (second[j - 2], b):
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def nearest(name: str, names: Iterable[str]) -> str:
    """The most similar of some names; empty where none is."""
    most = 1 if len(name) <= SHORT_NAME_LETTERS else 2
    lower = name.lower()
    ranked = (
        (distance(lower, other.lower(), most), other[:1] != name[:1], other) for other in names
    )
    best = min(ranked, default=(most + 1, True, ""))
    return best[2] if best[0] <= most else ""
