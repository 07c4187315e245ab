"""Charts as plain geometry, which ``templates/chart.html`` draws: bars and lines.

Texts are placed so that they do not overlap in a chart 320 pixels wide; wider, they part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chantier.site.graphics.axes import (
    NARROW,
    drawable,
    quantity_width,
    round_ticks,
    text_width,
    wrapped,
)
from chantier.site.graphics.marks import Bar, Chart, Line, Mark, Point, Text, Tick

__all__ = ["Bar", "Chart", "Line", "Mark", "Point", "Text", "Tick", "bar_chart", "line_chart"]

LINE, NOTE_LINE, BAR, GAP = 20, 17, 12, 16
"""Heights of a line of text, of a line of a note, of a bar, and of what parts two bars."""
BASELINE = 15
"""From the top of a line of text to its baseline."""
NOTE = 12
"""The size of a note’s text."""
GROUP_GAP = 8
"""What parts two groups of bars, beside the gap of bars."""
AXIS = 26
"""The height of the axis and its numbers."""
PLOT = 240
"""The height of the plot of a line chart."""
APART = 14
"""The least space between two texts on a line."""
DOT, CLEAR = 6, 16
"""Half of a point’s width; what keeps a text clear of a point or text above it."""
_TICKS = 6
_UNKNOWN = 90
"""Room for a word where a value is not known."""


def bar_chart(bars: Sequence[Bar], title: str, unit: str, *, width: int = 640) -> Chart:
    """Lay out horizontal bars, each under its label, from a baseline at zero.

    Args:
        bars: in the order to show them; those of one label come together, if there are series.
        title: of the chart.
        unit: as in ``numerals.quantity``.
        width: in which lengths across are given.
    """
    if not bars:
        return Chart(title, unit, width, 0, "bars")
    known = [bar.value for bar in bars if drawable(bar.value)]
    scale = _scale([0.0, *known], unit)
    low, high = min([0.0, *known]), max([0.0, *known])
    ends = (low, high) if low < high else (0.0, 1.0)
    ranks = {name: rank for rank, name in enumerate(dict.fromkeys(bar.series for bar in bars))}
    room = max(NARROW - max(quantity_width(known, unit), _UNKNOWN) - APART, NARROW / 3)
    marks: list[Mark] = []
    texts: list[Text] = []
    y: float = 0
    for heading, group in _grouped(bars):
        y += GROUP_GAP if marks and heading else 0
        for line in wrapped(heading, NARROW) if heading else ():
            texts.append(Text(0, y + BASELINE, line, "group"))
            y += LINE
        for bar in group:
            row = _row(bar, y, room)
            start, end = sorted(_across(value, ends, width) for value in (0, _length(bar)))
            marks.append(
                replace(
                    row,
                    rank=ranks[bar.series],
                    x=start,
                    width=end - start,
                    value_at=(width, y + BASELINE),
                )
            )
            y += row.depth
    numbers = [value for value in scale if known and low <= value <= high]
    ticks = tuple(_tick(value, unit, ends, y + AXIS - 6, width) for value in numbers)
    zero = _across(0, ends, width)
    return Chart(title, unit, width, y + AXIS, "bars", ticks, tuple(marks), tuple(texts), zero)


def line_chart(lines: Sequence[Line], title: str, unit: str, *, width: int = 640) -> Chart:
    """Lay out lines over a scale of round numbers, with the value at each point that has room.

    Points whose value or place is not known are left out.

    Args:
        lines: each with its points, in any order.
        title: of the chart.
        unit: as in ``numerals.quantity``.
        width: in which lengths across are given.
    """
    shown = [
        Line(line.name, sorted(filter(_is_placed, line.points), key=lambda point: point.x))
        for line in lines
    ]
    points = [point for line in shown for point in line.points]
    if not points:
        return Chart(title, unit, width, 0, "lines")
    top = LINE * (len(shown) if len(shown) > 1 else 0) + LINE
    plot = _plot(points, unit, width, top)
    marks = (*_lines(shown, plot), *_points(shown, plot))
    ticks = tuple(Tick(value, 0, plot.at(Point(0, value))[1]) for value in plot.scale)
    texts = tuple(_places(points, plot))
    return Chart(title, unit, width, top + PLOT + AXIS, "lines", ticks, marks, texts)


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the points of a line chart are."""

    scale: tuple[float, ...]
    unit: str
    places: tuple[float, float]
    """The first and the last."""
    start: float
    end: float
    """Where these are across: right of the scale, with room for half of a text on both sides."""
    pixel: float
    """How many units across a pixel is where the chart is narrow."""
    top: float

    def at(self, point: Point) -> tuple[float, float]:
        """Give the place of a point, across and down."""
        first, last = self.places
        part = (point.x / 2 - first / 2) / (last / 2 - first / 2) if last > first else 0.5
        height = (self.scale[-1] - point.value) / (self.scale[-1] - self.scale[0])
        return self.start + (self.end - self.start) * part, self.top + PLOT * height


