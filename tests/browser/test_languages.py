"""The language of every text: that of its page, or the one that its element says."""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from functools import cache
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from browser.inspection import Inspections
from browser.kinds import KINDS, LANGUAGES, each_page
from browser.visitors import Site
from support.client import ROOT

TEXTS = tomllib.loads((ROOT / "server/chantier/site/texts.toml").read_text(encoding="utf-8"))
OWN_NAMES = {"other_language"}
"""Texts in the other language on purpose: a language is named as its speakers name it."""
SHORTEST = 4
"""Letters from which on a text tells its language."""


@cache
def patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """Give what the interface may say in a language."""
    wholes = []
    for text in (value[language] for key, value in TEXTS.items() if key not in OWN_NAMES):
        said = "".join(
            ".+" if part.startswith("{") else re.escape(part)
            for part in re.split(r"(\{\w+\})", text)
        )
        if len(re.sub(r"\{\w+\}|\W", "", text)) >= SHORTEST:
            wholes.append(re.compile(said, re.DOTALL))
    return tuple(wholes)


def says(language: str, text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in patterns(language))


@pytest.fixture(scope="package")
def literals(site: Site) -> dict[str, set[str]]:
    """The literals of the graph, by language; those of none under the empty string."""
    query = "SELECT DISTINCT ?v WHERE { ?s ?p ?v FILTER(ISLITERAL(?v)) }"
    answer = site.client.query(query, "application/sparql-results+json")
    assert answer.status == 200
    found = defaultdict[str, set[str]](set)
    for solution in json.loads(answer.body)["results"]["bindings"]:
        term = solution["v"]
        found[term.get("xml:lang", "")].add(" ".join(term["value"].split()))
    assert found["fr"]
    assert found["en"]
    return found


@each_page
def test_the_interface_speaks_the_language_of_the_page(
    inspections: Inspections, kind: str, language: str
) -> None:
    foreign = [
        text
        for said_in, text in inspections[kind, language].spoken
        for other in LANGUAGES
        if other != said_in and says(other, text) and not says(said_in, text)
    ]
    assert foreign == []


@each_page
def test_a_literal_of_another_language_says_which(
    inspections: Inspections, literals: dict[str, set[str]], kind: str, language: str
) -> None:
    foreign = []
    for said_in, spoken in inspections[kind, language].spoken:
        text = " ".join(spoken.split())
        if len(text) < SHORTEST or text in literals[said_in] | literals[""] or says(said_in, text):
            continue
        foreign += [(text, tag) for tag in literals if tag and text in literals[tag]]
    assert foreign == []


@each_page
def test_the_other_language_shows_the_same_page_and_leads_back(
    site: Site, kind: str, language: str
) -> None:
    if KINDS[kind].status != 200:
        pytest.skip("there is no page to come back to")
    path = site.path(kind, language)
    other = LANGUAGES[language == LANGUAGES[0]]
    there = switched(site, path, other)
    assert without_language(there) == without_language(path)
    assert parts(switched(site, there, language)) == parts(path)


def parts(path: str) -> tuple[str, list[tuple[str, str]]]:
    """Give a path and its parameters, however they are encoded."""
    split = urlsplit(path)
    return split.path, sorted(parse_qsl(split.query, keep_blank_values=True))


def without_language(path: str) -> tuple[str, list[tuple[str, str]]]:
    plain, told = parts(path)
    return re.sub(r"^/(fr|en)/", "/", plain), [item for item in told if item[0] != "lang"]


def switched(site: Site, path: str, other: str) -> str:
    """Give where the link to the other language leads from a page."""
    page = site.client.get(path, "text/html").text
    found = re.search(rf'<a href="([^"]+)"[^>]* hreflang="{other}"', page)
    assert found, f"{path} has no link to itself in {other}"
    return unescape(found[1])
