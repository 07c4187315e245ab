"""What RDF/XML cannot say, and what it must say otherwise.

Sources: https://www.w3.org/TR/rdf-syntax-grammar/ (properties are element names),
https://www.w3.org/TR/xml/#charsets
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from chantier.publish.dumps.files import Output

_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What a literal may hold and an XML document may not, not even escaped."""
_ELEMENT_NAME = re.compile(r"[^\W\d][\w.\-]*$")
"""How the IRI of a property must end: a letter or underscore, and what may follow one."""


class _NotXml(Exception):
    """A triple cannot be written in RDF/XML."""


def write_rdf_xml(triples: Iterable[ox.Quad], prefixes: dict[str, str], output: Output) -> None:
    """Write triples as they come; no file is left where RDF/XML cannot hold one of them."""
    try:
        with output:
            written: Any = _WithReturns(output)
            ox.serialize(_expressible(triples), written, ox.RdfFormat.RDF_XML, prefixes=prefixes)
    except _NotXml:
        output.remove()


def _expressible(triples: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    properties = set[str]()
    for triple in triples:
        name = triple.predicate.value
        if name not in properties:
            if not _ELEMENT_NAME.search(name):
                raise _NotXml
            properties.add(name)
        value = triple.object
        if isinstance(value, ox.Literal) and _NO_CHARACTER.search(value.value):
            raise _NotXml
        yield triple


class _WithReturns:
    """Escapes carriage returns, which a reader of XML would take for line feeds."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self.flush = output.flush

    def write(self, data: bytes) -> int:
        self._output.write(data.replace(b"\r", b"&#13;"))
        return len(data)
