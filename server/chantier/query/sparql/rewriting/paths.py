"""Property paths, read.

Source: https://www.w3.org/TR/sparql11-query/#propertypaths
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from chantier.query.sparql.rewriting.lexer import Lexer
from chantier.query.sparql.rewriting.tree import TriplePattern, is_term


@dataclass(frozen=True, slots=True)
class Path:
    """A path, or a variable in the place of one."""

    kind: str
    """``|``, ``/``, ``^``, ``*``, ``+`` or ``?``; else empty: an IRI, a variable, or ``!``."""
    text: str
    """As it is written."""
    parts: tuple[Path, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether it has alternatives whose solutions add up: those that are not repeated."""
        return self.kind == "|" or (
            self.kind in ("/", "^") and any(part.adds_up for part in self.parts)
        )

    @property
    def matches_nothing(self) -> bool:
        """Whether it leads from a term to itself where the graph does not mention the term.

        A sequence does not: between its parts stands a variable, for nodes of the graph.
        """
        return self.kind in ("*", "?") or (
            self.kind in ("|", "^", "+") and any(part.matches_nothing for part in self.parts)
        )

    def has_open_end(self, from_term: bool, to_term: bool) -> bool:
        """Whether a part that matches nothing begins or ends at a term.

        Args:
            from_term: whether its subject is a term, and not a variable.
            to_term: whether its object is one.
        """
        if self.kind == "/":
            first, second = self.parts
            return first.has_open_end(from_term, False) or second.has_open_end(False, to_term)
        if self.kind == "^":
            return self.parts[0].has_open_end(to_term, from_term)
        if self.kind == "|":
            return any(part.has_open_end(from_term, to_term) for part in self.parts)
        return (from_term or to_term) and self.matches_nothing


def read_path(lexer: Lexer) -> Path:
    """Take a verb: a path or a variable.

    Raises:
        QueryError: none stands here.
    """
    return _alternatives(lexer)


def has_open_end(item: TriplePattern) -> bool:
    """Whether a path of length zero may begin or end at a term."""
    return path_of(item.verb).has_open_end(is_term(item.subject), is_term(item.object))


@lru_cache(maxsize=1024)
def path_of(text: str) -> Path:
    """A path from its text."""
    return read_path(Lexer(text))


def _alternatives(lexer: Lexer) -> Path:
    start = lexer.peek().start
    parts = [_sequence(lexer)]
    while lexer.accept("|"):
        parts.append(_sequence(lexer))
    return parts[0] if len(parts) == 1 else Path("|", _since(lexer, start), tuple(parts))


def _sequence(lexer: Lexer) -> Path:
    start = lexer.peek().start
    path = _step(lexer)
    while lexer.accept("/"):
        second = _step(lexer)
        path = Path("/", _since(lexer, start), (path, second))
    return path


def _step(lexer: Lexer) -> Path:
    start = lexer.peek().start
    if lexer.accept("^"):
        part = _step(lexer)
        return Path("^", _since(lexer, start), (part,))
    path, sign = _primary(lexer), lexer.peek().text
    if sign not in ("*", "?", "+"):
        return path
    lexer.next()
    return Path(sign, _since(lexer, start), (path,))


def _primary(lexer: Lexer) -> Path:
    start = lexer.peek().start
    if lexer.accept("("):
        path = _alternatives(lexer)
        lexer.expect(")")
        return Path(path.kind, _since(lexer, start), path.parts)
    if lexer.accept("!"):
        return _negated(lexer, start)
    _predicate(lexer)
    return Path("", _since(lexer, start))


def _negated(lexer: Lexer, start: int) -> Path:
    """What stands behind ``!``; predicates forward and backward are two alternatives.

    Source: https://www.w3.org/TR/sparql11-query/#sparqlTranslatePathExpressions
    """
    members: dict[str, list[str]] = {"": [], "^": []}
    is_list = lexer.accept("(")
    while lexer.peek().text != ")":
        way = "^" if lexer.accept("^") else ""
        members[way].append(way + _predicate(lexer))
        if not (is_list and lexer.accept("|")):
            break
    if is_list:
        lexer.expect(")")
    ways = tuple(Path("", f"!({'|'.join(names)})") for names in members.values() if names)
    return Path("|" if len(ways) > 1 else "", _since(lexer, start), ways if len(ways) > 1 else ())


def _predicate(lexer: Lexer) -> str:
    token = lexer.next()
    if not token.begins_verb:
        raise lexer.unread(token)
    return token.text


def _since(lexer: Lexer, start: int) -> str:
    return lexer.text[start : lexer.last_end]
