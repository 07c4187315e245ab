"""Compact JSON-LD by the project's context.

Source: https://www.w3.org/TR/json-ld11/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from typing import Any

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.rdf.terms import RDF_TYPE
from chantier.resources import default_root

_XSD = PREFIXES["xsd"]
_NATIVE = {f"{_XSD}integer": int, f"{_XSD}boolean": bool}
"""Datatypes that JSON has values for."""
MAX_JSON_INTEGER_VALUE = 2**53
"""Beyond it, readers whose numbers are doubles lose digits."""


def write_json_ld(triples: Iterable[ox.Triple]) -> bytes:
    """Triples as one JSON-LD document, with the part of our context that it uses."""
    distinct = list(dict.fromkeys(triples))
    writer = _Writer(distinct)
    body = writer.document(distinct)
    return (json.dumps(writer.context() | body, ensure_ascii=False, indent=2) + "\n").encode()


class _Writer:
    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        terms = chain.from_iterable(
            (triple.subject, triple.predicate, triple.object) for triple in triples
        )
        names = (term.datatype if isinstance(term, ox.Literal) else term for term in terms)
        schemes = {name.value.partition(":")[0] for name in names if isinstance(name, ox.NamedNode)}
        # An IRI such as geo:46.8,-71.2 would be read as a short form: then the prefix is not ours.
        self._foreign = schemes & _context().keys()
        self._used: set[str] = set()

    def _term_of(self, iri: str) -> tuple[str, Any]:
        """The term of our context for an IRI, and its definition; empty for none."""
        name, definition = _terms_by_iri().get(iri, ("", None))
        rules = definition if isinstance(definition, dict) else {"@id": definition or ""}
        needed = {str(rules.get(key, "")).partition(":")[0] for key in ("@id", "@type")}
        return ("", None) if {name, *needed} & self._foreign else (name, definition)

    def document(self, triples: list[ox.Triple]) -> dict[str, Any]:
        about: dict[str, dict[str, list[Any]]] = {}
        for triple in triples:
            node = about.setdefault(self._id(triple.subject), {})
            node.setdefault(triple.predicate.value, []).append(triple.object)
        nodes = [self._node(name, about[name]) for name in sorted(about)]
        return nodes[0] if len(nodes) == 1 else {"@graph": nodes}

    def context(self) -> dict[str, Any]:
        whole = _context()
        wanted = set(self._used)
        for name in self._used:
            definition = whole[name]
            iri = definition["@id"] if isinstance(definition, dict) else definition
            kind = definition.get("@type", "") if isinstance(definition, dict) else ""
            wanted |= {text.partition(":")[0] for text in (iri, kind)} & whole.keys()
        kept = {name: whole[name] for name in whole if name in wanted}
        return {"@context": {"@version": 1.1} | kept}

    def _node(self, name: str, about: Mapping[str, list[Any]]) -> dict[str, Any]:
        node: dict[str, Any] = {"@id": name}
        types = [item for item in about.get(RDF_TYPE, []) if isinstance(item, ox.NamedNode)]
        if types:
            node["@type"] = _one_or_many(sorted(self._type(item.value) for item in types))
        members: dict[str, Any] = {}
        for iri, values in about.items():
            left = values if iri != RDF_TYPE else [v for v in values if v not in types]
            if left:
                members |= self._members(iri, left)
        return node | {key: members[key] for key in sorted(members)}

    def _members(self, iri: str, values: list[Any]) -> dict[str, Any]:
        name, definition = self._term_of(iri)
        if not name:
            return {self._iri(iri, vocabulary=True): _one_or_many(self._sorted(values))}
        self._used.add(name)
        rules = definition if isinstance(definition, dict) else {}
        tagged = [v for v in values if isinstance(v, ox.Literal) and v.language]
        if rules.get("@container") == "@language" and len(tagged) == len(values):
            by_language: dict[str, list[str]] = {}
            for literal in tagged:
                by_language.setdefault(str(literal.language), []).append(literal.value)
            return {name: {k: _one_or_many(sorted(v)) for k, v in sorted(by_language.items())}}
        if rules.get("@container") == "@language":
            return {self._iri(iri, vocabulary=True): _one_or_many(self._sorted(values))}
        return {name: _one_or_many(self._sorted(values, rules.get("@type", "")))}

    def _sorted(self, values: list[Any], coerced: str = "") -> list[Any]:
        written = [self._value(value, coerced) for value in values]
        return sorted(written, key=lambda value: json.dumps(value, ensure_ascii=False))

    def _value(self, value: Any, coerced: str) -> Any:
        if not isinstance(value, ox.Literal):
            return self._id(value) if coerced == "@id" else {"@id": self._id(value)}
        if value.language:
            return {"@language": value.language, "@value": value.value}
        datatype = value.datatype.value
        native = None if coerced else _native(value.value, datatype)
        if native is not None:
            return native
        if datatype == (_expanded(coerced) if coerced else f"{_XSD}string"):
            return value.value
        return {"@type": self._iri(datatype, vocabulary=True), "@value": value.value}

    def _type(self, iri: str) -> str:
        name, definition = self._term_of(iri)
        if name and isinstance(definition, str):
            self._used.add(name)
            return name
        return self._iri(iri, vocabulary=True)

    def _id(self, term: Any) -> str:
        return str(term) if isinstance(term, ox.BlankNode) else self._iri(term.value)

    def _iri(self, iri: str, *, vocabulary: bool = False) -> str:
        """An IRI, compact where our context has its prefix and it cannot be mistaken."""
        for prefix, namespace in _prefixes():
            if prefix in self._foreign:
                continue
            local = iri[len(namespace) :]
            if iri.startswith(namespace) and local and not local.startswith("//"):
                if vocabulary and f"{prefix}:{local}" in _context():
                    continue
                self._used.add(prefix)
                return f"{prefix}:{local}"
        return iri


def _one_or_many(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _native(text: str, datatype: str) -> int | bool | None:
    """The JSON value that stands for a literal to the letter; ``None`` where none does."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    kind = _NATIVE.get(datatype)
    same = kind is not None and type(value) is kind and json.dumps(value) == text
    return value if same and abs(value) <= MAX_JSON_INTEGER_VALUE else None


def _expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    return str(_context().get(prefix, "")) + local


@cache
def _context() -> dict[str, Any]:
    """The terms of the JSON-LD context that the project publishes."""
    path = default_root() / "ontology" / "context.jsonld"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["@context"]
    return content


@cache
def _prefixes() -> tuple[tuple[str, str], ...]:
    """The prefixes of the context that compact IRIs may use, longest namespace first."""
    found = [
        (name, value)
        for name, value in _context().items()
        if isinstance(value, str) and PREFIXES.get(name) == value
    ]
    return tuple(sorted(found, key=lambda item: -len(item[1])))


@cache
def _terms_by_iri() -> dict[str, tuple[str, Any]]:
    """IRI that has a term in the context → the term and its definition."""
    found: dict[str, tuple[str, Any]] = {}
    for name, definition in _context().items():
        iri = definition.get("@id", "") if isinstance(definition, dict) else definition
        if isinstance(iri, str) and ":" in iri and PREFIXES.get(name) != iri:
            found.setdefault(_expanded(iri), (name, definition))
    return found
