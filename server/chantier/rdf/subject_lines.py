"""Where an RDF document speaks of each IRI: the line of each subject.

Which IRI a name means is left to the engine, which knows prefixes, bases and escapes: what stands
at a place is handed to it with the number of the line as its object.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from xml.parsers import expat

import pyoxigraph as ox

from chantier.rdf.formats import ENGINE_FORMATS, JSON_LD, RDF_XML, TURTLE, Format
from chantier.rdf.reading import RdfDocument, decoded
from chantier.rdf.terms import RDF_TYPE, resolved
from chantier.rdf.turtle_tokens import tokens

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
_XML_BASE = "http://www.w3.org/XML/1998/namespace base"
_LINE = "urn:chantier:line"
_TYPED_LINE = f"{_LINE}:typed"
_DIRECTIVES = frozenset({"@prefix", "@base", "@version", "prefix", "base", "version"})
_BRACKETS = "[]"
_JSON_TOKEN = re.compile(r'(?P<text>"(?:[^"\\]|\\.)*+")(?P<key>\s*+:)?|[{}\[\]]', re.DOTALL)

SubjectLine = tuple[str, int, bool]
"""An IRI, the line where something is said of it, counted from 1, and whether that is its type."""


def subject_lines(document: RdfDocument) -> Iterator[SubjectLine]:
    """The subjects of a document that can be read, in its order; one may come several times."""
    base = document.base_iri
    if document.form is RDF_XML:
        return _said(_of_xml(document.content, base), TURTLE, base)
    text = decoded(document.content)
    if document.form is JSON_LD:
        return _said(_of_json(text), JSON_LD, base)
    return _said(_of_turtle(text), TURTLE, base)


def _said(text: str, form: Format, base_iri: str) -> Iterator[SubjectLine]:
    for quad in ox.parse(text, format=ENGINE_FORMATS[form], base_iri=base_iri):
        subject, verb, value = quad.subject, quad.predicate.value, quad.object
        ours = form is TURTLE or verb.startswith(_LINE)
        if ours and isinstance(subject, ox.NamedNode) and isinstance(value, ox.Literal):
            yield subject.value, int(value.value), verb in (RDF_TYPE, _TYPED_LINE)


def _of_turtle(text: str) -> str:
    """Each subject with each of its verbs and a line, under the same prefixes and bases."""
    written: list[str] = []
    for statement in _statements(text):
        words = [word for word, _ in statement]
        subject, line = statement[0]
        if subject.lower() in _DIRECTIVES:
            written.append(" ".join(words).removeprefix("@"))
        elif subject != _BRACKETS:
            verbs = words[1:2] + [
                word for before, word in pairwise(words[1:]) if before == ";" != word
            ]
            written += (f"{subject} {verb} {line} ." for verb in verbs)
    return "\n".join(written)


def _statements(text: str) -> Iterator[list[tuple[str, int]]]:
    """The words of each statement of Turtle, each with its line; brackets are one word."""
    statement: list[tuple[str, int]] = []
    line, read_to, depth = 1, 0, 0
    for token in tokens(text):
        line += text.count("\n", read_to, token.start())
        read_to, word = token.start(), token[0]
        if word in ("]", ")"):
            depth -= 1
        elif not depth and word[0] in ".{}" and token.lastgroup == "sign":
            if statement and word != "{":  # before which the name of a graph stands
                yield statement
            statement = []
        elif not depth:
            statement.append((_BRACKETS if word in ("[", "(") else word, line))
        depth += word in ("[", "(")
        ends = token.lastgroup in ("iri", "string") and not depth
        if ends and statement[0][0].lower() in _DIRECTIVES:
            yield statement
            statement = []


def _of_xml(content: bytes, base_iri: str) -> str:
    """Each ``rdf:about`` and ``rdf:ID`` as the subject of a line of Turtle."""
    written: list[str] = []
    bases = [base_iri]

    def start(name: str, attributes: dict[str, str]) -> None:
        base = attributes.get(_XML_BASE)
        bases.append(bases[-1] if base is None else resolved(base, bases[-1]))
        if bases[-1] != bases[-2]:
            written.append(f"BASE <{bases[-1]}>")
        about, identifier = attributes.get(f"{_RDF}about"), attributes.get(f"{_RDF}ID")
        subject = about if identifier is None else f"#{identifier}"
        if subject is not None:
            verb = "<>" if name == f"{_RDF}Description" else "a"
            written.append(f"<{subject}> {verb} {parser.CurrentLineNumber} .")

    def end(_name: str) -> None:
        if bases.pop() != bases[-1]:
            written.append(f"BASE <{bases[-1]}>")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(content, True)
    return "\n".join(written)


@dataclass(slots=True)
class _Object:
    """An object of JSON, or an array, while it is read."""

    start: int
    in_context: bool
    keys: set[str] = field(default_factory=set)
    last_key: str = ""


def _of_json(text: str) -> str:
    """The same document, with its line in each object that says something of an IRI."""
    names, types = {"@id"}, {"@type"}
    objects: list[_Object] = []
    around: list[_Object] = []
    for token in _JSON_TOKEN.finditer(text):
        sign = token[0]
        if sign[0] in "{[":
            outer = around[-1] if around else _Object(0, in_context=False)
            within = outer.in_context or outer.last_key == "@context"
            around.append(_Object(token.end() if sign == "{" else -1, within))
        elif sign[0] in "}]":
            objects.append(around.pop())
        elif token["key"] is not None:
            around[-1].last_key = json.loads(token["text"])
            around[-1].keys.add(around[-1].last_key)
        elif len(around) > 1 and around[-1].in_context and sign in ('"@id"', '"@type"'):
            key = around[-1].last_key
            term = around[-2].last_key if key == "@id" else key  # "id": {"@id": "@id"}
            if not term.startswith("@"):
                (names if sign == '"@id"' else types).add(term)
    objects.sort(key=lambda one: one.start)
    written, copied, line = [], 0, 1
    for one in objects:
        if one.start < 0 or one.in_context or not one.keys & names:
            continue
        if not one.keys - names - {"@context"}:  # only named
            continue
        line += text.count("\n", copied, one.start)
        verb = _TYPED_LINE if one.keys & types else _LINE
        written.append(f'{text[copied : one.start]}"{verb}": "{line}",')
        copied = one.start
    return "".join([*written, text[copied:]])
