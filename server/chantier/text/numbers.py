"""Numbers as a person reads them, in French and in English."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from chantier.namespaces import PREFIXES

SIGNIFICANT_DIGITS = 4
"""Digits of a number with decimals; whole numbers are written whole."""
UNIT_SYMBOLS = {"CCY_CAD": "$", "NUM": "", "PERCENT": "%"}
"""Name of a QUDT unit → its symbol, empty for what is counted."""
_SPACE = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_FRENCH = str.maketrans({",": _SPACE, ".": ","})
_PLAIN_NUMBER = re.compile(r"[+-]?([0-9]+)(?:\.[0-9]+)?")


def number(value: float, language: str) -> str:
    """A number in a language: ``11 200`` and ``−0,9``, or ``11,200`` and ``−0.9``.

    Whole numbers up to a quadrillion are exact; others have four significant digits. What is far
    larger or smaller is written with a power of ten; what is no number, with ``?``.
    """
    if math.isnan(value):
        return "?"
    if math.isinf(value):
        return f"{_MINUS if value < 0 else ''}∞"
    size = abs(value)
    if size and not 1e-4 <= size < 1e15:
        digits, _, power = f"{size:.{SIGNIFICANT_DIGITS - 1}e}".partition("e")
        factor = _localised(digits.rstrip("0").rstrip("."), language)
        written = f"{factor}{_SPACE}×{_SPACE}10{str(int(power)).translate(_SUPERSCRIPT)}"
    else:
        written = _localised(_plain(size), language)
    return f"{_MINUS}{written}" if value < 0 and written != "0" else written


def exact_number(lexical: str, language: str, min_digits: int = 1) -> str:
    """A number with every digit that it is written with, its thousands apart.

    Args:
        lexical: the number; with an exponent, or if it is none, it stays as it is.
        language: ``fr`` or ``en``.
        min_digits: numbers with fewer before the point stay as they are: 5 leaves years alone.
    """
    found = _PLAIN_NUMBER.fullmatch(lexical)
    if not found or len(found[1]) < min_digits:
        return lexical
    return ("+" if lexical[0] == "+" else "") + _localised(lexical, language)


def quantity(value: float, unit: str, language: str) -> str:
    """A number with its unit.

    Args:
        value: the number.
        unit: symbol: ``$`` for dollars, which are written in millions or billions where that loses
            nothing; ``%``; empty for what is counted; any other is put behind the number.
        language: ``fr`` or ``en``.
    """
    if unit == "$":
        return _dollars(value, language)
    return with_symbol(number(value, language), unit, language)


def with_symbol(written: str, unit: str, language: str) -> str:
    """A written number with the symbol of its unit where the language puts it."""
    if unit == "$" and language == "en":
        return f"${written}"
    joint = "" if not unit or (unit == "%" and language == "en") else _SPACE
    return f"{written}{joint}{unit}"


def unit_symbol(iri: str) -> str:
    """The symbol of a QUDT unit; its name where it has none in ``UNIT_SYMBOLS``."""
    name = iri.removeprefix(PREFIXES["unit"])
    return UNIT_SYMBOLS.get(name, name)


def signed(value: float, unit: str, language: str) -> str:
    """A change: a quantity with its sign, also when it grew; ``0`` has none."""
    written = quantity(value, unit, language)
    return f"+{written}" if value > 0 else written


def readable_size(count: int, language: str) -> str:
    """A number of bytes in powers of a thousand."""
    units = ("o", "ko", "Mo", "Go") if language == "fr" else ("B", "kB", "MB", "GB")
    size, unit = float(count), 0
    while size >= 999.5 and unit < len(units) - 1:
        size, unit = size / 1000, unit + 1
    written = f"{size:.1f}" if unit and size < 9.95 else f"{size:.0f}"
    return with_symbol(_localised(written, language), units[unit], language)


def _dollars(value: float, language: str) -> str:
    size = abs(value)
    letter, word = "", ""
    for power, short, name in ((10**9, "G", "billion"), (10**6, "M", "million")):
        scaled = size / power
        if power <= size < math.inf and float(f"{scaled:.{SIGNIFICANT_DIGITS}g}") == scaled:
            size, letter, word = scaled, short, name
            break
    if language == "en":
        written = with_symbol(number(size, language), "$", language)
        written = f"{written}{_SPACE}{word}" if word else written
    else:
        written = with_symbol(number(size, language), f"{letter}$", language)
    return f"{_MINUS}{written}" if value < 0 else written


def _plain(size: float) -> str:
    """The digits of a number that is neither huge nor tiny, with a point for its decimals."""
    if size == int(size):
        return str(int(size))
    decimals = max(0, SIGNIFICANT_DIGITS - 1 - math.floor(math.log10(size)))
    written = f"{size:.{decimals}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _localised(plain: str, language: str) -> str:
    """A number in digits with the separators of a language."""
    grouped = f"{Decimal(plain):,f}"
    return grouped if language == "en" else grouped.translate(_FRENCH)
