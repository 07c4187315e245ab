"""Bodies read, decompressed, and refused before anything is made of them."""

from __future__ import annotations

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor

import pytest

from chantier.errors import RequestTooLarge
from chantier.gateway.bodies import MAX_FORM_FIELDS, check_form, read_body
from chantier.settings import Settings
from support.channel import KeptChannel, exchange_over

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
SETTINGS = Settings(query_bytes=1_000, body_bytes=100_000)


def read(body: bytes, method: str = "POST", **headers: str) -> bytes:
    """A body as the gateway reads it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def reading() -> bytes:
        exchange = exchange_over(KeptChannel(), method, headers=named)
        for start in range(0, len(body), 40_000):
            exchange.feed(body[start : start + 40_000])
        exchange.whole = True
        with ThreadPoolExecutor(1) as threads:
            return await read_body(exchange, SETTINGS, threads)

    return asyncio.run(reading())


def test_a_body_is_read_to_its_end_and_decompressed() -> None:
    body = bytes(range(256)) * 300
    assert read(body) == body
    assert read(gzip.compress(body), content_encoding="gzip") == body
    assert read(b"ASK {}", "GET") == b""


def test_a_body_that_is_too_long_is_refused() -> None:
    with pytest.raises(RequestTooLarge, match="100,000"):
        read(b"x" * 100_001)
    with pytest.raises(RequestTooLarge, match="100,000"):
        read(gzip.compress(b"x" * 100_001), content_encoding="gzip")


def test_a_query_is_decompressed_no_further_than_a_query_may_be_long() -> None:
    assert len(read(gzip.compress(b"x" * 1_000), content_type=QUERY, content_encoding="gzip"))
    with pytest.raises(RequestTooLarge, match="1,000"):
        read(gzip.compress(b"x" * 1_001), content_type=f"{QUERY}; q=1", content_encoding="gzip")


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_form_is_refused_before_it_is_decoded(encoding: str) -> None:
    form = b"a=b&query=" + b"%3C" * 1_100
    sent = gzip.compress(form) if encoding else form
    with pytest.raises(RequestTooLarge, match="1,000"):
        read(sent, content_type=FORM, content_encoding=encoding)
    assert read(sent, content_type="text/turtle", content_encoding=encoding) == form


def test_an_update_may_be_long_where_it_comes_with_a_token() -> None:
    form = b"update=" + b"x" * 50_000
    assert read(form, content_type=FORM, authorization="Bearer x") == form
    with pytest.raises(RequestTooLarge, match="with its token"):
        read(form, content_type=FORM)


def test_a_form_has_only_so_many_parameters() -> None:
    form = b"&".join([b"a=b"] * MAX_FORM_FIELDS)
    check_form(form, 1_000, has_token=False)
    with pytest.raises(RequestTooLarge, match="20,000 parameters"):
        check_form(form + b"&a=b", 1_000, has_token=False)
