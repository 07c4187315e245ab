"""The texts of the interface, in French and in English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from chantier.text.numbers import number

FILE = Path(__file__).with_name("texts.toml")


def text(key: str, language: str, **values: object) -> str:
    """Give a text, with its whole numbers as readers of the language write them.

    A missing key or language is a programming error.
    """
    told = {
        name: number(value, language) if type(value) is int else value
        for name, value in values.items()
    }
    return _texts()[key][language].format(**told)


def is_text(key: str) -> bool:
    """Tell whether there is such a text."""
    return key in _texts()


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
