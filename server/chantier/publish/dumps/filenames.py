"""File names for IRIs: no two alike, none that leads out of its folder."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

from chantier.namespaces import GRAPH, PREFIXES, compact

_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,100}(?:/[A-Za-z0-9_-]{1,100}){0,5}")
_MAX_NAME_CHARACTERS = 200
"""Longest percent-encoded name: file systems take 255 bytes, with the extension."""


def graph_name(iri: str) -> str:
    """The file name of a named graph: ``data/poles``, or its IRI percent-encoded."""
    short = iri.removeprefix(GRAPH)
    return short if short != iri and _PLAIN.fullmatch(short) else _encoded(iri)


def term_name(iri: str) -> str:
    """The file name of a class or property: ``ces_RegionalPole``, or its IRI percent-encoded."""
    prefix, _, local = compact(iri).partition(":")
    # An IRI such as <schema:name> is no short form of another, though it looks like one.
    is_short = PREFIXES.get(prefix, iri) + local == iri and "/" not in local
    return f"{prefix}_{local}" if is_short and _PLAIN.fullmatch(local) else _encoded(iri)


def _encoded(iri: str) -> str:
    """A name that no short one can be, since it holds ``%3A`` or a full stop."""
    whole = quote(iri, safe="")
    if len(whole) <= _MAX_NAME_CHARACTERS:
        return whole
    return f"sha256.{hashlib.sha256(iri.encode()).hexdigest()}"
