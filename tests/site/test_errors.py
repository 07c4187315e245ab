"""What a visitor reads when something cannot be had: in their language, and what to try."""

from __future__ import annotations

import re
import tomllib
from html import unescape
from http import HTTPStatus

import pytest
from werkzeug.exceptions import HTTPException

from chantier.settings import Settings
from chantier.site import errors
from chantier.site.app import create_app
from chantier.site.i18n import FILE
from support.client import Client

BAD = {
    "/id/pole/nulle-part": (404, "ne dit rien", "says nothing"),
    "/versions/previous..latest": (404, "pas avant elle", "none before it"),
    "/version/abc": (400, "ne nomme pas de version", "does not name a version"),
    "/version/abcdef0123": (404, "jamais eu de version", "never was a version"),
    "/dump/abc/": (404, "ne nomme pas de version", "does not name a version"),
    "/fragments?subject=rien": (400, "ne se lit pas", "cannot be read"),
    "/fragments?page=x": (400, "nombre entier", "whole number"),
    "/explorer?type=poles&page=99": (404, "pas de page 99", "no page 99"),
    "/explorer?type=rien": (400, "pas un genre", "is not a type"),
    "/requete/rien": (404, "figée sous le nom", "frozen under the name"),
    "/timemap/doc/region/06": (406, "Pas dans ce format", "Not in that format"),
    "/sparql?query=SELEKT": (400, "Corrigez", "Mend"),
    "/sparql?query=SELECT*{SERVICE<http://e/>{?s?p?o}}": (403, "pas permis", "not allowed"),
}
PAGES = ("/explorer", "/versions/", "/version/", "/id/")
"""What has its language in its path."""


class Unusual(HTTPException):
    """What the framework might answer one day."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__("It is unusual.")


@pytest.mark.parametrize("path", BAD)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_is_told_in_the_language_of_the_visitor(
    client: Client, path: str, language: str
) -> None:
    joint = "&" if "?" in path else "?"
    address = f"/{language}{path}" if path.startswith(PAGES) else f"{path}{joint}lang={language}"
    answer = client.get(address.replace("{", "%7B").replace("}", "%7D"), "text/html")
    status, *sentences = BAD[path]
    assert answer.status == status, answer.text
    assert answer.media_type == "text/html"
    told = unescape(re.sub(r"<pre lang=\"en\">.*?</pre>|<[^>]*>", "", answer.text, flags=re.S))
    mine, others = sentences if language == "fr" else reversed(sentences)
    assert mine in told
    assert others not in told
    assert f'<html lang="{language}">' in answer.text
    assert 'href="/en/explorer"' in answer.text or 'href="/fr/explorer"' in answer.text


def test_what_only_programs_read_is_marked_as_english(client: Client) -> None:
    answer = client.get("/sparql?query=SELEKT&lang=fr", "text/html")
    assert '<pre lang="en">' in answer.text
    problem = client.get("/sparql?query=SELEKT&lang=fr", "application/problem+json").json
    assert problem["detail"] in unescape(answer.text)
    assert problem["hint"] in unescape(answer.text)


def test_every_status_that_is_answered_has_its_words() -> None:
    known = tomllib.loads(FILE.read_text(encoding="utf-8"))
    told = {status for _, status in errors._STATUSES} | {HTTPStatus.METHOD_NOT_ALLOWED}
    told |= {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.INTERNAL_SERVER_ERROR}
    for status in told:
        assert {f"error_{status.value}", f"error_{status.value}_try"} <= known.keys()


def test_a_status_without_words_of_its_own_gets_those_of_its_class() -> None:
    with create_app(Settings()).test_request_context("/", headers={"Accept": "text/html"}):
        for status, words in ((418, "ne peut être lue"), (505, "de notre fait")):
            answer = errors._http(Unusual(status))
            assert answer.status_code == status
            assert words in unescape(answer.get_data(as_text=True))
