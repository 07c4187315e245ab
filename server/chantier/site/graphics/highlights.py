"""A text with its quoted ranges highlighted, as nested parts that a page can write in order."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Highlight:
    """A range of a text that something quotes."""

    key: str
    """Of the range."""
    parts: tuple[str | Highlight, ...]
    """Text, and the highlights that lie within."""
    begins: bool
    """Whether the range begins here; else another highlight of it comes before."""

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


@dataclass(slots=True)
class _OpenRange:
    key: str
    end: int
    begins: bool
    parts: list[str | Highlight] = field(default_factory=list)


def highlighted(text: str, ranges: Iterable[tuple[int, int, str]]) -> tuple[str | Highlight, ...]:
    """The parts of a text with ranges highlighted; put together again, they are the text.

    A range within another becomes a highlight within a highlight. Of two that only overlap, the
    later is cut in two where the earlier ends. Of a range beyond the text only what lies in it is
    highlighted.

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
    open_ranges = [_OpenRange("", len(text), begins=True)]
    here = 0
    while waiting or len(open_ranges) > 1:
        start = waiting[0][0] if waiting else len(text)
        innermost = open_ranges[-1]
        until = min(start, innermost.end)
        if here < until:
            innermost.parts.append(text[here:until])
            here = until
        if innermost.end <= start and len(open_ranges) > 1:
            open_ranges.pop()
            closed = Highlight(innermost.key, tuple(innermost.parts), innermost.begins)
            open_ranges[-1].parts.append(closed)
            continue
        start, end, number, key, begins = heapq.heappop(waiting)
        if -end > innermost.end:
            heapq.heappush(waiting, (innermost.end, end, number, key, False))
            end = -innermost.end
        open_ranges.append(_OpenRange(key, -end, begins))
    if here < len(text):
        open_ranges[0].parts.append(text[here:])
    return tuple(open_ranges[0].parts)
