"""What can be read off a query's text without parsing it: its form, prefixes and dataset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from chantier.errors import QuerySyntaxError, RequestTooLarge
from chantier.namespaces import PREFIXES
from chantier.query.sparql.tokens import TOKEN, is_open, may_call, replaced, words_in

MAX_DEPTH_LEVELS = 10_000
"""Levels after which a text is not scanned on, whatever the settings allow."""

_OPENING = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*")
"""Comments and empty lines that a query begins with."""


class Form(Enum):
    """The four query forms."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


_UPDATE_WORDS = frozenset(
    "INSERT DELETE LOAD CLEAR CREATE DROP COPY MOVE ADD WITH".split()  # noqa: SIM905
)


_TEXTS = frozenset({"string", "iri"})
"""Tokens in which spaces count."""
_BEFORE_STAR = frozenset({"SELECT", "DISTINCT", "REDUCED"})
_BEFORE_NAME = frozenset({"GRAPH", "FROM", "NAMED", "DESCRIBE"})
"""Words after which a name may stand in front of a brace."""


@dataclass(frozen=True, slots=True)
class Runnable:
    """A query's text and what running it needs to know of its surface."""

    text: str
    has_dataset: bool
    """Whether it has FROM or FROM NAMED."""
    undeclared: tuple[str, ...]
    """Prefixes it uses and does not declare, in order of use."""
    star: int
    """Where the ``*`` of an outermost SELECT * stands; -1 without one."""
    variables: tuple[str, ...]
    """The variables it names, in order of appearance."""


@dataclass(frozen=True, slots=True)
class QueryText(Runnable):
    """A query's text and all that its surface tells."""

    form: Form
    has_service: bool
    """Whether it has SERVICE."""
    depth: int
    """How deep its brackets, or its piled-up unary operators, nest."""


def read(text: str) -> QueryText:
    """Scan a query.

    Raises:
        QuerySyntaxError: the text is empty, an update, or names no query form.
    """
    surface = _Surface()
    for token in TOKEN.finditer(text):
        surface.take(token)
        if surface.deepest > MAX_DEPTH_LEVELS:
            raise QuerySyntaxError(f"The query nests more than {MAX_DEPTH_LEVELS:,} levels deep.")
    if surface.form is None:
        raise QuerySyntaxError(
            "This text has no query form." if text.strip() else "The query is empty."
        )
    return QueryText(
        text,
        has_dataset="FROM" in surface.clauses,
        undeclared=tuple(prefix for prefix in surface.used if prefix not in surface.declared),
        star=surface.star,
        variables=tuple(surface.variables),
        form=surface.form,
        has_service="SERVICE" in surface.clauses,
        depth=surface.deepest,
    )


def check_size(text: str, max_bytes: int) -> None:
    """Refuse a query that takes too long to scan.

    Raises:
        RequestTooLarge: it is longer than that.
    """
    if len(text) > max_bytes or len(text.encode("utf-8", "replace")) > max_bytes:
        raise RequestTooLarge(
            f"The query is longer than {max_bytes:,} bytes. Shorten it, or ask in several queries."
        )


def with_prefixes(text: str) -> str:
    """A query with a PREFIX line for each known prefix that it uses and does not declare.

    The lines come below the comments that it begins with.

    Raises:
        QuerySyntaxError: the text is empty, an update, or names no query form.
    """
    missing = sorted(prefix for prefix in read(text).undeclared if prefix in PREFIXES)
    if not missing:
        return text
    opening = _OPENING.match(text)
    cut = opening.end() if opening else 0
    lines = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in missing)
    rest = text[cut:]
    joint = "" if rest[:6].upper() == "PREFIX" else "\n"
    return f"{text[:cut]}{lines}{joint}{rest}"


def normalised(text: str) -> str:
    """A query's text without comments, and with one space where there were several."""
    kept: list[str] = []

    def hidden(token: str) -> str:
        kept.append(token)
        return "\0"

    spaced = re.sub(r"[ \t\r\n]+", " ", replaced(text, _TEXTS, hidden)).strip()
    strings = iter(kept)
    return re.sub("\0", lambda _: next(strings, ""), spaced)


class _Surface:
    """What was seen of a query so far."""

    def __init__(self) -> None:
        self.form: Form | None = None
        self.clauses = set[str]()
        self.declared = set[str]()
        self.used: dict[str, None] = {}
        self.variables: dict[str, None] = {}
        self.deepest = 0
        self.star = -1
        self._level = self._pile = 0
        self._previous = ""
        self._glued = False

    def take(self, token: re.Match[str]) -> None:
        kind = token.lastgroup
        if kind in ("comment", "other"):
            return
        if kind in ("iri", "string"):
            self._take_whole(token)
        self._pile = self._pile + 1 if kind == "unary" else 0
        word = ""
        if kind == "words":
            for word in words_in(token[0]):
                self._take_word(word)
        elif kind in ("open", "close"):
            self._level += 1 if kind == "open" else -1
            if self._glued and token[0] == "{":
                self.clauses.add("SERVICE")
        elif kind in ("local", "bare"):
            self._take_prefix(token["words"] or "")
        elif kind == "variable":
            self.variables[token["variable"]] = None
        elif kind == "star" and self._previous in _BEFORE_STAR and not self._level:
            self.star = token.start()
        self.deepest = max(self.deepest, self._level, self._pile)
        # “SERVICEex:a {” calls too, and only a call has a brace behind such a name.
        name = (token["words"] or "").upper() if kind == "local" else ""
        self._glued = "SERVICE" in name and self._previous not in _BEFORE_NAME
        self._previous = word

    def _take_whole(self, token: re.Match[str]) -> None:
        """Take what is one token here and may be several to the engine."""
        if may_call(token):
            self.clauses.add("SERVICE")
        if is_open(token):
            self._level += sum(map(token[0].count, "({["))

    def _take_word(self, word: str) -> None:
        if word == "FROM":
            self.clauses.add(word)
        elif word.startswith("SERVICE") or word.endswith("SERVICE"):
            # The engine wants no space around it: “trueSERVICE<…>” and “SERVICESILENT<…>” call.
            self.clauses.add("SERVICE")
        elif self.form is None:
            self.form = _form(word)

    def _take_prefix(self, prefix: str) -> None:
        if self._previous == "PREFIX":
            self.declared.add(prefix)
        else:
            self.used[prefix] = None


def _form(word: str) -> Form | None:
    if word in _UPDATE_WORDS:
        raise QuerySyntaxError(
            f"This is a SPARQL update ({word}), and this is a place for queries."
            " Start with SELECT, ASK, CONSTRUCT or DESCRIBE, or send it as “update=…”."
        )
    return Form[word] if word in Form.__members__ else None
