"""What the engine makes of GRAPH with a variable: it hands the variable to each triple inside.

By the standard the group is evaluated on each graph in turn. Both give the same where all that is
inside has triples by which the graph is found.

Source: https://www.w3.org/TR/sparql11-query/#sparqlAlgebraEval
"""

from __future__ import annotations

from chantier.query.sparql.rewriting.paths import has_open_end
from chantier.query.sparql.rewriting.tree import Node

_APART = frozenset({"select", "minus", "graph", "lateral", "service"})
"""What is evaluated without the graph that a variable around it stands for."""
_BESIDE = frozenset({"filter", "bind", "values"})
"""What may stand before the triples that bind the variable."""


def binds_graph(group: Node) -> bool:
    """Whether a group has triples by which the engine finds its graph."""
    for part in group.parts:
        if part.kind == "triples":
            return not all(map(has_open_end, part.statements))
        if part.kind == "union":
            return all(map(binds_graph, part.parts))
        if part.kind not in _BESIDE:
            return False
    return False


def is_handed_down(graph: Node) -> bool:
    """Whether the engine may hand the variable of GRAPH to each triple of its group."""
    group = graph.parts[0]
    return binds_graph(group) and not any(
        part.kind in _APART
        or (part.kind == "group" and not binds_graph(part))
        or (part.kind == "optional" and mentions(part, graph.name))
        or any(map(has_open_end, part.statements))
        for part in group.below()
    )


def mentions(part: Node, variable: str) -> bool:
    """Whether patterns of a part bind a variable; what FILTER and BIND test does not count."""
    if part.kind in ("filter", "bind"):
        return False
    named = {name[1:] for item in part.statements for name in item}
    named |= {name[1:] for name in part.name.split()}
    return variable[1:] in named or any(mentions(inner, variable) for inner in part.parts)


def reads_graph(part: Node) -> bool:
    """Whether the solutions of a part depend on the graph around it."""
    if part.kind in ("graph", "service"):
        return False
    return part.kind == "triples" or any(map(reads_graph, part.parts))
