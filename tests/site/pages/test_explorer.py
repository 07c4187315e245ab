"""The explorer as a visitor uses it, without script."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest

from chantier.describe.search.facets import KINDS
from chantier.namespaces import PREFIXES
from support.client import Client
from support.page_links import broken, own_links

COUNTED = re.compile(r'<li><a href="([^"]+)"[^>]*><span[^>]*>(.*?)</span> <small>(\d+)</small>')


def listed(page: str) -> list[str]:
    """The things on a page of a list."""
    found = page.partition('<ol class="found"')[2].partition("</ol>")[0]
    return re.findall(r'<li><a href="([^"]+)"', found)


def total(page: str) -> int:
    return int(re.findall(r'<h2 id="results">(\d+) ', page)[0])


def counted(page: str) -> list[tuple[str, str, int]]:
    """Each value of the facets: address, name, count."""
    return [(unescape(a), unescape(name), int(count)) for a, name, count in COUNTED.findall(page)]


def asked(client: Client, where: str) -> int:
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    text = f"{prefixes}SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {where} }}"
    return int(client.query(text).text.split()[1])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_door_shows_every_kind_with_how_many_there_are(client: Client, language: str) -> None:
    page = client.get(f"/{language}/explorer").text
    for kind in KINDS:
        (count,) = re.findall(rf'explorer\?type={kind.name}">[^<]+</a> <small>(\d+)</small>', page)
        assert total(client.get(f"/{language}/explorer?type={kind.name}").text) == int(count)
    assert '<meta name="robots"' not in page


def test_a_list_shows_names_and_what_is_said(client: Client) -> None:
    page = client.get("/fr/explorer?type=enonces").text
    assert "/fr/id/enonce/mission" in listed(page)
    assert "est de promouvoir" in page
    english = client.get("/en/explorer?type=enonces").text
    assert "/en/id/enonce/mission" in listed(english)
    assert set(re.findall(r'lang="(\w\w)"', english.partition("<main")[2])) <= {"fr"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.facets], ids=lambda k: k.name)
def test_each_value_of_a_facet_leads_to_as_many_things_as_it_says(
    client: Client, kind: object
) -> None:
    page = client.get(f"/fr/explorer?type={kind.name}").text  # type: ignore[attr-defined]
    for address, name, count in counted(page)[::5]:
        narrowed = client.get(address)
        assert narrowed.status == 200
        assert total(narrowed.text) == count, name
        assert re.search(r'aria-current="true"', narrowed.text)


def test_facets_combine_and_say_what_sparql_says(client: Client) -> None:
    page = client.get("/fr/explorer?type=chiffres&edition=portrait:2016").text
    pattern = "?s a ces:PortraitObservation ; qb:dataSet portrait:2016"
    assert total(page) == asked(client, pattern)
    for address, name, count in counted(page):
        chosen = re.search(r"mesure=(c:[\w-]+)", address)
        if chosen and "edition=portrait:2016" in address:
            assert count == asked(client, f"{pattern} ; ces:measure {chosen[1]}"), name


def test_choosing_what_is_chosen_undoes_it(client: Client) -> None:
    page = client.get("/fr/explorer?type=poles&region=region:16").text
    (undo,) = re.findall(r'<a href="([^"]+)" aria-current="true"', page)
    assert unescape(undo) == "/fr/explorer?type=poles"


def test_a_long_list_comes_by_pages_of_fifty(client: Client) -> None:
    things, address, pages = list[str](), "/fr/explorer?type=concepts", 0
    while address:
        page = client.get(address).text
        things += listed(page)
        pages += 1
        following = re.findall(r'<a href="([^"]+)" rel="next"', page)
        address = unescape(following[0]) if following else ""
    count = total(page)
    assert pages == -(-count // 50)
    assert len(things) == len(set(things)) == count


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/fr/explorer?type=concepts&page=99", 404),
        ("/fr/explorer?type=concepts&page=0", 400),
        ("/fr/explorer?type=concepts&page=x", 400),
        ("/fr/explorer?type=nothing", 400),
        ("/fr/explorer?q=" + 201 * "a", 400),
        ("/fr/explorer?type=poles&utm_source=x&edition=y", 200),
        ("/fr/explorer?type=poles&region=region:99", 200),
        ("/fr/explorer?type=poles&region=%3Cscript%3E", 200),
        ("/fr/explorer?type=&q=", 200),
    ],
)
def test_odd_requests_are_answered_with_a_sentence(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status == status
    if status != 200:
        assert len(answer.json["detail"]) > 20


def test_an_unknown_type_is_told_the_types_there_are(client: Client) -> None:
    detail = client.get("/en/explorer?type=pole").json["detail"]
    assert all(kind.name in detail for kind in KINDS)


def test_what_is_no_facet_of_the_type_changes_nothing(client: Client) -> None:
    plain = listed(client.get("/fr/explorer?type=poles").text)
    assert listed(client.get("/fr/explorer?type=poles&edition=portrait:2016&x=1").text) == plain


def test_where_nothing_is_found_there_is_nothing_to_narrow_down(client: Client) -> None:
    assert 'id="facets"' in client.get("/fr/explorer?q=emploi").text
    assert 'id="facets"' not in client.get("/fr/explorer?q=zyzzyva").text


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/fr/explorer?q=zyzzyva", "porte à la fois tous les mots de «\u00a0zyzzyva\u00a0»."),
        ("/en/explorer?q=zyzzyva", "Nothing bears all the words of “zyzzyva”."),
        ("/en/explorer?type=poles&region=region:99", "See all there is"),
    ],
)
def test_where_nothing_is_found_the_page_says_what_to_try(
    client: Client, path: str, sentence: str
) -> None:
    page = client.get(path)
    assert page.status == 200
    assert sentence in page.text
    assert broken(client, page.text) == {}


def test_a_near_word_is_proposed(client: Client) -> None:
    page = client.get("/fr/explorer?q=moricie").text
    assert '<a href="/fr/explorer?q=mauricie">mauricie</a>' in page


def test_the_words_are_marked_where_they_stand(client: Client) -> None:
    page = client.get(f"/fr/explorer?q={quote('bien commun')}").text
    assert "<mark>bien</mark> <mark>commun</mark>" in page
    assert '<meta name="robots" content="noindex">' in page


def test_a_literal_in_another_language_says_so(client: Client) -> None:
    page = client.get("/fr/explorer?q=plural+economy").text
    assert '<p lang="en">' in page


def test_words_are_looked_for_within_a_list(client: Client) -> None:
    page = client.get("/fr/explorer?type=enonces&q=economie").text
    assert all(path.startswith("/fr/id/enonce/") for path in listed(page))
    assert '<input type="hidden" name="type" value="enonces">' in page


def test_both_addresses_of_the_search_are_one_page(client: Client) -> None:
    path = "q=" + quote("équité")
    one, other = client.get(f"/fr/recherche?{path}"), client.get(f"/fr/explorer?{path}")
    assert one.body == other.body
    assert one.headers["Content-Location"] == f"/fr/explorer?{path}"


def test_a_page_leads_to_the_same_list_in_the_other_language(client: Client) -> None:
    path = f"type=enonces&q={quote('équité & droits')}"
    path = path.replace("%20", "+")
    page = client.get(f"/fr/explorer?{path}").text
    assert f"/en/explorer?q={quote('équité')}+%26+droits&type=enonces" in own_links(client, page)
    assert total(client.get(f"/en/explorer?{path}").text) == total(page)


def test_what_is_sought_is_text_and_nothing_else(client: Client) -> None:
    page = client.get("/fr/explorer?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
    assert page.count("<script") == 1


@pytest.mark.parametrize(
    "path",
    ["/fr/explorer", "/en/explorer?type=organisations", "/fr/explorer?q=pole", "/fr/recherche?q=x"],
)
def test_every_link_of_the_explorer_answers(client: Client, path: str) -> None:
    assert broken(client, client.get(path).text) == {}


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("equite", "/fr/id/concept/valeur-equite"),
        ("ÉQUITÉ", "/fr/id/concept/valeur-equite"),
        ("l'économie sociale chantier", "/fr/id/organisation/chantier"),
        ("lac jean saguenay", "/fr/id/region/02"),
        ("espace ec", "/fr/id/pole/abitibi-temiscamingue"),
    ],
)
def test_words_are_found_whatever_their_order_accents_and_capitals(
    client: Client, sought: str, found: str
) -> None:
    page = client.get(f"/fr/recherche?q={quote(sought)}")
    assert page.status == 200
    assert f'href="{found}"' in page.text


def test_the_nearest_label_comes_first(client: Client) -> None:
    page = client.get(f"/fr/recherche?q={quote('équité')}").text
    listed = re.findall(r'<li><a href="(/fr/id/[^"]+)"', page)
    assert listed[0] == "/fr/id/concept/valeur-equite"
    assert len(client.get("/fr/recherche?q=a").text.split('<li><a href="/fr/id/')) == 51


def test_when_nothing_is_found_the_page_says_what_to_try(client: Client) -> None:
    page = client.get("/en/recherche?q=zyzzyva")
    assert page.status == 200
    assert "Nothing bears all the words of “zyzzyva”" in page.text
    assert 'href="/sparql?lang=en"' in page.text


@pytest.mark.parametrize("sought", ["", "%3F%21", "%22%3E%3Cscript%3E"])
def test_odd_searches_are_answered_and_quoted(client: Client, sought: str) -> None:
    page = client.get(f"/fr/recherche?q={sought}")
    assert page.status == 200
    assert page.text.count("<script") == 1
    assert '<meta name="robots" content="noindex">' in page.text


def test_a_search_as_long_as_a_page_is_refused(client: Client) -> None:
    answer = client.get("/fr/recherche?q=" + 201 * "a")
    assert answer.status == 400
    assert "longer than 200 characters" in answer.json["detail"]
