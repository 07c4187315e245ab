"""curl: the commands that the documentation gives, as they are written, and its own ways."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from clients.asked import MANDATES, QUESTIONS, starts
from clients.programs import program, ran
from support.client import ROOT, Client

README = (ROOT / "README.md").read_text(encoding="utf-8")
HTTP = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
DOCUMENTED = "http://127.0.0.1:8000"
COMMANDS = [
    line
    for line in re.findall(r"^curl .*[^\\\n]$", HTTP, re.MULTILINE)
    if "Authorization" not in line  # what needs a right is tried elsewhere
]
FILE = QUESTIONS / "mandats.rq"
POST = ("-H", "Accept: text/csv")


@pytest.fixture
def curl() -> str:
    return program("curl")


@pytest.fixture
def shell() -> str:
    program("curl")
    return str(shutil.which("sh"))


def rows(table: str) -> list[str]:
    return [line.split(",", 1)[1].lstrip('"') for line in table.splitlines()[1:]]


def fields(head: str) -> dict[str, str]:
    """Give the header fields of the last answer in what ``curl -D-`` or ``-I`` printed."""
    last = head.replace("\r\n", "\n").strip().rpartition("HTTP/")[2]
    pairs = (line.partition(":") for line in last.splitlines()[1:])
    return {name.lower(): value.strip() for name, _, value in pairs}


def commands(readme: str, word: str) -> set[str]:
    return {line for line in re.findall(r"^curl .*$", readme, re.MULTILINE) if word in line}


def test_the_readme_s_researcher_gets_the_four_mandates(client: Client, shell: str) -> None:
    (command,) = commands(README, "mandats.rq")  # the same in both languages
    assert starts(rows(ran(shell, "-c", command.replace(DOCUMENTED, client.url))))


def test_the_readme_s_harvester_gets_the_document(client: Client, shell: str) -> None:
    (command,) = commands(README, "region/06")
    said = ran(shell, "-c", command.replace(DOCUMENTED, client.url))
    assert said == client.get("/doc/region/06.ttl").text


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_documentation_answer(client: Client, shell: str, command: str) -> None:
    assert DOCUMENTED in command
    said = ran(shell, "-c", f"{command.replace(DOCUMENTED, client.url)} -sS -w '\\n%{{http_code}}'")
    body, _, status = said.rpartition("\n")
    # A question that is not there; a version before the first.
    missing = command.endswith(("/questions/mandat", "/versions/previous..latest"))
    assert status == ("404" if missing else "200")
    assert body.strip()


def test_a_query_goes_from_a_file_in_the_three_ways(client: Client, curl: str) -> None:
    endpoint = f"{client.url}/sparql"
    direct = ("-H", "Content-Type: application/sparql-query", "--data-binary", f"@{FILE}")
    form = ("--data-urlencode", f"query@{FILE}")
    answers = {ran(curl, "-sS", *POST, *way, endpoint) for way in (direct, form, ("-G", *form))}
    (answer,) = answers
    assert starts(rows(answer))


def test_a_query_goes_from_standard_input(client: Client, curl: str) -> None:
    direct = ("-H", "Content-Type: application/sparql-query", "--data-binary", "@-")
    answer = ran(curl, "-sS", *POST, *direct, f"{client.url}/sparql", stdin=MANDATES)
    assert starts(rows(answer))


@pytest.mark.parametrize("path", ["/graph/data/poles.nt", "/questions/poles-et-mandats?format=csv"])
def test_a_compressed_answer_is_the_same_and_smaller(
    client: Client, curl: str, tmp_path: Path, path: str
) -> None:
    plain, unpacked, head = (tmp_path / name for name in ("plain", "unpacked", "head"))
    sized = ("-sS", "-w", "%{size_download}", f"{client.url}{path}", "-o")
    whole = int(ran(curl, *sized, plain))
    carried = int(ran(curl, "--compressed", "-D", head, *sized, unpacked))
    sent = fields(head.read_text())
    assert sent["content-encoding"] in {"zstd", "br", "gzip"}
    assert "Accept-Encoding" in sent["vary"]
    assert 0 < carried < whole / 2
    assert unpacked.read_bytes() == plain.read_bytes()


@pytest.mark.parametrize(
    "path",
    ["/doc/region/08", "/doc/region/08.jsonld", "/graph/data/poles", "/sparql?query=ASK%7B%7D"],
)
@pytest.mark.parametrize("compressed", [(), ("--compressed",)], ids=["plain", "compressed"])
def test_what_has_not_changed_is_not_sent_again(
    client: Client, curl: str, tmp_path: Path, path: str, compressed: tuple[str, ...]
) -> None:
    tag, body = tmp_path / "tag", tmp_path / "body"
    common = (curl, "-sS", *compressed, "-w", "%{http_code} %{size_download}")
    first = ran(*common, "--etag-save", tag, "-o", body, client.url + path)
    again = ran(*common, "--etag-compare", tag, "-o", tmp_path / "none", client.url + path)
    other = ran(*common, "-H", 'If-None-Match: "else"', "-o", body, client.url + path)
    assert tag.read_text().strip().strip('"')
    assert again == "304 0"
    assert first == other
    assert first.startswith("200 ")
    assert body.stat().st_size > 0


@pytest.mark.parametrize(
    "path",
    [
        "/doc/region/09.ttl",
        "/doc/region/09.html",
        "/graph/data/regions.nt",
        "/ns.jsonld",
        "/questions/publics?format=csv",
        "/sparql?query=ASK%7B%7D",
        "/report",
    ],
)
def test_asking_for_the_head_tells_the_size_and_spoils_nothing(
    client: Client, curl: str, path: str
) -> None:
    head = ran(curl, "-sS", "-I", client.url + path)
    body = ran(curl, "-sS", client.url + path)
    assert head.startswith("HTTP/1.1 200")
    assert len(body) > 0
    assert int(fields(head)["content-length"]) == len(body.encode())
    assert fields(head)["content-type"] == client.get(path).headers["Content-Type"]


def test_a_refusal_fails_the_command_and_says_why(client: Client, curl: str) -> None:
    asked = ("-sS", "--fail-with-body", "--data-urlencode", "query=SELECT * WHERE")
    said = ran(curl, *asked, f"{client.url}/sparql", status=22)
    assert json.loads(said)["line"] == 1


def test_who_would_rather_speak_http_2_is_answered_in_http_1(client: Client, curl: str) -> None:
    asked = ("-sS", "--http2", "-o", "/dev/null", "-w", "%{http_version} %{http_code}")
    if "HTTP2" not in ran(curl, "--version"):
        pytest.skip("this curl was built without HTTP/2")
    assert ran(curl, *asked, f"{client.url}/doc/region/06.ttl") == "1.1 200"


@pytest.mark.parametrize("name", ["chantier-es.rdf", "chantier-es.trig.zst"])
def test_a_cut_download_goes_on_where_it_stopped(
    client: Client, curl: str, tmp_path: Path, name: str
) -> None:
    address = f"{client.url}/dump/latest/{name}"
    whole = client.get(f"/dump/latest/{name}").body
    for kept in (0, 1, len(whole) // 2, len(whole) - 1):
        (tmp_path / name).write_bytes(whole[:kept])
        told = ("-w", "%{http_code} %{size_download}")
        said = ran(curl, "-sS", "-C", "-", *told, "-O", address, cwd=tmp_path)
        assert said == f"{206 if kept else 200} {len(whole) - kept}"
        assert (tmp_path / name).read_bytes() == whole


def test_a_download_that_is_complete_is_not_begun_again(
    client: Client, curl: str, tmp_path: Path
) -> None:
    whole = client.get("/dump/latest/SHA256SUMS").body
    (tmp_path / "SHA256SUMS").write_bytes(whole)
    asked = ("-sS", "-C", "-", "-w", "%{http_code}", "-o", "SHA256SUMS")
    said = ran(curl, *asked, f"{client.url}/dump/latest/SHA256SUMS", cwd=tmp_path, status=None)
    assert said == "416"
    assert (tmp_path / "SHA256SUMS").read_bytes() == whole
