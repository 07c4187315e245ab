"""What a visitor reads when something cannot be had: in their language, and what to try."""

from __future__ import annotations

import re
from html import unescape

import pytest

from client import Client

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
