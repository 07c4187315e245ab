"""Reading what was fetched as RDF, in a process that may die of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import Any

import pyoxigraph as ox

from lod_doctor.triples import Triples
from lod_doctor.visits import Visit, resolve_url

RDF_TYPES = ("text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml")
"""The media types that are asked for, and that any site may be expected to know."""
ALL_RDF_TYPES = (*RDF_TYPES, "application/trig", "application/n-quads", "text/n3")
"""The media types that are read."""
ANY_RDF = "text/turtle, application/ld+json;q=0.9, application/rdf+xml;q=0.8, " + (
    "application/n-triples;q=0.7"
)
"""The ``Accept`` header for RDF in whatever format."""
_PARSER_DIED = "the parser did not survive it"


class Reader(AbstractContextManager["Reader"]):
    """Reads RDF in a process of its own, which is started anew when it dies."""

    def __init__(self, context_of: Callable[[str], Any]) -> None:
        """Start nothing yet; ``context_of`` gets the JSON-LD context behind an IRI, or ``None``."""
        self._context_of = context_of
        self._process: subprocess.Popen[bytes] | None = None

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._end()

    def read(self, visit: Visit) -> Triples:
        """The triples of a visit; why there are none is in them."""
        if not visit.is_ok or visit.media_type not in ALL_RDF_TYPES:
            return Triples(problem=visit.trouble or visit.media_type or "no Content-Type")
        body = visit.body
        if visit.media_type == "application/ld+json":
            body = self._with_contexts(body, visit.url)
            if not body:
                return Triples(is_skipped=True, problem="@context")
        # The base is the IRI as others know it, unless the site sent elsewhere.
        base = visit.url if visit.hops else visit.iri
        request = {"media_type": visit.media_type, "base": base, "length": len(body)}
        try:
            reply, lines = self._exchange(json.dumps(request).encode() + b"\n" + body)
        except (OSError, ValueError):
            self._end()
            return Triples(problem=_PARSER_DIED)
        if reply["error"]:
            return Triples(problem=reply["error"])
        quads = ox.parse(lines, format=ox.RdfFormat.N_QUADS, lenient=True)
        return Triples(tuple(quad.triple for quad in quads), frozenset(lines.splitlines()))

    def _exchange(self, request: bytes) -> tuple[dict[str, Any], bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "lod_doctor.parsing"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        requests, replies = self._process.stdin, self._process.stdout
        if requests is None or replies is None:
            raise OSError("the parser has no pipes")
        requests.write(request)
        requests.flush()
        reply: dict[str, Any] = json.loads(replies.readline())
        return reply, replies.read(reply["length"])

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        with suppress(OSError):
            self._process.communicate()
        self._process = None

    def _with_contexts(self, body: bytes, url: str) -> bytes:
        """Put remote contexts in, for the parser fetches nothing; empty when one is lacking."""
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            return body  # the parser says what is wrong
        for node in document if isinstance(document, list) else [document]:
            if not isinstance(node, dict) or "@context" not in node:
                continue
            context = node["@context"]
            parts = context if isinstance(context, list) else [context]
            found = [
                self._context_of(resolve_url(url, part)) if isinstance(part, str) else part
                for part in parts
            ]
            if None in found and None not in parts:
                return b""
            node["@context"] = found
        return json.dumps(document).encode()
