"""RDF/XML as it comes, with what it cannot hold refused.

Sources: https://www.w3.org/TR/rdf-syntax-grammar/ (properties and classes are element names),
https://www.w3.org/TR/xml-names/#NT-NCName
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Protocol
from xml.parsers import expat

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.rdf.formats import GRAPH_FORMATS, RDF_XML
from chantier.rdf.terms import RDF_TYPE, XSD_STRING
from chantier.rdf.xml_text import NOT_XML, NotExpressible

BUFFER_CHARACTERS = 1 << 16
"""What is written at once."""
MAX_KNOWN_NAMES = 10_000
"""Element names that are kept from one triple to the next."""
_RDF = PREFIXES["rdf"]
_RESERVED = re.compile(
    f"{_RDF}(RDF|ID|about|aboutEach|aboutEachPrefix|bagID|datatype|Description|li|nodeID|parseType"
    "|resource)"
)
"""Terms of the syntax itself, which name no property and no class."""
_LABEL = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
_XMLNS = "http://www.w3.org/2000/xmlns/"
"""The namespace that no document may declare."""
_OTHERS = tuple(item.media_type for item in GRAPH_FORMATS if item is not RDF_XML)
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;"})

Statements = Iterable[ox.Triple] | Iterable[ox.Quad]


class ByteSink(Protocol):
    """A file, as far as writers use one."""

    def write(self, data: bytes, /) -> int:
        """Take bytes; returns how many."""

    def flush(self) -> None:
        """Pass on what was taken."""


def write_rdf_xml(triples: Statements, output: ByteSink, prefixes: Mapping[str, str]) -> None:
    """Write triples as they come; those of one subject that follow one another share an element.

    Raises:
        NotExpressible: RDF/XML cannot hold one of them; the output is left unfinished.
    """
    write_buffered(_document(triples, {**prefixes, "rdf": _RDF}), output)


def write_buffered(pieces: Iterable[str], output: ByteSink) -> None:
    """Write pieces of text in UTF-8, some of them at once."""
    held: list[str] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length > BUFFER_CHARACTERS:
            output.write("".join(held).encode())
            held, length = [], 0
    output.write("".join(held).encode())
    output.flush()


def _document(triples: Statements, prefixes: Mapping[str, str]) -> Iterator[str]:
    by_namespace = {namespace: prefix for prefix, namespace in prefixes.items()}

    @lru_cache(MAX_KNOWN_NAMES)
    def element(iri: str) -> tuple[str, str] | None:
        """The name of an element, and what declares its namespace; ``None`` where it has none."""
        namespace, local = _split(iri)
        if not local or _RESERVED.fullmatch(iri) or namespace == _XMLNS:
            return None
        if prefix := by_namespace.get(namespace):
            return f"{prefix}:{local}", ""
        return local, f' xmlns="{namespace.translate(_ATTRIBUTE)}"'

    declared = (f' xmlns:{name}="{text.translate(_ATTRIBUTE)}"' for name, text in prefixes.items())
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{"".join(declared)}>\n'
    subject: object = None
    end = ""
    for triple in triples:
        property_name = element(triple.predicate.value)
        if property_name is None:
            raise _not_expressible(
                f"<{triple.predicate.value}>, which does not end with the name of an XML element"
            )
        value = triple.object
        if triple.subject != subject:
            subject, typed = triple.subject, None
            if triple.predicate.value == RDF_TYPE and isinstance(value, ox.NamedNode):
                typed = element(value.value)
            name, declaration = typed or ("rdf:Description", "")
            yield f"{end}\t<{name}{declaration} {_reference(subject, 'rdf:about')}>\n"
            end = f"\t</{name}>\n"
            if typed:
                continue
        yield _property(*property_name, value)
    yield f"{end}</rdf:RDF>\n"


def _property(name: str, declaration: str, value: object) -> str:
    if not isinstance(value, ox.Literal):
        return f"\t\t<{name}{declaration} {_reference(value, 'rdf:resource')}/>\n"
    if NOT_XML.search(value.value):
        raise _not_expressible("a control character, U+FFFE or U+FFFF in a literal")
    if value.direction is not None:
        raise _not_expressible("the base direction of a text")
    attribute = ""
    if value.language:
        attribute = f' xml:lang="{value.language}"'
    elif value.datatype.value != XSD_STRING:
        attribute = f' rdf:datatype="{value.datatype.value.translate(_ATTRIBUTE)}"'
    return f"\t\t<{name}{declaration}{attribute}>{value.value.translate(_TEXT)}</{name}>\n"


def _reference(term: object, attribute: str) -> str:
    if isinstance(term, ox.NamedNode):
        return f'{attribute}="{term.value.translate(_ATTRIBUTE)}"'
    if isinstance(term, ox.BlankNode):
        if not _LABEL.fullmatch(term.value):
            raise _not_expressible(f"the blank node {term}, whose label is no XML name")
        return f'rdf:nodeID="{term.value}"'
    raise _not_expressible("a triple term")


def _split(iri: str) -> tuple[str, str]:
    """A namespace and the longest name of an element that ends an IRI; empty where none does."""
    start = len(iri)
    while start and _is_name(iri[start - 1]):
        start -= 1
    while start < len(iri) and not _is_name_start(iri[start]):
        start += 1
    return iri[:start], iri[start:]


@cache
def _is_name(character: str) -> bool:
    return character != ":" and _is_element(f"_{character}")


@cache
def _is_name_start(character: str) -> bool:
    return character != ":" and _is_element(character)


def _is_element(name: str) -> bool:
    """Whether expat takes a text for the name of an element.

    Many readers are made of it. It knows the names of the fourth edition of XML, a part of those
    of the fifth.
    """
    try:
        expat.ParserCreate("utf-8").Parse(f"<{name}/>".encode(), True)
    except expat.ExpatError:
        return False
    return True


def _not_expressible(what: str) -> NotExpressible:
    return NotExpressible(
        f"RDF/XML cannot hold {what}. Ask for one of: {', '.join(_OTHERS)}.", _OTHERS
    )
