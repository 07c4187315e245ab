"""Words: those of a text as it is indexed, those of a search, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chantier.text.collation import WORD, folded

_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ]")
_ACRONYM = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte"}
_STOP_WORDS = frozenset(
    (
        *("au", "aux", "dans", "de", "des", "du", "en", "et", "la", "le", "les", "ou", "par"),
        *("pour", "sur", "un", "une"),
        *("a", "an", "and", "for", "in", "of", "on", "the", "to"),
    )
)
"""Articles, prepositions and the like, in French and in English."""
_MIN_STEM_CHARACTERS = 4
"""Length of a word from which on it also finds the words that begin with it."""

Piece = tuple[str, bool]
"""A part of a text, and whether a word of the search stands there."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a search."""

    text: str
    stem: str
    """Words that begin with this match as well; empty: only the word itself does."""

    def matches(self, word: str) -> bool:
        """Whether a word of a text, without accents and capitals, is found by this one."""
        return word == self.text or (bool(self.stem) and word.startswith(self.stem))


def normalised(text: str) -> str:
    """The words of a text, without accents and capitals, with a space between them.

    The dots of an acronym go, and saints have their whole name.
    """
    joined = _ACRONYM.sub(lambda found: found[0].replace(".", ""), folded(text))
    return " ".join(_ABBREVIATIONS.get(word, word) for word in WORD.findall(joined))


def search_words(text: str) -> tuple[Word, ...]:
    """The words of a search; the last may be the beginning of one."""
    words = content_words(text)
    last = len(words) - 1
    return tuple(
        Word(word, _singular(word) if place == last or len(word) >= _MIN_STEM_CHARACTERS else "")
        for place, word in enumerate(words)
    )


def content_words(text: str) -> list[str]:
    """The words of a text but for stop words, unless these are all there is."""
    words = normalised(_ELIDED.sub(" ", folded(text))).split() or normalised(text).split()
    return [word for word in words if word not in _STOP_WORDS] or words


def excerpt(text: str, words: Sequence[Word], width: int) -> tuple[Piece, ...]:
    """The part of a text where the words stand, in pieces.

    Args:
        text: the whole of it.
        words: of the search; without any, the part is the beginning.
        width: about how many characters to return; 0: all.
    """
    spans = [
        found.span()
        for found in WORD.finditer(text)
        if any(word.matches(folded(found[0])) for word in words)
    ]
    start, end = _window(text, spans[0][0] if spans else 0, width or len(text))
    pieces: list[Piece] = [("… ", False)] if start else []
    place = start
    for first, last in spans:
        if start <= first and last <= end:
            pieces += [(text[place:first], False), (text[first:last], True)]
            place = last
    pieces.append((text[place:end], False))
    if end < len(text):
        pieces.append((" …", False))
    return tuple(piece for piece in pieces if piece[0])


def _window(text: str, place: int, width: int) -> tuple[int, int]:
    """Start and end of a part of a text that holds a place, without cutting words."""
    if len(text) <= width:
        return 0, len(text)
    start = max(min(place - width // 3, len(text) - width), 0)
    if start:
        start = text.rfind(" ", 0, start + 1) + 1
    end = start + width
    if end >= len(text):
        return start, len(text)
    cut = text.rfind(" ", start, end)
    return start, cut if cut > start else end


def _singular(word: str) -> str:
    return word[:-1] if len(word) >= _MIN_STEM_CHARACTERS and word[-1] in "sx" else word
