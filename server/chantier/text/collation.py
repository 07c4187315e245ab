"""Text as it is compared: without accents where it is sought, in dictionary order where listed."""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]+")
"""What accents are once a letter is taken apart."""
_BY_RANK = str.maketrans("\u0301\u0300", "\u0300\u0301")
"""Dictionaries have the acute accent before the grave one, and Unicode after it."""
_WORD = re.compile(r"[^\W_]+")
_DIGITS = 12
"""Places that a number takes when it is compared, so that 2 comes before 10."""

SortKey = tuple[str, tuple[str, ...], str]


def folded(text: str) -> str:
    """Give a text without accents, capitals and ligatures."""
    plain = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return plain if plain.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", plain))


def sort_key(text: str, language: str) -> SortKey:
    """Give what puts texts in dictionary order: letters, then accents, then capitals.

    Punctuation counts for nothing, and numbers are ordered by size. In French, of two words that
    differ by several accents, the last one decides: cote, côte, coté, côté.

    Source: https://unicode.org/reports/tr10/#Backward
    """
    words = (
        word.zfill(_DIGITS) if word.isdigit() else word for word in _WORD.findall(folded(text))
    )
    return " ".join(words), _accents(text, language), text.swapcase()


def _accents(text: str, language: str) -> tuple[str, ...]:
    """Give the accents of each letter, in the order in which they are compared."""
    if text.isascii():
        return ()
    accents = list[str]()
    for character in unicodedata.normalize("NFD", text):
        if _MARKS.fullmatch(character):
            accents[-1:] = [accents[-1] + character.translate(_BY_RANK)] if accents else []
        elif character.isalnum():
            accents.append("")
    return tuple(reversed(accents) if language == "fr" else accents)
