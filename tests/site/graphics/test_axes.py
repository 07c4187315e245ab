"""Ticks are round and few, and text is wrapped by its width."""

from __future__ import annotations

from math import inf, log10, nan

import pytest

from chantier.site.graphics.axes import drawable, quantity_width, round_ticks, text_width, wrapped
from chantier.text.numbers import quantity

LONG = (
    "Part des entreprises d’économie sociale dirigées par des femmes dans les régions"
    " ressources, coopératives financières et mutuelles d’assurance comprises"
)


@pytest.mark.parametrize("most", [2, 3, 5, 8])
@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 97), (-3, 4), (-7e8, 0), (41.2, 41.9)])
def test_there_are_no_more_ticks_than_asked(low: float, high: float, most: int) -> None:
    ticks = round_ticks(low, high, most)
    assert 2 <= len(ticks) <= max(most, 3 if low < 0 < high else 2)
    assert len(ticks) * 3 > most, "but enough to read by"
    assert all(tick == 0 or log10(abs(tick)) > -9 for tick in ticks)


def test_ticks_are_free_of_the_noise_of_binary_fractions() -> None:
    assert round_ticks(0, 0.5, 6) == (0, 0.1, 0.2, 0.3, 0.4, 0.5)


def test_text_is_wrapped_between_words_and_long_words_are_cut() -> None:
    lines = wrapped(LONG, 200)
    assert " ".join(lines) == LONG
    assert all(text_width(line) <= 200 for line in lines)
    cut = wrapped("x" * 99 + " y", 100)
    assert "".join(cut).replace(" ", "") == "x" * 99 + "y"
    assert all(text_width(line) <= 100 for line in cut)
    assert wrapped("Gaspésie–Îles-de-la-Madeleine", 190)[1:] == ("Madeleine",)


def test_what_is_no_number_or_beyond_measure_is_not_drawable() -> None:
    assert [drawable(value) for value in (0, -1e299, 1e301, nan, inf)] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_the_width_of_quantities_is_that_of_the_widest_in_either_language() -> None:
    texts = [quantity(value, "$", tag) for value in (1.0, 47.8e9) for tag in ("fr", "en")]
    assert quantity_width([1.0, 47.8e9], "$") == max(map(text_width, texts))
    assert quantity_width([], "$") == 0
