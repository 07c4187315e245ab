"""Answers as bytes: what is sent, kept ready, compressed and recognised again."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

import brotli
import zstandard

_LEAST = 1_000
"""Bodies below this many bytes are not worth compressing."""
_COMPRESSED = (
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
_OVERHEAD = 600
"""Bytes an entry takes beside its body, roughly."""

Headers = list[tuple[str, str]]
Key = tuple[str | bytes, ...]
"""Everything of a request that its answer depends on."""


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
    """Compress a body and give it its ETag.

    Args:
        status: of the answer.
        headers: of the answer; ``ETag``, ``Content-Encoding`` and ``Vary`` are seen to here.
        body: not yet compressed.
        encoding: what ``chosen_encoding`` gave.
    """
    names = {name.lower(): value for name, value in headers}
    compressible = any(part in names.get("content-type", "") for part in _COMPRESSED)
    kept = [item for item in headers if item[0].lower() not in ("vary", "content-length", "etag")]
    varies = [part.strip() for part in names.get("vary", "").split(",") if part.strip()]
    if compressible:
        varies.append("Accept-Encoding")
        if encoding and len(body) >= _LEAST:
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
            etag = ""  # told to the client, and not kept here
    elif status == 200 and "no-store" not in names.get("cache-control", ""):
        etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        kept.append(("etag", etag))
        if "cache-control" not in names:
            # Anybody may keep it, and asks each time whether it still holds.
            kept.append(("cache-control", "public, no-cache"))
    return Representation(status, kept, body, etag)


@lru_cache(maxsize=256)
def chosen_encoding(accept_encoding: str | None) -> str:
    """Choose among zstd, br and gzip; empty for none.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
    """
    qualities = dict.fromkeys(_ENCODINGS, 0.0)
    for part in (accept_encoding or "").lower().split(","):
        name, _, parameters = part.partition(";")
        try:
            quality = float(parameters.partition("q=")[2] or 1)
        except ValueError:
            quality = 0.0
        if name.strip() in qualities:
            qualities[name.strip()] = quality
    best = max(_ENCODINGS, key=qualities.__getitem__)
    return best if qualities[best] > 0 else ""


def is_held(
    ready: Representation, if_none_match: str | None, if_modified_since: str | None
) -> bool:
    """Tell whether a client has this answer already; its ETags decide where it sent any."""
    if if_none_match is not None:
        return matches(if_none_match, ready.etag)
    return ready.status == 200 and unmodified(if_modified_since, ready.headers)


def matches(if_none_match: str | None, etag: str) -> bool:
    """Tell whether a client already holds this representation.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2 (weak comparison)
    """
    if not if_none_match or not etag:
        return False
    held = [item.strip().removeprefix("W/") for item in if_none_match.split(",")]
    return etag in held or "*" in held


def http_date(moment: str) -> str:
    """Give an ISO 8601 moment as headers say it.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
    """
    return format_datetime(datetime.fromisoformat(moment).astimezone(UTC), usegmt=True)


def unmodified(if_modified_since: str | None, headers: Headers) -> bool:
    """Tell whether what a client got at a moment is still what it would get.

    Anything but a date is passed over, and so is a date where an answer has none to compare with.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3
    """
    modified = next((value for name, value in headers if name.lower() == "last-modified"), None)
    if not if_modified_since or not modified:
        return False
    try:
        held, last = map(parsedate_to_datetime, (if_modified_since, modified))
    except (ValueError, OverflowError):
        return False
    return last.replace(tzinfo=UTC) <= (held if held.tzinfo else held.replace(tzinfo=UTC))


class ByteCache:
    """Representations kept ready: the least recently used goes first when space is short."""

    def __init__(self, most_bytes: int) -> None:
        """Start empty."""
        self._most, self._size = most_bytes, 0
        self._entries: OrderedDict[Key, Representation] = OrderedDict()

    def get(self, key: Key) -> Representation | None:
        """Give what is kept under a key."""
        found = self._entries.get(key)
        if found is not None:
            self._entries.move_to_end(key)
        return found

    def put(self, key: Key, value: Representation) -> None:
        """Keep a representation; one larger than a quarter of the space is not kept."""
        cost = _cost(key, value)
        if cost * 4 > self._most or key in self._entries:
            return
        self._entries[key] = value
        self._size += cost
        while self._size > self._most:
            self._size -= _cost(*self._entries.popitem(last=False))

    def clear(self) -> None:
        """Forget everything: another version is being served."""
        self._entries.clear()
        self._size = 0


def _cost(key: Key, value: Representation) -> int:
    return len(value.body) + sum(map(len, key)) + _OVERHEAD


def _compress(body: bytes, encoding: str) -> bytes:
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=3).compress(body)
    if encoding == "br":
        return bytes(brotli.compress(body, quality=4))
    return gzip.compress(body, compresslevel=5, mtime=0)
