"""The engine’s syntax errors, with the line at fault and what would mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chantier.errors import QuerySyntaxError
from chantier.namespaces import PREFIXES

_PLACE = re.compile(r"error at (\d+):(\d+): ")
_MAX_REASON_CHARACTERS = 300
MAX_ECHO_CHARACTERS = 200
"""Of a text that was sent, what an error repeats."""


def syntax_error(
    error: SyntaxError, text: str, kind: str = "SPARQL", undeclared: Iterable[str] = ()
) -> QuerySyntaxError:
    """The engine’s terse message as a place, the line with a caret, and advice.

    Args:
        error: raised by the engine.
        text: what it read.
        kind: what the text should have been.
        undeclared: prefixes that it uses and does not declare.
    """
    message = str(error.args[0])
    place = _PLACE.match(message)
    line, column = (int(place[1]), int(place[2])) if place else (0, 0)
    reason = (message[place.end() :] if place else message)[:_MAX_REASON_CHARACTERS]
    parts = [f"This is not {kind}: {reason}."]
    if place:
        shown, caret = shown_line(text, line, column)
        parts.append(f"Line {line}, column {column}:\n    {shown}\n    {' ' * caret}^")
    for prefix in undeclared:
        known = PREFIXES.get(prefix)
        namespace = f"<{known}>" if known else "<the namespace it stands for>"
        parts.append(f"The prefix “{prefix}:” is not declared. Add: PREFIX {prefix}: {namespace}")
    return QuerySyntaxError("\n".join(parts), line, column)


def shown_line(text: str, line: int, column: int) -> tuple[str, int]:
    """A line of a text, cut around a column if it is long, and where in it the column is."""
    lines = text.splitlines()
    whole = lines[line - 1] if 0 < line <= len(lines) else ""
    start = max(0, min(column - MAX_ECHO_CHARACTERS // 2, len(whole) - MAX_ECHO_CHARACTERS))
    return whole[start : start + MAX_ECHO_CHARACTERS], max(0, column - 1 - start)
