from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from support.client import ROOT, Client, run

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


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
