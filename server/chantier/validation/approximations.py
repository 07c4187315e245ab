"""SPARQL constraints in SPARQL that two engines read alike: with solutions wherever there are any.

pySHACL asks rdflib, whose answers are the ones that count; the pre-filter asks a faster engine.
What the two may see differently, such as the order of a number and a text, is replaced: a filter
lets through whatever it cannot be sure of. So a query without a solution here has none there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rdflib import BNode, Graph, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Literal, Node

from chantier.validation.literals import UnsureError
from chantier.validation.operands import THIS, operand, written

MAX_CACHED_QUERIES_COUNT = 1_000
_LEFT_TO_PYSHACL = re.compile(
    r"inus|ervice|values|\bselect\b.*\bselect\b|[$?](?:PATH|shapesGraph|currentShape)\b",
    re.IGNORECASE | re.DOTALL,
)
"""What SHACL forbids, wherever pySHACL may see it, and variables that are not filled in here."""
_BOUND_BY_PYSHACL = re.compile(r"[\s{}()][$?]this")
"""Where pySHACL sees ``$this``: not behind other signs."""
_SAME_REGEX = re.compile(
    r"\^?(?:\((?!\?)|\)[*+?]?|\||"  # groups and choices
    r"(?:[\w /:#,;=@%&~'\"-]|\.|\\[.()*+?|^$/-]|\[(?![\w.,:/-]*--)[\w .,:/-]+\])[*+?]?)*\$?",
    re.ASCII,
)
"""Regular expressions that Python and the engine read alike, if Python accepts them."""
_MODIFIERS = frozenset(("Project", "Distinct", "Reduced", "OrderBy", "Slice"))
_KINDS = {"Builtin_isIRI": "isIRI", "Builtin_isURI": "isIRI", "Builtin_isBLANK": "isBlank",
          "Builtin_isLITERAL": "isLiteral"}  # fmt: skip
_STRINGS = {"Builtin_STRSTARTS": "STRSTARTS", "Builtin_STRENDS": "STRENDS",
            "Builtin_CONTAINS": "CONTAINS"}  # fmt: skip


@lru_cache(MAX_CACHED_QUERIES_COUNT)
def approximated(query: str) -> str:
    """A query about one focus node, as an ASK without fewer answers.

    Args:
        query: that of a SPARQL constraint, with its prefixes.

    Returns:
        SPARQL with ``FOCUS`` where the IRI of the focus node is to be written, for a store of
        terms in the form of ``literals.kept``.

    Raises:
        UnsureError: only pySHACL can evaluate it.
    """
    if _LEFT_TO_PYSHACL.search(query) or not _BOUND_BY_PYSHACL.search(query):
        raise UnsureError
    try:
        tree = translateQuery(parseQuery(query), initNs=_known_prefixes()).algebra
    except Exception:  # rdflib raises a bare one for an unknown prefix
        raise UnsureError from None
    if tree.name != "SelectQuery" or tree["datasetClause"]:
        raise UnsureError
    pattern = tree["p"]
    while pattern.name in _MODIFIERS:
        pattern = pattern["p"]
    return f"ASK {{ {_Query(_left_unbound(pattern)).pattern(pattern, more=True)} }}"


@lru_cache(1)
def _known_prefixes() -> dict[str, URIRef]:
    """Those that pySHACL’s graphs have anyway."""
    return {prefix: URIRef(iri) for prefix, iri in Graph().namespaces()}


@dataclass(frozen=True, slots=True)
class _Query:
    """A query that is written anew; ``more`` says on which side a part of it may err.

    With ``more``, a pattern has at least the solutions that rdflib finds and a condition holds
    wherever rdflib’s does; without, a pattern has no others and a condition holds nowhere else.
    """

    unbound: frozenset[Node]
    """Variables that may stay without a value, though rdflib gives them one."""

    def pattern(self, part: CompValue, *, more: bool, outer: frozenset[Node] = frozenset()) -> str:
        """A graph pattern.

        Args:
            part: rdflib’s algebra.
            more: see above.
            outer: variables that have a value where a pattern within EXISTS is evaluated.
        """
        if part.name == "BGP":
            return " ".join(_triple(*triple) for triple in part["triples"])
        if part.name == "Filter":
            inner = self.pattern(part["p"], more=more, outer=outer)
            condition = self.condition(part["expr"], outer | _variables(part["p"]), more=more)
            return f"{inner} FILTER ( {condition} )"
        if part.name == "Join" and part["p1"].name == "BGP" and not part["p1"]["triples"]:
            return self.pattern(part["p2"], more=more)  # as rdflib begins EXISTS
        if part.name in ("Join", "Union"):
            both = [self.pattern(part[side], more=more) for side in ("p1", "p2")]
            return f"{{ {both[0]} }} {'UNION' if part.name == 'Union' else ''} {{ {both[1]} }}"
        if part.name == "LeftJoin" and more:
            return self.pattern(part["p1"], more=more)
        if part.name == "Extend" and part["var"] != THIS:
            inner = self.pattern(part["p"], more=more)
            if _is_plain(part):
                return f"{inner} BIND ( {written(part['expr'])} AS {written(part['var'])} )"
            if more:
                return inner
        raise UnsureError

    def condition(self, part: Node | CompValue, known: frozenset[Node], *, more: bool) -> str:
        """A condition of a filter.

        Args:
            part: rdflib’s algebra.
            known: the variables that may have a value.
            more: see above.
        """
        try:
            return self._condition(part, known, more=more)
        except UnsureError:
            return "true" if more else "false"

    def _condition(self, part: Node | CompValue, known: frozenset[Node], *, more: bool) -> str:
        if not isinstance(part, CompValue):
            raise UnsureError
        name = part.name
        if name in ("ConditionalAndExpression", "ConditionalOrExpression"):
            sign = " && " if name == "ConditionalAndExpression" else " || "
            parts = (part["expr"], *part["other"])
            return f"({sign.join(self.condition(each, known, more=more) for each in parts)})"
        if name == "UnaryNot":
            return f"(! {self.condition(part['expr'], known, more=not more)})"
        if name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            return self._exists(part, known, more=more)
        if not _variables(part) <= known:
            raise UnsureError
        cases = [(f"COALESCE({sure}, false)", text) for sure, text in _cases(part)]
        if more:
            wrong = " || ".join(f"({sure} && !({text}))" for sure, text in cases)
            return f"(! ({wrong}))"
        return f"({' || '.join(f'({sure} && ({text}))' for sure, text in cases)})"

    def _exists(self, part: CompValue, known: frozenset[Node], *, more: bool) -> str:
        inner = part.graph  # not part["graph"], which is as it was parsed
        if _variables(inner) & self.unbound:
            raise UnsureError
        if part.name == "Builtin_EXISTS":
            return f"EXISTS {{ {self.pattern(inner, more=more, outer=known)} }}"
        return f"NOT EXISTS {{ {self.pattern(inner, more=not more, outer=known)} }}"


def _cases(part: CompValue) -> list[tuple[str, str]]:
    """A simple condition: what must hold for the engines to agree, and the condition."""
    name = part.name
    if name == "RelationalExpression":
        return _membership(part) if part["op"] in ("IN", "NOT IN") else _comparison(part)
    if name == "Builtin_sameTerm":
        first, second = operand(part["arg1"]), operand(part["arg2"])
        sure = f"{first.is_term} && {second.is_term}"
        return [(sure, f"sameTerm({first.text}, {second.text})")]
    if name in _KINDS and isinstance(part["arg"], URIRef | Variable):
        term = operand(part["arg"])
        return [(term.is_term, f"{_KINDS[name]}({term.text})")]
    if name in _STRINGS:
        first, second = operand(part["arg1"]), operand(part["arg2"])
        both = f"{first.is_string} && {second.is_string}"
        return [(both, f"{_STRINGS[name]}({first.text}, {second.text})")]
    if name == "Builtin_REGEX" and "flags" not in part:
        text, pattern = operand(part["text"]), part["pattern"]
        if isinstance(pattern, Literal) and not pattern.datatype and _is_same_regex(str(pattern)):
            # “$” is before a last line break too in Python.
            sure = rf'{text.is_string} && !CONTAINS({text.text}, "\n")'
            return [(sure, f"REGEX({text.text}, {written(pattern)})")]
    raise UnsureError


def _comparison(part: CompValue) -> list[tuple[str, str]]:
    first, sign, second = operand(part["expr"]), part["op"], operand(part["other"])
    terms = f"{first.text} {sign} {second.text}"
    cases = [(f"{first.is_string} && {second.is_string}", terms)]
    if sign in ("=", "!="):
        cases.append((f"{first.is_node} && {second.is_node}", terms))
    if first.integer and second.integer:
        sure = f"{first.is_integer} && {second.is_integer}"
        cases.append((sure, f"{first.integer} {sign} {second.integer}"))
    return cases


def _membership(part: CompValue) -> list[tuple[str, str]]:
    if not isinstance(part["other"], list):
        raise UnsureError
    term, others = operand(part["expr"]), [operand(each) for each in part["other"]]
    sure = " && ".join(each.is_term for each in (term, *others))
    same = " || ".join(f"sameTerm({term.text}, {other.text})" for other in others)
    return [(sure, f"({same})" if part["op"] == "IN" else f"!({same})")]


def _is_same_regex(pattern: str) -> bool:
    if not _SAME_REGEX.fullmatch(pattern):
        return False
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _triple(subject: Node, predicate: Node | Path, value: Node) -> str:
    if not isinstance(predicate, Path):
        return f"{written(subject)} {written(predicate)} {written(value)} ."
    if isinstance(predicate, MulPath) and predicate.mod in ("*", "?"):
        return _path_of_no_length(subject, predicate, value)
    return f"{written(subject)} {_path(predicate)} {written(value)} ."


def _path_of_no_length(subject: Node, path: MulPath, value: Node) -> str:
    """A path that may have no length, from an end that is known.

    The engine sees none at a node that is in no triple; without a known end, engines have several
    opinions on what all nodes are.
    """
    ends = (subject, value)
    if not isinstance(path.path, URIRef):
        raise UnsureError
    some_length = f"{written(path.path)}{'+' if path.mod == '*' else ''}"
    walked = f"{written(subject)} {some_length} {written(value)}"
    known, other = ends if _is_known(subject) else reversed(ends)
    if not _is_known(known):
        raise UnsureError
    if _is_known(other):
        return f"{{ {walked} }} UNION {{ FILTER ( sameTerm({written(known)}, {written(other)}) ) }}"
    if not isinstance(other, Variable | BNode):
        raise UnsureError
    return f"{{ {walked} }} UNION {{ VALUES {written(other)} {{ {written(known)} }} }}"


def _is_known(end: Node) -> bool:
    return isinstance(end, URIRef) or end == THIS


def _path(path: Node | Path) -> str:
    if isinstance(path, URIRef):
        return written(path)
    if isinstance(path, InvPath):
        return f"^({_path(path.arg)})"
    if isinstance(path, SequencePath | AlternativePath):
        sign = "/" if isinstance(path, SequencePath) else "|"
        return sign.join(f"({_path(each)})" for each in path.args)
    if isinstance(path, MulPath) and path.mod == "+" and isinstance(path.path, URIRef):
        return f"({_path(path.path)})+"
    raise UnsureError


def _parts(part: object) -> Iterator[object]:
    """A part of rdflib’s algebra and all that it is made of."""
    yield part
    if isinstance(part, CompValue):
        for name in part:
            if name != "_vars":
                yield from _parts(getattr(part, name))
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _parts(each)


def _variables(part: object) -> frozenset[Node]:
    """The variables of a part, and the blank nodes, which rdflib evaluates as such."""
    found = (each for each in _parts(part) if isinstance(each, Variable | BNode))
    return frozenset(each for each in found if each != THIS)


def _left_unbound(query: CompValue) -> frozenset[Node]:
    """The variables that are bound by what is left out: OPTIONAL and computed values."""
    found = frozenset[Node]()
    for part in _parts(query):
        if isinstance(part, CompValue) and part.name == "LeftJoin":
            found |= _variables(part["p2"]) - _variables(part["p1"])
        elif isinstance(part, CompValue) and part.name == "Extend" and not _is_plain(part):
            found |= {part["var"]}
    return found


def _is_plain(extend: CompValue) -> bool:
    """Whether a variable is given a value that both engines know."""
    return isinstance(extend["expr"], URIRef) or extend["expr"] == THIS
