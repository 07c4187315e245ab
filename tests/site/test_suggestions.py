"""What an error page suggests."""

from __future__ import annotations

from flask import Flask

from chantier.errors import NotAcceptable, UnknownThing
from chantier.namespaces import ID
from chantier.site.suggestions import Advice, advice
from support.client import Client
from support.page_tree import structure, tree


def test_a_wrong_name_gives_a_page_with_near_names_and_a_search(client: Client) -> None:
    for language, said in (("fr", "Le graphe ne dit rien de"), ("en", "The graph says nothing")):
        root = tree(client, f"/{language}/id/pole/mauricy", 404)
        (html,) = root.all("html")
        assert html.language == language
        assert said in root.text
        links = {it.attributes["href"] for it in root.all("a")}
        assert f"/{language}/id/pole/mauricie" in links
        (field_,) = [it for it in root.all("input") if it.attributes.get("name") == "q"]
        assert field_.attributes["value"] == "mauricy"
        assert structure(root) == []


def test_a_language_that_the_site_does_not_speak_leads_to_those_it_does(client: Client) -> None:
    answer = client.get("/de/id/region/06", "text/html")
    assert answer.status == 404
    assert 'href="/fr/id/region/06"' in answer.text
    assert 'href="/en/id/region/06"' in answer.text
    nowhere = client.get("/fr/nulle-part", "text/html")
    assert nowhere.status == 404
    assert "Le site n’a pas de page à cette adresse" in nowhere.text


def test_other_errors_have_no_suggestions(site_app: Flask) -> None:
    with site_app.test_request_context("/fr/explorer"):
        assert advice(NotAcceptable("No.", ["text/turtle"]), "/doc/region/06", "fr") == Advice()
        assert advice(UnknownThing("Rien.", "Nothing."), "/versions/abc", "fr") == Advice()


def test_the_end_of_a_name_is_searched_for_and_the_name_itself_is_not_suggested(
    site_app: Flask,
) -> None:
    with site_app.test_request_context("/fr/explorer"):
        found = advice(UnknownThing("Rien.", "Nothing."), "/en/id/pole/mauricie", "en")
    assert found.words == "mauricie"
    assert f"{ID}pole/mauricie" not in {name.iri for name in found.names}
    assert 0 < len(found.names) <= 5
