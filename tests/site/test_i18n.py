"""The texts of the interface: all in texts.toml, in both languages, each of use."""

from __future__ import annotations

import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

from support.client import ROOT

WEB = ROOT / "server" / "chantier" / "site"
TEXTS = tomllib.loads((WEB / "texts.toml").read_text(encoding="utf-8"))
TEMPLATES = sorted((WEB / "templates").iterdir())
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
LANGUAGES = {"fr", "en"}

HOLE = "\N{REPLACEMENT CHARACTER}"
"""Stands for what an expression will give."""
NAMES = {
    "Atom", "ms", "prefixes",
    "BibTeX", "CSL", "CSV", "GeoJSON", "JSON", "LD", "N3", "Parquet", "Python", "R",
    "RDF", "SPARQL", "SVG", "TSV", "Turtle", "VoID", "XML", "curl", "JavaScript",
}  # fmt: skip
"""Names that are the same in every language."""
UNSEEN = {"script", "style", "template"}
CODE = {"code", "kbd", "pre", "samp"}
SAID = {"alt", "aria-label", "aria-description", "label", "placeholder", "title"}
"""Attributes that are read out or shown."""
WORDS = re.compile(r"[^\W\d_]{2,}")


def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_every_text_exists_in_both_languages() -> None:
    assert {key for key, value in TEXTS.items() if set(value) != LANGUAGES} == set()
    assert {key for key, value in TEXTS.items() if not all(map(str.strip, value.values()))} == set()


def test_both_languages_fill_in_the_same_values() -> None:
    for key, value in TEXTS.items():
        found = [sorted(re.findall(r"\{(\w+)\}", text)) for text in value.values()]
        assert set(found[0]) == set(found[1]), key


def test_french_is_set_as_french_is_and_english_as_english() -> None:
    """A no-break space or a plain one before high marks in French; never a straight apostrophe."""
    wrong = {key for key, value in TEXTS.items() if any("'" in text for text in value.values())}
    assert wrong == set()
    quoted = {key for key, value in TEXTS.items() if re.search(r"«\S|\S»", value["fr"])}
    assert quoted == set()


def asked_for() -> tuple[set[str], set[str]]:
    """Give the keys that templates and modules name, and the beginnings of those they put together.

    A key stands in quotes; one that is put together begins with a word and a low line.
    """
    sources = [source(path) for path in (*TEMPLATES, *WEB.parent.rglob("*.py"))]
    whole = {key for text in sources for key in re.findall(r'"([a-z][a-z0-9_]*)"', text)}
    begun = {key for text in sources for key in re.findall(r'"([a-z0-9_]+_)" *~', text)}
    begun |= {key for text in sources for key in re.findall(r'f"([a-z0-9_]+_)\{', text)}
    return whole, begun


def test_every_text_is_used() -> None:
    whole, begun = asked_for()
    unused = [key for key in TEXTS if key not in whole and not key.startswith(tuple(begun))]
    assert unused == []


def test_every_text_that_a_template_asks_for_is_there() -> None:
    named = {key for path in TEMPLATES for key in re.findall(r'text\("(\w+)",', source(path))}
    assert named
    assert named - set(TEXTS) == set()


class Reader(HTMLParser):
    """Collects what a visitor would read or hear of a template that is not from an expression."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        told = dict(attrs)
        buttons = {"value"} if told.get("type") in ("submit", "button", "reset") else set()
        self.found += [told[name] or "" for name in told.keys() & (SAID | buttons)]

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (UNSEEN | CODE) & set(self.open):
            self.found.append(data)


def pieces(template: str) -> tuple[str, list[str]]:
    """Give a template’s markup, with holes for its expressions, and the strings within these."""
    markup, strings = "", []
    for _, kind, value in Environment(autoescape=True).lex(template):
        if kind == "data":
            markup += value
        elif kind == "variable_begin":
            markup += HOLE
        elif kind == "string":
            strings.append(value[1:-1])
    return re.sub(rf"<(/?){HOLE}", r"<\1span", markup), strings


def words_of(template: str) -> set[str]:
    """Give the words that a template itself says."""
    markup, strings = pieces(template)
    reader = Reader()
    reader.feed(markup)
    said = {word for text in reader.found for word in WORDS.findall(text)}
    said |= {text for text in strings if re.search(r"[À-ÿ]|[^\W\d_]{2,} [^\W\d_]{2,}", text)}
    return said - NAMES


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_template_holds_no_text_of_its_own(path: Path) -> None:
    assert words_of(source(path)) == set()


@pytest.mark.parametrize(
    "bad",
    [
        "<p>Bonjour</p>",
        "<p>{{ name }} du monde</p>",
        '<img alt="Une image">',
        '<a title="Voir {{ name }}" href="/">1</a>',
        '<p>{{ "Bonjour le monde" if french else name }}</p>',
        "{% if french %}été{% endif %}",
    ],
)
def test_such_a_text_is_seen(bad: str) -> None:
    assert words_of(bad)
