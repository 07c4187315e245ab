"""A text with its quoted ranges marked, as nested parts that a page can write in order."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of a text that something quotes."""

    key: str
    """Of the range."""
    parts: tuple[str | Mark, ...]
    """Text, and the marks that lie within."""
    begins: bool
    """Whether the range begins here; else another mark of it comes before."""

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


@dataclass(slots=True)
class _Open:
    key: str
    end: int
    begins: bool
    parts: list[str | Mark] = field(default_factory=list)


def annotated(text: str, ranges: Iterable[tuple[int, int, str]]) -> tuple[str | Mark, ...]:
    """Mark ranges in a text; the parts, put together again, are the text.

    A range within another becomes a mark within its mark. Of two that only overlap, the later is
    cut in two where the earlier ends. Of a range beyond the text only what lies in it is marked.

    Args:
        text: whole.
        ranges: start, end (not included) and key of each, in any order; counted in code points.
    """
    waiting = [
        (max(start, 0), -min(end, len(text)), number, key, True)
        for number, (start, end, key) in enumerate(ranges)
        if max(start, 0) < min(end, len(text))
    ]
    heapq.heapify(waiting)
    open_marks = [_Open("", len(text), begins=True)]
    here = 0
    while waiting or len(open_marks) > 1:
        start = waiting[0][0] if waiting else len(text)
        innermost = open_marks[-1]
        until = min(start, innermost.end)
        if here < until:
            innermost.parts.append(text[here:until])
            here = until
        if innermost.end <= start and len(open_marks) > 1:
            open_marks.pop()
            mark = Mark(innermost.key, tuple(innermost.parts), innermost.begins)
            open_marks[-1].parts.append(mark)
            continue
        start, end, number, key, begins = heapq.heappop(waiting)
        if -end > innermost.end:
            heapq.heappush(waiting, (innermost.end, end, number, key, False))
            end = -innermost.end
        open_marks.append(_Open(key, -end, begins))
    if here < len(text):
        open_marks[0].parts.append(text[here:])
    return tuple(open_marks[0].parts)
