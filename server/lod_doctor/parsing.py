"""The process that parses what others wrote: documents on stdin, their triples on stdout.

A hostile document can end or stop the parser of the engine, so it costs this process alone.
Each request is a line of JSON and a body; so is each reply.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from functools import partial

import pyoxigraph as ox

from chantier.rdf.nquads import canonical_lines
from chantier.sandbox import confine, kill_self_after, name_process, run_with_deep_stack
from lod_doctor.languages import is_language_tag

_MAX_MEMORY_BYTES = 500_000_000
"""Address space that the process may take beyond what it starts with."""
_MAX_PARSE_SECONDS = 20
_MAX_OPEN_FILES = 64


def main() -> None:
    """Parse until stdin ends."""
    name_process("chantier-parse")
    confine(_MAX_MEMORY_BYTES, _MAX_OPEN_FILES)
    run_with_deep_stack(_serve)


def _serve() -> None:
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    while line := requests.readline():
        request = json.loads(line)
        body = requests.read(request["length"])
        kill_self_after(_MAX_PARSE_SECONDS)
        error, lines = "", b""
        try:
            lines = _lines(body, request["media_type"], request["base"])
        except (SyntaxError, ValueError) as fault:
            error = str(fault)
        except MemoryError:
            os.abort()  # as the engine does when it finds no more memory
        kill_self_after(0)
        reply = {"error": error, "length": len(lines)}
        replies.write(json.dumps(reply).encode() + b"\n" + lines)
        replies.flush()


def _lines(body: bytes, media_type: str, base: str) -> bytes:
    """The canonical lines of a document, its graphs merged."""
    format_ = ox.RdfFormat.from_media_type(media_type)
    if format_ is None:
        raise ValueError(f"{media_type}: no such format")
    quads = _quads(body, format_, base)
    if any(isinstance(quad.object, ox.Triple) for quad in quads):
        raise ValueError("RDF 1.2 triple terms are not read")
    merged = (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return b"".join(canonical_lines(merged))


def _quads(body: bytes, format_: ox.RdfFormat, base: str) -> list[ox.Quad]:
    lenient = partial(ox.parse, body, format=format_, base_iri=base, lenient=True)
    if format_ == ox.RdfFormat.JSON_LD:
        return list(lenient())  # otherwise it drops in silence what is ill-formed
    try:
        return list(ox.parse(body, format=format_, base_iri=base))
    except SyntaxError:
        # Ill-formed language tags have a rule of their own.
        with suppress(SyntaxError):
            quads = list(lenient())
            literals = [quad.object for quad in quads if isinstance(quad.object, ox.Literal)]
            if any(item.language and not is_language_tag(item.language) for item in literals):
                return quads
        raise


if __name__ == "__main__":
    main()
