"""Answers as bytes: what is sent, kept ready, compressed and recognised again."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import brotli
import zstandard
from werkzeug.http import http_date as werkzeug_date
from werkzeug.http import parse_accept_header, parse_date
from werkzeug.sansio.http import is_resource_modified

from chantier.query.tasks import CacheKey

MIN_COMPRESSED_BYTES = 1_000
"""Bodies below this size are not worth compressing."""
_COMPRESSIBLE = (
    "text/",
    "json",
    "xml",
    "n-triples",
    "n-quads",
    "trig",
    "sparql-results",
    "svg",
    "rdf-patch",
    "link-format",
)
_ENCODINGS = ("zstd", "br", "gzip")
"""Best first."""
ENTRY_OVERHEAD_BYTES = 600
"""What an entry of the cache takes beside its body and key, roughly."""
ZSTD_LEVEL = 3
BROTLI_LEVEL = 4
GZIP_LEVEL = 5

Headers = list[tuple[str, str]]
CORS_HEADERS: Headers = [
    ("access-control-allow-origin", "*"),
    (
        "access-control-expose-headers",
        "Accept-Ranges, Allow, Content-Disposition, Content-Language, Content-Location,"
        " Content-Range, ETag, Link, Memento-Datetime, Repr-Digest, Retry-After, Server-Timing,"
        " Vary",
    ),
]
"""The page of any site may ask, without credentials."""
_SAFETY_HEADERS: Headers = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
]
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
"""What an answer may load and do in a browser, unless it says otherwise: no script runs.

Source: https://www.w3.org/TR/CSP3/
"""
_REPEATED_IN_304 = frozenset(
    {"etag", "vary", "cache-control", "content-location", "last-modified"}
    | {name for name, _ in CORS_HEADERS}
)


@dataclass(frozen=True, slots=True)
class Representation:
    """One answer as it goes over the wire."""

    status: int
    headers: Headers
    """Without Content-Length, which the server adds."""
    body: bytes
    etag: str
    """With its quotes; empty for what is not to be revalidated."""
    wire: bytes = b""
    """Status and headers as they go over the wire when it is kept ready; may be empty."""


def represent(status: int, headers: Headers, body: bytes, encoding: str) -> Representation:
    """An answer as it is sent: compressed, with its ETag and the headers that every answer has.

    Args:
        status: of the answer.
        headers: of the answer; ``ETag``, ``Content-Encoding`` and ``Vary`` are seen to here.
        body: not yet compressed.
        encoding: what ``chosen_encoding`` gave.
    """
    names = {name.lower(): value for name, value in headers}
    compressible = any(part in names.get("content-type", "") for part in _COMPRESSIBLE)
    kept = [item for item in headers if item[0].lower() not in ("vary", "content-length", "etag")]
    varies = [part.strip() for part in names.get("vary", "").split(",") if part.strip()]
    if compressible:
        varies.append("Accept-Encoding")
        if encoding and len(body) >= MIN_COMPRESSED_BYTES:
            body = _compress(body, encoding)
            kept.append(("content-encoding", encoding))
    if varies:
        kept.append(("vary", ", ".join(dict.fromkeys(varies))))
    etag = names.get("etag", "")
    if etag:
        if encoding and ("content-encoding", encoding) in kept:
            etag = f'{etag[:-1]}.{encoding}"'
        kept.append(("etag", etag))
        if "no-store" in names.get("cache-control", ""):
            etag = ""  # sent to the client, and not kept here
    elif status == 200 and "no-store" not in names.get("cache-control", ""):
        etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        kept.append(("etag", etag))
        if "cache-control" not in names:
            # Caches may keep it, and ask each time whether it still holds.
            kept.append(("cache-control", "public, no-cache"))
    return Representation(status, with_common_headers(kept), body, etag)


def with_common_headers(headers: Headers) -> Headers:
    """An answer's headers, with those that every answer has."""
    has_policy = any(name.lower() == "content-security-policy" for name, _ in headers)
    policy = [] if has_policy else [("content-security-policy", CONTENT_POLICY)]
    return [*headers, *CORS_HEADERS, *_SAFETY_HEADERS, *policy]


