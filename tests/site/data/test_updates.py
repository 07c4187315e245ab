"""Updates sent to the SPARQL endpoint."""

from __future__ import annotations

import html
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from chantier.store import versions
from chantier.updates import tokens
from support.writers import GRAPH, Writer, own_copy, store, writing

JSON = "application/sparql-results+json"


@pytest.fixture(scope="module")
def writer(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    with writing(own_copy(data_dir, tmp_path_factory.mktemp("updates"))) as served:
        yield served


def insert(number: int, graph: str = f"{GRAPH}g") -> str:
    return f"INSERT DATA {{ GRAPH <{graph}> {{ <http://e/a> <http://e/n> {number} }} }}"


def ask(writer: Writer, pattern: str) -> bool:
    writer.settle()
    return bool(writer.client.query(f"ASK {{ {pattern} }}", JSON).json["boolean"])


def test_an_update_by_either_way_answers_204_with_the_new_version(writer: Writer) -> None:
    direct = writer.update(insert(1))
    assert (direct.status, direct.body) == (204, b"")
    assert direct.headers["ETag"] == f'"{versions.current_id(writer.data_dir)}"'
    form = writer.form(update=insert(2))
    assert form.status == 204
    assert form.headers["ETag"] != direct.headers["ETag"]
    assert ask(writer, "<http://e/a> <http://e/n> 1, 2")


def test_an_update_never_gets_406(writer: Writer) -> None:
    assert writer.update(insert(3), Accept="application/sparql-results+xml").status == 204


def test_a_relative_iri_is_resolved_against_the_endpoint(writer: Writer) -> None:
    assert writer.update(f"INSERT DATA {{ GRAPH <{GRAPH}base> {{ <a> <b> <c> }} }}").status == 204
    assert ask(writer, "?a <https://w3id.org/chantier-es/b> ?c")


def test_the_request_may_name_the_graphs_that_where_sees(writer: Writer) -> None:
    writer.put(f"{GRAPH}u1", "<http://e/u> <http://e/in> 1 .")
    writer.put(f"{GRAPH}u2", "<http://e/u> <http://e/in> 2 .")
    text = f"INSERT {{ GRAPH <{GRAPH}out> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"
    using = f"?using-graph-uri={quote(f'{GRAPH}u2', safe='')}"
    assert writer.update(text, using).status == 204
    assert [line.split()[2][:3] for line in writer.triples(f"{GRAPH}out")] == ['"2"']
    named = f"INSERT {{ GRAPH <{GRAPH}out> {{ ?s ?p ?g }} }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    sent = writer.form(update=named, **{"using-named-graph-uri": f"{GRAPH}u1"})
    assert sent.status == 204
    assert any(f"<{GRAPH}u1>" in line for line in writer.triples(f"{GRAPH}out"))
    assert not any(f"<{GRAPH}u2>" in line for line in writer.triples(f"{GRAPH}out"))


POLES = "https://w3id.org/chantier-es/graph/data/poles"
BAD = {
    "not an update": ("CLEAR XYZ", "", 400, "Line 1"),
    "a query": ("SELECT * WHERE { ?s ?p ?o }", "", 400, "not a SPARQL update"),
    "the union": ("INSERT DATA { <a> <b> 1 }", "", 400, "WITH <IRI>"),
    "the union by name": ("CLEAR DEFAULT", "", 400, "WITH <IRI>"),
    "a graph of the sources": (f"CLEAR GRAPH <{POLES}>", "", 409, ".ttl"),
    "LOAD": ("LOAD <http://127.0.0.1:9/>", "", 403, "LOAD"),
    "SERVICE": (
        "INSERT { GRAPH <x> { ?s ?p 1 } } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "",
        403,
        "SERVICE",
    ),
    "two datasets": (
        "WITH <http://e/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "?using-graph-uri=http://e/h",
        400,
        "Keep one",
    ),
    "a graph that is no IRI": (
        "INSERT { GRAPH <http://e/g> { ?s ?p ?o } } WHERE { ?s ?p ?o }",
        "?using-graph-uri=%3E%20x",
        400,
        "absolute IRI",
    ),
    "a graph that is not there": ("DROP GRAPH <http://e/nowhere>", "", 409, "SILENT"),
    "a bomb": (f"INSERT DATA {{ GRAPH <http://e/g> {'{' * 50_000}", "", 400, "expected"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_update_changes_nothing_and_gets_a_remedy(writer: Writer, name: str) -> None:
    text, parameters, status, said = BAD[name]
    before = versions.current_id(writer.data_dir)
    answer = writer.update(text, parameters)
    assert answer.status == status, answer.text
    assert said in answer.json["detail"]
    assert versions.current_id(writer.data_dir) == before


IN_BOTH_LANGUAGES = {
    "the union": ("touche le graphe par défaut", "touches the default graph"),
    "LOAD": ("LOAD est refusé", "LOAD is refused"),
    "SERVICE": ("SERVICE est refusé", "SERVICE is refused"),
    "two datasets": ("Gardez l’un des deux", "Keep one of the two"),
    "a graph that is no IRI": ("n’est pas une IRI absolue", "is not an absolute IRI"),
    "a graph that is not there": ("SILENT la laisse continuer", "SILENT lets it go on"),
}


@pytest.mark.parametrize("name", IN_BOTH_LANGUAGES)
def test_a_refusal_is_read_in_the_language_of_the_visitor(writer: Writer, name: str) -> None:
    text, parameters, status, _ = BAD[name]
    french, english = IN_BOTH_LANGUAGES[name]
    problem = writer.update(text, parameters)
    assert french in problem.json["detail"]
    assert english in problem.json["detail"]
    for language, said, unsaid in (("fr", french, english), ("en", english, french)):
        page = writer.update(text, parameters, Accept="text/html", Accept_Language=language)
        assert (page.status, page.media_type) == (status, "text/html")
        assert said in html.unescape(page.text)
        assert unsaid not in html.unescape(page.text)


def test_a_write_without_a_good_token_or_of_no_rdf_is_refused_in_both_languages(
    writer: Writer,
) -> None:
    wrong = {"Content-Type": "image/png"}
    for answer, french, english in (
        (writer.with_token("").update(insert(5)), "demande un jeton", "needs a token"),
        (writer.with_token("no").update(insert(5)), "est inconnu", "is unknown"),
        (writer.send("PUT", store(f"{GRAPH}x"), b"", wrong), "ne se lit pas", "is not read here"),
        (writer.put("x", ""), "n’est pas une IRI absolue", "is not an absolute IRI"),
        (writer.delete(f"{GRAPH}nowhere"), "ne peut être supprimé", "cannot be deleted"),
        (writer.put(f"{GRAPH}x", "<a> <b>"), "Ce n’est pas du Turtle", "This is not Turtle"),
        (writer.put(f"{GRAPH}g", "", **{"If-Match": '"x"'}), "ont changé", "The data changed"),
    ):
        assert answer.status >= 400
        assert french in answer.json["detail"], answer.json["detail"]
        assert english in answer.json["detail"]


def test_a_syntax_error_has_its_place(writer: Writer) -> None:
    answer = writer.update("PREFIX e: <http://e/>\nINSERT DATA { GRAPH e:g { e:a e:b } }")
    assert (answer.status, answer.json["line"]) == (400, 2)


def test_an_update_is_sent_once_by_post_and_in_utf_8(writer: Writer) -> None:
    by_get = writer.send("GET", f"/sparql?update={quote(insert(9))}")
    assert by_get.status == 400
    twice = f"update={quote(insert(8))}&update={quote(insert(9))}".encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert writer.send("POST", "/sparql", twice, form).status == 400
    assert writer.form(update=insert(9), query="ASK {}").status == 400
    direct = {"Content-Type": "application/sparql-update"}
    latin = 'INSERT DATA { GRAPH <http://e/g> { <a> <b> "é" } }'.encode("latin-1")
    assert writer.send("POST", "/sparql", latin, direct).status == 400
    utf_16 = {"Content-Type": "application/sparql-update; charset=UTF-16"}
    assert writer.send("POST", "/sparql", insert(9).encode("utf-16"), utf_16).status in (400, 415)
    other = writer.send("POST", "/sparql", insert(9).encode(), {"Content-Type": "text/plain"})
    assert other.status == 415
    assert not ask(writer, "<http://e/a> <http://e/n> 9")


def test_an_update_needs_a_token_that_opens_every_graph_it_changes(writer: Writer) -> None:
    assert writer.with_token("").update(insert(5)).status == 401
    secret = tokens.create(writer.data_dir, "etroit", [f"{GRAPH}etroit/*"])
    narrow = writer.with_token(secret)
    assert narrow.update(insert(5, f"{GRAPH}etroit/a")).status == 204
    refused = narrow.update(f"{insert(6, f'{GRAPH}etroit/a')} ; {insert(6)}")
    assert refused.status == 403
    assert "etroit" in refused.json["detail"]
    assert not ask(writer, "<http://e/a> <http://e/n> 6")


def test_two_writers_and_readers_at_once_lose_nothing(writer: Writer) -> None:
    graph = f"{GRAPH}course"
    done = threading.Event()
    failures: list[int] = []

    def read() -> int:
        rounds = 0
        while not done.is_set():
            answer = writer.client.query("ASK { ?s ?p ?o }", JSON)
            failures.extend([answer.status] if answer.status != 200 else [])
            rounds += 1
        return rounds

    with ThreadPoolExecutor(4) as pool:
        reader = pool.submit(read)
        answers = list(pool.map(lambda n: writer.update(insert(n, graph)).status, range(10)))
        done.set()
        assert reader.result() > 0
    assert answers == [204] * 10
    assert failures == []
    assert len(writer.triples(graph)) == 10


def test_what_does_not_conform_gets_422_with_the_findings_and_the_report(
    data_dir: Path, tmp_path: Path
) -> None:
    own = own_copy(data_dir, tmp_path)
    before = versions.current_id(own)
    person = (
        "INSERT DATA { GRAPH <http://e/g> { <http://e/x> a <http://xmlns.com/foaf/0.1/Person> } }"
    )
    with writing(own, CHANTIER_SHACL_GATE="true") as writer:
        answer = writer.update(person)
        assert answer.status == 422, answer.text
        assert {"http://e/x"} <= {item["focus"] for item in answer.json["findings"]}
        assert "ValidationReport" in answer.json["report"]
        for language in ("fr", "en"):
            page = writer.update(person, Accept="text/html", Accept_Language=language)
            findings = answer.json["findings"]
            assert all(item[f"message_{language}"] in html.unescape(page.text) for item in findings)
        assert writer.client.get(store("http://e/g")).status == 404
    assert versions.current_id(own) == before


@pytest.mark.parametrize("word", ["CLEAR", "DROP"])
@pytest.mark.parametrize("target", ["ALL", "NAMED"])
def test_what_a_token_may_clear_is_cleared_and_what_is_left_is_said(
    writer: Writer, word: str, target: str
) -> None:
    for name in ("narrow/a", "other"):
        assert writer.put(f"{GRAPH}{name}", "<http://e/a> <http://e/b> 1 .").status in (201, 204)
    name = f"clear-{word}-{target}".lower()
    secret = tokens.create(writer.data_dir, name, [f"{GRAPH}narrow/*"])
    sources = writer.triples(POLES)
    cleared = writer.with_token(secret).update(f"{word} {target}")
    assert cleared.status == 200, cleared.text
    assert {POLES, f"{GRAPH}other"} < set(cleared.json["left"])
    assert cleared.json["french"]
    assert writer.triples(f"{GRAPH}narrow/a") == []
    assert len(writer.triples(f"{GRAPH}other")) == 1
    silent = writer.update(f"PREFIX a: <b> # {word} ALL\n{word} SILENT {target}")
    assert (silent.status, silent.body) == (204, b"")
    assert writer.triples(f"{GRAPH}other") == []
    assert writer.triples(POLES) == sources


def test_a_clearing_is_one_operation_among_others(writer: Writer) -> None:
    made = f"INSERT DATA {{ GRAPH <{GRAPH}m> {{ <http://e/a> <http://e/b> 1 }} }}"
    answer = writer.update(f"{made} ; DROP SILENT ALL ; {insert(7)} ; DROP SILENT DEFAULT")
    assert answer.status == 204, answer.text
    assert writer.triples(f"{GRAPH}m") == []
    assert len(writer.triples(f"{GRAPH}g")) == 1