def _plot(points: Sequence[Point], unit: str, width: float, top: float) -> _Plot:
    values = [point.value for point in points]
    places = [point.x for point in points]
    scale = round_ticks(min(values), max(values), _TICKS)
    names = max(text_width(_place_name(point)) for point in points)
    half = min(max(quantity_width(values, unit), names), NARROW / 2) / 2
    pixel = width / NARROW
    start = (quantity_width(scale, unit) + APART + half) * pixel
    return _Plot(scale, unit, (min(places), max(places)), start, width - half * pixel, pixel, top)


def _scale(values: Sequence[float], unit: str) -> tuple[float, ...]:
    """Give as many round ticks as have room side by side in a narrow chart."""
    most = _TICKS
    while True:
        ticks = round_ticks(min(values), max(values), most)
        if most <= 2 or len(ticks) * (quantity_width(ticks, unit) + APART) <= NARROW:
            return ticks
        most -= 1


def _across(value: float, ends: tuple[float, float], width: float) -> float:
    return (value - ends[0]) / (ends[1] - ends[0]) * width


def _tick(value: float, unit: str, ends: tuple[float, float], y: float, width: float) -> Tick:
    """Give a number of the axis, under its place if it fits there, else within the frame."""
    x = _across(value, ends, NARROW)
    half = quantity_width([value], unit) / 2
    anchor = "start" if x < half else "end" if x > NARROW - half else "middle"
    return Tick(value, x * width / NARROW, y, anchor)


def _length(bar: Bar) -> float:
    return bar.value if drawable(bar.value) else 0.0


def _grouped(bars: Sequence[Bar]) -> Iterator[tuple[str, list[Bar]]]:
    """Give bars under their headings: one for each label, where there are series."""
    if not any(bar.series for bar in bars):
        yield "", list(bars)
        return
    for label in dict.fromkeys(bar.label for bar in bars):
        yield label, [bar for bar in bars if bar.label == label]


def _row(bar: Bar, top: float, room: float) -> Mark:
    """Give a bar under its texts, which may be so many pixels wide; not yet placed across."""
    texts = []
    y = top
    for line in wrapped(bar.series or bar.label, room):
        texts.append(Text(0, y + BASELINE, line, "label"))
        y += LINE
    for line in wrapped(bar.note, NARROW, NOTE) if bar.note else ():
        texts.append(Text(0, y + BASELINE - 3, line, "note"))
        y += NOTE_LINE
    return Mark(
        "bar",
        bar.label,
        bar.value,
        bar.note,
        bar.href,
        bar.series,
        y=y + 2,
        height=BAR,
        top=top,
        depth=y + 2 + BAR + GAP - top,
        texts=tuple(texts),
    )


def _lines(lines: Sequence[Line], plot: _Plot) -> Iterator[Mark]:
    """Give each line and the place of its legend."""
    for rank, line in enumerate(lines):
        points = tuple(plot.at(point) for point in line.points)
        legend = LINE * rank + BASELINE
        yield Mark("line", line.name, series=line.name, rank=rank, y=legend, points=points)


def _points(lines: Sequence[Line], plot: _Plot) -> Iterator[Mark]:
    """Give each point, and where its value has room: above it, else below, else nowhere."""
    dots = (plot.at(point) for line in lines for point in line.points)
    taken = [(x, DOT * plot.pixel, y + 4) for x, y in dots]
    for rank, line in enumerate(lines):
        for point in line.points:
            x, y = plot.at(point)
            half = (quantity_width([point.value], plot.unit) / 2 + 2) * plot.pixel
            at = next(
                (
                    (x, level)
                    for level in (y - 12, y + 24)
                    if level < plot.top + PLOT
                    and all(abs(x - a) >= half + b or abs(level - c) >= CLEAR for a, b, c in taken)
                ),
                None,
            )
            taken += [(x, half, at[1])] if at else []
            yield Mark(
                "point",
                _place_name(point),
                point.value,
                href=point.href,
                series=line.name,
                rank=rank,
                x=x,
                y=y,
                value_at=at,
            )


def _places(points: Sequence[Point], plot: _Plot) -> Iterator[Text]:
    """Give the names of the places across, from the left, those that have room."""
    free = 0.0
    named = {point.x: point for point in points}
    for _, point in sorted(named.items()):
        name = _place_name(point)
        x, half = plot.at(point)[0], text_width(name) / 2 * plot.pixel
        if x - half >= free:
            yield Text(x, plot.top + PLOT + AXIS - 6, name, "place")
            free = x + half + 4 * plot.pixel


def _place_name(point: Point) -> str:
    """Give what a place is called: a year is no quantity, and is written as it is."""
    if point.label:
        return point.label
    return str(int(point.x)) if point.x == int(point.x) else f"{point.x:g}"


def _is_placed(point: Point) -> bool:
    return drawable(point.x) and drawable(point.value)
