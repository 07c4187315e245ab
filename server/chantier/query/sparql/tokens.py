"""The tokens of SPARQL queries and updates, found without parsing.

``TOKEN.finditer(text)`` goes through a text once; the group that matched says what a token is.

Source: https://www.w3.org/TR/sparql11-query/#sparqlGrammar (terminals)
"""

from __future__ import annotations

import re
from collections.abc import Callable

from chantier.errors import QueryError

# A local name may hold escaped quotes and hashes, which start neither string nor comment.
_LOCAL = r"(?:[\w.\-%:·À-￿]|\\[_~.\-!$&'()*+,;=/?\#@%])*"
TOKEN = re.compile(
    # A string that is never closed is one token too, else each quote would be read to the end.
    r'''(?P<string>"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|(?P<open_end>\\?\Z))'''
    r"""|'''(?:[^'\\]|\\.|'(?!''))*+(?:'''|(?P<open_too>\\?\Z))"""
    r"""|"(?:[^"\\\n\r]|\\.)*+"?"""
    r"""|'(?:[^'\\\n\r]|\\.)*+'?)"""
    r"""|(?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)"""
    r"""|(?P<comment>\#[^\n\r]*)"""
    # Words and the prefix of a name are one run, so that a long one is read once.
    rf"""|(?P<words>[A-Za-z_À-￿][\w.\-À-￿]*)(?::(?P<local>{_LOCAL}))?|:(?P<bare>{_LOCAL})"""
    r"""|[?$](?P<variable>[\w·\u0300-\u036f‿⁀]+)|(?P<tag>@[A-Za-z\-]+)"""
    r"""|(?P<number>\d+(?:\.\d*)?(?:[eE][+\-]?\d+)?)"""
    r"""|(?P<open>[({\[]|<<)|(?P<close>[)}\]]|>>)|(?P<unary>[!^\-+])|(?P<star>\*)"""
    r"""|(?P<other>[<>|&=.;,/~]+)""",  # else a run of them would be passed over in one long step
    re.DOTALL,
)
"""Strings, IRIs, comments, prefixed names (``local``, or ``bare`` without a prefix), variables,
language tags, numbers, runs of bare words, brackets, the operators that can be piled up without
brackets, and other signs."""
_RUN_TOGETHER = re.compile(
    r"(?:INSERT|DELETE|WITH|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY"
    r"|SILENT|DATA|GRAPH|DEFAULT|NAMED|ALL|INTO|TO|USING|WHERE){2,}",
    re.IGNORECASE,
)
"""Keywords of updates without a space between them, which the engine tells apart."""
_BETWEEN_WORDS = re.compile(r"[^A-Z0-9_]+")


def words_in(run: str) -> list[str]:
    """The words of a run, in capitals: “true.GRAPH” is two."""
    return _BETWEEN_WORDS.split(run.upper())


def may_call(token: re.Match[str]) -> bool:
    """Whether the engine may find SERVICE where only one token is seen here.

    ``FILTER(1<2)SERVICE#>`` looks like an IRI and may be a comparison and a call; a long string
    that is never closed may be an empty one and another.
    """
    if token.lastgroup == "iri":
        return "SERVICE" in token[0].partition(")")[2].upper()
    return is_open(token) and "SERVICE" in token[0].upper()


def is_open(token: re.Match[str]) -> bool:
    """Whether a token is a long string that is never closed."""
    return token["open_end"] is not None or token["open_too"] is not None


def replaced(text: str, kinds: frozenset[str], by: Callable[[str], str]) -> str:
    """The text with the tokens of some kinds replaced, and comments by a space."""

    def replacement(token: re.Match[str]) -> str:
        if token.lastgroup in kinds:
            return by(token[0])
        return " " if token.lastgroup == "comment" else token[0]

    return TOKEN.sub(replacement, text)


def position(text: str, offset: int) -> tuple[int, int]:
    """The line and the column of a place in a text, both counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def refuse_run_together(text: str, word: str, at: int) -> None:
    """Raise if a word outside braces is several: the engine would read DROPSILENTALL as three.

    Raises:
        QueryError: it is; the message has its place.
    """
    if _RUN_TOGETHER.fullmatch(word):
        line, column = position(text, at)
        raise QueryError(
            f"Ligne {line}, colonne {column} : « {word[:40]} ». Mettez une espace entre les mots.",
            f"Line {line}, column {column}: “{word[:40]}”. Put a space between the words.",
        )
