from __future__ import annotations

import socket
import time
from http.client import HTTPConnection

import pytest

import chantier
from chantier.errors import AddressNotPublic, AnswerTooLarge, LimitExceeded, SettingError
from chantier.net.connections import (
    Deadline,
    Destination,
    ServiceHosts,
    checked_addresses,
    open_connection,
    parse_destination,
    read_response,
    user_agent,
)
from support.endpoints import EMPTY, Endpoint, dripping, endpoint, saying, trap

pytestmark = pytest.mark.alone


def local(remote: Endpoint) -> Destination:
    return Destination("http", "127.0.0.1", remote.port, "/sparql", trusted=True)


def fetched(connection: HTTPConnection, deadline: Deadline, max_bytes: int = 1_000) -> bytes:
    connection.request("GET", "/sparql")
    return read_response(connection.getresponse(), deadline, max_bytes)


# The list


@pytest.mark.parametrize(
    ("listed", "url"),
    [
        ("example.org", "https://example.org/sparql"),
        ("example.org", "https://EXAMPLE.org:443/sparql?a=b"),
        ("a.org, example.org:8443", "https://example.org:8443"),
        ("http://example.org", "http://example.org/sparql"),
        ("https://example.org/", "https://example.org/sparql"),
        ("!127.0.0.1:1234", "http://127.0.0.1:1234/sparql"),
        ("!127.0.0.1:1234", "https://127.0.0.1:1234/sparql"),
        ("![::1]:1234", "http://[::1]:1234/"),
    ],
)
def test_what_is_on_the_list_has_a_destination(listed: str, url: str) -> None:
    destination = ServiceHosts(listed).destination(url)
    assert destination is not None
    assert destination.trusted is listed.startswith("!")


@pytest.mark.parametrize(
    "listed", ["*", "example.org/sparql", "ftp://e.org", "e.org:99999", "é.fr"]
)
def test_a_list_that_cannot_be_read_is_refused(listed: str) -> None:
    with pytest.raises(SettingError, match="“service_hosts”"):
        ServiceHosts(listed)


def test_an_empty_list_names_nobody() -> None:
    assert not ServiceHosts("")
    assert not ServiceHosts(" , ")
    assert ServiceHosts("example.org")


# Destinations


def test_a_url_leads_to_a_host_a_port_and_an_escaped_path() -> None:
    destination = parse_destination("HTTPS://Example.org/a b?c=é&d=%20#e")
    assert destination is not None
    assert destination.origin == ("https", "example.org", 443)
    assert destination.target == "/a%20b?c=%C3%A9&d=%20"
    assert not destination.trusted


def test_an_address_that_is_not_public_is_refused_unless_it_is_trusted() -> None:
    private = Destination("http", "127.0.0.1", 80, "/")
    with pytest.raises(AddressNotPublic, match="not public"):
        checked_addresses(private)
    ((family, address),) = checked_addresses(Destination("http", "127.0.0.1", 80, "/", True))
    assert family == socket.AF_INET
    assert address == ("127.0.0.1", 80)


# Responses until a deadline


def test_a_response_is_read_up_to_a_length() -> None:
    deadline = Deadline(5)
    with endpoint(saying(EMPTY)) as remote:
        with open_connection(local(remote), deadline) as connection:
            assert fetched(connection, deadline, len(EMPTY)) == EMPTY
        with (
            open_connection(local(remote), deadline) as connection,
            pytest.raises(AnswerTooLarge),
        ):
            fetched(connection, deadline, len(EMPTY) - 1)


def test_a_connection_is_shut_down_at_the_deadline() -> None:
    deadline = Deadline(0.4)
    started = time.monotonic()
    with endpoint(dripping) as remote, open_connection(local(remote), deadline) as connection:
        assert fetched(connection, deadline) == b""
    assert 0.3 < time.monotonic() - started < 2
    assert deadline.has_passed


def test_nothing_connects_after_the_deadline() -> None:
    deadline = Deadline(30)
    assert 29 < deadline.seconds_left() <= 30
    deadline.expire()
    with trap() as (port, came):
        there = Destination("http", "127.0.0.1", port, "/", trusted=True)
        with pytest.raises(LimitExceeded), open_connection(there, deadline):
            pass
        assert came() == 0


def test_a_program_names_itself_and_where_it_comes_from() -> None:
    expected = f"chantier-es/{chantier.__version__} (+https://w3id.org/chantier-es/)"
    assert user_agent("chantier-es") == expected
