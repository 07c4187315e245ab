"""The parts of charts: the values to show, and the geometry to draw.

Lengths across are in units of the chart’s width, which a page stretches; lengths down are pixels,
and so is the size of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from chantier.site.graphics.axes import drawable


@dataclass(frozen=True, slots=True)
class Bar:
    """A value to compare with others; ``nan`` is one that is not known, and is said to be."""

    label: str
    value: float
    note: str = ""
    """What qualifies the value, such as its source."""
    href: str = ""
    series: str = ""
    """Bars with one label and several series stand together."""


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A value at a position across, such as a year; ``label`` is the name of that position."""

    x: float
    value: float
    label: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Values that follow one another."""

    name: str
    points: Sequence[ChartPoint]


@dataclass(frozen=True, slots=True)
class ChartText:
    """A line of text that begins at ``x`` (a place: is centred there), on the baseline ``y``."""

    x: float
    y: float
    text: str
    kind: str
    """``group``, ``label``, ``note`` or ``place``."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A round number of the scale: of the axis below bars, or of the height in a line chart."""

    value: float
    x: float
    y: float
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class ChartMark:
    """The shape that stands for a value, or for a whole line."""

    kind: str
    """``bar``, ``point`` or ``line``."""
    label: str
    value: float = 0.0
    note: str = ""
    href: str = ""
    series: str = ""
    rank: int = 0
    """Of the series, from 0: it chooses a pattern or shape."""
    x: float = 0.0
    y: float = 0.0
    """The corner of a bar, the centre of a point, the baseline of the legend of a line."""
    width: float = 0.0
    height: float = 0.0
    top: float = 0.0
    depth: float = 0.0
    """Where the row of a bar begins and how far down it reaches: what one clicks on."""
    texts: tuple[ChartText, ...] = ()
    value_at: tuple[float, float] | None = None
    """Where the value ends (bar) or is centred (point); ``None`` where it has no room."""
    points: tuple[tuple[float, float], ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the value can be drawn on the scale."""
        return drawable(self.value)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart; without marks there was nothing to draw, and a page says so."""

    title: str
    unit: str
    width: float
    height: float
    kind: str
    """``bars`` or ``lines``."""
    ticks: tuple[Tick, ...] = ()
    marks: tuple[ChartMark, ...] = ()
    texts: tuple[ChartText, ...] = ()
    zero: float | None = None
    """Where the baseline of bars is."""

    @property
    def key(self) -> str:
        """A prefix for the ids of its parts, which no chart of another title shares."""
        return f"chart-{crc32(self.title.encode()):08x}"

    @property
    def values(self) -> tuple[ChartMark, ...]:
        """The marks that stand for a value: the rows of its table."""
        return tuple(mark for mark in self.marks if mark.kind != "line")

    @property
    def series(self) -> tuple[str, ...]:
        """The names of the series, in the order of their ranks."""
        return tuple(dict.fromkeys(mark.series for mark in self.marks if mark.series))
