"""Results of queries, read from any of their formats, and whether two of them are the same.

Nothing here comes from the engine’s own readers of results: a fault of the engine must not hide
itself. RDF is read by its parsers, which keep lexical forms.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Triples = list[ox.Triple]

XSD = "http://www.w3.org/2001/XMLSchema#"
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SRX = "{http://www.w3.org/2005/sparql-results#}"

RDF_FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
MEDIA_TYPES = {
    "srx": "application/sparql-results+xml",
    "srj": "application/sparql-results+json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "rdf": "application/rdf+xml",
}


@dataclass(frozen=True, slots=True)
class Solutions:
    """A sequence of solutions."""

    variables: frozenset[str]
    rows: tuple[Mapping[str, Term], ...]


Results = Solutions | bool | Triples


def read(content: bytes, media_type: str, base: str) -> Results:
    """Read results; RDF that describes a result set in the vocabulary ``rs:`` gives solutions."""
    if media_type in RDF_FORMATS:
        quads = ox.parse(content, format=RDF_FORMATS[media_type], base_iri=base)
        triples = [quad.triple for quad in quads]
        return _from_result_set(triples) if _describes_results(triples) else triples
    return _READERS[media_type](content)


def same(ours: Results, theirs: Results, *, ordered: bool, by_value: bool = False) -> bool:
    """Tell whether two results are the same up to the names of blank nodes.

    Args:
        ours: results.
        theirs: other results.
        ordered: whether the order of solutions counts.
        by_value: whether ``1.50`` and ``1.5`` are the same.
    """
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, Solutions) and isinstance(theirs, Solutions):
        if ours.variables != theirs.variables:
            return False
        ours, theirs = _as_triples(ours, ordered=ordered), _as_triples(theirs, ordered=ordered)
    if isinstance(ours, Solutions) or isinstance(theirs, Solutions):
        return False
    return isomorphic(ours, theirs, by_value=by_value)


def isomorphic(ours: Iterable[ox.Triple], theirs: Iterable[ox.Triple], *, by_value: bool) -> bool:
    """Tell whether two graphs are the same up to the names of blank nodes."""
    return _canonical(ours, by_value=by_value) == _canonical(theirs, by_value=by_value)


def _canonical(triples: Iterable[ox.Triple], *, by_value: bool) -> set[str]:
    dataset = ox.Dataset(
        ox.Quad(t.subject, t.predicate, _value(t.object) if by_value else t.object) for t in triples
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def _as_triples(solutions: Solutions, *, ordered: bool) -> Triples:
    """Give each solution a blank node of its own: isomorphism then counts duplicates."""
    triples = []
    for number, row in enumerate(solutions.rows):
        node = ox.BlankNode()
        place = ox.Literal(number if ordered else 0)
        triples.append(ox.Triple(node, ox.NamedNode(f"{_RS}index"), place))
        for variable, term in row.items():
            triples.append(ox.Triple(node, ox.NamedNode(f"var:{variable}"), term))
    return triples


# Values


def _value(term: Term) -> Term:
    """Give one literal for all those that denote the same value; ill-typed ones stay."""
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(XSD):
        return term
    datatype = term.datatype.value.removeprefix(XSD)
    try:
        if datatype in _INTEGERS:
            return ox.Literal(str(int(term.value)), datatype=ox.NamedNode(f"{XSD}integer"))
        if datatype in _VALUES:
            return ox.Literal(_VALUES[datatype](term.value), datatype=term.datatype)
    except (ValueError, InvalidOperation):
        pass
    return term


_INTEGERS = frozenset(
    {
        *("integer", "long", "int", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    }
)
_VALUES: dict[str, Callable[[str], str]] = {
    "decimal": lambda text: str(Decimal(text).normalize()),
    "double": lambda text: repr(float(text)),
    "float": lambda text: repr(float(text)),
    "boolean": lambda text: {"1": "true", "0": "false"}.get(text, text),
}


# Formats


def _from_xml(content: bytes) -> Results:
    root = ElementTree.fromstring(content)  # noqa: S314 -- the W3C’s files and our own answers
    boolean = root.find(f"{_SRX}boolean")
    if boolean is not None:
        return (boolean.text or "").strip() == "true"
    rows = [
        {str(b.get("name")): _xml_term(b[0]) for b in result.findall(f"{_SRX}binding")}
        for result in root.iter(f"{_SRX}result")
    ]
    names = (str(v.get("name")) for v in root.iter(f"{_SRX}variable"))
    return Solutions(frozenset(names), tuple(rows))


def _xml_term(element: ElementTree.Element) -> Term:
    kind, text = element.tag.removeprefix(_SRX), element.text or ""
    if kind == "literal":
        language = element.get("{http://www.w3.org/XML/1998/namespace}lang")
        return _literal(text, element.get("datatype"), language)
    return ox.NamedNode(text) if kind == "uri" else ox.BlankNode(f"b{text}")


def _from_json(content: bytes) -> Results:
    document = json.loads(content)
    if "boolean" in document:
        return bool(document["boolean"])
    rows = [
        {name: _json_term(term) for name, term in binding.items()}
        for binding in document["results"]["bindings"]
    ]
    return Solutions(frozenset(document["head"]["vars"]), tuple(rows))


def _json_term(term: Mapping[str, Any]) -> Term:
    if term["type"] in ("literal", "typed-literal"):
        return _literal(term["value"], term.get("datatype"), term.get("xml:lang"))
    value = term["value"]
    return ox.NamedNode(value) if term["type"] == "uri" else ox.BlankNode(f"b{value}")


def _from_csv(content: bytes) -> Results:
    header, *lines = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    rows = [
        {name: _csv_term(cell) for name, cell in zip(header, line, strict=True) if cell}
        for line in lines
    ]
    return Solutions(frozenset(header), tuple(rows))


def _csv_term(cell: str) -> Term:
    if cell.startswith("_:"):
        return ox.BlankNode(f"b{cell[2:]}")
    number = re.fullmatch(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?", cell)
    # CSV has no datatypes; this one is for comparing numbers by value.
    return _literal(cell, f"{XSD}double" if number else None, None)


def _from_tsv(content: bytes) -> Results:
    header, *lines = content.decode("utf-8").rstrip("\n").split("\n")
    names = [name.removeprefix("?") for name in header.split("\t")]
    rows = [
        {name: _tsv_term(cell) for name, cell in zip(names, line.split("\t"), strict=True) if cell}
        for line in lines
    ]
    return Solutions(frozenset(names), tuple(rows))


def _tsv_term(cell: str) -> Term:
    (triple,) = ox.parse(f"<s:> <p:> {cell} .", format=ox.RdfFormat.TURTLE)
    term: Term = triple.object
    return term


def _literal(text: str, datatype: str | None, language: str | None) -> ox.Literal:
    if language:
        return ox.Literal(text, language=language)
    return ox.Literal(text, datatype=ox.NamedNode(datatype) if datatype else None)


def _describes_results(triples: Triples) -> bool:
    return any(str(triple.object) == f"<{_RS}ResultSet>" for triple in triples)


def _from_result_set(triples: Triples) -> Results:
    """Read a result set from its description in RDF; no test of SPARQL 1.1 has an order there."""
    found: dict[tuple[str, str], list[Term]] = {}
    for triple in triples:
        name = triple.predicate.value.removeprefix(_RS)
        found.setdefault((str(triple.subject), name), []).append(triple.object)
    top = next(s for (s, p), o in found.items() if p == f"{_RDF}type")
    if (top, "boolean") in found:
        return _lexical(found[top, "boolean"][0]) == "true"
    rows = []
    for solution in found.get((top, "solution"), []):
        row = {}
        for binding in found.get((str(solution), "binding"), []):
            name = _lexical(found[str(binding), "variable"][0])
            row[name] = found[str(binding), "value"][0]
        rows.append(row)
    names = map(_lexical, found.get((top, "resultVariable"), []))
    return Solutions(frozenset(names), tuple(rows))


def _lexical(term: Term) -> str:
    return term.value if isinstance(term, ox.Literal) else ""


_READERS: dict[str, Callable[[bytes], Results]] = {
    "application/sparql-results+xml": _from_xml,
    "application/sparql-results+json": _from_json,
    "text/csv": _from_csv,
    "text/tab-separated-values": _from_tsv,
}
