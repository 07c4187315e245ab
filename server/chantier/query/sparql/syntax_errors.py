"""The engine’s syntax errors, with the line at fault and what would mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chantier.errors import QuerySyntaxError
from chantier.namespaces import PREFIXES

_PLACE = re.compile(r"error at (\d+):(\d+): ")
_MAX_REASON_CHARACTERS = 300
_MAX_LINE_CHARACTERS = 200


def syntax_error(
    error: SyntaxError,
    text: str,
    kind: str = "SPARQL",
    undeclared: Iterable[str] = (),
    *,
    brief: bool = False,
) -> QuerySyntaxError:
    """The engine’s terse message as a place, the line with a caret, and advice.

    Args:
        error: raised by the engine.
        text: what it read.
        kind: what the text should have been.
        undeclared: prefixes that it uses and does not declare.
        brief: cut reason and line: updates may have lines of megabytes.
    """
    message = str(error.args[0])
    place = _PLACE.match(message)
    line, column = (int(place[1]), int(place[2])) if place else (0, 0)
    reason = message[place.end() :] if place else message
    if brief and place:
        reason = reason.partition("\n")[0][:_MAX_REASON_CHARACTERS]
    parts = [f"This is not {kind}: {reason}."]
    if place:
        lines = text.splitlines()
        shown = lines[line - 1] if line <= len(lines) else ""
        shown = shown[:_MAX_LINE_CHARACTERS] if brief else shown
        parts.append(f"Line {line}, column {column}:\n    {shown}\n    {' ' * (column - 1)}^")
    for prefix in undeclared:
        known = PREFIXES.get(prefix)
        namespace = f"<{known}>" if known else "<the namespace it stands for>"
        parts.append(f"The prefix “{prefix}:” is not declared. Add: PREFIX {prefix}: {namespace}")
    return QuerySyntaxError("\n".join(parts), line, column)
