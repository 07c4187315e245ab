from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from chantier.namespaces import ID
from chantier.query.stored import Question, read_folder
from support.client import ROOT, Answer, Client
from support.server import serving

QUESTIONS = read_folder(ROOT / "queries" / "questions")
MANDATES = (ROOT / "queries" / "questions" / "mandats.rq").read_text(encoding="utf-8")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def test_the_four_mandates_come_in_order_with_their_accents(client: Client) -> None:
    answer = client.query(MANDATES)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = answer.text.splitlines()
    starts = ["Concerter divers", "Promouvoir l’économie", "Créer des", "Participer à la"]
    assert len(lines) == 5
    for number, (line, start) in enumerate(zip(lines[1:], starts, strict=True), start=1):
        assert line.startswith((f"{number},{start}", f'{number},"{start}'))


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_each_question_answers_as_expected_over_http(client: Client, question: Question) -> None:
    expected = (ROOT / "tests" / "answers" / f"{question.name}.csv").read_text(encoding="utf-8")
    answer = client.query(question.text)
    assert answer.status == 200, answer.text
    assert answer.text.splitlines() == expected.splitlines()
    # The sources describe no enterprise: tests/ontology asks that question of an example.
    if question.name != "entreprises":
        assert len(expected.splitlines()) > 1, "an answer without solutions proves nothing"


def test_there_are_the_forty_four_numbered_questions() -> None:
    assert [q.number for q in QUESTIONS.values() if q.number] == list(range(1, 45))


def test_a_query_comes_by_get_by_form_and_directly(client: Client) -> None:
    csv = {"Accept": "text/csv"}
    by_get = client.query(COUNT)
    by_form = client.send("POST", "/sparql", csv | FORM, urlencode({"query": COUNT}).encode())
    direct_type = {"Content-Type": "application/sparql-query"}
    direct = client.send("POST", "/sparql", csv | direct_type, COUNT.encode())
    assert by_get.status == by_form.status == direct.status == 200
    assert by_get.body == by_form.body == direct.body


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        ("SELECT * WHERE { ?s ?p ?o } LIMIT 1", None, "application/sparql-results+json"),
        ("SELECT * WHERE { ?s ?p ?o } LIMIT 1", "text/tab-separated-values", None),
        ("SELECT * WHERE { ?s ?p ?o } LIMIT 1", "application/sparql-results+xml", None),
        ("ASK { ?s ?p ?o }", None, "application/sparql-results+json"),
        ("ASK { ?s ?p ?o }", "application/sparql-results+xml", None),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5", None, "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5", "application/rdf+xml", None),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5", "application/ld+json", None),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5", "application/n-triples", None),
        ("DESCRIBE <https://w3id.org/chantier-es/id/region/06>", "text/turtle", None),
    ],
)
def test_each_form_is_answered_in_the_format_asked_for(
    client: Client, query: str, accept: str | None, media_type: str | None
) -> None:
    answer = client.query(query, accept)
    assert answer.status == 200
    assert answer.media_type == (media_type or accept)
    assert answer.headers["Vary"] == "Accept, Accept-Encoding"
    assert answer.body


