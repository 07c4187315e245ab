"""Axes of charts: round ticks, and estimates of how wide a text is."""

from __future__ import annotations

import math
from collections.abc import Iterable

from chantier.namespaces import LANGUAGES
from chantier.text.numbers import quantity

NARROW_PX = 320
"""The narrowest a chart is shown: what does not overlap there overlaps nowhere."""
TEXT_PX = 14
"""The size of a chart's text, at any width of the chart."""
MAX_DRAWN_VALUE = 1e300
"""Beyond it, differences are no longer numbers."""
MIN_DRAWN_VALUE_SPAN = 1e-300
"""The least span of a scale, so that its step is not zero."""
_THIN_CHARACTERS = frozenset(" .,:;'’!|()[]/\\-iIjlftr\N{NO-BREAK SPACE}")
_WIDE_CHARACTERS = frozenset("mwMWŒ%@—…")
_JOINTS = "-–—/"
"""Behind these a word may be cut."""


def drawable(value: float) -> bool:
    """Whether a value has a place on a scale: it is a number, and not beyond measure."""
    return math.isfinite(value) and abs(value) <= MAX_DRAWN_VALUE


def round_ticks(low: float, high: float, limit: int) -> tuple[float, ...]:
    """Round numbers, a step of 1, 2 or 5 times a power of ten apart.

    Args:
        low: the smallest value; the first tick is at it or below.
        high: the largest; the last tick is at it or above.
        limit: how many ticks there may be, at least two (three where zero lies between them).
    """
    span = (
        max(high - low, abs(high) * 1e-9, MIN_DRAWN_VALUE_SPAN) if high > low else abs(high) or 1.0
    )
    step = _step(span / max(1, limit - 1))
    while True:
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if first == last:
            last += 1
        if last - first < limit or last - first <= 1 + (first < 0 < last):
            return tuple(float(f"{index * step:.12g}") for index in range(first, last + 1))
        step = _step(step * 1.01)


def text_width(text: str, size: float = TEXT_PX) -> float:
    """The estimated width of a text in pixels: a little more than in most typefaces."""
    return size * sum(
        0.36 if each in _THIN_CHARACTERS else 0.92 if each in _WIDE_CHARACTERS else 0.6
        for each in text
    )


def quantity_width(values: Iterable[float], unit: str) -> float:
    """The estimated width of the widest of some quantities, in either language."""
    return max(
        (text_width(quantity(value, unit, language)) for value in values for language in LANGUAGES),
        default=0.0,
    )


def wrapped(text: str, width: float, size: float = TEXT_PX) -> tuple[str, ...]:
    """The lines of a text, each at most so many pixels wide.

    A longer word is cut, at a dash if it has one.
    """
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _cut(word, width, size)
        lines += full
    return (*lines, line)


def _cut(word: str, width: float, size: float) -> list[str]:
    """The parts of a word, each at most so many pixels wide."""
    parts = [""]
    for character in word:
        if parts[-1] and text_width(parts[-1] + character, size) > width:
            end = max(map(parts[-1].rfind, _JOINTS)) + 1 or len(parts[-1])
            parts[-1:] = parts[-1][:end], parts[-1][end:]
        parts[-1] += character
    return parts


def _step(least: float) -> float:
    """The smallest round step that is not below a number."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
