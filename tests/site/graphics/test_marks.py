"""What charts say of themselves."""

from __future__ import annotations

from math import inf, nan

from chantier.site.graphics.charts import bar_chart, line_chart
from chantier.site.graphics.marks import ChartMark, ChartPoint, Line


def test_charts_of_different_titles_do_not_share_names_in_a_page() -> None:
    assert bar_chart([], "a", "").key != bar_chart([], "b", "").key


def test_a_line_is_no_value_but_has_its_series() -> None:
    chart = line_chart([Line("Québec", [ChartPoint(2016, 1), ChartPoint(2022, 2)])], "t", "")
    assert [mark.kind for mark in chart.marks] == ["line", "point", "point"]
    assert [mark.value for mark in chart.values] == [1, 2]
    assert chart.series == ("Québec",)


def test_a_value_that_cannot_be_drawn_is_not_known() -> None:
    known = [ChartMark("bar", "x", value).is_known for value in (0.0, nan, inf)]
    assert known == [True, False, False]