def test_the_default_graph_is_the_union_unless_the_query_or_the_request_says_otherwise(
    client: Client,
) -> None:
    graph = "https://w3id.org/chantier-es/graph/data/poles"

    def counted(text: str, **parameters: str) -> int:
        return int(client.query(text, "text/csv", **parameters).text.split()[1])

    whole = counted(COUNT)
    one = counted(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    assert 0 < one < whole
    assert counted(COUNT.replace("WHERE", f"FROM <{graph}> WHERE")) == one
    assert counted(COUNT, **{"default-graph-uri": graph}) == one
    assert counted(COUNT, **{"named-graph-uri": graph}) == 0


def test_format_parameters_act_where_accept_says_nothing(client: Client) -> None:
    assert client.query(COUNT, None, format="csv").media_type == "text/csv"
    assert client.query(COUNT, "*/*", output="xml").media_type == "application/sparql-results+xml"
    assert client.query(COUNT, "text/csv", format="json").media_type == "text/csv"


def test_a_syntax_error_says_line_column_and_shows_the_place(client: Client) -> None:
    answer = client.query("SELECT ?s\nWHERE { ?s ces:position ?o }", None)
    assert answer.status == 400
    assert answer.media_type == "application/problem+json"
    problem = answer.json
    assert (problem["status"], problem["line"]) == (400, 2)
    assert problem["column"] > 1
    assert "WHERE { ?s ces:position ?o }" in problem["detail"]
    assert "PREFIX ces: <https://w3id.org/chantier-es/ns#>" in problem["detail"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/sparql?query=", "The query is empty"),
        ("/sparql?query=hello", "no query form"),
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", "more than one"),
        ("/sparql?update=CLEAR%20ALL", "sent by POST"),
        ("/sparql?query=CLEAR%20ALL", "update"),
    ],
)
def test_a_request_that_is_no_query_is_refused_with_the_reason(
    client: Client, path: str, said: str
) -> None:
    answer = client.get(path)
    assert answer.status == 400
    assert said in answer.json["detail"]


def test_a_body_that_is_not_a_query_is_refused_with_its_own_status(client: Client) -> None:
    plain = client.send("POST", "/sparql", {"Content-Type": "text/plain"}, b"ASK {}")
    empty = client.send("POST", "/sparql", FORM, b"x=y")
    latin = {"Content-Type": "application/sparql-query"}
    broken = client.send("POST", "/sparql", latin, "ASK { ?s ?p 'é' }".encode("latin-1"))
    assert (plain.status, empty.status, broken.status) == (415, 400, 400)
    assert "application/sparql-query" in plain.json["detail"]
    assert "no “query” parameter" in empty.json["detail"]
    assert "UTF-8" in broken.json["detail"]


def test_an_unacceptable_media_type_is_refused_with_the_acceptable_ones(client: Client) -> None:
    answer = client.query(COUNT, "image/png")
    assert answer.status == 406
    assert "text/csv" in answer.json["acceptable"]
    assert answer.headers["Vary"].startswith("Accept")


def test_another_method_is_refused_with_the_allowed_ones(client: Client) -> None:
    answer = client.send("DELETE", "/sparql")
    assert answer.status == 405
    assert {"GET", "POST"} <= set(answer.headers["Allow"].replace(" ", "").split(","))


def described(answer: Answer) -> dict[str, set[str]]:
    """Local name of each predicate → its objects."""
    found: dict[str, set[str]] = {}
    for triple in ox.parse(answer.body, format=ox.RdfFormat.TURTLE):
        name = triple.predicate.value.rpartition("#")[2]
        found.setdefault(name, set()).add(str(triple.object))
    return found


def test_without_a_query_the_service_describes_itself(client: Client) -> None:
    found = described(client.get("/sparql", "text/turtle"))
    assert found["endpoint"] == {f"<{client.url}/sparql>"}
    assert found["namedGraph"]


def test_the_endpoint_is_at_the_address_that_was_requested(client: Client) -> None:
    other = client.get("/sparql", "text/turtle", Host="donnees.example:81")
    assert described(other)["endpoint"] == {"<http://donnees.example:81/sparql>"}
    again = client.get("/sparql", "text/turtle")
    assert described(again)["endpoint"] == {f"<{client.url}/sparql>"}


def test_the_endpoint_is_at_the_address_of_the_site_where_one_is_set(data_dir: Path) -> None:
    public = "https://donnees.example"
    with serving(data_dir, CHANTIER_WORKERS="1", CHANTIER_SITE_URL=public) as there:
        assert described(there.get("/sparql", "text/turtle"))["endpoint"] == {f"<{public}/sparql>"}


