from __future__ import annotations

from math import inf, nan

import pytest

from chantier.text.numbers import number, quantity, signed

NUMBERS = [
    (0, "0", "0"),
    (7, "7", "7"),
    (11200, "11 200", "11,200"),
    (-0.9, "−0,9", "−0.9"),
    (50.5, "50,5", "50.5"),
    (2.0, "2", "2"),
    (3.14159, "3,142", "3.142"),
    (1234.56, "1 235", "1,235"),
    (53600000000, "53 600 000 000", "53,600,000,000"),
    (999999999999999, "999 999 999 999 999", "999,999,999,999,999"),
    (1.5e21, "1,5 × 10²¹", "1.5 × 10²¹"),
    (-2.5e-7, "−2,5 × 10⁻⁷", "−2.5 × 10⁻⁷"),
    (inf, "∞", "∞"),
    (-inf, "−∞", "−∞"),
    (nan, "?", "?"),
]
QUANTITIES = [
    (47800000000, "$", "47,8 G$", "$47.8 billion"),
    (487700000, "$", "487,7 M$", "$487.7 million"),
    (4267857, "$", "4 267 857 $", "$4,267,857"),
    (12, "$", "12 $", "$12"),
    (0, "$", "0 $", "$0"),
    (-5800000000, "$", "−5,8 G$", "−$5.8 billion"),
    (2.1, "%", "2,1 %", "2.1%"),
    (12, "km", "12 km", "12 km"),
    (11360, "", "11 360", "11,360"),
]


def spaced(text: str) -> str:
    """Every space of a number is one that no line breaks at."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(("value", "french", "english"), NUMBERS)
def test_a_number_is_written_as_in_each_language(value: float, french: str, english: str) -> None:
    assert number(value, "fr") == spaced(french)
    assert number(value, "en") == spaced(english)


@pytest.mark.parametrize(("value", "unit", "french", "english"), QUANTITIES)
def test_a_quantity_has_its_unit_where_the_language_puts_it(
    value: float, unit: str, french: str, english: str
) -> None:
    assert quantity(value, unit, "fr") == spaced(french)
    assert quantity(value, unit, "en") == spaced(english)


def test_a_change_has_a_sign_unless_nothing_changed() -> None:
    assert signed(160, "", "fr") == "+160"
    assert signed(-10, "", "en") == "−10"
    assert signed(0, "%", "en") == "0%"
    assert signed(5800000000, "$", "en") == spaced("+$5.8 billion")
