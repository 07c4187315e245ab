"""What every page has, and how addresses, sizes and licences are written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from chantier.namespaces import BASE
from chantier.site import rendering
from chantier.site.rendering import href_of, licence_name
from support.client import Client


@pytest.mark.parametrize("path", ["/fr/", "/en/", "/fr/ontologie", "/en/ontologie"])
def test_the_navigation_marks_where_one_is(client: Client, path: str) -> None:
    header = client.get(path).text.partition("</header>")[0]
    assert re.findall(r'<a href="([^"]*)" aria-current="page">', header) == [path]


@pytest.mark.parametrize("path", ["/fr/", "/en/ontologie", "/fr/id/region/06"])
def test_a_page_has_one_search_form_and_its_field_a_label(client: Client, path: str) -> None:
    page = client.get(path).text
    forms = re.findall(r'role="search">(.*?)</form>', page, re.DOTALL)
    assert len(forms) == 1
    assert re.findall(r'<label for="(\w+)"', forms[0]) == re.findall(r'<input id="(\w+)"', forms[0])


def test_the_foot_of_a_page_tells_version_licence_contact_status_and_changes(
    client: Client,
) -> None:
    foot = client.get("/en/id/region/06").text.partition("<footer>")[2]
    version = client.get("/healthz").json["version"]
    assert f'{version[:12]}<span class="rest">{version[12:]}</span>' in foot
    for link in (
        "/en/versions",
        "https://creativecommons.org/licenses/by/4.0/",
        "/en/#citer",
        "/changes?lang=en",
        "/en/etat",
        "/en/id/contact/equipe",
    ):
        assert f'href="{link}"' in foot


def test_a_page_says_its_language_and_leads_to_the_other_with_its_parameters(
    client: Client,
) -> None:
    page = client.get("/en/explorer?type=poles&page=1")
    assert page.headers["Content-Language"] == "en"
    assert page.headers["Vary"].startswith("Accept, Accept-Language")
    page = client.get("/changes?lang=en&x=1", "text/html")
    assert 'href="/changes?x=1&amp;lang=fr" lang="fr"' in page.text


@pytest.mark.parametrize(
    ("iri", "address"),
    [
        (f"{BASE}id/region/06", "/en/id/region/06"),
        (f"{BASE}dataset", "/en/dataset"),
        (f"{BASE}ns", "/en/ontologie"),
        (f"{BASE}ns#Pole", "/en/ontologie#Pole"),
        (f"{BASE}graph/data/poles", "/graph/data/poles"),
        ("https://example.org/x", "https://example.org/x"),
        ("javascript:alert(1)", ""),
        ("urn:isbn:1", ""),
    ],
)
def test_readers_follow_an_iri_to_a_page_or_nowhere(iri: str, address: str) -> None:
    assert href_of(iri, "en") == address


def test_only_creative_commons_licences_have_a_short_name() -> None:
    assert licence_name("https://creativecommons.org/licenses/by-sa/4.0/") == "CC BY-SA 4.0"
    assert licence_name("https://example.org/licence") == "https://example.org/licence"


FROM_OUR_CODE = {
    "address", "canonical", "cite_stem", "closer", "everything", "figure.statement.sentence",
    "file.address", "head.canonical", "item.address", "item.difference", "mark.href",
    "mission.statement.sentence", "now", "older", "path",
    "sections[0].statements[0].sentence.partition(\"#\")[0]", "stem", "suggestion[1]", "switch",
    "target", "target.address", "younger",
}  # fmt: skip
"""What templates put into ``href`` as it is: addresses of this site that our code made."""


def test_every_address_from_the_data_goes_through_one_filter() -> None:
    templates = Path(rendering.__file__).with_name("templates")
    raw = {
        expression.strip()
        for template in templates.glob("*.html")
        for expression in re.findall(r'href="\{\{(.*?)\}\}', template.read_text(encoding="utf-8"))
        if "|href(" not in expression and not expression.strip().startswith(("url_for(", '"/'))
    }
    assert raw - FROM_OUR_CODE == set()


def test_what_would_run_a_script_is_no_address(site_app: Flask) -> None:
    with site_app.app_context():
        parts = site_app.jinja_env.get_template("parts.html").module
        shown = parts.outward("javascript:alert(1)", "Licence", "fr", "license")  # type: ignore[attr-defined]
        assert shown == "Licence"
        linked = parts.outward("https://example.org/l", "Licence", "fr", "license")  # type: ignore[attr-defined]
        assert linked == '<a href="https://example.org/l" rel="license">Licence</a>'
