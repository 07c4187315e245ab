"""XML as RDF/XML needs it: elements and text alone, whatever ways of writing them a file uses.

The engine reads UTF-8 without document type, takes a comment inside a text for its end, and knows
no empty ``xml:lang`` and no relative ``xml:base``. Here expat reads what XML allows, within bounds,
and nothing is fetched.

Sources: https://www.w3.org/TR/xml/, https://www.w3.org/TR/rdf-syntax-grammar/
"""

from __future__ import annotations

import re
import secrets
from collections import Counter, deque
from graphlib import CycleError, TopologicalSorter
from typing import NoReturn
from xml.parsers import expat

from chantier.errors import BodyError
from chantier.rdf.terms import resolved

MAX_ENTITIES = 1_000
"""Entities that a document may declare."""
MAX_ENTITY_CHARACTERS = 65_536
"""Length of an entity when those it refers to are written out."""
MAX_GROWTH_RATIO = 20
"""How many times its own length a document may have when its entities are written out…"""
MIN_REFUSED_CHARACTERS = 1 << 20
"""…but any may become as long as this."""
MAX_XML_LEVELS = 1_000
"""Elements within elements: the engine takes quadratic time for them."""
_FED_BYTES = 1 << 16
_REFERENCE = re.compile(r"&([^#;&\s][^;&\s]*);")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})
_COMMAND = "xmllint --loaddtd --noent --dropdtd"
_CONVERT_FR = f"Développez-le d’abord : {_COMMAND} FICHIER."
_CONVERT = f"Write it out first: {_COMMAND} FILE."
_TOO_LONG = (
    f"Ses entités rendent ce document plus de {MAX_GROWTH_RATIO} fois plus long. Écrivez les noms"
    " en entier.",
    f"Its entities make this document more than {MAX_GROWTH_RATIO} times as long. Write names in"
    " full.",
)


