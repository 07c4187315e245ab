from __future__ import annotations

import re

from client import Client

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


def test_the_health_of_the_site_names_its_version(client: Client) -> None:
    health = client.get("/healthz").json
    assert health["status"] == "ok"
    assert re.fullmatch(r"[0-9a-f]{64}", health["version"])
    assert health["quads"] > 3_000
