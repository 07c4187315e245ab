"""The same walks without a mouse: what is reached, what is seen to be reached, what lets go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from browser.finding import CLICKS_MOST, SEARCHED, mandates, name, pole_label, sources, tells
from browser.kinds import each_language
from browser.visitors import Site, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

STEPS_MOST = 400
_FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const named = element.getAttribute("aria-label") || element.labels?.[0]?.innerText ||
    element.textContent;
  return {
    name: named.trim().replace(/\\s+/g, " "),
    kind: element.matches("[type=search]") ? "search" : element.tagName.toLowerCase(),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1,
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    main: Boolean(element.closest("main")),
  };
}"""
_REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")].filter(
  (element) => element.tabIndex >= 0 && !element.disabled &&
    element.checkVisibility({ visibilityProperty: true })).length"""


@dataclass(frozen=True)
class Focus:
    """What has the focus."""

    name: str
    kind: str
    outlined: bool
    inside: bool
    main: bool


def focus(page: Page) -> Focus | None:
    told = page.evaluate(_FOCUS)
    return Focus(**told) if told else None


def tab(page: Page) -> Focus | None:
    """Go on by one; whatever has the focus then must show it, in the window."""
    page.keyboard.press("Tab")
    found = focus(page)
    if found:
        assert found.outlined, f"the focus does not show on {found.kind} “{found.name}”"
        assert found.inside, f"{found.kind} “{found.name}” has the focus and is out of sight"
    return found


def tab_to(page: Page, text: str | re.Pattern[str] = "", kind: str = "") -> Focus:
    """Go on until something of a name, or of a kind, has the focus."""
    if isinstance(text, str):  # a no-break space is a space in a name
        text = re.compile(r"\s".join(map(re.escape, text.split())))
    pattern = text
    for _ in range(STEPS_MOST):
        found = tab(page)
        if found and pattern.search(found.name) and kind in ("", found.kind):
            return found
    raise AssertionError(f"{STEPS_MOST} times Tab did not lead to “{pattern.pattern}” {kind}")


@each_language
def test_the_first_key_skips_to_the_content(visit: Visit, language: str) -> None:
    page = visit()
    page.goto(f"/{language}/")
    first = tab(page)
    assert first
    assert name("skip", language).search(first.name)
    page.keyboard.press("Enter")
    within = tab(page)
    assert within
    assert within.main


@pytest.mark.parametrize(
    "path", ["", "id/pole/mauricie", "recherche?q=laval", "requetes", "explorer"]
)
@each_language
def test_every_control_is_reached_and_none_holds_on(visit: Visit, language: str, path: str) -> None:
    page = visit()
    page.goto(f"/{language}/{path}")
    count = page.evaluate(_REACHABLE)
    assert count > 5
    reached = 0
    while tab(page):
        reached += 1
        assert reached <= count, "the focus goes round without an end"
        if page.locator(".cm-content:focus").count():
            page.keyboard.press("Escape")
    # The options of one group of radio buttons are one step.
    groups = page.evaluate("() => document.querySelectorAll('input[type=radio]').length")
    assert reached >= count - groups


@each_language
def test_a_newcomer_reads_a_mandate_and_its_source_by_keyboard(
    site: Site, visit: Visit, language: str
) -> None:
    mandate = mandates(site, language)[0]
    page = visit()
    page.goto(f"/{language}/")
    for _ in range(CLICKS_MOST):
        if tells(page, mandate["quoted"]):
            break
        direct = page.get_by_role("main").get_by_role("link", name=mandate["label"]).count()
        tab_to(page, mandate["label"] if direct else re.compile("mandate?s", re.I))
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert tells(page, mandate["quoted"])


@each_language
def test_a_visitor_finds_a_pole_by_keyboard(site: Site, visit: Visit, language: str) -> None:
    page = visit()
    page.goto(f"/{language}/")
    if not page.get_by_role("searchbox").count():
        tab_to(page, name("search page", language))
        page.keyboard.press("Enter")
        page.wait_for_url("**/recherche")
    tab_to(page, kind="search")
    page.keyboard.type("abitibi temiscamingue")
    page.keyboard.press("Enter")
    page.wait_for_url(SEARCHED)
    label = pole_label(site, "abitibi-temiscamingue", language)
    tab_to(page, label)
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/pole/abitibi-temiscamingue")
    assert sources(page).first.is_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@each_language
def test_the_editor_lets_go(visit: Visit, language: str, scripts: bool) -> None:
    page = visit(java_script_enabled=scripts)
    page.goto(f"/{language}/requetes")
    editor = page.locator(".cm-content:visible, textarea[name=query]:visible").first
    editor.focus()
    if scripts:
        page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert not editor.evaluate("(element) => element.contains(document.activeElement)")
    assert focus(page)


@each_language
def test_a_query_is_run_by_its_shortcut(visit: Visit, language: str) -> None:
    page = visit()
    page.goto(f"/{language}/requetes")
    page.locator(".cm-content:visible, textarea[name=query]:visible").first.focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/{language}/resultats?*")
    assert page.get_by_role("main").get_by_role("table").first.is_visible()
