"""A thing as schema.org JSON-LD, for search engines, by one table.

It says what the graph says and nothing more: a row of the table counts only where its property is
stated.

Sources: https://www.w3.org/TR/json-ld11/, https://schema.org/docs/datamodel.html,
https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

import pyoxigraph as ox

from chantier.namespaces import expand
from chantier.publish.schema_org_mapping import KNOWN, PROPERTIES, TYPES, WIDER, Row
from chantier.rdf.terms import LABEL_PREDICATES, Node, best_literal

CONTEXT = "https://schema.org"
QuadsAbout = Callable[[str], Iterable[ox.Quad]]
"""A function: IRI → the quads about it, with those of the blank nodes they lead to."""
AddressOf = Callable[[str], str]
StructuredData = dict[str, Any]
_Statements = dict[str, list[Node]]
"""Predicate → objects."""

_MEDIA_TYPE = re.compile(r"https?://www\.iana\.org/assignments/media-types/(.+)")
_UNTYPED = ("Thing", "Dataset")
"""Types left out of a thing that is only named: search engines want a Dataset whole."""
_IN_PARTS = {"whole": "thing", "texts": "text"}
"""Way of a row → the shorter way in which parts of a thing are written."""
_DECIDED = ("texts", "media type")
"""Ways of which only the first row with a value is used."""
_POINT = re.compile(r"POINT ?\((-?[\d.]+) (-?[\d.]+)\)")


def structured_data(
    iri: str, language: str, about: QuadsAbout, address: AddressOf = str
) -> StructuredData:
    """A thing as one JSON-LD object; things it refers to by type, name and IRI.

    Args:
        iri: of the thing.
        language: ``fr`` or ``en``; its texts come first, and stand alone for other things.
        about: gives the quads about the thing and about what it refers to.
        address: gives the address from which something is fetched, of its IRI.
    """
    return {"@context": CONTEXT} | _Writer(language, about, address).whole(ox.NamedNode(iri))


def type_of(iri: str, about: QuadsAbout) -> str:
    """The schema.org type of a thing; ``Thing`` where the table has none."""
    return _type(_Writer("", about).facts(ox.NamedNode(iri)))


def as_script(node: StructuredData) -> str:
    """JSON-LD as the content of a ``script`` element, which nothing in it can close.

    Source: https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
    """
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


class _Writer:
    def __init__(self, language: str, about: QuadsAbout, address: AddressOf = str) -> None:
        self._language, self._about, self.address = language, about, address
        self._blank: dict[ox.BlankNode, _Statements] = {}

    def facts(self, term: Node) -> _Statements:
        """What is stated of a term, in a stable order; nothing of a literal."""
        if isinstance(term, ox.BlankNode):
            return self._blank.get(term, {})
        own: _Statements = {}
        for quad in self._about(term.value) if isinstance(term, ox.NamedNode) else ():
            known = own
            if isinstance(quad.subject, ox.BlankNode):
                known = self._blank.setdefault(quad.subject, {})
            values = known.setdefault(quad.predicate.value, [])
            if quad.object not in values and not isinstance(quad.object, ox.Triple):
                values.append(quad.object)
        return own

    def whole(self, term: Node, *, part: bool = False) -> StructuredData:
        """A thing by all rows of its type; as ``part`` of another, it has no parts."""
        facts = self.facts(term)
        kind = _type(facts)
        node: StructuredData = {"@type": kind}
        if isinstance(term, ox.NamedNode):
            node["@id"] = term.value
        given: dict[str, list[Any]] = {}
        kinds = ("Thing", WIDER.get(kind, ""), kind)
        for row in (row for name in kinds for row in PROPERTIES.get(name, ())):
            known = given.setdefault(row.name, [])
            if row.way in _DECIDED and known:
                continue
            way = _IN_PARTS.get(row.way, row.way) if part else row.way
            ends = self._ends(facts, row.path.split("/"))
            known += [value for value in self._written(row, way, ends) if value not in known]
        stated = {name: values for name, values in given.items() if values}
        return node | {name: v[0] if len(v) == 1 else v for name, v in stated.items()}

    def _ends(self, facts: _Statements, path: list[str]) -> list[Node]:
        """The terms at the end of a path of properties."""
        ends = sorted(facts.get(expand(path[0]), ()), key=str)
        if len(path) > 1:
            return [last for term in ends for last in self._ends(self.facts(term), path[1:])]
        return ends

    def _written(self, row: Row, way: str, terms: list[Node]) -> list[Any]:
        if way in ("text", "texts"):
            return self._texts(_literals(terms), way)
        values = [WAYS[way](self, term, row.type) for term in terms]
        return [value for value in values if value not in (None, "", {})]

    def _texts(self, literals: list[ox.Literal], way: str) -> list[Any]:
        """The texts in the language asked for, or in all, that one first."""
        ours = [literal for literal in literals if literal.language in (self._language, None)]
        if way == "text" and ours:
            return [literal.value for literal in ours]
        others = [literal for literal in literals if literal not in ours]
        return [
            {"@language": literal.language, "@value": literal.value}
            if literal.language
            else literal.value
            for literal in ours + others
        ]

    def _thing(self, term: Node, kind: str) -> Any:
        """A thing by type, IRI and name."""
        if isinstance(term, ox.Literal):
            return term.value if term.language in (self._language, None) else None
        facts = self.facts(term)
        kind = kind or _type(facts)
        node: StructuredData = {} if kind in _UNTYPED else {"@type": kind}
        if isinstance(term, ox.NamedNode):
            node["@id"] = term.value
        names = [literal for p in LABEL_PREDICATES for literal in _literals(facts.get(p, []))]
        best = best_literal(names, self._language)
        return node | ({"name": best.value} if best else {})

    def _interval(self, term: Node) -> str:
        """A period as ISO 8601 writes it, ``..`` where an end is open."""
        facts = self.facts(term)
        ends = [facts.get(expand(f"dcat:{end}Date"), []) for end in ("start", "end")]
        return "/".join(e[0].value if e else ".." for e in ends) if any(ends) else ""


def media_type(term: object) -> str:
    """The media type that a term stands for; empty for any other."""
    found = _MEDIA_TYPE.fullmatch(str(getattr(term, "value", "")))
    return found[1] if found else ""


def _number(term: Node) -> Any:
    try:
        return json.loads(term.value)
    except ValueError:
        return term.value


def _coordinate(term: Node, place: int) -> float | None:
    found = _POINT.search(term.value)
    return float(found[place]) if found else None


WAYS: dict[str, Callable[[_Writer, Any, str], Any]] = {
    "thing": _Writer._thing,
    "node": lambda writer, term, kind: (
        None if isinstance(term, ox.Literal) else writer._thing(term, kind)
    ),
    "whole": lambda writer, term, _: writer.whole(term, part=True),
    "interval": lambda writer, term, _: writer._interval(term),
    "plain": lambda _writer, term, _: term.value,
    "iri": lambda _writer, term, _: term.value if isinstance(term, ox.NamedNode) else "",
    "address": lambda writer, term, _: (
        writer.address(term.value) if isinstance(term, ox.NamedNode) else ""
    ),
    "media type": lambda _writer, term, _: media_type(term),
    "known": lambda _writer, term, _: (
        term.value if isinstance(term, ox.Literal) else KNOWN.get(term.value)
    ),
    "number": lambda _writer, term, _: _number(term),
    "longitude": lambda _writer, term, _: _coordinate(term, 1),
    "latitude": lambda _writer, term, _: _coordinate(term, 2),
}
"""How a value is written; ``text`` is in one language, ``texts`` in all, for the whole list."""


def _type(facts: _Statements) -> str:
    classes = {term.value for term in facts.get(expand("rdf:type"), [])}
    return next((kind for curie, kind in TYPES.items() if expand(curie) in classes), "Thing")


def _literals(terms: Iterable[Node]) -> list[ox.Literal]:
    return [term for term in terms if isinstance(term, ox.Literal)]
