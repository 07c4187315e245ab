"""The map of the regions by their boundaries, where these were imported."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chantier.namespaces import PREFIXES
from chantier.store.sources import BOUNDARIES
from support.borders import LICENCE, SOURCE, TITLE, boundary_document, label_points
from support.client import ROOT, Client
from support.writers import own_copy, writing

LANGUAGES = ("fr", "en")
LINK = re.compile(
    r'<a href="\?region=(\d\d)#carte" aria-label="([^"]+)"( aria-current="location")?'
)
SCRIPT = ROOT / "server" / "chantier" / "site" / "static" / "map.js"


@pytest.fixture(scope="module")
def bounded(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of a server whose graph holds boundaries."""
    with writing(own_copy(data_dir, tmp_path_factory.mktemp("bounded"))) as writer:
        assert writer.put(BOUNDARIES, boundary_document()).status == 201
        writer.settle()
        yield writer.client


def frame(html: str) -> list[float]:
    found = re.search(r'<svg viewBox="([^"]+)" data-whole="([^"]+)"', html)
    assert found
    return [float(number) for number in found[1].split()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_region_is_a_link_that_tells_its_name_and_its_poles(
    bounded: Client, language: str
) -> None:
    page = bounded.get(f"/{language}/carte", "text/html")
    assert page.status == 200
    links = LINK.findall(page.text)
    assert [code for code, _, _ in links] == [f"{number:02}" for number in range(1, 18)]
    poles = "pôles" if language == "fr" else "poles"
    assert all(re.search(rf"\({poles}\s?: \d+\)$", said) for _, said, _ in links)
    assert not any(current for _, _, current in links)
    listed = page.text.partition('<ol class="regions">')[2].partition("</ol>")[0]
    assert listed.count("<li>") == len(links)
    assert re.findall(r"region=(\d\d)", listed) == [code for code, _, _ in links]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_source_its_licence_and_the_disputed_border_are_told(
    bounded: Client, language: str
) -> None:
    caption = bounded.get(f"/{language}/carte").text.partition("<figcaption>")[2]
    caption = caption.partition("</figcaption>")[0]
    assert f'href="{SOURCE}"' in caption
    assert TITLE in caption
    assert f'href="{LICENCE}" rel="license">CC BY 4.0' in caption
    assert "Labrador" in caption


def test_a_region_is_framed_by_the_server_without_changing_proportions(bounded: Client) -> None:
    whole = bounded.get("/fr/carte").text
    page = bounded.get("/fr/carte?region=16")
    assert page.status == 200
    assert [code for code, _, current in LINK.findall(page.text) if current] == ["16"]
    near, far = frame(page.text), frame(whole)
    assert near[2] < far[2] / 10
    assert near[3] / near[2] == pytest.approx(far[3] / far[2], rel=0.01)
    assert 'href="/fr/carte#carte"' in page.text
    assert "/fr/id/region/16" in page.text


def test_a_region_that_is_not_there_gets_404_in_the_language_of_the_page(bounded: Client) -> None:
    page = bounded.get("/en/carte?region=99", "text/html")
    assert page.status == 404
    assert "There is no region “99”" in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_boundaries_the_page_says_how_to_import_them_and_nothing_links_to_it(
    client: Client, language: str
) -> None:
    page = client.get(f"/{language}/carte", "text/html")
    assert page.status == 404
    assert "chantier geo import" in page.text
    assert ("importe" if language == "fr" else "imports") in page.text
    for path in (f"/{language}/", f"/{language}/id/region/16"):
        assert f"/{language}/carte" not in client.get(path, "text/html").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_home_page_and_those_of_regions_lead_to_the_map(bounded: Client, language: str) -> None:
    assert f'href="/{language}/carte"' in bounded.get(f"/{language}/", "text/html").text
    region = bounded.get(f"/{language}/id/region/16", "text/html").text
    assert f'href="/{language}/carte?region=16#carte"' in region


def test_the_page_runs_one_small_script_of_ours_and_is_light(bounded: Client) -> None:
    page = bounded.get("/fr/carte", "text/html")
    assert re.findall(r'<script src="([^"]+)"', page.text) == ["/static/map.js"]
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert 'style="' not in page.text
    assert len(gzip.compress(page.body)) < 100_000
    assert SCRIPT.stat().st_size < 6_000
    assert bounded.get("/static/map.js").body == SCRIPT.read_bytes()
    written = SCRIPT.read_text(encoding="utf-8")
    assert not re.search(r"\b(?:fetch|import|eval|XMLHttpRequest)\b|https?:", written)


def test_the_nearest_poles_then_say_whether_their_region_contains_the_point(
    bounded: Client,
) -> None:
    longitude, latitude = label_points()["08"]
    path = f"/questions/pole-le-plus-proche?longitude={longitude}&latitude={latitude}"
    answer = bounded.get(path, "text/csv")
    assert answer.status == 200, answer.text
    told = [row.rsplit(",", 3)[1:] for row in answer.text.splitlines()[1:]]
    assert told[0] == [f"{PREFIXES['region']}08", "0", "true"]
    assert all(int(kilometres) > 0 and inside == "false" for _, kilometres, inside in told[1:])


def test_the_sitemap_names_the_map_where_there_is_one(bounded: Client, client: Client) -> None:
    assert "/fr/carte</loc>" in bounded.get("/sitemap.xml").text
    assert "/fr/carte</loc>" not in client.get("/sitemap.xml").text
