"""The map of boundaries in a browser: it zooms by buttons, keys, wheel and drag, or by links."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chantier.store.sources import BOUNDARIES
from support.borders import boundary_document
from support.client import Client
from support.writers import own_copy, writing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_REDUCED = "reduce"
"""Nobody waits for movements: the map must be right at once."""


@pytest.fixture(scope="module")
def bounded(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with writing(own_copy(data_dir, tmp_path_factory.mktemp("bounded"))) as writer:
        assert writer.put(BOUNDARIES, boundary_document()).status == 201
        writer.settle()
        yield writer.client


@pytest.fixture
def page(browser: Browser, bounded: Client) -> Iterator[Page]:
    context = browser.new_context(base_url=bounded.url, reduced_motion=_REDUCED)
    opened = context.new_page()
    opened.goto("/fr/carte")
    yield opened
    context.close()


def shown(page: Page) -> list[float]:
    told = page.get_attribute(".land svg", "viewBox")
    return [float(number) for number in (told or "").split()]


def middle(page: Page) -> tuple[float, float]:
    box = page.locator(".land svg").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_buttons_and_keys_zoom_move_and_bring_back(page: Page) -> None:
    whole = shown(page)
    page.get_by_role("button", name="Agrandir").click()
    near = shown(page)
    assert near[2] == pytest.approx(0.6 * whole[2])
    page.keyboard.press("ArrowRight")
    assert shown(page)[0] > near[0]
    page.keyboard.press("-")
    page.keyboard.press("+")
    assert shown(page)[2] == pytest.approx(near[2])
    page.keyboard.press("0")
    assert shown(page) == whole


def test_the_wheel_zooms_and_a_drag_moves_without_following_a_link(page: Page) -> None:
    whole, address = shown(page), page.url
    page.locator(".land svg").scroll_into_view_if_needed()
    x, y = middle(page)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -200)
    page.wait_for_function("() => document.querySelector('.land svg').viewBox.baseVal.width < 9e3")
    near = shown(page)
    assert near[2] < whole[2]
    page.mouse.down()
    page.mouse.move(x + 60, y + 30, steps=4)
    page.mouse.up()
    assert shown(page)[0] < near[0]
    assert shown(page)[2] == near[2]
    assert page.url == address


def test_a_region_out_of_sight_comes_into_view_with_the_focus(page: Page) -> None:
    page.goto("/fr/carte?region=13")
    near = shown(page)
    page.locator('.land svg a[href*="region=11"]').focus()
    moved = shown(page)
    assert moved[0] > near[0]
    assert moved[2:] == near[2:]
    page.keyboard.press("Enter")
    page.wait_for_url("**/carte?region=11#carte")


def test_without_scripts_links_zoom_and_no_dead_button_shows(
    browser: Browser, bounded: Client
) -> None:
    context = browser.new_context(base_url=bounded.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/carte")
    whole = shown(page)
    assert not page.get_by_role("button", name="Zoom in").is_visible()
    page.locator(".regions").get_by_role("link", name="Laval", exact=True).click()
    assert shown(page)[2] < whole[2] / 10
    page.get_by_role("link", name="See the whole of Québec").click()
    assert shown(page) == whole
    context.close()
