"""Files as answers: sent from disk by the server itself, whole or in part, never through memory.

A page that answers with a file gives its headers and no body, and names the file; the gateway does
the rest. Sources: https://www.rfc-editor.org/rfc/rfc9110#section-13 (conditions) and #section-14
(ranges).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from werkzeug.http import parse_range_header

from chantier.errors import UnsatisfiableRange
from chantier.gateway.representation import (
    Headers,
    is_unchanged,
    not_modified,
    with_common_headers,
)
from chantier.httpd.exchange import Exchange

_FILE = "x-chantier-file"
"""The header by which a page names a file to the gateway; it goes no further."""


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """A file and the headers it is to be sent with, whole."""

    path: Path
    size_bytes: int
    headers: Headers
    etag: str
    modified: str | None
    """As ``Last-Modified`` writes it."""


def file_headers(path: Path, size_bytes: int) -> Headers:
    """Headers of a bodiless answer that have the gateway send a file."""
    return [
        (_FILE, str(path.resolve())),
        ("Content-Length", str(size_bytes)),
        ("Accept-Ranges", "bytes"),
    ]


def file_answer(headers: Headers) -> FileAnswer | None:
    """The file that an answer names; ``None`` where it has a body of its own."""
    names = {name.lower(): value for name, value in headers}
    if _FILE not in names:
        return None
    kept = [item for item in headers if item[0].lower() not in (_FILE, "content-length")]
    return FileAnswer(
        Path(names[_FILE]),
        int(names["content-length"]),
        with_common_headers(kept),
        names.get("etag", ""),
        names.get("last-modified"),
    )


async def send_file(exchange: Exchange, file: FileAnswer, added: Headers) -> None:
    """Send a file, or the part of it that is asked for, or the news that it did not change.

    Raises:
        UnsatisfiableRange: the part lies beyond the end.
    """
    headers, requested = file.headers + added, exchange.headers
    if is_unchanged(requested, file.etag, file.modified):
        exchange.send(304, not_modified(headers))
        return
    # Of a HEAD, a range says nothing.
    wanted = requested.get("range") if exchange.method == "GET" else None
    part = asked_part(wanted, requested.get("if-range"), file.etag, file.size_bytes)
    if part is None:
        await exchange.send_file(200, headers, file.path, 0, file.size_bytes)
        return
    first, last = part
    headers.append(("content-range", f"bytes {first}-{last}/{file.size_bytes}"))
    await exchange.send_file(206, headers, file.path, first, last - first + 1)


def asked_part(
    asked: str | None, if_range: str | None, etag: str, size_bytes: int
) -> tuple[int, int] | None:
    """The first and the last byte that a request is for; ``None`` for the whole.

    It is whole where several parts are asked for, the unit is not known, or ``If-Range`` names
    anything else than the very bytes there are, such as a date, two of which may be equal.

    Raises:
        UnsatisfiableRange: there is no such part.
    """
    unit, _, wanted = (asked or "").strip().partition("=")
    found = parse_range_header(asked)
    ranges = found.ranges if found else []
    if re.fullmatch("-0+", wanted):  # the last of no bytes: there is no such part
        ranges = [(size_bytes, None)]
    if unit.lower() != "bytes" or len(ranges) != 1:
        return None
    if if_range is not None and if_range.strip() != etag:
        return None
    start, stop = ranges[0]
    if start < 0:  # so many bytes at the end
        start = max(size_bytes + start, 0)
    if start >= size_bytes:
        raise UnsatisfiableRange(
            f"Le fichier n’a que {size_bytes} octets. / The file has {size_bytes} bytes; the part"
            " asked for lies beyond.",
            size_bytes,
        )
    return start, min(stop or size_bytes, size_bytes) - 1
