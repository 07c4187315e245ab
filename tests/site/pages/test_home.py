from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from chantier.describe.entity import Name
from chantier.namespaces import ID
from chantier.settings import Settings
from chantier.site.app import create_app
from chantier.site.graphics.tile_map import Region, tile_map
from support.client import ROOT, Answer, Client

MANDATES = ((925, 1018), (1023, 1102), (1107, 1245), (1250, 1420))
"""Characters of the source."""
MISSION = "La mission du Chantier de l’économie sociale est de promouvoir"


def links_of(page: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'<a [^>]*?href="([^"]*)"', page)]


class _Structure(HTMLParser):
    """Collects tags with their classes, but for what translates a quotation."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self._translation = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("class") or ""
        if kind == "translation":
            self._translation = tag
        if not self._translation:
            self.tags.append(f"{tag}.{kind}")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._translation:
            self._translation = ""


def structure(page: str) -> list[str]:
    read = _Structure()
    read.feed(page)
    return read.tags


def test_the_home_page_quotes_the_mission_and_lists_what_there_is(client: Client) -> None:
    page = client.get("/fr/").text
    assert MISSION in page
    for link in ("/fr/id/enonce/mandat-1", "/fr/id/pole/mauricie", "/fr/id/region/17"):
        assert f'href="{link}"' in page
    assert "/questions/strategie" in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_mission_is_quoted_exactly_as_in_the_source(client: Client, language: str) -> None:
    quote = re.search(r"<blockquote><p([^>]*)>(.*?)</p>", client.get(f"/{language}/").text)
    assert quote
    source = (ROOT / "data/sources/page.txt").read_text(encoding="utf-8")
    assert unescape(quote[2]) == source[588:910]
    assert quote[1] == ("" if language == "fr" else ' lang="fr"')


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fr",
            [
                ("Plus de", "11 200", "Nombre d’entreprises", "portrait-1"),
                ("Dépassant", "47 G$", "Chiffre d’affaires", "portrait-1"),
                ("Plus de", "220 000", "Personnes qui travaillent", "portrait-2"),
                ("", "22", "Pôles régionaux d’économie sociale", "poles-presence"),
            ],
        ),
        (
            "en",
            [
                ("More than", "11,200", "Number of enterprises", "portrait-1"),
                ("Exceeding", "$47 billion", "Revenue", "portrait-1"),
                ("More than", "220,000", "People working", "portrait-2"),
                ("", "22", "Regional social economy poles", "poles-presence"),
            ],
        ),
    ],
)
def test_each_key_figure_has_its_qualifier_and_leads_to_its_statement(
    client: Client, language: str, expected: list[tuple[str, ...]]
) -> None:
    page = client.get(f"/{language}/").text
    shown = re.findall(
        r'<a class="key-figure" href="/(\w\w)/id/enonce/([^"]*)"><span>(.*?)</span>'
        r" <strong>(.*?)</strong> <span>(.*?)</span></a>\s*<p class=\"note\">(.*?)</p>",
        page,
        re.DOTALL,
    )
    said = [(q, value.replace("\xa0", " "), what, at) for _, at, q, value, what, _ in shown]
    assert said == expected
    assert {figure[0] for figure in shown} == {language}
    years = [re.search(r"\b2016\b", note) for *_, note in shown]
    assert [bool(year) for year in years] == [True, True, True, False]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_link_of_the_home_page_leads_somewhere(client: Client, language: str) -> None:
    links = {link for link in links_of(client.get(f"/{language}/").text) if link.startswith("/")}
    assert len(links) > 60
    pages: dict[str, Answer] = {}
    broken = set()
    for link in sorted(links):
        path, _, anchor = link.partition("#")
        if path not in pages:
            pages[path] = client.get(path, "text/html, */*;q=0.8")
        is_there = pages[path].status in (200, 303)
        if not is_there or (anchor and f'id="{anchor}"' not in pages[path].text):
            broken.add(link)
    assert broken == set()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_sentence_of_a_mandate_is_two_clicks_from_the_home_page(
    client: Client, language: str
) -> None:
    source = (ROOT / "data/sources/page.txt").read_text(encoding="utf-8")
    home = client.get(f"/{language}/").text
    for number, (start, end) in enumerate(MANDATES, start=1):
        path = f"/{language}/id/enonce/mandat-{number}"
        assert f'href="{path}"' in home
        assert source[start:end] in unescape(client.get(path).text)


def test_the_home_page_has_the_same_structure_in_both_languages(client: Client) -> None:
    french, english = (structure(client.get(f"/{language}/").text) for language in ("fr", "en"))
    assert len(french) > 300
    assert french == english


def test_the_home_page_weighs_less_than_100_kilobytes_with_what_it_loads(client: Client) -> None:
    page = client.get("/fr/")
    loaded = set(re.findall(r'(?:src|rel="(?:stylesheet|icon)" href)="(/static/[^"]+)"', page.text))
    assert loaded == {"/static/style.css", "/static/logo.svg"}
    weight = len(page.body) + sum(len(client.get(path).body) for path in loaded)
    assert weight < 100_000
    assert len(client.get("/static/style.css").body) < 26_000


def test_the_map_marks_the_region_it_is_drawn_for() -> None:
    regions = [
        Region(code, Name(f"{ID}region/{code}", f"Région {code}", "fr"), ())
        for code in ("05", "06")
    ]
    template = create_app(Settings()).jinja_env.get_template("map.html")
    macros = template.make_module({"text": lambda key, language, **_: f"{key} {language}"})
    drawn = macros.region_map(tile_map(regions), "en", f"{ID}region/06")  # type: ignore[attr-defined]
    marked = re.findall(r'<a href="([^"]*)"[^>]*aria-current="location"', drawn)
    assert marked == ["/en/id/region/06"]
    assert drawn.count("<rect") == 2


def test_the_home_page_comes_in_the_language_of_the_visitor_french_first(client: Client) -> None:
    assert client.get("/", "text/html").headers["Content-Language"] == "fr"
    english = client.get("/", "text/html", Accept_Language="en-CA, fr;q=0.5")
    assert english.headers["Content-Language"] == "en"
    assert english.headers["Content-Location"] == "/en/"
    assert "democratizing the economy" in english.text


def test_the_health_of_the_site_names_its_version(client: Client) -> None:
    health = client.get("/healthz").json
    assert health["status"] == "ok"
    assert re.fullmatch(r"[0-9a-f]{64}", health["version"])
    assert health["quads"] > 3_000
