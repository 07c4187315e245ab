"""The query page without a browser: the form, the examples, the prefixes, what is proposed."""

from __future__ import annotations

import csv
import html
import io
import re
from urllib.parse import quote, urlencode

import pytest

from chantier.namespaces import PREFIXES, expand
from chantier.query.sparql.scanner import with_prefixes
from chantier.query.stored import read_folder
from chantier.site.pages.query_editor import fault_of
from support.client import ROOT, Answer, Client

QUESTIONS = read_folder(ROOT / "queries" / "questions")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
POLES = "SELECT ?pole WHERE { ?pole a ces:RegionalPole ; skos:prefLabel ?nom }"


def typed(answer: Answer) -> str:
    """What stands in the editor, as a browser reads it."""
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", answer.text, re.DOTALL)
    assert found
    return html.unescape(found[1])


def solutions(client: Client, query: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.query(query).text)))


# The form


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_form_works_alone_and_leads_to_the_results(client: Client, language: str) -> None:
    page = client.get(f"/{language}/requetes", "text/html")
    assert page.status == 200
    assert page.headers["Content-Language"] == language
    form = re.search(r"<form class=\"editor\"[^>]*>.*?</form>", page.text, re.DOTALL)
    assert form
    assert f'action="/{language}/resultats" method="get"' in form[0]
    assert '<label for="query">' in form[0]
    assert 'name="query"' in form[0]
    assert 'spellcheck="false"' in form[0]
    views = re.findall(r'<option value="(\w+)"', form[0])
    assert views == ["table", "graphique", "carte", "reseau"]
    buttons = re.findall(r"<button[^>]*>", form[0])
    assert [('name="action"' in button) for button in buttons] == [False, True]


def test_what_was_typed_is_kept_to_the_character(client: Client) -> None:
    text = '\n\nSELECT ?x\n# </textarea><script>alert("é")</script>\nWHERE { ?x ?p "&amp;" }'
    page = client.get("/fr/requetes?" + urlencode({"query": text, "vue": "carte"}), "text/html")
    assert typed(page) == text
    assert page.text.count("<script") == 2
    assert '<option value="carte" selected>' in page.text


def test_a_long_query_is_sent_by_post(client: Client) -> None:
    text = POLES + "\n" + "# é\n" * 1000
    body = urlencode({"query": text.replace("\n", "\r\n")}).encode()
    page = client.send("POST", "/fr/requetes", FORM, body)
    assert page.status == 200
    assert typed(page) == text
    assert 'action="/fr/resultats" method="post"' in page.text


def test_browsers_are_sent_here_from_the_endpoint_in_their_language(client: Client) -> None:
    sent = client.get("/sparql", "text/html", Accept_Language="en-CA")
    assert (sent.status, sent.headers["Location"]) == (303, "/en/requetes")
    assert "Accept-Language" in sent.headers["Vary"]
    for path, target in {
        "/sparql?lang=fr": "/fr/requetes",
        "/sparql?lang=en&example=mandats": "/en/requetes?exemple=mandats",
        "/sparql?example=%22%3E%3Cscript": "/fr/requetes",
    }.items():
        assert client.get(path, "text/html").headers["Location"] == target
    assert client.get("/sparql", "text/turtle").media_type == "text/turtle"


# Examples


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_question_is_an_example_under_its_theme(client: Client, language: str) -> None:
    page = client.get(f"/{language}/requetes", "text/html").text
    for question in QUESTIONS.values():
        link = f'<a href="/{language}/requetes?exemple={question.name}">'
        shown = html.unescape(page).split(link)
        assert len(shown) == 2 + ("featured" in question.tags)
        assert shown[1].startswith(question.summary(language))
    counts = [int(count) for count in re.findall(r"<summary>[^<]*<small>(\d+)<", page)]
    assert sum(counts[1:]) == len(QUESTIONS)
    assert len(counts) == 9


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_example_is_the_stored_query_under_its_question(client: Client, name: str) -> None:
    page = client.get(f"/en/requetes?exemple={name}", "text/html")
    text = typed(page)
    assert text.startswith(f"# {QUESTIONS[name].summary_en}\n\nPREFIX ")
    bare = [line for line in QUESTIONS[name].text.splitlines() if not line.startswith("#+ ")]
    assert text.splitlines()[2:] == "\n".join(bare).strip("\n").splitlines()
    assert 'aria-current="true"' in page.text
    assert f'href="/fr/requetes?exemple={name}" lang="fr"' in page.text


def test_an_unknown_example_is_not_found_and_near_names_are_told(client: Client) -> None:
    answer = client.get("/fr/requetes?exemple=pole")
    assert answer.status == 404
    assert "poles-par-region" in answer.json["detail"]


# Prefixes


def test_missing_prefixes_are_added_below_the_first_comments() -> None:
    text = "# Les pôles\n\nPREFIX ces: <https://w3id.org/chantier-es/ns#>\n" + POLES
    assert with_prefixes(text) == text.replace(
        "PREFIX ces", f"PREFIX skos: <{PREFIXES['skos']}>\nPREFIX ces"
    )
    assert with_prefixes(POLES).splitlines() == [
        f"PREFIX ces: <{PREFIXES['ces']}>",
        f"PREFIX skos: <{PREFIXES['skos']}>",
        "",
        POLES,
    ]
    assert with_prefixes(with_prefixes(POLES)) == with_prefixes(POLES)
    assert with_prefixes("ASK { ?x mine:name ?y }") == "ASK { ?x mine:name ?y }"


