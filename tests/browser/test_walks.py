"""What people come for, walked from end to end in a browser, with JavaScript and without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from browser.finding import (
    CLICKS_MOST,
    SEARCHED,
    asked,
    link,
    mandates,
    name,
    pole_label,
    sources,
    tells,
)
from browser.kinds import LANGUAGES, QUERY, each_language
from browser.visitors import Site, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

with_and_without_scripts = pytest.mark.parametrize(
    "scripts", [True, False], ids=["scripts", "no scripts"]
)

_SEARCHES = {
    "abitibi temiscamingue": "abitibi-temiscamingue",  # no accent
    "pole de l'outaouais": "outaouais",  # no accent; an elision, with a typewriter’s apostrophe
}
_BROKEN = "SELECT ?mandat WHERE {\n  ?mandat a ?genre .\n  FILTER(?genre =\n}"


def look_for(page: Page, language: str, text: str) -> None:
    """Search from where one is; from the search page where there is no field."""
    field = page.get_by_role("searchbox").first
    if not field.count():
        page.get_by_role("link", name=name("search page", language)).first.click()
    page.get_by_role("searchbox").first.fill(text)
    page.keyboard.press("Enter")
    page.wait_for_url(SEARCHED)


# A newcomer


@with_and_without_scripts
@each_language
def test_a_newcomer_finds_the_four_mandates_and_their_source_within_three_clicks(
    site: Site, visit: Visit, language: str, scripts: bool
) -> None:
    page = visit(java_script_enabled=scripts)
    listed = mandates(site, language)
    assert len(listed) == 4
    for mandate in listed:
        page.goto(f"/{language}/")
        clicks = 0
        while not tells(page, mandate["quoted"]):
            assert clicks < CLICKS_MOST, f"{mandate['label']}: not found in {clicks} clicks"
            direct = link(page, mandate["label"])
            (direct if direct.count() else link(page, re.compile("mandate?s", re.I))).click()
            clicks += 1


@pytest.mark.parametrize("path", ["id/enonce/mandat-1", "id/enonce/mission"])
def test_a_french_sentence_says_so_in_an_english_page(site: Site, visit: Visit, path: str) -> None:
    query = f"""SELECT ?quoted WHERE {{
      <https://w3id.org/chantier-es/{path}> <https://w3id.org/chantier-es/ns#verbatim> ?quoted
    }}"""
    page = visit()
    page.goto(f"/en/{path}")
    (row,) = asked(site, query)
    said_in = page.get_by_text(row["quoted"]).evaluate_all(
        "(found) => found.map((element) => element.closest('[lang]').lang)"
    )
    assert said_in
    assert set(said_in) == {"fr"}


# A researcher


def write(page: Page, query: str, *, scripts: bool) -> None:
    """Write a query over what the editor holds, which is a text field or, with scripts, more."""
    editor = page.locator(".cm-content")
    if scripts and editor.count():
        editor.click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(query)
    else:
        page.locator("textarea[name=query]").fill(query)


def run(page: Page, language: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name("run", language)).first.click()


@with_and_without_scripts
@each_language
def test_a_researcher_mends_a_query_charts_it_cites_it_and_freezes_it(
    visit: Visit, language: str, scripts: bool
) -> None:
    page = visit(java_script_enabled=scripts)
    page.goto(f"/{language}/requetes")
    link(page, name("example", language)).click()
    field = page.locator("textarea[name=query]")
    assert "ces:mandate" in field.input_value()

    write(page, _BROKEN, scripts=scripts)
    run(page, language)
    assert field.input_value().replace("\r\n", "\n") == _BROKEN
    told = page.get_by_role("main").inner_text()
    assert re.search(r"\b(ligne|line) [34]\b", told, re.IGNORECASE)
    assert re.search(r"^ *\^", told, re.MULTILINE), "no caret under the place"

    write(page, QUERY, scripts=scripts)
    run(page, language)
    table = page.get_by_role("main").get_by_role("table").first
    cells = table.locator("tbody").inner_text()
    assert "Montréal" in cells

    link(page, name("chart", language)).click()
    page.wait_for_url("**vue=graphique*")
    assert page.get_by_role("main").locator("svg").first.is_visible()
    page.go_back()

    main = page.get_by_role("main")
    main.get_by_role("button", name=name("freeze", language)).click()
    page.wait_for_url("**/requete/*")
    cited = page.get_by_role("main").locator("section", has_text=name("citation", language))
    frozen = re.search(r"requete/[^/?#]+", page.url)
    assert frozen
    assert frozen[0] in cited.first.inner_text()

    again = visit(java_script_enabled=scripts)
    again.goto(f"/{frozen[0]}?lang={language}")
    assert again.get_by_role("main").locator("tbody").first.inner_text() == cells


# A visitor


@pytest.mark.parametrize("text", _SEARCHES)
@with_and_without_scripts
@each_language
def test_a_visitor_who_types_badly_finds_a_pole_and_its_source(
    site: Site, visit: Visit, language: str, text: str, scripts: bool
) -> None:
    page = visit(java_script_enabled=scripts)
    page.goto(f"/{language}/")
    look_for(page, language, text)
    label = pole_label(site, _SEARCHES[text], language)
    link(page, label).click()
    assert label in page.get_by_role("heading", level=1).inner_text()
    assert sources(page).first.is_visible()


@pytest.mark.parametrize("path", ["id/pole/mauricie", "explorer?q=mauricie", "ontologie"])
@each_language
def test_changing_the_language_keeps_the_page(visit: Visit, language: str, path: str) -> None:
    other = LANGUAGES[language == LANGUAGES[0]]
    page = visit()
    page.goto(f"/{language}/{path}")
    page.get_by_role("link", name=name("switch", language)).first.click()
    page.wait_for_url(f"**/{other}/{path}")
    assert page.locator("html").get_attribute("lang") == other


# On paper


@each_language
def test_a_printed_page_keeps_its_sources_and_drops_its_menus(
    site: Site, visit: Visit, language: str
) -> None:
    quoted = mandates(site, language)[0]["quoted"]
    page = visit()
    page.goto(f"/{language}/id/enonce/mandat-1")
    page.emulate_media(media="print")
    assert page.get_by_text(quoted).first.is_visible()
    assert sources(page).first.is_visible()
    assert not page.get_by_role("navigation").first.is_visible()


@each_language
def test_a_printed_list_of_copies_has_whole_checksums(visit: Visit, language: str) -> None:
    page = visit()
    page.goto(f"/{language}/donnees")
    page.emulate_media(media="print")
    assert re.search(r"\b[0-9a-f]{64}\b", page.get_by_role("main").inner_text())