def test_without_a_query_a_browser_gets_a_form_in_its_language(client: Client) -> None:
    sent = client.get("/sparql", "text/html", Accept_Language="en")
    assert sent.status == 303
    answer = client.get(sent.headers["Location"], "text/html")
    assert answer.media_type == "text/html"
    assert '<html lang="en">' in answer.text
    assert "<textarea" in answer.text


def test_any_origin_may_ask(client: Client) -> None:
    asked = {"Access-Control-Request-Headers": "X-Y", "Access-Control-Request-Method": "POST"}
    preflight = client.send("OPTIONS", "/sparql", {"Origin": "https://x.example"} | asked)
    assert preflight.status == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert preflight.headers["Access-Control-Allow-Headers"] == "X-Y"
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    for answer in (client.query(COUNT), client.query("x"), client.get("/nowhere")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_stored_question_is_a_resource_with_parameters(client: Client) -> None:
    default = client.get("/questions/poles-par-region", "text/csv")
    other = client.get("/questions/poles-par-region?region=region:01", "text/csv")
    unknown = client.get("/questions/poles-par-planete", "text/csv")
    wrong = client.get("/questions/poles-par-region?ville=x", "text/csv")
    assert (default.status, other.status, unknown.status, wrong.status) == (200, 200, 404, 400)
    assert "pole/bas-saint-laurent" in other.text
    assert "pole/bas-saint-laurent" not in default.text
    assert "poles-par-region" in unknown.json["detail"]


def test_the_working_group_before_the_chantier_is_said_with_the_day_of_the_change(
    client: Client,
) -> None:
    chantier = quote(f"{ID}organisation/chantier", safe="")
    answer = client.get(f"/questions/anciens-noms?pole={chantier}", "text/csv")
    [row] = csv.DictReader(answer.text.splitlines())
    assert row["ancienNom"] == "Groupe de travail sur l’économie sociale"
    assert (row["valide"], row["dateDeLaSource"]) == ("1999-04-26", "2019-04-26")


@pytest.mark.parametrize(
    ("path", "thing"),
    [
        ("rapprocher-un-nom?nom=CRES", "pole/mauricie"),
        ("trouver-un-iri?identifiant=tiers+secteur", "concept/economie-sociale"),
        (
            "trouver-un-iri?identifiant=Chantier+de+l%27%C3%A9conomie+sociale",
            "organisation/chantier",
        ),
    ],
)
def test_a_question_finds_a_thing_by_a_word_that_is_no_name_of_it(
    client: Client, path: str, thing: str
) -> None:
    answer = client.get(f"/questions/{path}", "text/csv")
    assert answer.status == 200
    assert f"{ID}{thing}" in answer.text
    assert answer.text.count("core#hiddenLabel") == len(answer.text.splitlines()) - 1


def test_head_is_answered_like_get_without_a_body(client: Client) -> None:
    path = "/sparql?" + urlencode({"query": COUNT})
    head, full = client.send("HEAD", path), client.get(path)
    assert head.status == 200
    assert head.body == b""
    assert head.headers["Content-Type"] == full.headers["Content-Type"]


def test_the_answers_folder_holds_no_answer_without_its_question() -> None:
    answers = {path.stem for path in Path(ROOT / "tests" / "answers").glob("*.csv")}
    assert answers == set(QUESTIONS)


def test_a_year_and_a_date_are_bound_with_their_datatypes(client: Client) -> None:
    whole = client.get("/questions/evolution", "text/csv")
    years = client.get("/questions/evolution?de=2016&a=2022", "text/csv")
    dated = client.get("/questions/changements?depuis=2000-01-01", "text/csv")
    wrong = client.get("/questions/evolution?de=hier", "text/csv")
    assert len(whole.text.splitlines()) > 1
    assert years.body == whole.body
    assert len(dated.text.splitlines()) > 1
    assert wrong.status == 400
    assert "a year such as" in wrong.json["detail"]
