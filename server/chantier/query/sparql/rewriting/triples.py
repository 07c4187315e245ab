"""Triple patterns, read one by one."""

from __future__ import annotations

from chantier.namespaces import PREFIXES
from chantier.query.sparql.rewriting.lexer import Lexer
from chantier.query.sparql.rewriting.paths import read_path
from chantier.query.sparql.rewriting.tree import Node, TriplePattern

_RDF = PREFIXES["rdf"]


def read_triples(lexer: Lexer) -> Node:
    """Take the triples of one subject.

    Raises:
        QueryError: they are written in a way that is not read here.
    """
    node = Node("triples", lexer.peek().start)
    _properties(lexer, node, _term(lexer, node))
    if not node.statements:
        raise lexer.unread(lexer.peek())
    node.end = lexer.last_end
    return node


def _properties(lexer: Lexer, node: Node, subject: str) -> None:
    while (token := lexer.peek()).begins_verb or token.text == ";":
        if lexer.accept(";"):
            continue
        verb = read_path(lexer).text
        while True:
            node.statements.append(TriplePattern(subject, verb, _term(lexer, node)))
            _annotations(lexer, node)
            if not lexer.accept(","):
                break
        if lexer.peek().text != ";":
            return


def _annotations(lexer: Lexer, node: Node) -> None:
    """Reifiers and annotations of RDF 1.2."""
    while True:
        token = lexer.peek()
        if token.text == "~":
            lexer.next()
            if lexer.peek().kind in ("iri", "name", "variable"):
                lexer.next()
        elif token.text == "{" and lexer.text[token.end : token.end + 1] == "|":
            lexer.skip_braces()
        else:
            return
        node.plain = False


def _term(lexer: Lexer, node: Node) -> str:
    """A term in the words of the query; nodes without a name become fresh variables."""
    token = lexer.peek()
    if token.text == "[":
        lexer.next()
        name = lexer.variable()
        _properties(lexer, node, name)
        lexer.expect("]")
        return name
    if token.text == "(":
        lexer.next()
        return _list(lexer, node)
    if token.text == "<<":
        return _triple_term(lexer)
    return lexer.term()


def _list(lexer: Lexer, node: Node) -> str:
    if lexer.accept(")"):
        return f"<{_RDF}nil>"
    cell = lexer.variable()
    node.statements.append(TriplePattern(cell, f"<{_RDF}first>", _term(lexer, node)))
    node.statements.append(TriplePattern(cell, f"<{_RDF}rest>", _list(lexer, node)))
    return cell


def _triple_term(lexer: Lexer) -> str:
    start, depth = lexer.peek().start, 0
    while True:
        token = lexer.next()
        depth += {"<<": 1, ">>": -1}.get(token.text, 0)
        if token.kind == "end":
            raise lexer.unread(token)
        if not depth:
            return lexer.text[start : token.end]
