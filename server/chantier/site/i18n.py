"""The texts of the interface, in French and in English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from chantier.namespaces import LANGUAGES
from chantier.text.numbers import number

FILE = Path(__file__).with_name("texts.toml")


def text(key: str, language: str, **values: object) -> str:
    """A text in a language, with its whole numbers as readers of the language write them.

    A missing key or language is a programming error.
    """
    written = {
        name: number(value, language) if type(value) is int else value
        for name, value in values.items()
    }
    return _texts()[key][language].format(**written)


def other_language(language: str) -> str:
    """The interface language that is not this one."""
    return LANGUAGES[language == LANGUAGES[0]]


def is_text(key: str) -> bool:
    """Whether there is such a text."""
    return key in _texts()


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
