"""Operands of SPARQL expressions, each with the tests under which two engines agree on it.

The engine asks a store whose typed literals keep the form that rdflib gives them under a datatype
of ours (``literals.kept``): to the engine they are terms without a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import XSD, BNode, Literal, URIRef, Variable
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from chantier.validation.literals import UnsureError, kept, normalised

THIS = Variable("this")
FOCUS = "\0"
"""Where the focus node is to be written; no query can hold this character."""
_NEVER, _ALWAYS = "false", "true"
_INTEGERS = ", ".join(
    kept(f'"1"^^<{datatype}>'.encode()).decode().partition("^^")[2]
    for datatype in (XSD.integer, XSD.nonNegativeInteger)
)
_ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r"}
_FEW_DIGITS = "^(0|[1-9][0-9]{0,8})$"
"""Sums of such numbers overflow nowhere."""


@dataclass(frozen=True, slots=True)
class Operand:
    """An expression in SPARQL, and when its value is known to be the same for rdflib.

    The conditions are SPARQL too; where they raise an error, they do not hold.
    """

    text: str
    """The expression."""
    is_term: str = _NEVER
    """Whether it has a value, which is the same term for both."""
    is_node: str = _NEVER
    """Whether it is an IRI or a blank node."""
    is_string: str = _NEVER
    """Whether it is a string without a language."""
    is_integer: str = _NEVER
    """Whether it is a whole number of few digits."""
    integer: str = ""
    """The expression as a number."""


def operand(expression: Node | CompValue) -> Operand:
    """An expression of rdflib’s algebra as an operand.

    Raises:
        UnsureError: the engines may disagree on it.
    """
    if isinstance(expression, CompValue):
        return _computed(expression)
    text = written(expression)
    if isinstance(expression, URIRef) or expression == THIS:
        return Operand(text, is_term=_ALWAYS, is_node=_ALWAYS)
    if isinstance(expression, Variable):
        digits = f'DATATYPE({text}) IN ({_INTEGERS}) && REGEX(STR({text}), "{_FEW_DIGITS}")'
        return Operand(
            text,
            is_term=f"BOUND({text})",
            is_node=f"(!isLiteral({text}))",
            is_string=f"(DATATYPE({text}) = <{XSD.string}>)",
            is_integer=f"({digits})",
            integer=f"<{XSD.integer}>(STR({text}))",
        )
    if not isinstance(expression, Literal):
        raise UnsureError
    few = expression.datatype == XSD.integer and re.fullmatch(_FEW_DIGITS, expression)
    return Operand(
        text,
        is_term=_ALWAYS,
        is_string=_NEVER if expression.datatype or expression.language else _ALWAYS,
        is_integer=_ALWAYS if few else _NEVER,
        integer=str(expression) if few else "",
    )


def written(term: Node) -> str:
    """A term of rdflib’s algebra in SPARQL, as the engine’s store holds it.

    A blank node is written as a variable, as rdflib evaluates it.
    """
    if term == THIS:
        return FOCUS
    if isinstance(term, Variable):
        return f"?v_{term}"
    if isinstance(term, BNode):
        return f"?b_{term}"
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, Literal) and FOCUS not in term:
        return _written_literal(term)
    raise UnsureError


def _written_literal(term: Literal) -> str:
    text = "".join(_ESCAPES.get(sign, sign) for sign in term)
    if term.language:
        return normalised(f'"{text}"@{term.language}'.encode()).decode()
    if term.datatype is not None:
        return kept(f'"{text}"^^<{term.datatype}>'.encode()).decode()
    return f'"{text}"'


def _computed(expression: CompValue) -> Operand:
    name, argument = expression.name, expression.arg
    if name == "Builtin_STR" and isinstance(argument, Variable | URIRef):
        text = written(argument)
        simple = isinstance(argument, URIRef) or argument == THIS
        return _string(f"STR({text})", _ALWAYS if simple else f"(!isBlank({text}))")
    if name == "Builtin_LANG" and isinstance(argument, Variable):
        text = written(argument)
        return _string(f"LANG({text})", f"isLiteral({text})")
    if name == "Builtin_CONCAT" and argument:
        parts = [operand(each) for each in argument]
        text = ", ".join(part.text for part in parts)
        return _string(f"CONCAT({text})", _all(part.is_string for part in parts))
    if name == "Builtin_STRLEN":
        inner = operand(argument)
        text = f"STRLEN({inner.text})"
        return Operand(text, is_integer=inner.is_string, integer=text)
    if name == "AdditiveExpression":
        parts = [operand(each) for each in (expression["expr"], *expression["other"])]
        signs = ["", *expression["op"]]
        if all(part.integer for part in parts):
            sum_ = " ".join(
                f"{sign} {part.integer}" for sign, part in zip(signs, parts, strict=True)
            )
            whole = _all(part.is_integer for part in parts)
            return Operand(f"({sum_})", is_integer=whole, integer=f"({sum_})")
    raise UnsureError


def _string(text: str, is_string: str) -> Operand:
    return Operand(text, is_term=is_string, is_string=is_string)


def _all(conditions: Iterable[str]) -> str:
    return f"({' && '.join(conditions)})"
