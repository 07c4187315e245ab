"""Files as answers: sent from disk by the server itself, whole or in part, never through memory.

A page that answers with a file gives its headers and no body, and names the file; the edge does
the rest. Sources: https://www.rfc-editor.org/rfc/rfc9110#section-13 (conditions) and #section-14
(ranges).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

from flask import Response

from chantier.errors import UnsatisfiableRange
from chantier.gateway.representation import Headers, matches
from chantier.httpd.exchange import Exchange
from chantier.site.errors import CORS_HEADERS

_FILE = "x-chantier-file"
"""The header by which a page names a file to the edge; it goes no further."""
_KEPT_IN_304 = ("etag", "vary", "cache-control", "content-location", "last-modified")
_RANGE = re.compile(r"bytes=(?:([0-9]+)-([0-9]*)|-([0-9]+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """A file and the headers it is to be sent with, whole."""

    path: Path
    size: int
    headers: Headers
    etag: str
    modified: str


def answer_with(path: Path, size: int) -> Response:
    """Make the response that has the edge send a file."""
    response = Response()
    response.headers[_FILE] = str(path.resolve())
    response.headers["Content-Length"] = str(size)
    response.headers["Accept-Ranges"] = "bytes"
    return response


def file_answer(told: Headers) -> FileAnswer | None:
    """Give the file that a page wants sent; ``None`` where it gave its body itself."""
    names = {name.lower(): value for name, value in told}
    if _FILE not in names:
        return None
    return FileAnswer(
        Path(names[_FILE]),
        int(names["content-length"]),
        [item for item in told if item[0].lower() not in (_FILE, "content-length")],
        names.get("etag", ""),
        names.get("last-modified", ""),
    )


async def send_file(exchange: Exchange, file: FileAnswer, added: Headers) -> None:
    """Send a file, or the part of it that is asked for, or the news that it did not change.

    Raises:
        UnsatisfiableRange: the part lies beyond the end.
    """
    headers, asked = file.headers + added, exchange.headers
    if _is_held(file, asked.get("if-none-match"), asked.get("if-modified-since")):
        exchange.send(304, unchanged(headers))
        return
    ranged = exchange.method == "GET"  # of a HEAD, a range says nothing
    wanted = asked.get("range") if ranged else None
    part = asked_part(wanted, asked.get("if-range"), file.etag, file.size)
    if part is None:
        await exchange.send_file(200, headers, file.path, 0, file.size)
        return
    first, last = part
    headers.append(("content-range", f"bytes {first}-{last}/{file.size}"))
    await exchange.send_file(206, headers, file.path, first, last - first + 1)


def asked_part(
    asked: str | None, if_range: str | None, etag: str, size: int
) -> tuple[int, int] | None:
    """Give the first and the last byte that a request is for; ``None`` for the whole.

    It is whole where several parts are asked for, the unit is not known, or ``If-Range`` names
    anything else than the very bytes there are, such as a date, two of which may be equal.

    Raises:
        UnsatisfiableRange: there is no such part.
    """
    found = _RANGE.fullmatch(asked.strip()) if asked else None
    if not found or (if_range is not None and if_range.strip() != etag):
        return None
    start, end, suffix = found.groups()
    if start is None:
        first, last = max(size - int(suffix), 0), size - 1
    else:
        first, last = int(start), min(int(end or size), size - 1)
        if end and int(end) < first:
            return None  # no range at all, by the grammar
    if first >= size:
        raise UnsatisfiableRange(
            f"Le fichier n’a que {size} octets. / The file has {size} bytes; the part asked for"
            " lies beyond.",
            size,
        )
    return first, last


def unchanged(headers: Headers) -> Headers:
    """Give those headers of an answer that a 304 repeats."""
    return [item for item in headers if item[0].lower() in _KEPT_IN_304] + CORS_HEADERS


def _is_held(file: FileAnswer, if_none_match: str | None, since: str | None) -> bool:
    if if_none_match is not None or not since or not file.modified:
        return matches(if_none_match, file.etag)
    try:
        return parsedate_to_datetime(file.modified) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False
