"""An update scanned without parsing it: what it names, and what it leaves out.

The engine has the last word on syntax. This reading answers what the engine cannot: does the text
call another server, does it touch the default graph, where would USING stand?
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from chantier.errors import QueryError
from chantier.query.sparql.protocol import refuse_relative
from chantier.query.sparql.tokens import TOKEN, may_call, refuse_run_together

_TERMS = frozenset({"string", "iri", "local", "bare", "variable", "number"})
_READ = _TERMS | {"open", "close", "word"}
"""Kinds of tokens that matter here; a run of words counts as each of them."""
_FIRST_WORDS = frozenset(
    "INSERT DELETE WITH LOAD CLEAR DROP CREATE ADD MOVE COPY".split()  # noqa: SIM905
)
_GRAPH_WORDS = frozenset({"CLEAR", "DROP", "ADD", "MOVE", "COPY"})
_NOWHERE = "<urn:chantier:load-is-refused>"
"""What LOAD is given to load: even a process with a network would fetch nothing."""
_TARGETS = frozenset({"ALL", "NAMED", "DEFAULT"})
_TO_THE_END = frozenset({"GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET"})
_TAKES_ONE = frozenset({"GRAPH", "FILTER", "USING", "NAMED", "WITH", "SERVICE", "SILENT"})
"""Words to which the term behind them belongs, rather than to a triple."""


@dataclass(slots=True)
class _Operation:
    """One operation, as far as it was read."""

    first: str
    has_with: bool = False
    has_using: bool = False
    in_where: bool = False
    data: bool = False
    delete_where: bool = False
    template_outside: bool = False
    """Whether a triple of a template or of DATA stands outside GRAPH."""
    pattern_outside: bool = False
    """Whether a triple pattern stands outside GRAPH."""
    names_default: bool = False
    is_silent: bool = False
    start: int = 0

    @property
    def writes_default(self) -> bool:
        """Whether it writes the default graph, or names it."""
        return (self.template_outside and not self.has_with) or self.names_default

    @property
    def reads_default(self) -> bool:
        """Whether its WHERE asks the default graph."""
        return self.pattern_outside and not (self.has_with or self.has_using)


@dataclass(frozen=True, slots=True)
class Clearing:
    """CLEAR or DROP of ALL, NAMED or DEFAULT, and where it stands in the text."""

    start: int
    end: int
    target: str
    """``ALL``, ``NAMED`` or ``DEFAULT``."""
    is_silent: bool


@dataclass(slots=True)
class _Group:
    """An open brace."""

    kind: str
    """``plain``, ``graph`` (inside GRAPH), or ``values``."""
    parentheses: int
    """How many were open outside of it."""
    skipping: bool = False
    """Whether what follows is no pattern: a SELECT clause, or solution modifiers."""


@dataclass(frozen=True, slots=True)
class UpdateText:
    """An update's text and what scanning it found."""

    text: str
    writes_default: bool
    reads_default: bool
    """Whether some operation writes or names the default graph, and whether a WHERE asks it."""
    has_dataset: bool
    """Whether it has USING, USING NAMED or WITH."""
    wheres: tuple[tuple[int, int], ...] = field(default=())
    """Where the WHERE of each operation stands, and where its group ends."""
    delete_wheres: frozenset[int] = field(default=frozenset())
    """Those of them that belong to DELETE WHERE."""
    refused: str = ""
    """The word for which it is not carried out, though it be well-formed: LOAD or SERVICE."""
    clearings: tuple[Clearing, ...] = ()
    loaded: tuple[tuple[int, int], ...] = ()
    """Where what LOAD names stands."""

    def edited(
        self,
        default: Sequence[str] = (),
        named: Sequence[str] = (),
        cleared: Mapping[Clearing, str] = MappingProxyType({}),
    ) -> str:
        """The text with the dataset of a request in front of each WHERE; LOAD loads nothing.

        Args:
            default: graphs of the request’s default graph.
            named: its named graphs.
            cleared: what is to stand in place of a clearing.

        Raises:
            QueryError: the text names a dataset of its own, or an IRI is none.

        Source: https://www.w3.org/TR/sparql11-protocol/#update-dataset
        """
        edits = [(item.start, item.end, text) for item, text in cleared.items()]
        edits += [(start, end, _NOWHERE) for start, end in self.loaded]
        if default or named:
            edits += self._dataset_edits(default, named)
        parts, end = list[str](), 0
        for start, stop, text in sorted(edits):
            parts += self.text[end:start], text
            end = stop
        return "".join(parts) + self.text[end:]

    def _dataset_edits(
        self, default: Sequence[str], named: Sequence[str]
    ) -> Iterator[tuple[int, int, str]]:
        if self.has_dataset:
            raise QueryError(
                "La demande nomme des graphes (using-graph-uri, using-named-graph-uri) et la mise à"
                " jour aussi (USING ou WITH). Gardez l’un des deux.",
                "The request names graphs (using-graph-uri, using-named-graph-uri) and so does the"
                " update (USING or WITH). Keep one of the two.",
            )
        for name, iris in (("using-graph-uri", default), ("using-named-graph-uri", named)):
            refuse_relative(name, iris)
        using = " ".join([f"USING <{x}>" for x in default] + [f"USING NAMED <{x}>" for x in named])
        for start, stop in self.wheres:
            # The pattern of DELETE WHERE is its template too.
            template = self.text[start + len("WHERE") : stop] if start in self.delete_wheres else ""
            yield start, start, f"{template} {using} "


