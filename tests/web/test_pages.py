from __future__ import annotations

import re
import tomllib

import pytest

from client import ROOT, Client

TEXTS = tomllib.loads((ROOT / "server/chantier/web/texts.toml").read_text(encoding="utf-8"))
TEMPLATES = sorted((ROOT / "server/chantier/web/templates").glob("*.html"))
MISSION = "La mission du Chantier de l’économie sociale est de promouvoir"


def test_the_home_page_quotes_the_mission_and_lists_what_there_is(client: Client) -> None:
    page = client.get("/fr/").text
    assert MISSION in page
    for link in ("/fr/id/enonce/mandat-1", "/fr/id/pole/mauricie", "/fr/id/region/17"):
        assert f'href="{link}"' in page
    assert "/questions/strategie" in page


def test_the_home_page_comes_in_the_language_of_the_visitor_french_first(client: Client) -> None:
    assert client.get("/", "text/html").headers["Content-Language"] == "fr"
    english = client.get("/", "text/html", Accept_Language="en-CA, fr;q=0.5")
    assert english.headers["Content-Language"] == "en"
    assert english.headers["Content-Location"] == "/en/"
    assert "Unofficial translation" in english.text


def test_every_text_of_the_interface_exists_in_both_languages() -> None:
    assert {key for key, value in TEXTS.items() if set(value) != {"fr", "en"}} == set()
    assert all(text.strip() for value in TEXTS.values() for text in value.values())


def test_both_languages_fill_in_the_same_values() -> None:
    for key, value in TEXTS.items():
        found = [set(re.findall(r"\{(\w+)\}", text)) for text in value.values()]
        assert found[0] == found[1], key


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_text_of_its_own(template: object) -> None:
    assert hasattr(template, "read_text")
    source = template.read_text(encoding="utf-8")
    bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", source, flags=re.DOTALL)
    words = set(re.findall(r"[A-Za-zÀ-ÿ]{3,}", bare)) - {"JSON", "CSV", "TSV", "XML", "Turtle"}
    assert words == set()


def test_the_health_of_the_site_names_its_version(client: Client) -> None:
    health = client.get("/healthz").json
    assert health["status"] == "ok"
    assert re.fullmatch(r"[0-9a-f]{64}", health["version"])
    assert health["quads"] > 3_000
