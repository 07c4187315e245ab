"""Which columns of solutions make a chart, and which chart."""

from __future__ import annotations

import pytest

from chantier.site.results.chart import Charts, draw_charts
from support.solutions import named, solutions


def linked(iri: str) -> str:
    return f"/there?{iri}"


def charts(query: str, language: str = "fr", measure: str = "") -> Charts:
    return draw_charts(solutions(query), named, linked, language, measure)


def test_bars_have_the_values_of_the_answer_and_the_labels_of_the_page_s_language() -> None:
    query = 'SELECT ?l ?e ?n { VALUES (?l ?e ?n) { ("Un"@fr "One"@en 7) ("Deux"@fr "Two"@en 9) } }'
    for language, labels in (("fr", ["Un", "Deux"]), ("en", ["One", "Two"])):
        (chart,) = charts(query, language).charts
        assert chart.kind == "bars"
        assert [(mark.label, mark.value) for mark in chart.values] == list(
            zip(labels, [7.0, 9.0], strict=True)
        )


def test_dates_make_lines_one_for_each_label() -> None:
    year = '"{}"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    rows = " ".join(
        f'("{name}"@fr {year.format(when)} {value})'
        for name, when, value in (("A", 2016, 5), ("A", 2022, 8), ("B", 2016, 3), ("B", 2022, 2))
    )
    query = f"SELECT ?l ?y ?n {{ VALUES (?l ?y ?n) {{ {rows} }} }}"
    (chart,) = charts(query).charts
    assert chart.kind == "lines"
    assert chart.series == ("A", "B")
    assert [mark.value for mark in chart.values] == [5, 8, 3, 2]


def test_years_of_any_length_stand_where_they_belong() -> None:
    year = '"{}"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    whens = ("-0044", "2016Z", "12016")
    rows = " ".join(f'("A"@fr {year.format(when)} 5)' for when in whens)
    (chart,) = charts(f"SELECT ?l ?y ?n {{ VALUES (?l ?y ?n) {{ {rows} }} }}").charts
    places = [mark.x for mark in chart.values]
    assert (places[2] - places[1]) / (places[1] - places[0]) == pytest.approx(10_000 / 2_060)


def test_two_keys_make_grouped_bars() -> None:
    rows = " ".join(
        f'("{a}"@fr "{b}"@fr {n})'
        for n, (a, b) in enumerate(
            [("Nord", "x"), ("Nord", "y"), ("Sud", "x"), ("Sud", "y")], start=10
        )
    )
    query = f"SELECT ?a ?b ?n {{ VALUES (?a ?b ?n) {{ {rows} }} }}"
    (chart,) = charts(query).charts
    assert {mark.series for mark in chart.values} == {"x", "y"}
    assert {mark.label for mark in chart.values} == {"Nord", "Sud"}


def test_measures_that_share_no_scale_are_drawn_apart() -> None:
    rows = " ".join(
        f'("{m}"@fr "{y}"@fr {n})'
        for m, y, n in (("jobs", "a", 220), ("jobs", "b", 210), ("$", "a", 4e9), ("$", "b", 5e9))
    )
    drawn = charts(f"SELECT ?m ?y ?n {{ VALUES (?m ?y ?n) {{ {rows} }} }}")
    assert [chart.title for chart in drawn.charts] == ["n · jobs", "n · $"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ('("a" "b") ("c" "d")', "no_number"),
        ('("a" 1) ("b" 2) ("c" 3)', "only_ranks"),
        ('("a" 12)', "one_value"),
    ],
)
def test_what_is_no_chart_says_why(values: str, reason: str) -> None:
    drawn = charts(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {values} }} }}")
    assert (drawn.reason, drawn.charts) == (reason, ())
