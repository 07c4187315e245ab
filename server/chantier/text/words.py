"""Words: those of a text as it is indexed, those that a person looks for, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chantier.text.collation import folded

_WORD = re.compile(r"[^\W_]+")
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ]")
_ACRONYM = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?")
_SHORT = {"st": "saint", "ste": "sainte"}
_EMPTY = frozenset(
    (
        *("au", "aux", "dans", "de", "des", "du", "en", "et", "la", "le", "les", "ou", "par"),
        *("pour", "sur", "un", "une"),
        *("a", "an", "and", "for", "in", "of", "on", "the", "to"),
    )
)
"""Words that say nothing by themselves, in French and in English."""
_SAYS = 4
"""Letters from which on a word also stands for those that begin with it."""

Piece = tuple[str, bool]
"""A part of a text, and whether it was looked for."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is looked for."""

    text: str
    stem: str
    """What words begin with that will do as well; empty: only the word itself will."""

    def fits(self, word: str) -> bool:
        """Tell whether a word of a text will do; it is told without accents and capitals."""
        return word == self.text or (bool(self.stem) and word.startswith(self.stem))


def plain(text: str) -> str:
    """Give the words of a text, without accents and capitals, with a space between them.

    The dots of an acronym go, and saints have their whole name.
    """
    joined = _ACRONYM.sub(lambda found: found[0].replace(".", ""), folded(text))
    return " ".join(_SHORT.get(word, word) for word in _WORD.findall(joined))


def sought(text: str) -> tuple[Word, ...]:
    """Give the words that a person looks for; the last may be the beginning of one."""
    words = telling(text)
    last = len(words) - 1
    return tuple(
        Word(word, _singular(word) if place == last or len(word) >= _SAYS else "")
        for place, word in enumerate(words)
    )


def telling(text: str) -> list[str]:
    """Give the words of a text but for those that say nothing, unless they are all there is."""
    words = plain(_ELIDED.sub(" ", folded(text))).split() or plain(text).split()
    return [word for word in words if word not in _EMPTY] or words


def excerpt(text: str, words: Sequence[Word], width: int) -> tuple[Piece, ...]:
    """Give the part of a text where the words stand, in pieces.

    Args:
        text: the whole of it.
        words: what is looked for; without any, the part is the beginning.
        width: about how many characters to give; 0: all.
    """
    spans = [
        found.span()
        for found in _WORD.finditer(text)
        if any(word.fits(folded(found[0])) for word in words)
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
    """Give where a part of a text begins and ends that holds a place, without cutting words."""
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
    return word[:-1] if len(word) >= _SAYS and word[-1] in "sx" else word
