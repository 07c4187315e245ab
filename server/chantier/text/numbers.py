"""Numbers as a person reads them, in French and in English."""

from __future__ import annotations

import math

_SPACE = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
DIGITS = 4
"""Significant digits of a number with decimals; whole numbers are given whole."""


def number(value: float, language: str) -> str:
    """Give a number in a language: ``11 200`` and ``−0,9``, or ``11,200`` and ``−0.9``.

    Whole numbers up to a quadrillion are exact; others have four significant digits. What is far
    larger or smaller is written with a power of ten; what is no number, with ``?``.
    """
    if math.isnan(value):
        return "?"
    if math.isinf(value):
        return f"{_MINUS if value < 0 else ''}∞"
    size = abs(value)
    if size and not 1e-4 <= size < 1e15:
        digits, _, power = f"{size:.{DIGITS - 1}e}".partition("e")
        factor = _localised(digits.rstrip("0").rstrip("."), language)
        written = f"{factor}{_SPACE}×{_SPACE}10{str(int(power)).translate(_RAISED)}"
    else:
        written = _localised(_plain(size), language)
    return f"{_MINUS}{written}" if value < 0 and written != "0" else written


def quantity(value: float, unit: str, language: str) -> str:
    """Give a number with its unit.

    Args:
        value: the number.
        unit: ``$`` for dollars, which are given in millions or billions where that loses nothing;
            ``%``; empty for what is counted; any other symbol is put behind the number.
        language: ``fr`` or ``en``.
    """
    if unit == "$":
        return _dollars(value, language)
    if not unit:
        return number(value, language)
    joint = "" if unit == "%" and language == "en" else _SPACE
    return f"{number(value, language)}{joint}{unit}"


def signed(value: float, unit: str, language: str) -> str:
    """Give a change: a quantity with its sign, also when it grew; ``0`` has none."""
    written = quantity(value, unit, language)
    return f"+{written}" if value > 0 else written


def _dollars(value: float, language: str) -> str:
    size = abs(value)
    short, word = "", ""
    for power, letter, name in ((10**9, "G", "billion"), (10**6, "M", "million")):
        if power <= size < math.inf and float(f"{size / power:.{DIGITS}g}") == size / power:
            size, short, word = size / power, letter, name
            break
    written = number(size, language)
    if language == "en":
        written = f"${written}{_SPACE}{word}" if word else f"${written}"
    else:
        written = f"{written}{_SPACE}{short}$"
    return f"{_MINUS}{written}" if value < 0 else written


def _plain(size: float) -> str:
    """Give the digits of a number that is neither huge nor tiny, with a point for its decimals."""
    if size == int(size):
        return str(int(size))
    decimals = max(0, DIGITS - 1 - math.floor(math.log10(size)))
    written = f"{size:.{decimals}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _localised(plain: str, language: str) -> str:
    whole, _, decimals = plain.partition(".")
    separator, point = (",", ".") if language == "en" else (_SPACE, ",")
    grouped = f"{int(whole):,}".replace(",", separator)
    return f"{grouped}{point}{decimals}" if decimals else grouped
