from __future__ import annotations

from math import inf, nan

import pytest

from chantier.namespaces import PREFIXES
from chantier.text.numbers import (
    exact_number,
    number,
    quantity,
    readable_size,
    signed,
    unit_symbol,
    with_symbol,
)

SPACE = "\N{NO-BREAK SPACE}"
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


@pytest.mark.parametrize(
    ("lexical", "french", "english"),
    [
        ("47000000000", "47 000 000 000", "47,000,000,000"),
        ("-12345.60", "-12 345,60", "-12,345.60"),
        ("+1234.5", "+1 234,5", "+1,234.5"),
        ("9" * 5000, " ".join(["99", *["999"] * 1666]), ",".join(["99", *["999"] * 1666])),
        ("1.0E6", "1.0E6", "1.0E6"),
        ("1E999999999", "1E999999999", "1E999999999"),
        ("NaN", "NaN", "NaN"),
        ("", "", ""),
    ],
)
def test_an_exact_number_keeps_every_digit(lexical: str, french: str, english: str) -> None:
    assert exact_number(lexical, "fr") == spaced(french)
    assert exact_number(lexical, "en") == english


def test_short_numbers_such_as_years_may_stay_as_they_are() -> None:
    assert exact_number("2016", "fr", min_digits=5) == "2016"
    assert exact_number("2016.5", "fr", min_digits=5) == "2016.5"
    assert exact_number("20160", "fr", min_digits=5) == spaced("20 160")


@pytest.mark.parametrize(
    ("unit", "french", "english"),
    [
        ("CCY_CAD", "1 584 $", "$1,584"),
        ("PERCENT", "1 584 %", "1,584%"),
        ("NUM", "1 584", "1,584"),
        ("KiloM", "1 584 KiloM", "1,584 KiloM"),
    ],
)
def test_a_unit_of_qudt_has_a_symbol_or_its_name(unit: str, french: str, english: str) -> None:
    symbol = unit_symbol(PREFIXES["unit"] + unit)
    assert with_symbol(exact_number("1584", "fr"), symbol, "fr") == spaced(french)
    assert with_symbol(exact_number("1584", "en"), symbol, "en") == spaced(english)


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (0, "0 o", "0 B"),
        (999, "999 o", "999 B"),
        (1_500, "1,5 ko", "1.5 kB"),
        (9_950, "10 ko", "10 kB"),
        (999_500, "1,0 Mo", "1.0 MB"),
        (3_200_000_000, "3,2 Go", "3.2 GB"),
    ],
)
def test_a_size_is_in_powers_of_a_thousand(count: int, french: str, english: str) -> None:
    assert readable_size(count, "fr") == spaced(french)
    assert readable_size(count, "en") == spaced(english)


@pytest.mark.parametrize(
    ("text", "unit", "french", "english"),
    [
        ("11200", "", f"11{SPACE}200", "11,200"),
        ("2.5", "PERCENT", f"2,5{SPACE}%", "2.5%"),
        ("47800000000", "CCY_CAD", f"47{SPACE}800{SPACE}000{SPACE}000{SPACE}$", "$47,800,000,000"),
    ],
)
def test_an_exact_number_has_grouped_digits_and_its_unit(
    text: str, unit: str, french: str, english: str
) -> None:
    iri = PREFIXES["unit"] + unit if unit else ""
    written = [with_symbol(exact_number(text, tag), unit_symbol(iri), tag) for tag in ("fr", "en")]
    assert written == [french, english]
