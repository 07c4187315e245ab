"""Bodies of requests: read to their end, decompressed, and refused where they are too large."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from functools import partial

from chantier.errors import RequestTooLarge
from chantier.httpd.exchange import Exchange
from chantier.query.sparql.protocol import FORM_TYPE, QUERY_TYPE, inflate
from chantier.settings import Settings

MAX_FORM_FIELDS = 20_000
"""Parameters of a form."""
ENCODED_BYTES = 3
"""What a byte takes at most in a form."""


async def read_body(exchange: Exchange, settings: Settings, threads: Executor) -> bytes:
    """A request's body; empty for GET and HEAD.

    Args:
        exchange: the request.
        settings: of this run.
        threads: where it is decompressed.

    Raises:
        RequestTooLarge: it, or what it decompresses to, is longer than is read here.
        UnsupportedMediaType: its compression is not one that is read here.
    """
    if exchange.method in ("GET", "HEAD"):
        return b""
    max_bytes = settings.body_bytes
    parts, size_bytes = [], 0
    async for part in exchange.body():
        parts.append(part)
        size_bytes += len(part)
        if size_bytes > max_bytes:
            raise RequestTooLarge(f"The body is longer than {max_bytes:,} bytes.")
    sent = b"".join(parts)
    parts.clear()
    encoding = exchange.headers.get("content-encoding")
    media_type = exchange.headers.get("content-type", "").partition(";")[0].strip().lower()
    has_token = "authorization" in exchange.headers
    checked = partial(_checked, sent, encoding, media_type, has_token, settings)
    if not encoding:
        return checked()
    return await asyncio.get_running_loop().run_in_executor(threads, checked)


def _checked(
    sent: bytes, encoding: str | None, media_type: str, has_token: bool, settings: Settings
) -> bytes:
    """A body, decompressed as far as something of its type may be long."""
    max_bytes = settings.body_bytes
    if media_type == QUERY_TYPE:
        max_bytes = min(max_bytes, settings.query_bytes)
    body = inflate(sent, encoding, max_bytes) if encoding else sent
    if media_type == FORM_TYPE:
        check_form(body, settings.query_bytes, has_token=has_token)
    return body


def check_form(form: bytes, max_bytes: int, *, has_token: bool) -> None:
    """Refuse a form that takes too long to decode: beside an update, nothing in it is large.

    Args:
        form: not yet decoded.
        max_bytes: of a parameter.
        has_token: whether it comes with a token, so that it may be an update.

    Raises:
        RequestTooLarge: it has too many parameters, or one that is longer than that.
    """
    if form.count(b"&") >= MAX_FORM_FIELDS:
        raise RequestTooLarge(f"A form has at most {MAX_FORM_FIELDS:,} parameters. Send fewer.")
    fields = [part for part in form.split(b"&") if not (has_token and part[:7] == b"update=")]
    if max(map(len, fields), default=0) > ENCODED_BYTES * max_bytes:
        raise RequestTooLarge(
            f"A parameter of the form is longer than {max_bytes:,} bytes. Shorten it; an update"
            " may be longer, with its token."
        )
