from __future__ import annotations

import json

import pytest

from lod_doctor.rules import as_markdown
from support.client import Client, run
from support.endpoints import trap
from support.sites import Reply, Request, Site, site

FAST = ("--rate", "0")


def gone(_site: Site, request: Request, reply: Reply) -> Reply:
    return Reply(404) if request.path == "/.well-known/void" else reply


def test_no_error_is_found_at_our_own_server(client: Client) -> None:
    ended = run("doctor", f"{client.url}/", *FAST, "-f", "json")
    findings = json.loads(ended.stdout)["findings"]
    errors = [
        f"{item['rule']}: {item['where']} {item['what']}"
        for item in findings
        if item["severity"] == "error"
    ]
    assert errors == []
    assert ended.returncode == 0


def test_our_iris_are_fetched_from_the_server_that_is_examined(client: Client) -> None:
    ended = run("doctor", client.url, *FAST, "--most", "3", "-f", "json")
    examination = json.loads(ended.stdout)
    assert examination["requests"] > 60
    assert not [
        iri for iri in examination["skipped"] if iri.startswith("https://w3id.org/chantier-es/")
    ]
    assert not [item for item in examination["findings"] if item["rule"] == "thing-answers"]


def test_a_good_site_has_nothing_on_stdout_and_exit_code_0() -> None:
    with site() as good:
        ended = run("doctor", good.url, *FAST)
    assert ended.returncode == 0
    assert ended.stdout == ""
    assert ended.stderr.startswith("0 erreur(s), 0 avertissement(s)")
    assert "\x1b" not in ended.stderr  # no progress where there is no terminal


@pytest.mark.parametrize(
    ("lang", "severity", "asks"),
    [
        ("fr", "erreur", "/.well-known/void répond en RDF lisible."),
        ("en", "error", "/.well-known/void answers RDF that can be read."),
    ],
)
def test_errors_are_printed_with_rule_place_remedy_and_judge(
    lang: str, severity: str, asks: str
) -> None:
    with site(gone) as broken:
        ended = run("doctor", f"{broken.url}/", *FAST, "--lang", lang)
    assert ended.returncode == 1
    first, where, mend = ended.stdout.splitlines()
    assert first == f"{severity}: void-answers: {asks}"
    assert where == f"    {broken.url}/.well-known/void  HTTP 404"
    assert "[SPARQLES, Umaka: https://www.w3.org/TR/void/#well-known]" in mend


def test_json_has_every_part_of_a_finding() -> None:
    with site(gone) as broken:
        ended = run("doctor", f"{broken.url}/", *FAST, "-f", "json", "--lang", "en")
    examination = json.loads(ended.stdout)
    assert examination["site"] == f"{broken.url}/"
    (finding,) = examination["findings"]
    assert finding["rule"] == "void-answers"
    assert finding["what"] == "HTTP 404"
    assert set(finding) == {
        "rule", "severity", "where", "what", "asks", "mend", "judge", "source",
    }  # fmt: skip
    assert examination["milliseconds"]["p95"] >= examination["milliseconds"]["p50"]


def test_what_a_site_sends_does_not_reach_the_terminal_as_control_characters() -> None:
    def hostile(_site: Site, request: Request, reply: Reply) -> Reply:
        return reply.having(Content_Type="text/\x1b[31mred") if request.path == "/" else reply

    with site(hostile) as broken:
        ended = run("doctor", f"{broken.url}/", *FAST)
    assert "home-html" in ended.stdout
    assert "\x1b" not in ended.stdout


def test_a_site_that_cannot_be_reached_has_its_own_exit_code() -> None:
    with trap() as (port, _):
        pass
    ended = run("doctor", f"http://127.0.0.1:{port}/")
    assert ended.returncode == 4
    assert "cannot be reached" in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--map", "https://e/"), 2),
        (("--map", "e=http://f/"), 2),
        (("--most", "0"), 2),
        (("--rate", "-1"), 2),
        (("--timeout", "0"), 2),
        (("-f", "xml"), 2),
        (("ftp://127.0.0.1/",), 4),
    ],
)
def test_misuse_has_its_exit_code_and_a_sentence(arguments: tuple[str, ...], code: int) -> None:
    ended = run("doctor", *arguments)
    assert ended.returncode == code
    assert ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_rules_are_printed_without_a_visit(lang: str) -> None:
    assert run("doctor", "--rules", "--lang", lang).stdout == as_markdown(lang)
