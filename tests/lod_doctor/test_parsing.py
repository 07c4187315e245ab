from __future__ import annotations

import json
import subprocess
import sys

import pytest

from support.sites import JSON_LD, N_TRIPLES, TURTLE

TRIG = "application/trig"


def parsed(*documents: tuple[str, str]) -> list[tuple[str, str]]:
    """The error and the lines of each document, all parsed by one process."""
    requests = b""
    for media_type, text in documents:
        request = {"media_type": media_type, "base": "http://e/", "length": len(text.encode())}
        requests += json.dumps(request).encode() + b"\n" + text.encode()
    command = [sys.executable, "-m", "lod_doctor.parsing"]
    output = subprocess.run(command, input=requests, capture_output=True, check=True).stdout
    replies = []
    while output:
        line, _, output = output.partition(b"\n")
        reply = json.loads(line)
        replies.append((reply["error"], output[: reply["length"]].decode()))
        output = output[reply["length"] :]
    return replies


def test_the_same_triples_have_the_same_lines_whatever_the_format() -> None:
    turtle, json_ld = parsed(
        (TURTLE, '<a> <p> [ <q> "é" ] .'),
        (JSON_LD, '{"@id": "http://e/a", "http://e/p": {"http://e/q": "é"}}'),
    )
    assert turtle == json_ld
    assert turtle[1].count("\n") == 2


def test_graphs_are_merged() -> None:
    ((error, lines),) = parsed((TRIG, "<a> <p> 1 . <g> { <a> <p> 1 . <b> <p> 2 }"))
    assert error == ""
    assert lines.count("\n") == 2
    assert "http://e/g" not in lines


def test_an_ill_formed_document_does_not_end_the_process() -> None:
    broken, good = parsed((N_TRIPLES, "<a"), (N_TRIPLES, "<e:s> <e:p> <e:o> ."))
    assert broken[0]
    assert broken[1] == ""
    assert good == ("", "<e:s> <e:p> <e:o> .\n")


def test_an_ill_formed_language_tag_alone_is_let_pass() -> None:
    tagged, broken = parsed((TURTLE, "<a> <p> 'x'@fr-quebecquebec ."), (TURTLE, "<a> <p> 'x'@fr"))
    assert tagged[1] == '<http://e/a> <http://e/p> "x"@fr-quebecquebec .\n'
    assert broken[0]


@pytest.mark.parametrize(
    ("media_type", "text", "error"),
    [
        (TURTLE, "<a> <p> <<( <a> <p> <b> )>> .", "triple terms are not read"),
        ("text/x-nothing", "", "no such format"),
    ],
)
def test_what_is_not_read_is_an_error(media_type: str, text: str, error: str) -> None:
    assert error in parsed((media_type, text))[0][0]
