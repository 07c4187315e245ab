"""Text as it is compared: without accents in a search, in dictionary order in a list."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
"""A run of letters and digits."""
_ACCENTS = re.compile("[\u0300-\u036f]+")
"""Combining characters: what accents are once a letter is decomposed."""
_ACCENT_ORDER = str.maketrans("\u0301\u0300", "\u0300\u0301")
"""Dictionaries have the acute accent before the grave one, and Unicode after it."""
_NUMBER_WIDTH_CHARACTERS = 12
"""Numbers are padded to this width, so that 2 comes before 10."""

SortKey = tuple[str, tuple[str, ...], str]


def folded(text: str) -> str:
    """A text without accents, capitals and ligatures."""
    plain = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return plain if plain.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))


def sort_key(text: str, language: str) -> SortKey:
    """The key that puts texts in dictionary order: letters, then accents, then capitals.

    Punctuation counts for nothing, and numbers are ordered by size. In French, of two words that
    differ by several accents, the last one decides: cote, côte, coté, côté.

    Source: https://unicode.org/reports/tr10/#Backward
    """
    words = (
        word.zfill(_NUMBER_WIDTH_CHARACTERS) if word.isdigit() else word
        for word in WORD.findall(folded(text))
    )
    return " ".join(words), _accents(text, language), text.swapcase()


def _accents(text: str, language: str) -> tuple[str, ...]:
    """The accents of each letter, in the order in which they are compared."""
    if text.isascii():
        return ()
    accents = list[str]()
    for character in unicodedata.normalize("NFD", text):
        if _ACCENTS.fullmatch(character):
            accents[-1:] = [accents[-1] + character.translate(_ACCENT_ORDER)] if accents else []
        elif character.isalnum():
            accents.append("")
    return tuple(reversed(accents) if language == "fr" else accents)
