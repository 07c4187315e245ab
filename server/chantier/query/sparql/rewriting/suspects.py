"""What the engine may answer wrongly."""

from __future__ import annotations

from chantier.query.sparql.rewriting.graphs import binds_graph, is_handed_down
from chantier.query.sparql.rewriting.paths import has_open_end, path_of
from chantier.query.sparql.rewriting.tree import Node


def is_suspect(node: Node) -> bool:
    """Whether a part is written again, or may be on some data."""
    if node.kind == "graph":
        group = node.parts[0]
        fine = is_handed_down(node) if node.name[0] in "?$" else binds_graph(group)
        return bool(group.parts) and not fine
    return node.kind in ("GROUP_CONCAT", "BNODE") or any(
        path_of(item.verb).adds_up or has_open_end(item) for item in node.statements
    )
