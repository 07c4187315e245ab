"""What can be read off a query's text without parsing it: its form, prefixes and dataset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from chantier.errors import QuerySyntaxError

_TOKEN = re.compile(
    r'''(?P<skip>"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\''''
    r"""|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*\'"""
    r"""|<[^<>"{}|^`\\\x00-\x20]*>|\#[^\n\r]*)"""
    r"""|(?P<name>[A-Za-z_À-￿][\w.\-À-￿]*)?:(?P<local>[\w.\-%:À-￿]*)"""
    r"""|[?$]\w+|@[A-Za-z\-]+|(?P<word>[A-Za-z_]\w*)""",
    re.DOTALL,
)
"""Strings, IRIs and comments (skipped), prefixed names, variables, language tags, bare words."""


class Form(Enum):
    """The four query forms."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


_UPDATE_WORDS = frozenset(
    "INSERT DELETE LOAD CLEAR CREATE DROP COPY MOVE ADD WITH".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class QueryText:
    """A query's text and what its surface tells."""

    text: str
    form: Form
    has_dataset: bool
    """Whether it has FROM or FROM NAMED."""
    undeclared: tuple[str, ...]
    """Prefixes it uses and does not declare, in order of use."""


def read(text: str) -> QueryText:
    """Read the surface of a query.

    Raises:
        QuerySyntaxError: the text is empty, an update, or names no query form.
    """
    form: Form | None = None
    has_dataset = False
    declared: set[str] = set()
    used: dict[str, None] = {}
    previous = ""
    for token in _TOKEN.finditer(text):
        word = (token["word"] or "").upper()
        if token["local"] is not None:
            prefix = token["name"] or ""
            (declared.add(prefix) if previous == "PREFIX" else used.setdefault(prefix))
        elif word == "FROM":
            has_dataset = True
        elif word and form is None:
            if word in Form.__members__:
                form = Form[word]
            elif word in _UPDATE_WORDS:
                raise QuerySyntaxError(
                    f"This is a SPARQL update ({word}), and only queries are answered here."
                    " Start with SELECT, ASK, CONSTRUCT or DESCRIBE."
                )
        previous = word
    if form is None:
        raise QuerySyntaxError(
            "This text has no query form." if text.strip() else "The query is empty."
        )
    return QueryText(text, form, has_dataset, tuple(p for p in used if p not in declared))
