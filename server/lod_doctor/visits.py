"""What a site answered: one value for each request, redirects included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

OUTSIDE, FORBIDDEN = "outside", "robots.txt"
"""Reasons for which a request was not sent, or a redirect not followed."""
ENCODED = "Accept-Encoding: identity → Content-Encoding"
"""The reason for which a body is not read."""
_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[\w*!-]+(?:\s*=\s*(?:"[^"]*"|[^\s",;]*))?)*)')
_PARAMETER = re.compile(r'([\w*!-]+)\s*=\s*(?:"([^"]*)"|([^\s",;]*))')


def joined(base: str, reference: str) -> str:
    """Give the address that a reference means; the reference itself when it is none."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


@dataclass(frozen=True, slots=True)
class Link:
    """A link that an answer carries in its headers or its page."""

    target: str
    relations: frozenset[str]
    media_type: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A request, and what came back in the end."""

    iri: str
    """What was asked for, before it was mapped."""
    url: str
    """The address that answered last."""
    status: int = 0
    """Of the last answer; 0 for none."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; several of one name are joined by commas."""
    body: bytes = b""
    hops: tuple[tuple[int, str], ...] = ()
    """The redirects: the status of each and where it led."""
    seconds: float = 0.0
    """That the site took, without the pauses of the visitor."""
    trouble: str = ""
    """Why there is no whole answer."""

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
        """The header as it came."""
        return self.headers.get("content-type", "")

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
        """What ``Vary`` names, in lower case."""
        return frozenset(re.findall(r"[^\s,]+", self.headers.get("vary", "").lower()))

    @property
    def links(self) -> tuple[Link, ...]:
        """The links of the header.

        Source: https://www.rfc-editor.org/rfc/rfc8288#section-3
        """
        found = []
        for target, text in _LINK.findall(self.headers.get("link", "")):
            told = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(text)}
            relations = frozenset(told.get("rel", "").lower().split())
            found.append(Link(joined(self.url, target), relations, told.get("type", "").lower()))
        return tuple(found)

    @property
    def fact(self) -> str:
        """What came, in a few signs."""
        return self.trouble or f"HTTP {self.status}"