def read_update(text: str) -> UpdateText:
    """Scan an update.

    Raises:
        QueryError: keywords stand together without a space, so that it could be read otherwise.
    """
    reader = _Reader()
    for token in TOKEN.finditer(text):
        kind = str(token.lastgroup)
        if kind == "words":
            for found in re.finditer(r"\w+", token[0]):
                at = token.start() + found.start()
                if not reader.groups:
                    refuse_run_together(text, found[0], at)
                reader.take("word", found[0], at)
        elif kind in ("iri", "string") and may_call(token):
            reader.refused = "SERVICE"
        elif kind in _READ:
            reader.take(kind, token[0], token.start())
    return UpdateText(
        text,
        any(operation.writes_default for operation in reader.operations),
        any(operation.reads_default for operation in reader.operations),
        any(operation.has_with or operation.has_using for operation in reader.operations),
        tuple(reader.wheres),
        frozenset(reader.delete_wheres),
        reader.refused,
        tuple(reader.clearings),
        tuple(reader.loaded),
    )


class _Reader:
    """Goes through the tokens once, remembering what is open."""

    def __init__(self) -> None:
        self.operations: list[_Operation] = []
        self.wheres: list[tuple[int, int]] = []
        self.delete_wheres: set[int] = set()
        self.clearings: list[Clearing] = []
        self.loaded: list[tuple[int, int]] = []
        self.refused = ""
        self.groups: list[_Group] = []
        self._parentheses = 0
        self._previous = ""
        self._next_group = "plain"
        self._where_at = -1

    def take(self, kind: str, text: str, at: int) -> None:
        """Go on by one token."""
        word = text.upper() if kind == "word" else ""
        if kind in ("open", "close"):
            self._mark(text, at)
        elif not self.groups:
            self._outside(word, at)
            if kind in ("iri", "local", "bare"):
                self._name(text, at)
        elif not self._parentheses:
            self._inside(kind, word)
        # LOAD SILENT may fail, and with nothing to load it does: it changes nothing.
        if word == "SERVICE" or (self._previous == "LOAD" and word != "SILENT"):
            self.refused = "SERVICE" if word == "SERVICE" else "LOAD"
        self._previous = word or text

    def _mark(self, text: str, at: int) -> None:
        if text == "{":
            outer = self.groups[-1].kind if self.groups else "plain"
            if self.groups:
                self.groups[-1].skipping = False  # the group of a SELECT
            kind = outer if outer != "plain" else self._next_group
            self.groups.append(_Group(kind, self._parentheses))
            self._parentheses, self._next_group = 0, "plain"
        elif text == "}" and self.groups:
            self._parentheses = self.groups.pop().parentheses
            if not self.groups and self._where_at >= 0:
                self.wheres.append((self._where_at, at + 1))
                self._where_at = -1
        elif text == "(":
            self._parentheses += 1
        elif text == ")":
            self._parentheses = max(0, self._parentheses - 1)
        elif text == "[" and not self._parentheses:
            self._term()

    def _outside(self, word: str, at: int) -> None:
        """Read a token between the groups."""
        starts = word in _FIRST_WORDS and not (
            self.operations and self._continues(word, self.operations[-1])
        )
        if starts:
            self.operations.append(_Operation(word, start=at))
        if not self.operations:
            return
        now = self.operations[-1]
        now.has_with = now.has_with or word == "WITH"
        now.has_using = now.has_using or word == "USING"
        now.data = now.data or word == "DATA"
        now.is_silent = now.is_silent or word == "SILENT"
        if word in _TARGETS and now.first in ("CLEAR", "DROP"):
            end = at + len(word)
            self.clearings.append(Clearing(now.start, end, word, now.is_silent))
            now.names_default = word == "DEFAULT" and not now.is_silent
        elif word == "DEFAULT" and now.first in _GRAPH_WORDS:
            now.names_default = True
        if word == "WHERE":
            now.in_where, self._where_at = True, at
            if self._previous == "DELETE":
                now.delete_where = True
                self.delete_wheres.add(at)

    def _name(self, text: str, at: int) -> None:
        """Note what LOAD names; the graph behind INTO is not meant."""
        loads = self.operations and self.operations[-1].first == "LOAD"
        if loads and self._previous in ("LOAD", "SILENT"):
            self.loaded.append((at, at + len(text)))

    @staticmethod
    def _continues(word: str, now: _Operation) -> bool:
        """Whether INSERT or DELETE goes on with an operation that WITH or DELETE began."""
        return not (now.in_where or now.data) and (
            (now.first == "WITH" and word in ("DELETE", "INSERT"))
            or (now.first == "DELETE" and word == "INSERT")
        )

    def _inside(self, kind: str, word: str) -> None:
        """Read a token of a group, outside of parentheses."""
        group = self.groups[-1]
        if word == "SELECT" or word in _TO_THE_END:
            group.skipping = True
        elif word == "WHERE":
            group.skipping = False
        elif word == "GRAPH":
            self._next_group = "graph"
        elif word == "VALUES":
            group.skipping, self._next_group = False, "values"
        elif kind in _TERMS and self._previous not in _TAKES_ONE and self._next_group != "values":
            self._term()

    def _term(self) -> None:
        """Note a term of a triple."""
        if not self.groups or not self.operations:
            return
        if self.groups[-1].kind != "plain" or self.groups[-1].skipping:
            return
        now = self.operations[-1]
        if now.in_where:
            now.pattern_outside = True
        if not now.in_where or now.delete_where:
            now.template_outside = True