def test_the_page_adds_the_missing_prefixes_without_a_script(client: Client) -> None:
    asked = urlencode({"query": POLES, "action": "prefixes"})
    page = client.get(f"/fr/requetes?{asked}", "text/html")
    assert typed(page) == with_prefixes(POLES)
    assert "sont déclarés en tête" in page.text
    assert len(solutions(client, typed(page))) > 10
    by_post = client.send("POST", "/fr/requetes", FORM, asked.encode())
    assert typed(by_post) == typed(page)
    again = urlencode({"query": typed(page), "action": "prefixes"})
    assert "Aucun préfixe connu ne manquait" in client.get(f"/fr/requetes?{again}").text


def test_a_text_that_is_no_query_comes_back_with_what_is_wrong(client: Client) -> None:
    asked = urlencode({"query": "CLEAR ALL", "action": "prefixes"})
    page = client.get(f"/fr/requetes?{asked}", "text/html")
    assert page.status == 400
    assert typed(page) == "CLEAR ALL"
    assert '<p lang="en">This is a SPARQL update (CLEAR)' in page.text
    assert 'aria-describedby="fault"' in page.text


# Errors


def test_an_error_shows_its_line_and_a_caret_below_the_place() -> None:
    text = "SELECT *\nWHERE {\n\t?x ?y ?z ?w }"
    message = (
        "This is not SPARQL: expected one of: “.”.\nLine 3, column 11:\n    \t?x ?y ?z ?w }\n"
        "              ^\nThe prefix “x:” is not declared. Add: PREFIX x: <…>"
    )
    fault = fault_of(message, text, 3, 11)
    assert (fault.line, fault.column) == (3, 11)
    assert fault.shown == "\t?x ?y ?z ?w }"
    assert fault.pointer == "\t         ^"
    assert [reason.split(":")[0] for reason in fault.reasons] == [
        "This is not SPARQL",
        "The prefix “x",
    ]


def test_of_a_long_line_only_what_is_around_the_place_is_shown() -> None:
    text = "a" * 500 + "!" + "b" * 500
    fault = fault_of("It ends here.", text, 1, 501)
    assert len(fault.shown) < 80
    assert fault.shown[len(fault.pointer) - 1] == "!"
    assert fault_of("Past the end.", text, 9, 9).pointer == "^"
    assert fault_of("Too slow.", text).line == 0


# What is proposed


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        ("classes", "SELECT ?t (COUNT(DISTINCT ?x) AS ?n) { GRAPH ?g { ?x a ?t } } GROUP BY ?t"),
        (
            "properties",
            "SELECT ?t (COUNT(*) AS ?n) { SELECT DISTINCT ?x ?t ?y { GRAPH ?g { ?x ?t ?y } } }"
            " GROUP BY ?t",
        ),
    ],
)
def test_terms_are_proposed_as_often_used_as_a_query_counts(
    client: Client, kind: str, query: str
) -> None:
    listed = client.get("/completions.json").json[kind]
    counted = {row["t"]: int(row["n"]) for row in solutions(client, query)}
    assert {expand(item["name"]): item["uses"] for item in listed} == counted
    assert [item["uses"] for item in listed] == sorted(counted.values(), reverse=True)


def test_proposals_carry_the_labels_of_both_languages(client: Client) -> None:
    answer = client.get("/completions.json", Accept_Encoding="identity")
    assert answer.media_type == "application/json"
    assert answer.headers["ETag"]
    assert len(answer.body) < 150_000
    told = answer.json
    assert told["prefixes"] == dict(PREFIXES)
    names = {item["name"]: item for kind in ("classes", "things") for item in told[kind]}
    assert names["ces:RegionalPole"]["fr"] == "pôle régional"
    labels = (
        "SELECT ?fr ?en { <IRI> skos:prefLabel ?fr, ?en FILTER(LANG(?fr)='fr' && LANG(?en)='en')}"
    )
    query = with_prefixes(labels.replace("IRI", PREFIXES["region"] + "06"))
    region = names["region:06"]
    assert solutions(client, query) == [{"fr": region["fr"], "en": region["en"]}]
    assert region["uses"] > 5


def test_what_the_graph_is_made_of_is_not_proposed(client: Client) -> None:
    things = client.get("/completions.json").json["things"]
    assert 100 < len(things) <= 500
    assert not [item for item in things if item["name"].startswith(("shape:", "attestation:"))]
    assert all("fr" in item or "en" in item for item in things)


# The policy


def test_only_pages_with_an_editor_run_a_script_and_only_ours(client: Client) -> None:
    policy = client.get("/fr/requetes", "text/html").headers.get_all("Content-Security-Policy")
    assert policy is not None
    (allowed,) = policy
    assert "script-src 'self'; connect-src 'self'" in allowed
    assert "default-src 'none'; style-src 'self'" in allowed
    assert "unsafe" not in allowed
    for path in ("/fr/", "/fr/questions", "/completions.json", f"/fr/recherche?q={quote('pôle')}"):
        answer = client.get(path, "text/html")
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert "<script src" not in answer.text


def test_the_page_takes_its_script_from_here_and_waits_for_nothing(client: Client) -> None:
    page = client.get("/fr/requetes", "text/html").text
    assert re.findall(r"<script [^>]*src[^>]*>", page) == ['<script src="/static/query.js" defer>']
    script = client.get("/static/query.js")
    assert script.status == 200
    assert script.media_type == "text/javascript"
