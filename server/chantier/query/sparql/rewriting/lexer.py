"""Lexemes one after the other, for a reader that knows what may come next."""

from __future__ import annotations

import re
from typing import NamedTuple

from chantier.errors import QueryError
from chantier.query.sparql.tokens import TOKEN, position

_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")
_LANGUAGE = re.compile(r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?")
_KINDS = {"iri": "iri", "string": "string", "number": "number", "variable": "variable"}
_NAMES = {"local": "name", "bare": "name"}
_OPERANDS = frozenset({"string", "number", "variable", "name"})


class Lexeme(NamedTuple):
    """A token and its place."""

    kind: str
    """``iri``, ``name`` (with a prefix), ``blank``, ``string``, ``number``, ``variable``, ``word``,
    ``sign`` or ``end``."""
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """A keyword in capitals; empty for another token."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def begins_verb(self) -> bool:
        """Whether a path or a variable between subject and object may begin with it."""
        return self.kind in ("iri", "name", "variable") or self.text in ("^", "!", "(", "a")


class Lexer:
    """A text and how far it was read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.last_end = 0
        """Where the last token that was taken ends."""
        self.last_is_operand = False
        """Whether ``<`` behind it compares, in an expression."""
        self._variables = 0
        self.unused = _unused_name(text)
        """What no variable of the text begins with."""

    def peek(self, *, after_operand: bool = False) -> Lexeme:
        """The next token; ``after_operand``: ``<`` begins no IRI here."""
        space = _SPACE.match(self.text, self.last_end)
        start = space.end() if space else self.last_end
        if start >= len(self.text):
            return Lexeme("end", "", start, start)
        sign = Lexeme("sign", self.text[start], start, start + 1)
        found = None if after_operand and sign.text == "<" else TOKEN.match(self.text, start)
        if found is None:
            return sign
        kind = str(found.lastgroup)
        if kind == "words":
            word = re.match(r"\w+", found[0])
            end = start + len(word[0]) if word else found.end()
            return Lexeme("word", self.text[start:end], start, end)
        if kind in _NAMES:
            blank = found["words"] == "_" and kind == "local"
            end = start + len(found[0].rstrip("."))  # a name may hold dots, and not end with one
            return Lexeme("blank" if blank else "name", self.text[start:end], start, end)
        if kind in _KINDS:
            return Lexeme(_KINDS[kind], found[0], start, found.end())
        return Lexeme("sign", found[0], start, found.end()) if found[0] in ("<<", ">>") else sign

    def next(self, *, after_operand: bool = False) -> Lexeme:
        """Take the next token."""
        token = self.peek(after_operand=after_operand)
        self.last_end = token.end
        self.last_is_operand = (
            token.kind in _OPERANDS or token.text == ")" or token.word in ("TRUE", "FALSE")
        )
        return token

    def accept(self, text: str) -> bool:
        """Take the next token if it is a sign or a keyword."""
        token = self.peek()
        if text not in (token.text, token.word):
            return False
        self.next()
        return True

    def expect(self, text: str) -> Lexeme:
        """Take the next token, which is a sign or a keyword.

        Raises:
            QueryError: it is another.
        """
        token = self.peek()
        if text not in (token.text, token.word):
            raise self.unread(token)
        return self.next()

    def term(self) -> str:
        """Take a term that is one word: a name, a variable, a literal.

        Raises:
            QueryError: none stands here.
        """
        if self.peek().text in ("+", "-"):
            self.next()
            return self.text[self.last_end - 1] + self.next().text
        token = self.next()
        if token.kind == "string":
            return token.text + self._suffix()
        if token.kind == "blank":
            return f"?{self.unused}_{re.sub(r'[^A-Za-z0-9]', _code, token.text[2:])}"
        plain = token.kind in ("iri", "name", "variable", "number")
        if not plain and token.word not in ("TRUE", "FALSE"):
            raise self.unread(token)
        return token.text

    def variable(self) -> str:
        """A variable that the text does not have."""
        self._variables += 1
        return f"?{self.unused}{self._variables}"

    def skip_braces(self) -> None:
        """Take a brace and all up to the one that closes it.

        Raises:
            QueryError: none does.
        """
        depth = 0
        while True:
            token = self.next()
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if token.kind == "end":
                raise self.unread(token)
            if not depth:
                return

    def _suffix(self) -> str:
        """The language or the datatype of a literal."""
        tag = _LANGUAGE.match(self.text, self.last_end)
        if tag:
            self.last_end = tag.end()
            return tag[0]
        if self.text.startswith("^^", self.last_end):
            self.last_end += 2
            return "^^" + self.next().text
        return ""

    def unread(self, token: Lexeme) -> QueryError:
        """What is said of a text that is read too simply here."""
        line, column = position(self.text, token.start)
        seen = self.text[token.start : token.start + 20]
        return QueryError(
            f"Ceci ne se lit pas tel qu’il est écrit : ligne {line}, colonne {column}, « {seen} »."
            " Mettez une espace autour de chaque mot-clé, et nommez les graphes au lieu de GRAPH"
            " avec une variable.",
            f"This cannot be read as it is written: line {line}, column {column}, “{seen}”. Put a"
            " space around each keyword, and name the graphs instead of GRAPH with a variable.",
        )


def _unused_name(text: str) -> str:
    name = "z"
    while name in text:
        name += "z"
    return name


def _code(found: re.Match[str]) -> str:
    return f"_{ord(found[0])}_"
