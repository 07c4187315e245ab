"""The pictures of docs/site.md: all there, small, and shown."""

from __future__ import annotations

import pytest

from browser.screenshots import BYTES_MOST, FOLDER, WIDTH, expected
from support.client import ROOT

ALL_MOST = 1_500_000


def test_every_page_that_is_there_has_its_picture_and_none_is_left_over() -> None:
    there = {path.name for path in FOLDER.iterdir()}
    assert there == set(expected()), "make screenshots"


def test_the_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert {name: size for name, size in sizes.items() if size > BYTES_MOST} == {}
    assert sum(sizes.values()) < ALL_MOST


def test_the_pictures_have_the_width_of_a_desk() -> None:
    image = pytest.importorskip("PIL.Image", reason="Pillow is not here: pip install pillow")
    widths = set()
    for path in FOLDER.iterdir():
        with image.open(path) as picture:
            widths.add(picture.size[0])
    assert widths == {WIDTH}


@pytest.mark.parametrize("name", ["site.md", "README.md"])
def test_the_docs_show_every_picture(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    lacking = [file for file in expected() if f"(screenshots/{file})" not in text]
    assert lacking == [], f"docs/{name} must name them as (screenshots/FILE)"
