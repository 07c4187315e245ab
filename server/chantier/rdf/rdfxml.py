"""RDF/XML by the engine's writer, and the guard against what it cannot hold.

Sources: https://www.w3.org/TR/rdf-syntax-grammar/ (properties and classes are element names),
https://www.w3.org/TR/xml-names/#NT-NCName
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.rdf.formats import GRAPH_FORMATS, RDF_XML
from chantier.rdf.terms import RDF_TYPE
from chantier.rdf.xml_text import NOT_XML, NotExpressible, with_returns

_START = (
    "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = rf"[{_START}][{_START}\-.0-9\xb7\u0300-\u036f\u203f\u2040]*"
_NAME_AT_END = re.compile(f"{_NAME}$")
_LABEL = re.compile(_NAME)
_RDF = PREFIXES["rdf"]
_RESERVED = re.compile(
    f"{_RDF}(RDF|ID|about|aboutEach|aboutEachPrefix|bagID|datatype|Description|li|nodeID|parseType"
    "|resource)"
)
"""Terms of the syntax itself, which name no property and no class."""
_OTHERS = tuple(item.media_type for item in GRAPH_FORMATS if item is not RDF_XML)


Statements = Iterable[ox.Triple] | Iterable[ox.Quad]


class ByteSink(Protocol):
    """A file, as far as writers use one."""

    def write(self, data: bytes, /) -> int:
        """Take bytes; returns how many."""

    def flush(self) -> None:
        """Pass on what was taken."""


def write_rdf_xml(triples: Statements, output: ByteSink, prefixes: Mapping[str, str]) -> None:
    """Write triples as they come.

    Raises:
        NotExpressible: RDF/XML cannot hold one of them; the output is left unfinished.
    """
    escaping: Any = _Escaping(output)
    form = ox.RdfFormat.RDF_XML
    ox.serialize(_expressible(triples), escaping, format=form, prefixes=dict(prefixes))


def _expressible(triples: Statements) -> Iterator[Any]:
    """The same triples, as they come, once each is known to fit in RDF/XML."""
    names = set[str]()
    subject: object = None
    for triple in triples:
        value = triple.object
        _check_name(triple.predicate.value, names)
        if triple.subject != subject:
            subject = triple.subject
            _check_label(subject)
            # Where a subject begins with its class, the engine names the element by it.
            if triple.predicate.value == RDF_TYPE and isinstance(value, ox.NamedNode):
                _check_name(value.value, names)
        if isinstance(value, ox.Literal):
            if NOT_XML.search(value.value):
                raise _not_expressible("a control character, U+FFFE or U+FFFF in a literal")
        elif isinstance(value, ox.Triple):
            for _ in _expressible((value,)):
                pass
        else:
            _check_label(value)
        yield triple


def _check_name(iri: str, known: set[str]) -> None:
    if iri not in known:
        if _RESERVED.fullmatch(iri) or not _NAME_AT_END.search(iri):
            raise _not_expressible(f"<{iri}>, which does not end with the name of an XML element")
        known.add(iri)


def _check_label(term: object) -> None:
    if isinstance(term, ox.BlankNode) and not _LABEL.fullmatch(term.value):
        raise _not_expressible(f"the blank node {term}, whose label is no XML name")


def _not_expressible(what: str) -> NotExpressible:
    return NotExpressible(
        f"RDF/XML cannot hold {what}. Ask for one of: {', '.join(_OTHERS)}.", _OTHERS
    )


class _Escaping:
    """A file in which carriage returns are escaped."""

    def __init__(self, output: ByteSink) -> None:
        self._output = output
        self.flush = output.flush

    def write(self, data: bytes) -> int:
        self._output.write(with_returns(data))
        return len(data)
