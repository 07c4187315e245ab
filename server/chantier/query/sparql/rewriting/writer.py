"""Queries and updates, written again in words that the engine answers rightly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

import pyoxigraph as ox

from chantier.errors import QueryError
from chantier.query.sparql.rewriting.concatenation import Concatenation
from chantier.query.sparql.rewriting.graphs import (
    binds_graph,
    is_handed_down,
    mentions,
    reads_graph,
)
from chantier.query.sparql.rewriting.paths import has_open_end, path_of
from chantier.query.sparql.rewriting.tree import Node, QueryTree, TriplePattern, is_literal, is_term

MAX_WRITTEN_CHARACTERS = 2_000_000
"""Of a query that is written once for each graph."""
_CONCATENATION = "urn:x-chantier:group-concat:"

Run = Callable[[str], ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples]
"""Runs a query on the data that the query to rewrite is asked of."""


class Rewriter:
    """Writes one query or operation again, part by part.

    ``graph`` is everywhere the graph that a part is evaluated on, as it is written; empty: the
    default graph.
    """

    def __init__(
        self, text: str, patterns: QueryTree, columns: Sequence[str], run: Run, merge: str = ""
    ) -> None:
        self.aggregates: dict[ox.NamedNode, Callable[[], Concatenation]] = {}
        self._text, self._patterns, self._columns, self._run = text, patterns, columns, run
        self._dataset = " ".join(
            [f"FROM {graph}" for graph in patterns.defaults]
            + [f"FROM NAMED {graph}" for graph in patterns.named]
        )
        self._merge = merge
        self._row = ""
        """The variable that tells solutions apart, for BNODE; empty: none does."""
        self._own_row = ""
        """That of the group that was written last."""
        self._variables = self._length = 0
        self._mentioned: dict[tuple[str, str], bool] = {}
        self._graphs: list[str] | None = None

    def written(self) -> str:
        """The query form or the operation."""
        graph = "" if self._dataset else self._patterns.graph  # USING replaces WITH
        return self._select(self._patterns.form, graph)

    def _part(self, node: Node, graph: str) -> str:
        match node.kind:
            case "graph":
                return self._graph(node)
            case "group" | "where":
                return self._group(node, graph)
            case "select":
                return self._select(node, graph)
            case "GROUP_CONCAT":
                return self._group_concat(node, graph)
            case "BNODE":
                return self._bnode(node, graph)
            case "from" if self._merge:
                merge, self._merge = self._merge, " "
                return f"USING {merge}" if merge.strip() else ""
            case "service":
                return self._text[node.start : node.end]
        return self._between(node, graph, node.start, node.end)

    def _between(self, node: Node, graph: str, start: int, end: int) -> str:
        """What stands between two places of a node, its parts written again."""
        pieces = []
        for part in node.parts:
            if start <= part.start and part.end <= end:
                pieces += [self._text[start : part.start], self._part(part, graph)]
                start = part.end
        return "".join([*pieces, self._text[start:end]])

    def _group(self, node: Node, graph: str) -> str:
        apart = any(
            path_of(item.verb).adds_up or self._is_apart(item, graph)
            for part in node.parts
            for item in part.statements
        )
        outer, self._row = self._row, ""
        pieces, at = [], node.start
        for part in node.parts:
            pieces.append(self._text[at : part.start])
            if part.kind == "triples" and apart:
                pieces.append(self._statements(part, graph))
            else:
                if part.kind == "bind" and _makes_nodes(part) and not self._row:
                    pieces.append(self._bound_row())
                pieces.append(self._part(part, graph))
            at = part.end
        self._own_row, self._row = self._row, outer
        return "".join([*pieces, self._text[at : node.end]])

    def _graph(self, node: Node) -> str:
        group, name = node.parts[0], node.name
        if name[0] not in "?$":
            inner = self._group(group, name)
            if not group.parts or binds_graph(group):
                return f"GRAPH {name} {inner}"
            # Without triples of its own, it would have solutions where the graph does not exist.
            return f"{{ GRAPH {name} {{}} GRAPH {name} {{ {inner} }} }}"
        if not group.parts or is_handed_down(node):
            return f"GRAPH {name} {self._group(group, '')}"
        # In a FILTER the variable is bound; patterns that name it are joined with it in the end.
        apart = mentions(group, name)
        if not any(map(reads_graph, group.parts)):
            inner = self._group(group, "") if apart else self._contents(group, "")
            return f"{{ GRAPH {name} {{}} {inner} }}"
        branches = []
        for iri in self._named_graphs():
            inner, value = self._contents(group, f"<{iri}>"), f"VALUES {name} {{ <{iri}> }}"
            inner = f"{{ {inner} }} {value}" if apart else f"{{ {value} {inner} }}"
            branches.append(f"{{ GRAPH <{iri}> {inner} }}")
            self._count(inner)
        # Without any graph there is no solution, and GRAPH ?g {} has none.
        return f"{{ {' UNION '.join(branches) or f'GRAPH {name} {{}}'} }}"

    def _count(self, written: str) -> None:
        self._length += len(written)
        if self._length > MAX_WRITTEN_CHARACTERS:
            count = len(self._named_graphs())
            raise QueryError(
                "GRAPH avec une variable autour d’un sous-SELECT, de MINUS, de VALUES ou d’un autre"
                f" GRAPH s’évalue une fois pour chaque graphe, et il y en a {count}. Nommez les"
                " graphes possibles par FROM NAMED, écrivez GRAPH <IRI>, ou ne mettez que des"
                " triplets dans GRAPH et le reste derrière.",
                "GRAPH with a variable around a sub-SELECT, MINUS, VALUES or another GRAPH is"
                f" evaluated once for each graph, and there are {count:,}. Name the graphs it may"
                " be with FROM NAMED, write GRAPH <IRI>, or put only triples into GRAPH and the"
                " rest behind it.",
            )

    def _contents(self, group: Node, graph: str) -> str:
        """What a group holds, to stand in another behind something else."""
        written = self._group(group, graph)
        return written if _is_select(group) else written[1:-1]

    def _select(self, node: Node, graph: str) -> str:
        where = next((part for part in node.parts if part.kind == "where"), None)
        group = self._group(where, graph) if where else ""
        row = self._own_row
        if any(part.kind != "where" and _makes_nodes(part) for part in node.parts) and not row:
            bound = self._bound_row()
            group = f"{{ {group if where and _is_select(where) else group[1:-1]} {bound}}}"
            row = self._row
        if where and node.counts_distinct and self._has_more(group) and not row:
            columns = self._seen(where) or f"(1 AS {self._variable()})"
            group = f"{{ SELECT {columns} WHERE {group} }}"
        pieces, at = [], node.start
        for part in node.parts:
            pieces.append(self._text[at : part.start])
            if part.kind == "star":
                pieces.append(self._star(node, group))
            elif part is where:
                pieces.append(group)
            else:
                before = node.grouped and where and part.start < where.start
                self._row = f"SAMPLE({row})" if row and before else row
                pieces.append(self._part(part, graph))
            at = part.end
        self._row = self._own_row = ""
        return "".join([*pieces, self._text[at : node.end]])

    def _star(self, node: Node, written: str) -> str:
        """The variables of a SELECT, where the written group has more of them."""
        if node is not self._patterns.form:
            if not self._has_more(written):
                return "*"
            return self._seen(next(part for part in node.parts if part.kind == "where")) or "*"
        if not self._columns and self._has_more(written):
            raise QueryError(
                "SELECT * n’a pas de variable ici. Écrivez ASK, ou SELECT (COUNT(*) AS …).",
                "SELECT * has no variables here. Write ASK, or SELECT (COUNT(*) AS …).",
            )
        return " ".join(f"?{name}" for name in self._columns) or "*"

    def _has_more(self, written: str) -> bool:
        """Whether a written group has variables that the text has not."""
        return f"?{self._patterns.unused}" in written

    def _seen(self, where: Node) -> str:
        """The variables that the group of a SELECT has in the text."""
        group = self._text[where.start : where.end]
        found = ox.Store().query(f"{self._patterns.prologue} SELECT * {group}")
        return " ".join(map(str, cast(ox.QuerySolutions, found).variables))

    def _group_concat(self, node: Node, graph: str) -> str:
        inner = self._between(node, graph, *node.expression)
        if not node.distinct:
            start, end = node.expression
            return f"{self._text[node.start : start]}STR({inner}){self._text[end : node.end]}"
        written = node.name or "' '"
        solutions = self._run(f"SELECT ({written} AS ?separator) {{}}")
        separator = next(iter(cast(ox.QuerySolutions, solutions)))[0].value
        name = ox.NamedNode(f"{_CONCATENATION}{len(self.aggregates)}")
        self.aggregates[name] = partial(Concatenation, separator)
        return f"{name}({inner})"

    def _bnode(self, node: Node, graph: str) -> str:
        inner = self._between(node, graph, *node.expression)
        if not self._row or not inner.strip():
            return self._between(node, graph, node.start, node.end)
        return f"BNODE(MD5(CONCAT({inner}, {self._row})))"

    def _bound_row(self) -> str:
        self._row = self._variable()
        return f"BIND(STRUUID() AS {self._row}) "

    def _statements(self, node: Node, graph: str) -> str:
        """Triples one by one; a path of length zero from nowhere becomes what it matches."""
        if not node.plain:
            raise QueryError(
                "Un réificateur ou une annotation se trouve à côté d’un chemin de longueur zéro, et"
                " ne s’y lit pas. Écrivez-le en triplets.",
                "A reifier or an annotation stands beside a path of length zero, and is not read"
                " there. Write it as triples.",
            )
        return " . ".join(self._statement(item, graph) for item in node.statements)

    def _statement(self, item: TriplePattern, graph: str) -> str:
        path = path_of(item.verb)
        if not path.adds_up and not self._is_apart(item, graph):
            return f"{item.subject} {item.verb} {item.object}"
        if path.kind == "|":
            return " UNION ".join(
                f"{{ {self._statement(item._replace(verb=part.text), graph)} }}"
                for part in path.parts
            )
        if path.kind == "^":
            return self._statement(
                TriplePattern(item.object, path.parts[0].text, item.subject), graph
            )
        if path.kind == "/":
            first, second = path.parts
            between = self._variable()
            return (
                f"{self._statement(TriplePattern(item.subject, first.text, between), graph)} . "
                f"{self._statement(TriplePattern(between, second.text, item.object), graph)}"
            )
        # Repeated, from or to a term that the graph does not mention: it matches this term alone.
        if is_term(item.subject) and is_term(item.object):
            return f"{{ FILTER(SAMETERM({item.subject}, {item.object})) }}"
        ends = (item.object, item.subject)
        variable, term = ends if is_term(item.subject) else ends[::-1]
        return f"VALUES {variable} {{ {term} }}"

    def _variable(self) -> str:
        self._variables += 1
        return f"?{self._patterns.unused}w{self._variables}"

    def _is_apart(self, item: TriplePattern, graph: str) -> bool:
        """Whether a path of length zero may match a term that the graph does not mention."""
        if not has_open_end(item):
            return False
        ends = (item.subject, item.object)
        return not all(self._is_mentioned(end, graph) for end in ends if is_term(end))

    def _is_mentioned(self, term: str, graph: str) -> bool:
        key = (term, graph)
        if key not in self._mentioned:
            places = [f"{{ ?s ?p {term} }}", "" if is_literal(term) else f"{{ {term} ?p ?o }}"]
            pattern = " UNION ".join(filter(None, places))
            if graph:
                pattern = f"GRAPH {graph} {{ {pattern} }}"
            asked = f"{self._patterns.prologue} ASK {self._dataset} {{ {pattern} }}"
            self._mentioned[key] = bool(self._run(asked))
        return self._mentioned[key]

    def _named_graphs(self) -> list[str]:
        if self._graphs is None:
            text = f"{self._patterns.prologue} SELECT ?g {self._dataset} {{ GRAPH ?g {{}} }}"
            found = (solution[0] for solution in cast(ox.QuerySolutions, self._run(text)))
            self._graphs = sorted(x.value for x in found if isinstance(x, ox.NamedNode))
        return self._graphs


def _is_select(group: Node) -> bool:
    return bool(group.parts) and group.parts[0].kind == "select"


def _makes_nodes(node: Node) -> bool:
    """Whether an expression calls BNODE with a string, outside of its groups."""
    if node.kind == "BNODE":
        return node.expression[0] < node.expression[1]
    return node.kind != "group" and any(map(_makes_nodes, node.parts))
