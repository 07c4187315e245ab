"""RDF terms in bytes, as N-Quads writes them, equal where those of rdflib, and so pySHACL, are.

rdflib writes a number in its usual form when it reads it, and ignores the case of a language tag.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pyoxigraph as ox
from rdflib import Literal, URIRef

from chantier.namespaces import PREFIXES

TYPE = f"<{PREFIXES['rdf']}type>".encode()
SUBCLASS = f"<{PREFIXES['rdfs']}subClassOf>".encode()
TRUE, FALSE = (f'"{word}"^^<{PREFIXES["xsd"]}boolean>'.encode() for word in ("true", "false"))
_LITERAL = re.compile(rb'"(.*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_KEPT = b"urn:x-chantier:kept:"
"""Before the IRI of a datatype, so that the engine does not know it."""
MAX_CACHED_LITERALS_COUNT = 100_000
"""Typed literals in memory."""


class UnsureError(Exception):
    """It is not certain whether a node conforms; pySHACL must evaluate the shape."""


def every(results: Iterable[bool]) -> bool:
    """Whether all hold; as pySHACL, it has each evaluated, even after one that does not."""
    return all(list(results))


def some(results: Iterable[bool]) -> bool:
    """Whether any holds; as pySHACL, it has each evaluated, even after one that does."""
    return any(list(results))


def sh(name: str) -> bytes:
    """The IRI of a term of SHACL."""
    return f"<{PREFIXES['sh']}{name}>".encode()


def normalised(term: bytes) -> bytes:
    """The form that all terms share which are equal for rdflib."""
    if term[:1] != b'"' or term[-1:] == b'"':
        return term
    if term[-1:] == b">":
        return _normal_typed(term)
    tag = term.rindex(b"@")
    return term[:tag] + term[tag:].lower()


def kept(term: bytes) -> bytes:
    """A term for the engine, equal to another where both are equal for rdflib.

    The engine writes typed literals anew: ``1.50`` as ``1.5``, and a non-negative integer as an
    integer. A datatype that it does not know keeps it from that.
    """
    usual = normalised(term)
    if usual[:1] != b'"' or usual[-1:] != b">":
        return usual
    lexical, _, datatype = usual.rpartition(b"^^<")
    return lexical + b"^^<" + _KEPT + datatype


def text(term: bytes) -> str:
    """An IRI, or the lexical form of a literal.

    Raises:
        UnsureError: it is a blank node.
    """
    if term[:1] == b"_":
        raise UnsureError
    if term[:1] == b"<":
        return term[1:-1].decode()
    lexical = _parts(term)[0]
    if b"\\" not in lexical:
        return lexical.decode()
    line = b'<a:a> <a:a> "' + lexical + b'" .'
    return "".join(quad.object.value for quad in ox.parse(line, format=ox.RdfFormat.N_TRIPLES))


def language(term: bytes) -> str:
    """The language tag of a literal, in lower case; empty for any other term."""
    tag = _parts(term)[1] if term[:1] == b'"' else b""
    return tag.decode().lower()


def datatype(term: bytes) -> str:
    """The datatype of a literal; empty for one with a language tag and for any other term."""
    if term[:1] != b'"':
        return ""
    _, tag, kind = _parts(term)
    return "" if tag else kind.decode() or f"{PREFIXES['xsd']}string"


@lru_cache(MAX_CACHED_LITERALS_COUNT)
def literal(term: bytes) -> Any:
    """A typed literal as rdflib’s."""
    return Literal(text(term), datatype=URIRef(datatype(term)))


def _parts(term: bytes) -> tuple[bytes, bytes, bytes]:
    """The lexical form as it is written, the language tag and the datatype."""
    found = _LITERAL.fullmatch(term)
    assert found  # noqa: S101 — the lines come from our own writer
    return found[1], found[2] or b"", found[3] or b""


@lru_cache(MAX_CACHED_LITERALS_COUNT)
def _normal_typed(term: bytes) -> bytes:
    usual = str(literal(term))
    if usual == text(term):
        return term
    return str(ox.Literal(usual, datatype=ox.NamedNode(datatype(term)))).encode()


@contextmanager
def no_word_of_ill_typed() -> Iterator[None]:
    """Keep rdflib from logging a traceback for each: they are findings, if a shape says so."""
    log = logging.getLogger("rdflib.term")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
