"""Bar charts and line charts as plain geometry, which ``templates/chart.html`` draws.

Texts are placed so that they do not overlap in a chart 320 pixels wide; wider, they part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chantier.site.graphics.axes import (
    NARROW_PX,
    drawable,
    quantity_width,
    round_ticks,
    text_width,
    wrapped,
)
from chantier.site.graphics.marks import Bar, Chart, ChartMark, ChartPoint, ChartText, Line, Tick

LINE_PX = 20
NOTE_LINE_PX = 17
BAR_PX = 12
GAP_PX = 16
"""Between two bars."""
BASELINE_PX = 15
"""From the top of a line of text to its baseline."""
NOTE_TEXT_PX = 12
GROUP_GAP_PX = 8
"""Between two groups of bars, beside the gap of bars."""
AXIS_PX = 26
"""Height of the axis and its numbers."""
PLOT_PX = 240
TEXT_GAP_PX = 14
"""The least between two texts on a line."""
DOT_RADIUS_PX = 6
CLEARANCE_PX = 16
"""The least between a text and a point or text above it."""
_MAX_TICKS = 6
_UNKNOWN_PX = 90
"""Room for a word where a value is not known."""


def bar_chart(bars: Sequence[Bar], title: str, unit: str, *, width: int = 640) -> Chart:
    """A chart of horizontal bars, each under its label, from a baseline at zero.

    Args:
        bars: in the order to show them; those of one label come together, if there are series.
        title: of the chart.
        unit: as in ``text.numbers.quantity``.
        width: in which lengths across are given.
    """
    if not bars:
        return Chart(title, unit, width, 0, "bars")
    known = [bar.value for bar in bars if drawable(bar.value)]
    scale = _scale([0.0, *known], unit)
    low, high = min([0.0, *known]), max([0.0, *known])
    ends = (low, high) if low < high else (0.0, 1.0)
    ranks = {name: rank for rank, name in enumerate(dict.fromkeys(bar.series for bar in bars))}
    room = max(
        NARROW_PX - max(quantity_width(known, unit), _UNKNOWN_PX) - TEXT_GAP_PX,
        NARROW_PX / 3,
    )
    marks: list[ChartMark] = []
    texts: list[ChartText] = []
    y: float = 0
    for heading, group in _grouped(bars):
        y += GROUP_GAP_PX if marks and heading else 0
        for line in wrapped(heading, NARROW_PX) if heading else ():
            texts.append(ChartText(0, y + BASELINE_PX, line, "group"))
            y += LINE_PX
        for bar in group:
            placed = _bar(bar, y, room)
            length = bar.value if drawable(bar.value) else 0.0
            start, end = sorted(_across(value, ends, width) for value in (0, length))
            marks.append(
                replace(
                    placed,
                    rank=ranks[bar.series],
                    x=start,
                    width=end - start,
                    value_at=(width, y + BASELINE_PX),
                )
            )
            y += placed.depth
    numbers = [value for value in scale if known and low <= value <= high]
    ticks = tuple(_tick(value, unit, ends, y + AXIS_PX - 6, width) for value in numbers)
    zero = _across(0, ends, width)
    return Chart(title, unit, width, y + AXIS_PX, "bars", ticks, tuple(marks), tuple(texts), zero)


def line_chart(lines: Sequence[Line], title: str, unit: str, *, width: int = 640) -> Chart:
    """A chart of lines over a scale of round numbers, with the value at each point that has room.

    Points whose value or position is not known are left out.

    Args:
        lines: each with its points, in any order.
        title: of the chart.
        unit: as in ``text.numbers.quantity``.
        width: in which lengths across are given.
    """
    shown = [
        Line(line.name, sorted(filter(_is_placed, line.points), key=lambda point: point.x))
        for line in lines
    ]
    points = [point for line in shown for point in line.points]
    if not points:
        return Chart(title, unit, width, 0, "lines")
    top = LINE_PX * (len(shown) if len(shown) > 1 else 0) + LINE_PX
    plot = _plot(points, unit, width, top)
    marks = (*_lines(shown, plot), *_points(shown, plot))
    ticks = tuple(Tick(value, 0, plot.at(ChartPoint(0, value))[1]) for value in plot.scale)
    texts = tuple(_labels(points, plot))
    return Chart(title, unit, width, top + PLOT_PX + AXIS_PX, "lines", ticks, marks, texts)


@dataclass(frozen=True, slots=True)
class _Plot:
    """The scales of a line chart, across and down."""

    scale: tuple[float, ...]
    unit: str
    extent: tuple[float, float]
    """The first and the last position across, as points have it."""
    start: float
    end: float
    """Where these are across: right of the scale, with room for half of a text on both sides."""
    pixel: float
    """How many units across a pixel is where the chart is narrow."""
    top: float

    def at(self, point: ChartPoint) -> tuple[float, float]:
        """The position of a point, across and down."""
        first, last = self.extent
        part = (point.x / 2 - first / 2) / (last / 2 - first / 2) if last > first else 0.5
        height = (self.scale[-1] - point.value) / (self.scale[-1] - self.scale[0])
        return self.start + (self.end - self.start) * part, self.top + PLOT_PX * height


def _plot(points: Sequence[ChartPoint], unit: str, width: float, top: float) -> _Plot:
    values = [point.value for point in points]
    positions = [point.x for point in points]
    scale = round_ticks(min(values), max(values), _MAX_TICKS)
    names = max(text_width(_label(point)) for point in points)
    half = min(max(quantity_width(values, unit), names), NARROW_PX / 2) / 2
    pixel = width / NARROW_PX
    start = (quantity_width(scale, unit) + TEXT_GAP_PX + half) * pixel
    return _Plot(
        scale, unit, (min(positions), max(positions)), start, width - half * pixel, pixel, top
    )


def _scale(values: Sequence[float], unit: str) -> tuple[float, ...]:
    """As many round ticks as have room side by side in a narrow chart."""
    limit = _MAX_TICKS
    while True:
        ticks = round_ticks(min(values), max(values), limit)
        if limit <= 2 or len(ticks) * (quantity_width(ticks, unit) + TEXT_GAP_PX) <= NARROW_PX:
            return ticks
        limit -= 1


def _across(value: float, ends: tuple[float, float], width: float) -> float:
    return (value - ends[0]) / (ends[1] - ends[0]) * width


def _tick(value: float, unit: str, ends: tuple[float, float], y: float, width: float) -> Tick:
    """A number of the axis, under its position if it fits there, else within the frame."""
    x = _across(value, ends, NARROW_PX)
    half = quantity_width([value], unit) / 2
    anchor = "start" if x < half else "end" if x > NARROW_PX - half else "middle"
    return Tick(value, x * width / NARROW_PX, y, anchor)


def _grouped(bars: Sequence[Bar]) -> Iterator[tuple[str, list[Bar]]]:
    """Bars under their headings: one for each label, where there are series."""
    if not any(bar.series for bar in bars):
        yield "", list(bars)
        return
    for label in dict.fromkeys(bar.label for bar in bars):
        yield label, [bar for bar in bars if bar.label == label]


def _bar(bar: Bar, top: float, room: float) -> ChartMark:
    """A bar under its texts, at most so many pixels wide; not yet placed across."""
    texts = []
    y = top
    for line in wrapped(bar.series or bar.label, room):
        texts.append(ChartText(0, y + BASELINE_PX, line, "label"))
        y += LINE_PX
    for line in wrapped(bar.note, NARROW_PX, NOTE_TEXT_PX) if bar.note else ():
        texts.append(ChartText(0, y + BASELINE_PX - 3, line, "note"))
        y += NOTE_LINE_PX
    return ChartMark(
        "bar",
        bar.label,
        bar.value,
        bar.note,
        bar.href,
        bar.series,
        y=y + 2,
        height=BAR_PX,
        top=top,
        depth=y + 2 + BAR_PX + GAP_PX - top,
        texts=tuple(texts),
    )


def _lines(lines: Sequence[Line], plot: _Plot) -> Iterator[ChartMark]:
    """Each line and the position of its legend."""
    for rank, line in enumerate(lines):
        points = tuple(plot.at(point) for point in line.points)
        legend = LINE_PX * rank + BASELINE_PX
        yield ChartMark("line", line.name, series=line.name, rank=rank, y=legend, points=points)


def _points(lines: Sequence[Line], plot: _Plot) -> Iterator[ChartMark]:
    """Each point, and where its value has room: above it, else below, else nowhere."""
    dots = (plot.at(point) for line in lines for point in line.points)
    taken = [(x, DOT_RADIUS_PX * plot.pixel, y + 4) for x, y in dots]
    for rank, line in enumerate(lines):
        for point in line.points:
            x, y = plot.at(point)
            half = (quantity_width([point.value], plot.unit) / 2 + 2) * plot.pixel
            at = next(
                (
                    (x, level)
                    for level in (y - 12, y + 24)
                    if level < plot.top + PLOT_PX
                    and all(
                        abs(x - a) >= half + b or abs(level - c) >= CLEARANCE_PX
                        for a, b, c in taken
                    )
                ),
                None,
            )
            taken += [(x, half, at[1])] if at else []
            yield ChartMark(
                "point",
                _label(point),
                point.value,
                href=point.href,
                series=line.name,
                rank=rank,
                x=x,
                y=y,
                value_at=at,
            )


def _labels(points: Sequence[ChartPoint], plot: _Plot) -> Iterator[ChartText]:
    """The labels across, from the left, those that have room."""
    free = 0.0
    named = {point.x: point for point in points}
    for _, point in sorted(named.items()):
        name = _label(point)
        x, half = plot.at(point)[0], text_width(name) / 2 * plot.pixel
        if x - half >= free:
            yield ChartText(x, plot.top + PLOT_PX + AXIS_PX - 6, name, "place")
            free = x + half + 4 * plot.pixel


def _label(point: ChartPoint) -> str:
    """The label of a point: a year is no quantity, and is written as it is."""
    if point.label:
        return point.label
    return str(int(point.x)) if point.x == int(point.x) else f"{point.x:g}"


def _is_placed(point: ChartPoint) -> bool:
    return drawable(point.x) and drawable(point.value)
