"""Responses in a negotiated format, and the values of headers that several modules send."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from flask import Response

from chantier.rdf.formats import JSON, Format

IMMUTABLE = "public, max-age=31536000, immutable"
"""``Cache-Control`` of what stays the same: caches take a year for ever."""
NO_STORE = "no-store"
"""``Cache-Control`` of what may be other the next time."""


def response_in(chosen: Format, body: bytes | str, vary: str = "Accept") -> Response:
    """A body in a format that was negotiated, by the headers that ``vary`` lists."""
    return Response(body, content_type=chosen.content_type, headers={"Vary": vary})


def json_response(content: dict[str, Any]) -> Response:
    """Data as JSON, where that was negotiated."""
    return response_in(JSON, json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def alternate_links(
    stem: str, offered: Iterable[Format], chosen: Format, query: str = ""
) -> list[str]:
    """The ``Link`` values that lead from a document to its other formats.

    Args:
        stem: address of the document, without extension.
        offered: the formats that it comes in.
        chosen: the one that this answer is in.
        query: the query string of the address, with its question mark.
    """
    return [
        f'<{stem}.{item.extension}{query}>; rel="alternate"; type="{item.media_type}"'
        for item in offered
        if item is not chosen
    ]
