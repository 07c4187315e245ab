"""Queries and updates, read as far as rewriting them asks for.

What is read was accepted by the engine before, so a text that cannot be read here is one that this
reading is too simple for, not one that is wrong.

Source: https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

from __future__ import annotations

from collections.abc import Iterator

from chantier.query.sparql.rewriting.lexer import Lexer
from chantier.query.sparql.rewriting.tree import Node, QueryTree
from chantier.query.sparql.rewriting.triples import read_triples

_WITH_GROUP = frozenset({"OPTIONAL", "MINUS", "LATERAL"})
_CALLS = frozenset({"GROUP_CONCAT", "BNODE"})
_AGGREGATES = frozenset({"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE"})


def read_query(text: str) -> QueryTree:
    """Read a query.

    Raises:
        QueryError: it is written in a way that is not read here.
    """
    return next(_Reader(text).operations())


def read_operations(text: str) -> list[QueryTree]:
    """Read the operations of an update.

    Raises:
        QueryError: it is written in a way that is not read here.
    """
    return list(_Reader(text).operations())


class _Reader:
    """Goes through a text once."""

    def __init__(self, text: str) -> None:
        self._lexer = Lexer(text)
        self._prologue: list[str] = []

    def operations(self) -> Iterator[QueryTree]:
        """One for each operation; a query is one operation."""
        lexer = self._lexer
        while True:
            self._read_prologue()
            if lexer.peek().kind == "end":
                return
            yield self._operation()
            lexer.accept(";")

    def _read_prologue(self) -> None:
        lexer = self._lexer
        while (token := lexer.peek()).word in ("PREFIX", "BASE", "VERSION"):
            lexer.next()
            if token.word == "PREFIX":
                lexer.next()
            self._prologue.append(lexer.text[token.start : lexer.next().end])

    def _operation(self) -> QueryTree:
        lexer = self._lexer
        first = lexer.peek()
        form = Node("select", first.start)
        graph = ""
        earlier = previous = ""
        while (token := lexer.peek()).kind != "end" and token.text != ";":
            if token.word in ("FROM", "USING"):
                lexer.next()
                kind = "from named" if lexer.accept("NAMED") else "from"
                name = lexer.next()
                form.parts.append(Node(kind, token.start, name.end, name=name.text))
            elif token.word == "SELECT":
                self._select_clause(form)
            elif token.word == "WITH":
                lexer.next()
                graph = lexer.next().text
            elif token.text == "{" and previous in ("CONSTRUCT", "INSERT", "DELETE", "DATA"):
                lexer.skip_braces()
            elif token.text == "{" and (earlier, previous) == ("DELETE", "WHERE"):
                lexer.skip_braces()  # a template, in which nothing is evaluated apart
            elif token.text == "{":
                form.parts.append(self._group("where"))
                self._modifiers(form)
            else:
                lexer.next()
            earlier, previous = previous, token.word
        form.end = lexer.peek().start
        return QueryTree(form, " ".join(self._prologue), graph, lexer.unused)

    def _select_clause(self, form: Node) -> None:
        lexer = self._lexer
        lexer.next()
        while True:
            token = lexer.peek()
            if token.text == "*":
                form.parts.append(Node("star", token.start, token.end))
            elif token.text == "(":
                self._expression(form)
                continue
            elif token.kind != "variable" and token.word not in ("DISTINCT", "REDUCED"):
                return
            lexer.next()

    def _modifiers(self, form: Node) -> None:
        """GROUP BY and all that may follow it, up to the end of the SELECT."""
        lexer = self._lexer
        while (token := lexer.peek()).kind != "end" and token.text not in ("}", ";"):
            if token.text == "(":
                self._expression(form)
            elif token.word in _CALLS:
                self._call(form)
            elif token.word == "EXISTS":
                lexer.next()
                form.parts.append(self._group())
            elif token.word == "VALUES":
                form.parts.append(self._values())
            else:
                form.grouped |= token.word == "GROUP"
                lexer.next()

    def _group(self, kind: str = "group") -> Node:
        lexer = self._lexer
        node = Node(kind, lexer.expect("{").start)
        if lexer.peek().word == "SELECT":
            select = Node("select", lexer.peek().start)
            self._select_clause(select)
            lexer.accept("WHERE")
            select.parts.append(self._group("where"))
            self._modifiers(select)
            select.end = lexer.peek().start
            node.parts.append(select)
        else:
            while lexer.peek().text != "}":
                if not lexer.accept("."):
                    node.parts.append(self._element())
        node.end = lexer.expect("}").end
        return node

    def _element(self) -> Node:
        lexer = self._lexer
        token = lexer.peek()
        if token.text == "{":
            return self._union()
        if token.word == "VALUES":
            return self._values()
        if token.word not in (*_WITH_GROUP, "GRAPH", "SERVICE", "FILTER", "BIND"):
            return read_triples(lexer)
        lexer.next()
        node = Node(token.word.lower(), token.start)
        if token.word in ("GRAPH", "SERVICE"):
            lexer.accept("SILENT")
            node.name = lexer.next().text
        if token.word == "FILTER":
            self._constraint(node)
        elif token.word == "BIND":
            self._expression(node)
        else:
            node.parts.append(self._group())
        node.end = lexer.last_end
        return node

    def _union(self) -> Node:
        first = self._group()
        node = Node("union", first.start, parts=[first])
        while self._lexer.accept("UNION"):
            node.parts.append(self._group())
        node.end = self._lexer.last_end
        return node

    def _values(self) -> Node:
        lexer = self._lexer
        node = Node("values", lexer.next().start)
        while lexer.peek().text != "{":
            node.name += f" {lexer.next().text}"
        lexer.skip_braces()
        node.end = lexer.last_end
        return node

    def _constraint(self, node: Node) -> None:
        """What FILTER tests: an expression in parentheses, a call, or EXISTS."""
        lexer = self._lexer
        lexer.accept("NOT")
        if lexer.accept("EXISTS"):
            node.parts.append(self._group())
        elif lexer.peek().word in _CALLS:
            self._call(node)
        else:
            if lexer.peek().text != "(":
                lexer.next()
            self._expression(node)

    def _expression(self, node: Node) -> None:
        """An expression in parentheses; its functions and its EXISTS become parts of a node."""
        lexer = self._lexer
        lexer.expect("(")
        if lexer.accept("DISTINCT"):
            node.counts_distinct |= lexer.peek().text == "*"
        while (token := lexer.peek(after_operand=lexer.last_is_operand)).text != ")":
            if token.kind == "end":
                raise lexer.unread(token)
            if token.text == "(":
                self._expression(node)
            elif token.word in _CALLS:
                self._call(node)
            elif token.text == "{":
                node.parts.append(self._group())
            else:
                node.grouped |= token.word in _AGGREGATES
                lexer.next(after_operand=lexer.last_is_operand)
        lexer.expect(")")

    def _call(self, node: Node) -> None:
        lexer = self._lexer
        name = lexer.next()
        call = Node(name.word, name.start)
        node.grouped |= name.word == "GROUP_CONCAT"
        lexer.expect("(")
        call.distinct = lexer.accept("DISTINCT")
        start = lexer.peek().start
        while (token := lexer.peek(after_operand=lexer.last_is_operand)).text not in (")", ";"):
            if token.kind == "end":
                raise lexer.unread(token)
            if token.text == "(":
                self._expression(call)
            elif token.word in _CALLS:
                self._call(call)
            elif token.text == "{":
                call.parts.append(self._group())
            else:
                lexer.next(after_operand=lexer.last_is_operand)
        call.expression = (start, token.start)
        if lexer.accept(";"):
            lexer.expect("SEPARATOR")
            lexer.expect("=")
            call.name = lexer.next().text
        call.end = lexer.expect(")").end
        node.parts.append(call)
