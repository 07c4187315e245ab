from __future__ import annotations

from dataclasses import replace

from chantier.describe.portrait import (
    ALL_FORMS,
    ALL_SECTORS,
    CONCEPT,
    ENTERPRISES,
    QUEBEC,
    REVENUE,
    Evolution,
    Observation,
    best_first,
    by_value,
    ratios,
    rows,
)

BASE = Observation(
    "o", "e", "2016", QUEBEC, ENTERPRISES, ALL_FORMS, ALL_SECTORS, "s", 11200, "unit", "exact",
    f"{CONCEPT}confiance-elevee", official=False,
)  # fmt: skip
OFFICIAL = replace(BASE, observation="official", official=True)
HEDGED = replace(BASE, observation="a", qualifier=f"{CONCEPT}plus-de")
DOUBTED = replace(BASE, observation="b", confidence=f"{CONCEPT}confiance-moyenne", value=11000)
LATER = replace(OFFICIAL, observation="later", year="2022", value=11360)
PLAIN = replace(BASE, qualifier=f"{CONCEPT}exact-arrondi")


def test_the_publisher_of_an_edition_comes_first_then_confidence_then_no_hedge() -> None:
    assert best_first([DOUBTED, HEDGED, PLAIN, OFFICIAL]) == [OFFICIAL, PLAIN, HEDGED, DOUBTED]


def test_figures_of_one_value_stand_together() -> None:
    assert by_value([DOUBTED, HEDGED, OFFICIAL]) == [[OFFICIAL, HEDGED], [DOUBTED]]


def test_a_change_is_between_the_best_figures_and_names_both() -> None:
    (row,) = rows([LATER, DOUBTED, OFFICIAL], lambda item: item.measure)
    (change,) = row.evolutions
    assert (change.before, change.after) == (OFFICIAL, LATER)
    assert (change.difference, change.percent) == (160, 1.4)


def test_a_thing_with_one_edition_has_no_change() -> None:
    (row,) = rows([OFFICIAL, DOUBTED], lambda item: item.measure)
    assert row.of("2022") == []
    assert row.evolutions == []


def test_percentages_change_by_points_and_nothing_is_divided_by_zero() -> None:
    share = replace(BASE, unit="http://qudt.org/vocab/unit/PERCENT", value=3)
    change = Evolution(share, replace(share, value=2.1))
    assert (change.difference, change.percent) == (-0.9, None)
    assert Evolution(replace(BASE, value=0), BASE).percent is None


def test_means_are_made_only_of_figures_of_one_document() -> None:
    revenue = replace(BASE, measure=REVENUE, value=47_800_000_000)
    (ratio,) = ratios([revenue, BASE, replace(BASE, source="other"), LATER], ENTERPRISES)
    assert (ratio.revenue, ratio.divisor, ratio.value) == (revenue, BASE, 4_267_857)
    assert ratios([revenue, replace(BASE, value=0)], ENTERPRISES) == []
