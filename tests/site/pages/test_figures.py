"""The page of figures: each number is in the graph, or follows from two beside it."""

from __future__ import annotations

import re
from html import unescape
from math import floor

import pytest

from chantier.text.numbers import quantity, signed
from support.client import Client

LANGUAGES = ("fr", "en")
OBSERVATION = "https://w3id.org/chantier-es/id/observation/"
OBSERVATIONS = """
PREFIX sdmx-attribute: <http://purl.org/linked-data/sdmx/2009/attribute#>
PREFIX sdmx-measure: <http://purl.org/linked-data/sdmx/2009/measure#>
SELECT ?o ?v ?u WHERE {
  ?o a <https://w3id.org/chantier-es/ns#PortraitObservation> ;
    sdmx-measure:obsValue ?v ; sdmx-attribute:unitMeasure ?u
}
"""
SYMBOLS = {"NUM": "", "CCY_CAD": "$", "PERCENT": "%"}
AMOUNT = re.compile(r'<a class="amount" href="([^"]*)">(.*?)</a>', re.DOTALL)
BAR = re.compile(
    r'<a class="mark" href="([^"]*)">.*?<text class="value"[^>]*>(.*?)</text>', re.DOTALL
)
CELL = re.compile(r'<td class="number"><a href="([^"]*)">(.*?)</a></td>', re.DOTALL)


def plain(html: str) -> str:
    text = unescape(re.sub(r"<[^>]*>", " ", html))
    return re.sub(r"[ \n]+", " ", text).strip()


def main_of(client: Client, language: str) -> str:
    page = client.get(f"/{language}/chiffres", "text/html")
    assert page.status == 200
    return page.text.partition("<main")[2].partition("</main>")[0]