@lru_cache(maxsize=256)
def chosen_encoding(accept_encoding: str | None) -> str:
    """The best of zstd, br and gzip that a client accepts by name; empty for none.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
    """
    qualities = dict(parse_accept_header((accept_encoding or "").lower()))
    best = max(_ENCODINGS, key=lambda name: qualities.get(name, 0.0))
    return best if qualities.get(best, 0.0) > 0 else ""


def is_held(answer: Representation, requested: Mapping[str, str]) -> bool:
    """Whether a client has an answer already; its ETags decide where it sent any.

    Args:
        answer: what would be sent.
        requested: the headers of the request, by name in lower case.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
    """
    conditional = "if-none-match" in requested or "if-modified-since" in requested
    if answer.status != 200 or not conditional:
        return False
    modified = next((v for name, v in answer.headers if name.lower() == "last-modified"), None)
    return is_unchanged(requested, answer.etag, modified)


def is_unchanged(requested: Mapping[str, str], etag: str, modified: str | None) -> bool:
    """Whether what a client holds is still what it would get.

    Args:
        requested: the headers of the request, by name in lower case.
        etag: of what there is now, with its quotes; empty for none.
        modified: its ``Last-Modified``, ``None`` for none.
    """
    if_none_match = requested.get("if-none-match")
    if if_none_match is not None and not (etag and if_none_match):
        return False
    return not is_resource_modified(
        http_if_modified_since=requested.get("if-modified-since"),
        http_if_none_match=if_none_match,
        etag=etag or None,
        last_modified=parse_date(modified),
    )


def not_modified(headers: Headers) -> Headers:
    """Those headers of an answer that a 304 repeats."""
    return [item for item in headers if item[0].lower() in _REPEATED_IN_304]


@lru_cache(maxsize=256)
def http_date(moment: str) -> str:
    """An ISO 8601 moment as headers write it.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
    """
    return werkzeug_date(datetime.fromisoformat(moment))


def last_modified(moment: str) -> str:
    """A moment as ``Last-Modified`` writes it: never later than now, should the clock be set back.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.2.1
    """
    return werkzeug_date(min(datetime.fromisoformat(moment), datetime.now(UTC)))


class ByteCache:
    """Representations kept ready: the least recently used goes first when space is short."""

    def __init__(self, max_bytes: int) -> None:
        """Start empty."""
        self._max_bytes, self._size_bytes = max_bytes, 0
        self._entries: OrderedDict[CacheKey, Representation] = OrderedDict()

    def get(self, key: CacheKey) -> Representation | None:
        """What is kept under a key."""
        found = self._entries.get(key)
        if found is not None:
            self._entries.move_to_end(key)
        return found

    def put(self, key: CacheKey, value: Representation) -> None:
        """Keep a representation; one larger than a quarter of the space is not kept."""
        cost = _cost(key, value)
        if cost * 4 > self._max_bytes or key in self._entries:
            return
        self._entries[key] = value
        self._size_bytes += cost
        while self._size_bytes > self._max_bytes:
            self._size_bytes -= _cost(*self._entries.popitem(last=False))

    def answer(self, key: CacheKey) -> bytes | None:
        """The answer of a query kept under a key."""
        found = self.get(key)
        return found.body if found else None

    def keep_answer(self, key: CacheKey, body: bytes) -> None:
        """Keep the answer of a query."""
        self.put(key, Representation(200, [], body, ""))

    def clear(self) -> None:
        """Forget everything: another version is being served."""
        self._entries.clear()
        self._size_bytes = 0


def _cost(key: CacheKey, value: Representation) -> int:
    """The bytes that an entry takes, roughly."""
    return len(value.body) + sum(map(len, key)) + ENTRY_OVERHEAD_BYTES


def _compress(body: bytes, encoding: str) -> bytes:
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(body)
    if encoding == "br":
        return bytes(brotli.compress(body, quality=BROTLI_LEVEL))
    return gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0)
