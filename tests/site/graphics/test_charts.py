"""The geometry of charts: in proportion, inside the frame, and no text over another."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import inf, nan

import pytest

from chantier.site.graphics.axes import NARROW_PX, text_width
from chantier.site.graphics.charts import bar_chart, line_chart
from chantier.site.graphics.marks import Bar, Chart, ChartPoint, Line
from chantier.text.numbers import quantity

LONG = (
    "Part des entreprises d’économie sociale dirigées par des femmes dans les régions"
    " ressources, coopératives financières et mutuelles d’assurance comprises"
)
SETS = {
    "one": [5.0],
    "two": [11200.0, 11360.0],
    "zero": [0.0],
    "nothing known": [nan, inf],
    "negative": [-3.0, -0.5],
    "both": [-40.0, 90.0, 0.0],
    "huge": [1e299, 5e298, -1e299],
    "beyond measure": [1e308, 1.0],
    "tiny": [3e-320, 1e-12],
    "near": [47.8, 53.6, 47.0],
    "shares": [77.0, 21.0, 2.1],
    "money": [47.8e9, 53.6e9, 422e6],
}
Box = tuple[float, float, float, float]


def charts(values: list[float], unit: str = "") -> list[Chart]:
    labels = [LONG, "Québec", "https://example.org/" + "a" * 90]
    return [
        bar_chart([Bar(labels[i % 3], v, LONG) for i, v in enumerate(values)], "t", unit),
        bar_chart(
            [
                Bar(label, v, series=year)
                for label in labels
                for year, v in zip("ab", values * 2, strict=False)
            ],
            "t",
            unit,
        ),
        line_chart([Line("l", [ChartPoint(i, v) for i, v in enumerate(values)])], "t", unit),
        line_chart(
            [
                Line(LONG[:n], [ChartPoint(2016 + 6 * i, v) for i, v in enumerate(values)])
                for n in (9, 30)
            ],
            "t",
            unit,
            width=1000,
        ),
    ]


def boxes(chart: Chart) -> list[Box]:
    """Left, right, top and bottom of each text, in pixels, where the chart is narrow."""
    pixel = NARROW_PX / chart.width
    found: list[Box] = []
    for text in [*chart.texts, *(text for mark in chart.marks for text in mark.texts)]:
        width = text_width(text.text, 12 if text.kind in ("note", "place") else 14)
        left = text.x * pixel - (width / 2 if text.kind == "place" else 0)
        found.append((left, left + width, text.y - 12, text.y + 3))
    for tick in chart.ticks if chart.kind == "bars" else ():
        shown = [quantity(tick.value, chart.unit, language) for language in ("fr", "en")]
        width = max(text_width(text, 12) for text in shown)
        left = tick.x * pixel - width * {"start": 0, "middle": 0.5, "end": 1}[tick.anchor]
        found.append((left, left + width, tick.y - 10, tick.y + 2))
    for mark in chart.values:
        if mark.value_at:
            shown = [quantity(mark.value, chart.unit, language) for language in ("fr", "en")]
            width = max(text_width(text) for text in shown) if mark.is_known else 60
            end = mark.value_at[0] * pixel + (0 if mark.kind == "bar" else width / 2)
            found.append((end - width, end, mark.value_at[1] - 12, mark.value_at[1] + 3))
    return found


def overlap(one: Box, other: Box) -> bool:
    across = min(one[1], other[1]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[2], other[2])
    return across > 0.01 and down > 0.01


@pytest.mark.parametrize("unit", ["", "$", "%"])
@pytest.mark.parametrize("name", SETS)
def test_everything_is_inside_the_frame_and_no_text_is_over_another(name: str, unit: str) -> None:
    for chart in charts(SETS[name], unit):
        for mark in chart.marks:
            assert -0.01 <= mark.x <= mark.x + mark.width <= chart.width + 0.01
            assert 0 <= mark.top <= mark.y <= mark.y + mark.height <= chart.height
            assert all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y in mark.points)
        found = boxes(chart)
        assert [pair for pair in combinations(found, 2) if overlap(*pair)] == []
        assert all(left > -1 and right < NARROW_PX + 1 for left, right, _, _ in found)
        rows = [(mark.top, mark.top + mark.depth) for mark in chart.values if mark.kind == "bar"]
        assert all(above[1] <= below[0] for above, below in pairwise(rows))


@pytest.mark.parametrize("name", SETS)
def test_bars_are_in_proportion_and_begin_at_zero(name: str) -> None:
    chart = bar_chart([Bar("x", value) for value in SETS[name]], "t", "")
    known = [mark for mark in chart.marks if mark.is_known]
    assert chart.zero is not None
    for mark in known:
        begins = mark.x if mark.value >= 0 else mark.x + mark.width
        assert begins == pytest.approx(chart.zero, abs=1e-6)
    for one, other in combinations(known, 2):
        assert one.width * abs(other.value) == pytest.approx(other.width * abs(one.value))


@pytest.mark.parametrize("name", SETS)
def test_the_scale_is_of_round_numbers(name: str) -> None:
    for chart in charts(SETS[name]):
        ticks = [tick.value for tick in chart.ticks]
        known = [mark.value for mark in chart.values if mark.is_known]
        if not known:
            assert ticks == []
            continue
        if chart.kind == "lines":
            assert min(ticks) <= min(known)
            assert max(ticks) >= max(known)
        else:
            assert 0 in ticks
            assert min(0, *known) <= min(ticks) <= max(ticks) <= max(0, *known)
        if len(ticks) == 1:
            continue
        steps = {f"{b / 2 - a / 2:.6e}" for a, b in pairwise(sorted(ticks))}
        assert len(steps) == 1
        (step,) = steps
        assert step.partition("e")[0].rstrip("0") in ("5.", "1.", "2.5"), "half of 1, 2 or 5"


def test_nothing_to_draw_makes_an_empty_chart() -> None:
    for chart in (
        bar_chart([], "t", ""),
        line_chart([], "t", ""),
        line_chart([Line("l", [ChartPoint(1, nan)])], "t", ""),
    ):
        assert chart.values == ()
        assert chart.ticks == ()
        assert chart.height == 0


def test_what_is_not_known_keeps_its_row_and_has_no_bar() -> None:
    chart = bar_chart([Bar("Laval", nan), Bar("Montréal", 2780)], "t", "")
    laval, montreal = chart.marks
    assert not laval.is_known
    assert laval.width == 0
    assert laval.texts
    assert montreal.width > 0


def test_bars_of_one_label_stand_under_it_each_with_its_series_in_words() -> None:
    bars = [Bar("A", 1, series="2016"), Bar("B", 2, series="2016"), Bar("A", 3, series="2022")]
    chart = bar_chart(bars, "t", "")
    assert [text.text for text in chart.texts] == ["A", "B"]
    assert [(mark.label, mark.series, mark.rank) for mark in chart.marks] == [
        ("A", "2016", 0),
        ("A", "2022", 1),
        ("B", "2016", 0),
    ]
    assert [mark.texts[0].text for mark in chart.marks] == ["2016", "2022", "2016"]
    assert chart.series == ("2016", "2022")


def test_a_chart_stretches_without_changing_its_proportions() -> None:
    bars = [Bar("a", 3), Bar("b", 4)]
    narrow, wide = (bar_chart(bars, "t", "", width=width) for width in (320, 1280))
    for one, other in zip(narrow.marks, wide.marks, strict=True):
        assert other.width == pytest.approx(4 * one.width)
        assert (other.y, other.height) == (one.y, one.height)


def test_points_of_a_line_follow_their_places_and_their_values() -> None:
    points = [ChartPoint(2022, 53.6), ChartPoint(2016, 47.8, "2016, page", "/x")]
    chart = line_chart([Line("Québec", points)], "t", "")
    first, second = chart.values
    assert (first.label, first.href, second.label) == ("2016, page", "/x", "2022")
    assert first.x < second.x
    assert first.y > second.y
    assert chart.marks[0].points == ((first.x, first.y), (second.x, second.y))
