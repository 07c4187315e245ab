"""How the walks find their way: by accessible names, and by what the graph says."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from browser.visitors import Site

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

CLICKS_MOST = 3
SEARCHED = re.compile(r"/(recherche|explorer)\?")
"""Where a search leads."""

NAMES = {
    "skip": ("Aller au contenu", "Skip to content"),
    "search page": ("^Recherche", "^Search"),
    "run": ("^Exécuter", "^Run"),
    "example": ("quatre mandats", "four mandates"),
    "chart": ("^(Graphique|Diagramme)", "^Chart"),
    "citation": ("Citer|Citation", "Cite|Citation"),
    "freeze": ("lien permanent|Figer", "permanent link|Freeze"),
    "switch": ("^English$", "^Français$"),
}
"""What → its name in French and in English."""
_MANDATES = """PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?label ?quoted WHERE {
  <https://w3id.org/chantier-es/id/organisation/chantier> ces:mandate ?mandate .
  ?mandate ces:position ?n ; skos:prefLabel ?label ; ces:verbatim ?quoted
  FILTER(LANG(?label) = "LANGUAGE")
} ORDER BY ?n"""
_LABEL = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?label WHERE {
  <https://w3id.org/chantier-es/id/pole/POLE> skos:prefLabel ?label
  FILTER(LANG(?label) = "LANGUAGE")
}"""


def name(what: str, language: str) -> re.Pattern[str]:
    """Give the pattern of a name in a language."""
    return re.compile(NAMES[what][language == "en"], re.IGNORECASE)


def asked(site: Site, query: str) -> list[dict[str, str]]:
    """Ask the graph, as its own pages do not."""
    answer = site.client.query(query, "application/sparql-results+json")
    assert answer.status == 200, answer.text
    rows = json.loads(answer.body)["results"]["bindings"]
    return [{key: term["value"] for key, term in row.items()} for row in rows]


def mandates(site: Site, language: str) -> list[dict[str, str]]:
    return asked(site, _MANDATES.replace("LANGUAGE", language))


def pole_label(site: Site, pole: str, language: str) -> str:
    (row,) = asked(site, _LABEL.replace("POLE", pole).replace("LANGUAGE", language))
    return row["label"]


def link(page: Page, text: str | re.Pattern[str]) -> Locator:
    """Give the first link of a name that the main part of the page shows."""
    return page.get_by_role("main").get_by_role("link", name=text).first


def sources(page: Page) -> Locator:
    """Give the links to the document that a statement was taken from."""
    return page.get_by_role("main").locator('a[href*="/source/"]')


def tells(page: Page, quoted: str) -> bool:
    """Tell whether a page shows a sentence and leads to where it was taken from."""
    return page.get_by_text(quoted).first.is_visible() and sources(page).first.is_visible()