class PlainXml:
    """A file of the same elements and texts, in UTF-8, as the engine reads them."""

    def __init__(self, content: bytes, base_iri: str) -> None:
        """Nothing is read yet; the base is that of the outermost element."""
        self.line = 1
        """Where in the content what was read last begins."""
        self.no_language = f"x-{secrets.token_hex(4)}"
        """The language tag that stands for an empty one."""
        self._content, self._fed = content, 0
        self._ready: deque[tuple[int, bytes]] = deque()
        self._bases = [base_iri]
        self._literal_level = self._characters = 0
        self._entities: dict[str, str] = {}
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._document_type
        parser.EntityDeclHandler = self._entity
        parser.AttlistDeclHandler = self._attributes
        parser.EndDoctypeDeclHandler = self._check_entities

    def read(self, size: int) -> bytes:
        """The next element or text, or as many bytes of it; empty at the end.

        Raises:
            BodyError: this is no XML, or more than is read here.
        """
        while not self._ready and self._fed <= len(self._content):
            self._feed()
        if not self._ready:
            return b""
        self.line, data = self._ready.popleft()
        if len(data) > size:
            self._ready.appendleft((self.line, data[size:]))
        return data[:size]

    def _feed(self) -> None:
        part = self._content[self._fed : self._fed + _FED_BYTES]
        self._fed += _FED_BYTES
        try:
            self._parser.Parse(part, self._fed > len(self._content))
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            french, english = f"Ce n’est pas du XML : {reason}.", f"This is not XML: {reason}."
            if "amplification" in reason:
                french, english = _TOO_LONG
            raise BodyError(french, error.lineno, error.offset + 1, english=english) from None
        except (LookupError, ValueError) as error:  # of the codec that the document names
            raise BodyError(
                f"Ce codage ne se lit pas : {error}. Employez UTF-8.",
                1,
                english=f"This encoding is not read: {error}. Use UTF-8.",
            ) from None

    def _start(self, name: str, attributes: list[str]) -> None:
        if len(self._bases) > MAX_XML_LEVELS:
            self._refuse(
                f"Plus de {MAX_XML_LEVELS} éléments s’emboîtent les uns dans les autres.",
                f"More than {MAX_XML_LEVELS} elements stand within one another.",
            )
        self._bases.append(self._bases[-1])
        is_literal = bool(self._literal_level)
        self._grow(len(name) + sum(map(len, attributes)))
        written = [f"<{name}"]
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            text = value.translate(_ATTRIBUTE)
            if is_literal:
                pass  # this is text, not RDF
            elif key == "xml:lang" and not value:
                text = self.no_language
            elif key == "xml:base":
                self._bases[-1] = self._resolved(value)
                text = self._bases[-1].translate(_ATTRIBUTE)
            elif key.endswith(":parseType") and value not in ("Resource", "Collection"):
                self._literal_level = len(self._bases)
            written.append(f' {key}="{text}"')
        self._write(f"{''.join(written)}>")

    def _end(self, name: str) -> None:
        if len(self._bases) == self._literal_level:
            self._literal_level = 0
        self._bases.pop()
        self._write(f"</{name}>")

    def _text(self, text: str) -> None:
        self._grow(len(text))
        if len(self._bases) > 1:
            self._write(text.translate(_TEXT))

    def _write(self, text: str) -> None:
        self._ready.append((self._parser.CurrentLineNumber, text.encode()))

    def _resolved(self, reference: str) -> str:
        try:
            return resolved(reference, self._bases[-1])
        except SyntaxError:
            self._refuse(
                f"xml:base n’est pas une IRI : {reference}.", f"xml:base is no IRI: {reference}."
            )

    def _grow(self, characters: int) -> None:
        self._characters += characters
        if self._characters > MIN_REFUSED_CHARACTERS + MAX_GROWTH_RATIO * len(self._content):
            self._refuse(*_TOO_LONG)

    def _document_type(
        self, _name: str, system: str | None, public: str | None, _internal: int
    ) -> None:
        if system or public:
            self._refuse(
                f"Un type de document qui se trouve ailleurs ne se charge pas. {_CONVERT_FR}",
                f"A document type from elsewhere is not fetched. {_CONVERT}",
            )

    def _entity(
        self,
        name: str,
        is_parameter: bool,
        value: str | None,
        _base: str | None,
        _system: str | None,
        _public: str | None,
        _notation: str | None,
    ) -> None:
        if value is None:
            self._refuse(
                f"L’entité « {name} » se trouve ailleurs et ne se charge pas. {_CONVERT_FR}",
                f"The entity “{name}” lies elsewhere and is not fetched. {_CONVERT}",
            )
        if is_parameter:
            self._refuse(
                f"L’entité paramètre « %{name}; » ne se lit pas. {_CONVERT_FR}",
                f"The parameter entity “%{name};” is not read. {_CONVERT}",
            )
        self._entities.setdefault(name, value)
        if len(self._entities) > MAX_ENTITIES:
            self._refuse(
                f"Plus de {MAX_ENTITIES} entités sont déclarées. {_CONVERT_FR}",
                f"More than {MAX_ENTITIES} entities are declared. {_CONVERT}",
            )

    def _attributes(
        self, element: str, name: str, _kind: str, default: str | None, _required: int
    ) -> None:
        if default is not None:
            self._refuse(
                f"Le type de document ajoute « {name} » à chaque « {element} », ce qui ne se lit"
                f" pas. {_CONVERT_FR}",
                f"The document type adds “{name}” to each “{element}”, which is not read."
                f" {_CONVERT}",
            )

    def _check_entities(self) -> None:
        """Refuse entities that become too long, before one is used."""
        references = {
            name: Counter(_REFERENCE.findall(value)) for name, value in self._entities.items()
        }
        lengths: dict[str, int] = {}
        try:
            for name in TopologicalSorter(references).static_order():
                inner = references.get(name, {}).items()  # undeclared ones are refused by expat
                lengths[name] = len(self._entities.get(name, "")) + sum(
                    count * lengths[other] for other, count in inner
                )
                if lengths[name] > MAX_ENTITY_CHARACTERS:
                    self._refuse(
                        f"L’entité « {name} » dépasse {MAX_ENTITY_CHARACTERS} caractères quand"
                        " celles auxquelles elle renvoie sont développées. Écrivez les noms en"
                        " entier.",
                        f"The entity “{name}” is longer than {MAX_ENTITY_CHARACTERS} characters"
                        " when those it refers to are written out. Write names in full.",
                    )
        except CycleError as error:
            name = error.args[1][0]
            self._refuse(
                f"L’entité « {name} » renvoie à elle-même.",
                f"The entity “{name}” refers to itself.",
            )

    def _refuse(self, french: str, english: str) -> NoReturn:
        raise BodyError(french, self._parser.CurrentLineNumber, english=english)