@pytest.fixture(scope="module")
def observations(client: Client) -> dict[str, tuple[float, str]]:
    """The path of each observation → its value and the symbol of its unit."""
    answer = client.query(OBSERVATIONS, "application/sparql-results+json").json
    return {
        found["o"]["value"].removeprefix("https://w3id.org/chantier-es"): (
            float(found["v"]["value"]),
            SYMBOLS[found["u"]["value"].rpartition("/")[2]],
        )
        for found in answer["results"]["bindings"]
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_that_of_the_observation_it_leads_to(
    client: Client, observations: dict[str, tuple[float, str]], language: str
) -> None:
    main = main_of(client, language)
    linked = [found for pattern in (AMOUNT, BAR, CELL) for found in pattern.findall(main)]
    assert len(linked) > 150
    for href, text in linked:
        value, symbol = observations[href.removeprefix(f"/{language}")]
        assert plain(text).endswith(quantity(value, symbol, language)), href


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_observation_of_the_graph_is_on_the_page(
    client: Client, observations: dict[str, tuple[float, str]], language: str
) -> None:
    shown = {href for href, _ in AMOUNT.findall(main_of(client, language))}
    assert shown == {f"/{language}{path}" for path in observations}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_change_and_mean_follows_from_the_two_figures_beside_it(
    client: Client, observations: dict[str, tuple[float, str]], language: str
) -> None:
    main = main_of(client, language)
    values = {f"/{language}{path}": told for path, told in observations.items()}
    changes = re.findall(
        r"<p><strong>(.*?)</strong>(.*?)</p>\s*<p><small>(.*?)</small></p>", main, re.DOTALL
    )
    assert len(changes) == 10
    for difference, percent, inputs in changes:
        (before, symbol), (after, _) = (values[href] for href, _ in AMOUNT.findall(inputs))
        change = round(after - before, 6)
        shown = signed(change, "" if symbol == "%" else symbol, language)
        assert plain(difference).startswith(shown)
        assert len(re.findall(r"<cite>", inputs)) == 2
        if symbol != "%":
            assert plain(percent) == signed(floor(1000 * change / before + 0.5) / 10, "%", language)
    means = re.findall(r'<td class="number">([^<]*\$[^<]*)</td>\s*<td>(.*?)</td>', main, re.DOTALL)
    assert len(means) == 21
    for mean, inputs in means:
        (revenue, _), (divisor, _) = (values[href] for href, _ in AMOUNT.findall(inputs))
        assert plain(mean) == quantity(floor(revenue / divisor + 0.5), "$", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_other_number_is_on_the_page_but_years_counts_and_scales(
    client: Client, language: str
) -> None:
    main = main_of(client, language)
    for computed in (
        r"<a\b.*?</a>",  # checked above, or the label of a thing
        r"<(small|span)(?: lang=\"..\")?>[^<]*</\1>",  # words of the graph, and counts
        r"<title.*?</title>",
        r"<desc.*?</desc>",
        r"<p><strong>.*?</p>",
        r'<td class="number">.*?</td>',
        r'<text class="tick".*?</text>',
        r'<text class="note".*?</text>',
        r"<td>[^<]*</td>",  # notes of tables of charts
    ):
        main = re.sub(computed, " ", main, flags=re.DOTALL)
    assert set(re.findall(r"\d+", plain(main))) <= {
        *("2005", "2016", "2019", "2020", "2021", "2022"),  # years
        "7",  # regions without a figure
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_the_page_answers(client: Client, language: str) -> None:
    links = {unescape(href) for href in re.findall(r'href="(/[^"]*)"', main_of(client, language))}
    assert any("/id/source/" in link for link in links)
    known = {link for link in links if "/requetes?exemple=" not in link}
    broken = {link: found for link in known if (found := client.get(link).status) >= 400}
    assert broken == {}
    for link in links - known:
        assert client.get(f"/questions/{link.partition('=')[2]}").status == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_no_document_gives_is_said_to_be_unknown(client: Client, language: str) -> None:
    main = main_of(client, language)
    silent = re.search(r'<p class="unknown">[^<]*7(.*?)</p>', main, re.DOTALL)
    assert silent
    assert len(re.findall(r"/id/region/", silent[1])) == 7
    word = "inconnu" if language == "fr" else "unknown"
    assert main.count(f'<p class="unknown">{word}</p>') >= 5
    assert re.search(rf'<text class="value unknown"[^>]*>{word}</text>', main)


def test_where_documents_disagree_both_are_shown(client: Client) -> None:
    main = main_of(client, "fr")
    section = main.partition('id="desaccords"')[2].partition("</section>")[0]
    for name in ("2016-isq-membres", "2016-rcdec-membres", "2016-esmtl-montreal-entreprises-2"):
        assert f'href="/fr/id/observation/{name}"' in section
    assert "+400\N{NO-BREAK SPACE}000" in section
    assert section.count("mesures distinctes") == 5


def test_the_comparison_of_the_page_is_shown_as_unverified(client: Client) -> None:
    for language, words in (
        ("fr", ("Non vérifié", "Aucune source trouvée", "construction", "Mines")),
        ("en", ("Unverified", "No source found", "construction", "Mining")),
    ):
        section = main_of(client, language).partition('id="non-verifie"')[2]
        for word in words:
            assert word in section.partition("</section>")[0]


def test_hedges_of_the_documents_stand_before_their_numbers(client: Client) -> None:
    assert re.search(r"plus de\s+248\s000", plain(main_of(client, "fr")))
    assert re.search(r"more than\s+248,000", plain(main_of(client, "en")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_series_are_told_by_words_and_charts_have_names_and_tables(
    client: Client, language: str
) -> None:
    main = main_of(client, language)
    charts = re.findall(r'<figure class="chart">(.*?)</figure>', main, re.DOTALL)
    assert len(charts) == 6
    for chart in charts:
        named = re.search(r'aria-labelledby="(\S+) (\S+)"', chart)
        assert named
        assert f'<title id="{named[1]}">' in chart
        assert f'<desc id="{named[2]}">' in chart
        bars = re.findall(r'<(?:a|g) class="mark".*?</(?:a|g)>', chart, re.DOTALL)
        assert all('<text class="label"' in bar and '<text class="value' in bar for bar in bars)
        assert len(re.findall(r"<tr>", chart)) == len(bars) + 1
        assert "style=" not in chart
    ids = re.findall(r' id="([^"]+)"', main)
    assert len(ids) == len(set(ids))


def test_the_page_is_light(client: Client) -> None:
    assert len(client.get("/fr/chiffres", "text/html").body) < 100_000
