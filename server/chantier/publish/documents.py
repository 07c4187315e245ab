"""Quads as documents, with the project's prefixes and their exact lexical forms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pyoxigraph as ox
import rdflib

from chantier.model.formats import JSON_LD, N_TRIPLES, RDF_XML, Format
from chantier.namespaces import PREFIXES
from chantier.resources import default_root

_RdflibTerm = rdflib.URIRef | rdflib.BNode | rdflib.Literal


def serialise(quads: list[ox.Quad], chosen: Format) -> bytes:
    """Write the triples of some quads as Turtle, JSON-LD, N-Triples or RDF/XML."""
    if chosen is N_TRIPLES:
        return "".join(sorted({f"{quad.triple} .\n" for quad in quads})).encode()
    graph = rdflib.Graph(bind_namespaces="none")
    # RDF/XML writes xml:lang and rdf:about whatever the graph holds.
    graph.bind("xml", "http://www.w3.org/XML/1998/namespace")
    graph.bind("rdf", PREFIXES["rdf"])
    for quad in quads:
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    for prefix in _used_prefixes(graph):
        graph.bind(prefix, PREFIXES[prefix])
    if chosen is JSON_LD:
        return _json_ld(graph)
    if chosen is RDF_XML:
        return graph.serialize(format="pretty-xml", encoding="utf-8", max_depth=1)
    return graph.serialize(format="turtle", encoding="utf-8")


def _term(term: object) -> _RdflibTerm:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        datatype = term.datatype.value
        if datatype == PREFIXES["xsd"] + "string":
            return rdflib.Literal(term.value)
        # Without normalize=False rdflib would write 01 as 1.
        return rdflib.Literal(term.value, datatype=rdflib.URIRef(datatype), normalize=False)
    raise TypeError(f"{term!r} cannot be written in RDF 1.1")


def _used_prefixes(graph: rdflib.Graph) -> list[str]:
    iris = {str(term) for triple in graph for term in triple if isinstance(term, rdflib.URIRef)}
    iris |= {str(o.datatype) for o in graph.objects() if isinstance(o, rdflib.Literal)}
    spaces = {iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in iris}
    return [prefix for prefix, namespace in PREFIXES.items() if namespace in spaces]


def _json_ld(graph: rdflib.Graph) -> bytes:
    """Write compact JSON-LD that carries the part of our context it uses.

    The context stands in the document itself, so that reading it needs no other request.
    """
    text = graph.serialize(format="json-ld", context=_context(), auto_compact=False)
    document: dict[str, Any] = json.loads(text)
    body = {key: value for key, value in document.items() if key != "@context"}
    context = _part_of_context(set(_names(body)))
    return (json.dumps({"@context": context} | body, ensure_ascii=False, indent=2) + "\n").encode()


def _part_of_context(names: set[str]) -> dict[str, object]:
    whole: Mapping[str, Any] = _context()["@context"]
    wanted = {name for name in names if name in whole}
    for name in tuple(wanted):
        definition = whole[name]
        iri = definition["@id"] if isinstance(definition, dict) else definition
        kind = definition.get("@type", "") if isinstance(definition, dict) else ""
        wanted |= {text.partition(":")[0] for text in (iri, kind) if ":" in text}
    return {name: whole[name] for name in whole if name in wanted or name == "@version"}


def _names(value: object) -> Iterator[str]:
    """Give every key and every possible prefix or term of a JSON document."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield key.partition(":")[0]
            yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)
    elif isinstance(value, str) and re.fullmatch(r"[\w-]+(:[^/\s]\S*)?", value):
        yield value.partition(":")[0]


@cache
def _context() -> dict[str, Any]:
    """Give the JSON-LD context that the project publishes."""
    path = default_root() / "ontology" / "context.jsonld"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
