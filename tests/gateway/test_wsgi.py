"""A request as the site's application gets it, and the answer taken from that application."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.validate import check_environ

import pytest
from werkzeug.wrappers import Request

from chantier.gateway.wsgi import environ_of, run_app
from support.channel import KeptChannel, exchange_over

Start = Callable[..., Any]


def environ(
    method: str = "GET",
    target: str = "/",
    body: bytes = b"",
    channel: KeptChannel | None = None,
    **headers: str,
) -> dict[str, Any]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return environ_of(exchange_over(channel or KeptChannel(), method, target, named), body)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_a_request_is_an_environment_of_the_standard(method: str) -> None:
    made = environ(method, "/sparql?query=x", b"body", content_type="text/turtle", accept="*/*")
    check_environ(made)
    assert (made["PATH_INFO"], made["QUERY_STRING"]) == ("/sparql", "query=x")
    assert (made["SERVER_NAME"], made["SERVER_PORT"]) == ("127.0.0.1", "8080")
    assert made["REMOTE_ADDR"] == "192.0.2.7"
    assert made["HTTP_ACCEPT"] == "*/*"


def test_accents_in_an_address_are_read_as_they_were_sent() -> None:
    read = Request(environ(target="/id/%C3%AEle?nom=Montr%C3%A9al&m=é"))
    assert read.path == "/id/île"
    assert dict(read.args) == {"nom": "Montréal", "m": "é"}


def test_the_addresses_of_ipv6_are_without_their_ports() -> None:
    made = environ(channel=KeptChannel("2001:db8::7:50000", "::1:8080"))
    assert (made["SERVER_NAME"], made["SERVER_PORT"]) == ("::1", "8080")
    assert made["REMOTE_ADDR"] == "2001:db8::7"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_reader_is_known_by_those_headers_alone_that_the_cache_keeps_answers_by(
    method: str,
) -> None:
    sent = {"accept": "text/html", "accept_language": "", "cookie": "a=b", "authorization": "x"}
    made = environ(method, host="e.org", content_type="text/turtle", **sent)
    assert {name for name in made if name.startswith("HTTP_")} == {"HTTP_ACCEPT", "HTTP_HOST"}
    assert "CONTENT_TYPE" not in made
    assert made["REQUEST_METHOD"] == "GET"


def test_a_writer_is_known_by_all_headers_but_those_of_the_body_as_it_was_sent() -> None:
    made = environ(
        "PUT",
        body=b"<a> <b> 1 .",
        content_type="text/turtle",
        content_encoding="gzip",
        content_length="7",
        transfer_encoding="chunked",
        authorization="Bearer x",
        if_match='"e"',
    )
    assert made["wsgi.input"].read() == b"<a> <b> 1 ."
    assert (made["CONTENT_LENGTH"], made["CONTENT_TYPE"]) == ("11", "text/turtle")
    named = {name: value for name, value in made.items() if name.startswith("HTTP_")}
    assert named == {"HTTP_AUTHORIZATION": "Bearer x", "HTTP_IF_MATCH": '"e"'}


def test_an_application_answers_with_its_status_its_headers_and_its_whole_body() -> None:
    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        start_response("404 Not here", [("Content-Type", "text/plain"), ("X-A", "1")])
        return [environ["PATH_INFO"].encode(), b" is ", b"nowhere"]

    status, headers, body = run_app(app, environ(target="/x"))
    assert status == 404
    assert headers == [("Content-Type", "text/plain"), ("X-A", "1")]
    assert body == b"/x is nowhere"


def test_an_application_may_begin_late_and_change_its_mind() -> None:
    def app(_environ: dict[str, Any], start_response: Start) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield b""
        try:
            raise ValueError("it went wrong")
        except ValueError as error:
            start_response("500 Wrong", [("X-A", "1")], (ValueError, error, None))
        yield b"wrong"

    assert run_app(app, environ()) == (500, [("X-A", "1")], b"wrong")


def test_what_an_application_raises_reaches_the_caller() -> None:
    def app(_environ: dict[str, Any], _start_response: Start) -> Iterable[bytes]:
        raise ValueError("it went wrong")

    with pytest.raises(ValueError, match="went wrong"):
        run_app(app, environ())


def test_nothing_of_a_request_is_kept_once_it_is_answered() -> None:
    """Flask puts the request in the environment, which it holds: a circle around every body."""

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        environ["itself"] = environ
        start_response("200 OK", [])
        return []

    made = environ()
    run_app(app, made)
    assert made == {}
