"""What a site answered: one value for each request, redirects included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from chantier.net.link_header import parse_link_header

OUTSIDE = "outside"
"""Trouble: the address is not to be visited, so no request was sent."""
FORBIDDEN = "robots.txt"
"""Trouble: robots.txt of another host forbids the address, so no request was sent."""
ENCODED = "Accept-Encoding: identity → Content-Encoding"
"""Trouble: the body is compressed although it was not to be, so it is not read."""


def resolve_url(base: str, reference: str) -> str:
    """The address that a reference means; the reference itself when it is none."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


@dataclass(frozen=True, slots=True)
class HeaderLink:
    """A link in the headers of an answer or in a page."""

    target: str
    relations: frozenset[str]
    media_type: str

    @classmethod
    def of(cls, base: str, target: str, parameters: Mapping[str, str]) -> HeaderLink:
        """A link as a header or an HTML element writes it, in lower case and absolute."""
        relations = frozenset(parameters.get("rel", "").lower().split())
        return cls(resolve_url(base, target), relations, parameters.get("type", "").lower())


@dataclass(frozen=True, slots=True)
class Visit:
    """A request and its last answer."""

    iri: str
    """The IRI that was requested, before it was mapped."""
    url: str
    """The address that answered last."""
    status: int = 0
    """HTTP status of the last answer; 0 for none."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; several of one name are joined by commas."""
    body: bytes = b""
    hops: tuple[tuple[int, str], ...] = ()
    """The redirects: the status of each and where it led."""
    seconds: float = 0.0
    """Time that the site took, without the pauses of the visitor."""
    trouble: str = ""
    """Why there is no whole answer; empty when there is one."""

    @property
    def is_skipped(self) -> bool:
        """Whether it was left out on purpose, so that nothing can be said of it."""
        return self.trouble in (OUTSIDE, FORBIDDEN)

    @property
    def is_whole(self) -> bool:
        """Whether an answer came, whatever its status: other visits are judged by other rules."""
        return not self.trouble

    @property
    def is_ok(self) -> bool:
        """Whether a whole answer came with status 200."""
        return self.status == 200 and not self.trouble

    @property
    def content_type(self) -> str:
        """The header ``Content-Type`` as it came."""
        return self.headers.get("content-type", "")

    @property
    def text(self) -> str:
        """The body as text; whatever is not UTF-8 is replaced."""
        return self.body.decode("utf-8", "replace")

    @property
    def media_type(self) -> str:
        """The media type, in lower case and without parameters."""
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The charset that the header names, in lower case; empty for none."""
        found = re.search(r'charset\s*=\s*"?([^\s";]+)', self.content_type, re.IGNORECASE)
        return found[1].lower() if found else ""

    @property
    def varies(self) -> frozenset[str]:
        """The names in the header ``Vary``, in lower case."""
        return frozenset(re.findall(r"[^\s,]+", self.headers.get("vary", "").lower()))

    @property
    def links(self) -> tuple[HeaderLink, ...]:
        """The links of the header ``Link``."""
        links = parse_link_header(self.headers.get("link", ""))
        return tuple(HeaderLink.of(self.url, target, parameters) for target, parameters in links)

    @property
    def outcome(self) -> str:
        """The trouble or the status, in a few signs."""
        return self.trouble or f"HTTP {self.status}"
