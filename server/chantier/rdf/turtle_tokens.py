"""The tokens of Turtle, TriG, N-Triples and N-Quads, found without parsing.

Source: https://www.w3.org/TR/turtle/#sec-grammar-grammar (terminals)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    # What is never closed is one token too, else each quote would be read to the end.
    r'''(?P<string>"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\\?\Z)'''
    r"""|'''(?:[^'\\]|\\.|'(?!''))*+(?:'''|\\?\Z)"""
    r"""|"(?:[^"\\\n\r]|\\.)*+"?|'(?:[^'\\\n\r]|\\.)*+'?)"""
    r"""|(?P<comment>\#[^\n\r]*+)|(?P<space>\s++)"""
    r"""|(?P<quoted><<)|(?P<iri><[^<>"{}|^`\x00-\x20]*+>)"""
    r"""|(?P<number>[+\-]?(?:[0-9]*+\.[0-9]++(?:[eE][+\-]?[0-9]++)?|[0-9]++(?:\.?[eE][+\-]?[0-9]++)?))"""
    # A full stop ends a name, unless more of the name follows it.
    r"""|(?P<word>(?!\.)@?(?:[^\s<>"'{}()\[\],;.\#\\^|@]|\\.|\.++(?=[^\s<>"'{}()\[\],;.\#^|@]))++)"""
    r"""|(?P<sign>\.++|.)""",  # a run of full stops is one, else each would look for its end
    re.DOTALL,
)
Token = re.Match[str]


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text but white space and comments; their group says what each is."""
    return (found for found in _TOKEN.finditer(text) if found.lastgroup not in ("space", "comment"))


def first_nesting_triple(text: str) -> tuple[int, int] | None:
    """Line and column of the first ``<<``, within which triples nest without end (RDF 1.2)."""
    if "<<" not in text:
        return None
    for found in tokens(text):
        if found.lastgroup == "quoted":
            before = text[: found.start()]
            return before.count("\n") + 1, found.start() - before.rfind("\n")
    return None
