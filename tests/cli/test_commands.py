from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import chantier
from support.client import ROOT, Client, run

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def test_the_version_is_printed() -> None:
    assert run("--version").stdout == f"chantier {chantier.__version__}\n"


def test_an_unknown_command_is_a_misuse() -> None:
    assert run("publish").returncode == 2


def test_a_stored_question_is_asked_by_name_by_number_and_by_file(data_dir: Path) -> None:
    by_name = run("query", "strategie", "-f", "csv", data_dir=data_dir)
    by_number = run("query", "1", "-f", "csv", data_dir=data_dir)
    file = ROOT / "queries" / "questions" / "strategie.rq"
    by_file = run("query", file, "-f", "csv", data_dir=data_dir)
    by_stdin = run("query", "-", "-f", "csv", data_dir=data_dir, stdin=file.read_text("utf-8"))
    assert by_name.returncode == 0
    assert "La mission du Chantier" in by_name.stdout
    assert by_name.stdout == by_number.stdout == by_file.stdout == by_stdin.stdout


def test_a_parameter_changes_the_answer(data_dir: Path) -> None:
    asked = ("query", "poles-par-region", "-f", "csv", "--param", "region=region:01")
    answer = run(*asked, data_dir=data_dir)
    assert "pole/bas-saint-laurent" in answer.stdout
    assert "longueuil" not in answer.stdout


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("csv", "n\n"),
        ("tsv", "?n\n"),
        ("auto", "?n\n"),
        ("json", "{"),
        ("xml", "<?xml"),
        ("table", "┏"),
    ],
)
def test_the_answer_comes_in_the_format_asked_for(data_dir: Path, name: str, start: str) -> None:
    answer = run("query", "-q", COUNT, "-f", name, data_dir=data_dir)
    assert answer.returncode == 0
    assert answer.stdout.startswith(start)


def test_a_construct_comes_as_turtle_in_a_pipe(data_dir: Path) -> None:
    query = "CONSTRUCT { <http://a> <http://b> ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } }"
    answer = run("query", "-q", query, data_dir=data_dir)
    assert "<http://a> <http://b>" in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("query", "-q", "SELECT ?s WHERE { ?s a ces:Mission }"), 3, "PREFIX ces:"),
        (("query", "-q", "hello"), 3, "no query form"),
        (("query", "poles-par-planete"), 2, "There is no question"),
        (("query", "poles-par-region", "--param", "ville=x"), 2, "is not a parameter"),
        (("query", "nothing.rq"), 3, "nothing.rq"),
        (("query",), 2, "SOURCE or -q"),
        (("show", "pole:atlantide"), 1, "says nothing about"),
        (("show", "Montréal"), 2, "region:06"),
        (("query", "-q", COUNT, "-e", "ftp://x"), 4, "is not a URL"),
        (("query", "-q", COUNT, "-e", "http://127.0.0.1:9/sparql"), 4, "cannot be reached"),
    ],
)
def test_bad_input_gets_its_exit_code_and_a_sentence_on_stderr(
    data_dir: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ended = run(*arguments, data_dir=data_dir)
    assert ended.returncode == code
    assert said in ended.stderr
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr


def test_another_endpoint_gives_the_same_answer_as_the_graph_here(
    data_dir: Path, client: Client
) -> None:
    here = run("query", "mandats", "-f", "csv", data_dir=data_dir)
    there = run("query", "mandats", "-f", "csv", "-e", f"{client.url}/sparql", data_dir=data_dir)
    assert there.returncode == 0, there.stderr
    assert there.stdout == here.stdout
    wrong = run("query", "-q", "SELECT ?x WHERE { ?x }", "-e", f"{client.url}/sparql")
    assert wrong.returncode == 3
    assert "ill-formed" in wrong.stderr


class _Silent(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        threading.Event().wait(5)


@pytest.fixture
def silent_endpoint() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Silent)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    server.server_close()


def test_an_endpoint_that_does_not_answer_in_time_has_its_own_exit_code(
    silent_endpoint: str,
) -> None:
    ended = run("query", "-q", COUNT, "-e", silent_endpoint, "--timeout", "1")
    assert ended.returncode == 5
    assert "no answer in 1 s" in ended.stderr


def test_show_tells_what_a_thing_is_and_what_points_at_it(data_dir: Path) -> None:
    shown = run("show", "region:16", "--incoming", "--source", data_dir=data_dir)
    assert shown.stdout.startswith("Montérégie  <https://w3id.org/chantier-es/id/region/16>\n")
    assert "ces:regionCode  16" in shown.stdout
    assert "← geo:sfWithin" in shown.stdout
    assert "[https://w3id.org/chantier-es/graph/data/regions]" in shown.stdout


def test_the_questions_are_listed_run_and_tested(data_dir: Path) -> None:
    listed = run("questions", "list", "--lang", "en", data_dir=data_dir).stdout.splitlines()
    assert len(listed) >= 40
    assert listed[0].startswith("1\tstrategie\t")
    assert "Concerter" in run("questions", "run", "mandats", data_dir=data_dir).stdout
    tested = run("questions", "test", data_dir=data_dir)
    assert tested.returncode == 0, tested.stdout
    assert "DIFFERS" not in tested.stdout


def test_a_wrong_expected_answer_is_told(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "mandats.csv").write_text("position\n1\n", encoding="utf-8")
    tested = run("questions", "test", tmp_path, data_dir=data_dir)
    assert tested.returncode == 1
    assert "DIFFERS\tmandats" in tested.stdout


GOOD = """
@prefix ces: <https://w3id.org/chantier-es/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/pole/1> skos:prefLabel "Essai"@fr , "Trial"@en .
"""


def test_a_partners_file_is_validated_beside_the_graph(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.ttl", tmp_path / "bad.ttl"
    good.write_text(GOOD, encoding="utf-8")
    text = GOOD.replace(
        "skos:prefLabel", "a ces:RegionalPole ; ces:polle <http://x> ; skos:prefLabel"
    )
    bad.write_text(text, encoding="utf-8")
    assert run("validate", good).returncode == 0
    told = run("validate", bad)
    assert told.returncode == 1
    assert f"{bad}:4: https://example.org/pole/1:" in told.stdout
    assert "constat" in told.stderr
    rows = json.loads(run("validate", bad, "-f", "json").stdout)
    assert {row["focus"] for row in rows} == {"https://example.org/pole/1"}
    assert all(row["message_fr"] and row["message_en"] for row in rows)


def test_a_file_that_is_not_turtle_is_told_with_line_and_column(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("\n<a> <b> .", encoding="utf-8")
    ended = run("validate", broken)
    assert ended.returncode == 3
    assert f"{broken}:2:" in ended.stderr
    by_stdin = run("validate", "-", stdin="<a> <b> .")
    assert by_stdin.returncode == 3
    assert "<stdin>:1:" in by_stdin.stderr


def test_a_port_that_is_taken_is_told(client: Client, data_dir: Path) -> None:
    port = client.url.rpartition(":")[2]
    ended = run("serve", "--port", port, data_dir=data_dir)
    assert ended.returncode == 2
    assert "Choose another --port" in ended.stderr
