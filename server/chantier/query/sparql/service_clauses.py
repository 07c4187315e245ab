"""SERVICE without a network: what a query asks of others, and their solutions put in its place.

The standard evaluates the group of SERVICE on its own and joins what comes back; a VALUES block
joins in the same way at the same place. So other endpoints are asked first, where there is a
network, and the engine then runs a query that calls nobody.

Source: https://www.w3.org/TR/sparql11-federated-query/#defn_service
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

import pyoxigraph as ox

from chantier.errors import ForbiddenQuery, QuerySyntaxError
from chantier.namespaces import ENDPOINT
from chantier.query.sparql.scanner import Form, read
from chantier.query.sparql.tokens import TOKEN, position
from chantier.rdf.terms import Term

NOTHING_TO_ADD = "VALUES () { () }"
"""What SERVICE SILENT stands for when the endpoint fails: one solution that binds nothing."""
_STUB = "VALUES(){}"
MAX_SERVICE_CLAUSES = 10
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\\\x00-\x20]*")


@dataclass(frozen=True, slots=True)
class Clause:
    """One outermost SERVICE clause."""

    endpoint: str
    silent: bool
    group: str
    """The text of its group, braces included."""
    start: int
    end: int
    variables: frozenset[str]
    """Those its group names; nothing else is taken from an answer."""


@dataclass(frozen=True, slots=True)
class Federated:
    """A query that calls others."""

    text: str
    prologue: str
    """Its BASE and PREFIX declarations."""
    clauses: tuple[Clause, ...]
    endpoints: tuple[str, ...]
    """Every endpoint it names, those that others would ask in turn included."""
    stub: str
    """The query with empty blocks, every other character staying in its place: it has the syntax
    errors that the query has outside of its clauses, at the same positions."""

    def remote_query(self, clause: Clause) -> str:
        """The query that asks another endpoint for a clause."""
        return f"BASE <{ENDPOINT}>\n{self.prologue}\nSELECT * WHERE {clause.group}"

    def with_blocks(self, blocks: Sequence[str]) -> str:
        """The query with a VALUES block for each clause; lines keep their numbers."""
        lines = [self.text.count("\n", clause.start, clause.end) for clause in self.clauses]
        blocks = [block + "\n" * count for block, count in zip(blocks, lines, strict=True)]
        return _replaced(self.text, self.clauses, blocks)

    def shown(self, error: QuerySyntaxError) -> QuerySyntaxError:
        """An error of the stub with the line as it was written."""
        number = error.line - 1
        stubbed, written = self.stub.splitlines(), self.text.splitlines()
        message = str(error)
        if 0 <= number < len(stubbed):
            message = message.replace(f"\n    {stubbed[number]}\n", f"\n    {written[number]}\n")
        return QuerySyntaxError(message, error.line, error.column)


def read_services(text: str) -> Federated:
    """Find what a query asks of others.

    Raises:
        QuerySyntaxError: a SERVICE clause is not written as one.
        ForbiddenQuery: it names its endpoint by a variable, or there are too many.
    """
    reader = _Reader(text)
    clauses = tuple(reader.clauses())
    if len(clauses) > MAX_SERVICE_CLAUSES:
        raise ForbiddenQuery(
            f"The query has {len(clauses)} SERVICE clauses, and at most {MAX_SERVICE_CLAUSES} are"
            " answered. Ask in several queries."
        )
    blanks = [_blanked(text[clause.start : clause.end]) for clause in clauses]
    stub = _replaced(text, clauses, blanks)
    if read(stub).has_service:  # the engine would see a call that was not seen here
        raise QuerySyntaxError("Write SERVICE with a space before and after it.")
    return Federated(text, reader.prologue, clauses, tuple(dict.fromkeys(reader.endpoints)), stub)


def values_block(
    clause: Clause, variables: Sequence[str], rows: Sequence[Sequence[Term | None]]
) -> str:
    """Write the solutions of another endpoint as a VALUES block.

    Raises:
        ForbiddenQuery: a solution holds a blank node, which VALUES cannot.
    """
    columns = [index for index, name in enumerate(variables) if name in clause.variables]
    heading = " ".join(f"?{variables[index]}" for index in columns)
    endpoint = clause.endpoint
    lines = [f"({' '.join(_written(row[index], endpoint) for index in columns)})" for row in rows]
    return f"VALUES ({heading}) {{ {' '.join(lines)} }}"


def _written(term: Term | None, endpoint: str) -> str:
    if term is None:
        return "UNDEF"
    if isinstance(term, ox.BlankNode):
        raise ForbiddenQuery(
            f"The solutions of <{endpoint}> hold blank nodes, which mean nothing outside of it and"
            " cannot be joined here. Leave them out: SELECT the other variables inside the group"
            " of SERVICE, or add FILTER(!isBlank(…)) to it."
        )
    if isinstance(term, ox.Triple):
        parts = (term.subject, term.predicate, term.object)
        return f"<<( {' '.join(_written(part, endpoint) for part in parts)} )>>"
    return str(term)


def _replaced(text: str, clauses: Sequence[Clause], blocks: Sequence[str]) -> str:
    """The text with a block in place of each clause."""
    parts, end = [], 0
    for clause, block in zip(clauses, blocks, strict=True):
        parts += [text[end : clause.start], block]
        end = clause.end
    return "".join(parts) + text[end:]


def _blanked(text: str) -> str:
    """An empty VALUES block of a text’s length, line ends where they were."""
    letters = iter(_STUB)
    return re.sub(r"[^\r\n]", lambda _: next(letters, " "), text)


class _Reader:
    """Goes through the tokens of a query."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [t for t in TOKEN.finditer(text) if t.lastgroup not in ("comment", "other")]
        self._base = ENDPOINT
        self._prefixes: dict[str, str] = {}
        self.endpoints: list[str] = []
        start = self._read_prologue()
        self.prologue = text[:start]

    def _read_prologue(self) -> int:
        """Read the declarations; returns where the query form stands."""
        for index, token in enumerate(self._tokens):
            word = token[0].upper()
            if token.lastgroup == "words" and word in Form.__members__:
                return token.start()
            following = self._tokens[index + 1 : index + 3]
            if word == "BASE" and following and following[0].lastgroup == "iri":
                self._base = self._absolute(following[0])
            elif word == "PREFIX" and len(following) == 2 and following[1].lastgroup == "iri":
                self._prefixes[following[0]["words"] or ""] = self._absolute(following[1])
        return len(self._text)

    def clauses(self) -> list[Clause]:
        """The outermost clauses; the endpoints of all are noted."""
        found: list[Clause] = []
        for index, token in enumerate(self._tokens):
            if token.lastgroup == "words" and token[0].upper() == "SERVICE":
                clause = self._clause(index)
                self.endpoints.append(clause.endpoint)
                if not found or clause.start >= found[-1].end:
                    found.append(clause)
        return found

    def _clause(self, index: int) -> Clause:
        start = self._tokens[index]
        target = index + 1
        silent = self._kind(target) == "words" and self._tokens[target][0].upper() == "SILENT"
        target += silent
        if self._kind(target) == "variable":
            raise ForbiddenQuery(
                f"SERVICE {self._tokens[target][0]} leaves the endpoint open, and only endpoints"
                " that the query names are asked. Write its IRI."
            )
        opening = target + 1
        if self._kind(opening) != "open" or self._tokens[opening][0] != "{":
            raise self._wrong(start, "SERVICE is followed by an IRI and a group in braces")
        closing = self._closing(opening, start)
        inside = self._tokens[opening:closing]
        return Clause(
            self._endpoint(self._tokens[target]),
            silent,
            self._text[self._tokens[opening].start() : self._tokens[closing].end()],
            start.start(),
            self._tokens[closing].end(),
            frozenset(token["variable"] for token in inside if token["variable"]),
        )

    def _kind(self, index: int) -> str:
        return str(self._tokens[index].lastgroup) if index < len(self._tokens) else ""

    def _closing(self, opening: int, start: re.Match[str]) -> int:
        depth = 0
        for index in range(opening, len(self._tokens)):
            depth += {"{": 1, "}": -1}.get(self._tokens[index][0], 0)
            if not depth:
                return index
        raise self._wrong(start, "the group of this SERVICE is never closed")

    def _endpoint(self, token: re.Match[str]) -> str:
        if token.lastgroup == "iri":
            return self._absolute(token)
        if token.lastgroup not in ("local", "bare"):
            raise self._wrong(token, "SERVICE is followed by an IRI")
        prefix = token["words"] or ""
        if prefix not in self._prefixes:
            raise self._wrong(token, f"the prefix “{prefix}:” is not declared")
        local = token["local"] if token.lastgroup == "local" else token["bare"]
        iri = self._prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
        return self._valid(iri, token)

    def _absolute(self, token: re.Match[str]) -> str:
        iri = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), token[0][1:-1])
        return self._valid(iri if _IRI.fullmatch(iri) else urljoin(self._base, iri), token)

    def _valid(self, iri: str, token: re.Match[str]) -> str:
        if not _IRI.fullmatch(iri):
            raise self._wrong(token, f"“{iri}” is not an IRI")
        return iri

    def _wrong(self, token: re.Match[str], reason: str) -> QuerySyntaxError:
        line, column = position(self._text, token.start())
        return QuerySyntaxError(
            f"This is not SPARQL: {reason}. Line {line}, column {column}.", line, column
        )
