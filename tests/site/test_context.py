"""What a request says of itself, and what it may ask of the site."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from flask import Flask

from chantier.namespaces import BASE
from chantier.query.sparql.protocol import SparqlRequest
from chantier.query.tasks import Requester
from chantier.settings import Settings
from chantier.site import context
from chantier.site.app import create_app
from chantier.store import versions

PUBLIC = BASE.removesuffix("/")


@pytest.fixture(scope="module")
def behind_proxy(data_dir: Path) -> Flask:
    """The application behind a reverse proxy."""
    return create_app(Settings(data_dir=data_dir, proxies=1))


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/en/explorer", "fr", "en"),
        ("/fr/explorer?lang=en", "en", "fr"),
        ("/en", "fr", "en"),
        ("/doc/x?lang=en", "fr", "en"),
        ("/doc/x?lang=de", "en", "en"),
        ("/doc/x", "en-CA, fr;q=0.5", "en"),
        ("/doc/en", "", "fr"),
        ("/english", "de", "fr"),
        ("/", "", "fr"),
    ],
)
def test_the_language_is_that_of_the_path_then_the_parameter_then_the_header(
    site_app: Flask, path: str, accepted: str, language: str
) -> None:
    headers = {"Accept-Language": accepted} if accepted else {}
    with site_app.test_request_context(path, headers=headers):
        assert context.request_language() == language


@pytest.mark.parametrize(
    "host", ["example.org", "example.org:8000", "127.0.0.1:80", "[::1]:8000", "[2001:db8::7]"]
)
def test_the_own_address_is_the_one_that_the_client_used(site_app: Flask, host: str) -> None:
    with site_app.test_request_context("/", headers={"Host": host}):
        assert context.own_address() == f"http://{host}"


@pytest.mark.parametrize(
    "host",
    [
        "",
        "a/b",
        "a b",
        "a@b",
        'a"onload="',
        "a>b",
        "a;b",
        "example.org:",
        "example.org:123456",
        "::1",
        "[::1",
        "a, b",
        "é",
    ],
)
def test_what_is_no_host_leads_to_the_public_address(site_app: Flask, host: str) -> None:
    with site_app.test_request_context("/", environ_overrides={"HTTP_HOST": host}):
        assert context.own_address() == PUBLIC


@pytest.mark.parametrize(
    ("forwarded", "scheme"), [("https", "https"), ("http", "http"), ("ftp", "http"), ("", "http")]
)
def test_the_scheme_is_what_a_proxy_says_where_there_is_to_be_one(
    site_app: Flask, behind_proxy: Flask, forwarded: str, scheme: str
) -> None:
    sent = {"Host": "example.org", "X-Forwarded-Proto": forwarded}
    with behind_proxy.test_request_context("/", headers=sent):
        assert context.own_address() == f"{scheme}://example.org"
    with site_app.test_request_context("/", headers=sent):
        assert context.own_address() == "http://example.org"


def test_the_solutions_of_a_stored_query_are_values_by_their_variables(site_app: Flask) -> None:
    with site_app.test_request_context("/"):
        found = context.solutions("figures-comparisons")
    assert found
    assert all(
        set(solution) <= {"claim", "relation", "observation", "sector"} for solution in found
    )
    assert all(solution["claim"].startswith(f"{BASE}id/") for solution in found)


def test_a_request_is_answered_from_the_version_that_is_served(
    site_app: Flask, data_dir: Path
) -> None:
    with site_app.test_request_context("/"):
        assert context.site() is site_app.extensions["chantier"]
        assert context.dataset().version.manifest.id == versions.current_id(data_dir)


def test_a_request_says_what_it_accepts_and_what_its_client_is(site_app: Flask) -> None:
    requester = Requester("192.0.2.7", asyncio.Event().wait)
    asked = SparqlRequest("ASK {}", None, {})
    known = {"chantier.requester": requester, "chantier.sparql": asked}
    accepted = {"Accept": "text/turtle"}
    with site_app.test_request_context("/", headers=accepted, environ_overrides=known):
        assert context.accept_header() == "text/turtle"
        assert context.visitor() is requester
        assert context.sparql_request() is asked
    with site_app.test_request_context("/"):
        assert context.accept_header() is None
        assert context.visitor() is context.SITE
