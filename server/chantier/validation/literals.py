"""RDF terms as N-Quads lines write them, in bytes, equal where rdflib’s are: pySHACL judges those.

rdflib gives a number its usual form when it reads it, and does not tell the case of a language tag.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pyoxigraph as ox
from rdflib import Literal, URIRef

from chantier.namespaces import PREFIXES

TYPE = f"<{PREFIXES['rdf']}type>".encode()
SUBCLASS = f"<{PREFIXES['rdfs']}subClassOf>".encode()
TRUE = f'"true"^^<{PREFIXES["xsd"]}boolean>'.encode()
_LITERAL = re.compile(rb'"(.*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_KEPT = 100_000


class UnsureError(Exception):
    """Whether a node conforms is for pySHACL to say."""


def sh(name: str) -> bytes:
    """A term of SHACL."""
    return f"<{PREFIXES['sh']}{name}>".encode()


def normal(term: bytes) -> bytes:
    """A term as the others that rdflib takes for the same."""
    if term[:1] != b'"' or term[-1:] == b'"':
        return term
    return _normal_typed(term) if term[-1:] == b">" else _normal_tagged(term)


def text(term: bytes) -> str:
    """An IRI, or what a literal says."""
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


@lru_cache(_KEPT)
def literal(term: bytes) -> Any:
    """Rdflib’s literal for a typed one."""
    return Literal(text(term), datatype=URIRef(datatype(term)))


def _parts(term: bytes) -> tuple[bytes, bytes, bytes]:
    """The lexical form as it is written, the language tag and the datatype."""
    found = _LITERAL.fullmatch(term)
    assert found  # noqa: S101 — the lines come from our own writer
    return found[1], found[2] or b"", found[3] or b""


@lru_cache(_KEPT)
def _normal_typed(term: bytes) -> bytes:
    usual = str(literal(term))
    if usual == text(term):
        return term
    return str(ox.Literal(usual, datatype=ox.NamedNode(datatype(term)))).encode()


def _normal_tagged(term: bytes) -> bytes:
    tag = term.rindex(b"@")
    return term[:tag] + term[tag:].lower()
