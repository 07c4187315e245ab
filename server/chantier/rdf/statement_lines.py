"""Where a document states each thing: the line of every statement of Turtle and its relatives.

As for subjects, which terms the words mean is left to the engine: each statement is handed to it
under the prefixes and bases of the document, with the number of its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.rdf.formats import ENGINE_FORMATS, JSON_LD, RDF_XML, TURTLE
from chantier.rdf.reading import RdfDocument, decoded
from chantier.rdf.turtle_tokens import tokens

_DIRECTIVES = frozenset({"@prefix", "@base", "@version", "prefix", "base", "version"})
_LINE = "urn:chantier:line"
_RDF = PREFIXES["rdf"]
_SUBJECT, _PREDICATE, _OBJECT = (f"{_RDF}{name}" for name in ("subject", "predicate", "object"))
_BLANK = ""
"""What stands for a blank node, a list or what brackets hold."""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement, and where it stands."""

    subject: str
    """Its IRI; empty for a blank node."""
    predicate: str
    value: str
    """An IRI, or the text of a literal; empty for a blank node."""
    line: int
    """Line of the object, counted from 1."""


@dataclass(slots=True)
class _Node:
    """What is being said of a subject, while it is read."""

    subject: str = ""
    verb: str = ""
    value: str = ""
    line: int = 0
    has_subject: bool = False
    is_list: bool = False
    words: list[str] = field(default_factory=list)


def statement_lines(document: RdfDocument) -> Iterator[StatementLine]:
    """The statements of a document that can be read, in its order.

    None for RDF/XML and JSON-LD, of which only the lines of subjects are known.
    """
    if document.form in (RDF_XML, JSON_LD):
        return
    said: dict[str, str] = {}
    written = "\n".join(_Scan().statements(decoded(document.content)))
    for quad in ox.parse(written, format=ENGINE_FORMATS[TURTLE], base_iri=document.base_iri):
        value = quad.object
        if isinstance(value, ox.NamedNode | ox.Literal):
            said[quad.predicate.value] = value.value
        if quad.predicate.value == _LINE:
            yield StatementLine(
                said.get(_SUBJECT, ""), said[_PREDICATE], said.get(_OBJECT, ""), int(said[_LINE])
            )
            said = {}


class _Scan:
    """A walk through the words of a document, brackets within brackets."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._around = [_Node()]

    def statements(self, text: str) -> list[str]:
        """Turtle that describes each statement with its line, and the directives as they are."""
        line, read_to = 1, 0
        for token in tokens(text):
            line += text.count("\n", read_to, token.start())
            read_to = token.start()
            self._take(token[0], line, is_sign=token.lastgroup == "sign")
        return self._written

    def _take(self, word: str, line: int, *, is_sign: bool) -> None:
        node = self._around[-1]
        if node.words:
            self._directive(node, word, is_sign=is_sign)
        elif is_sign:
            self._sign(node, word, line)
        elif not node.has_subject and not node.is_list and word.lower() in _DIRECTIVES:
            node.words.append(word.removeprefix("@"))
        elif node.is_list:
            pass
        elif not node.has_subject:
            node.subject, node.has_subject = word, True
        elif not node.verb:
            node.verb = f"<{_RDF}type>" if word == "a" else word
        else:
            node.line = node.line or line
            node.value += word

    def _directive(self, node: _Node, word: str, *, is_sign: bool) -> None:
        """One more word of a directive, which ends with an IRI or a version."""
        if not is_sign:
            node.words.append(word)
        if word.startswith("<") or word[:1] in "\"'":
            self._written.append(" ".join(node.words))
            node.words = []

    def _sign(self, node: _Node, word: str, line: int) -> None:
        if word == "^" and node.value:
            node.value += word  # between a text and its datatype
        elif word in "[(":
            node.line = node.line or line
            inner = _Node(has_subject=word == "[", is_list=word == "(")
            if not node.has_subject:
                node.has_subject = True
            self._around.append(inner)
        elif word in "])":
            self._state(node)
            if len(self._around) > 1:
                self._around.pop()
        elif word in ",;" or word[0] in ".{}":
            self._state(node)
            if word == ";":
                node.verb = ""
            elif word != ",":
                self._around = [_Node()]

    def _state(self, node: _Node) -> None:
        """Write the statement that ends here, if one does."""
        if node.verb and node.line and not node.is_list:
            known = "" if node.subject[:2] in (_BLANK, "_:") else f"<{_SUBJECT}> {node.subject} ; "
            value = node.value
            objects = "" if value[:2] in (_BLANK, "_:") else f"<{_OBJECT}> {value} ; "
            self._written.append(
                f"[] {known}<{_PREDICATE}> {node.verb} ; {objects}<{_LINE}> {node.line} ."
            )
        node.value, node.line = "", 0
