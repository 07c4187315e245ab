"""An operand says when two engines agree on it, and is written as the engine’s store holds it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib import XSD, BNode, Literal, URIRef, Variable
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from chantier.validation.literals import UnsureError, kept
from chantier.validation.operands import FOCUS, THIS, Operand, operand, written

INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
TERMS = {
    "iri": "<http://e/a>",
    "string": '"abc"',
    "tagged": '"abc"@fr',
    "integer": f'"12"^^<{INTEGER}>',
    "negative": f'"-12"^^<{INTEGER}>',
    "large": f'"1234567890"^^<{INTEGER}>',
    "whole": '"12"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>',
    "decimal": '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>',
}


def expression(text: str) -> Node | CompValue:
    query = f"SELECT * {{ ?s ?p ?v FILTER ( {text} = 1 ) }}"
    condition = translateQuery(parseQuery(query)).algebra["p"]["p"]["expr"]
    found: Node | CompValue = condition["expr"]
    return found


def holds(condition: str, term: str) -> bool:
    """Whether a condition about ``?v`` holds for a term, as the engine’s store has it."""
    bound = kept(term.encode()).decode()
    query = f"ASK {{ VALUES ?v_v {{ {bound} }} FILTER ( COALESCE({condition}, false) ) }}"
    return bool(ox.Store().query(query))


def kinds(made: Operand) -> dict[str, set[str]]:
    conditions = {"node": made.is_node, "string": made.is_string, "integer": made.is_integer}
    return {
        kind: {name for name, term in TERMS.items() if holds(condition, term)}
        for kind, condition in conditions.items()
    }


def test_of_a_variable_the_engine_tells_what_it_holds() -> None:
    found = kinds(operand(Variable("v")))
    assert found == {"node": {"iri"}, "string": {"string"}, "integer": {"integer", "whole"}}


def test_a_variable_without_a_value_is_nothing() -> None:
    made = operand(Variable("unbound"))
    conditions = (made.is_term, made.is_node, made.is_string, made.is_integer)
    assert not any(holds(condition, TERMS["iri"]) for condition in conditions)


def test_any_term_has_a_string_but_that_of_a_blank_node_is_not_the_same() -> None:
    assert kinds(operand(expression("STR(?v)")))["string"] == set(TERMS)
    made = operand(expression("STR(?b)"))
    store = ox.Store()
    store.add(ox.Quad(ox.BlankNode(), ox.NamedNode("http://e/p"), ox.Literal("a")))
    query = f"ASK {{ ?v_b ?p ?o FILTER ( COALESCE({made.is_string}, false) ) }}"
    assert not store.query(query)


def test_lengths_and_sums_are_of_what_is_sure() -> None:
    assert kinds(operand(expression("STRLEN(?v)")))["integer"] == {"string"}
    assert kinds(operand(expression("(?v + 1 - 2)")))["integer"] == {"integer", "whole"}
    assert kinds(operand(expression('CONCAT(?v, "a")')))["string"] == {"string"}
    made = operand(expression("(?v + 1 - 2)"))
    assert holds(f"{made.integer} = 11", TERMS["whole"])


@pytest.mark.parametrize(
    "text", ["DATATYPE(?v)", "?v * 2", "?v + 1.5", "UCASE(?v)", "STR(1)", "IF(?v, 1, 2)", "RAND()"]
)
def test_on_anything_else_the_engines_may_disagree(text: str) -> None:
    with pytest.raises(UnsureError):
        operand(expression(text))


def test_terms_are_written_as_the_store_holds_them() -> None:
    assert written(THIS) == FOCUS
    assert written(Variable("a")) == "?v_a"
    assert written(BNode("a")) == "?b_a"
    assert written(URIRef("http://e/a")) == "<http://e/a>"
    assert written(Literal('a"\n\\')) == r'"a\"\n\\"'
    assert written(Literal("a", lang="FR")) == '"a"@fr'
    number = f'"1.50"^^<{XSD.decimal}>'
    assert written(Literal("1.50", datatype=XSD.decimal)) == kept(number.encode()).decode()


def test_what_cannot_be_told_from_the_focus_node_is_not_written() -> None:
    with pytest.raises(UnsureError):
        written(Literal(FOCUS))
