"""TriG: the Turtle of each named graph, in a block of its own.

Source: https://www.w3.org/TR/trig/
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from chantier.model.quads import graph_iri
from chantier.publish.turtle import Writer, declarations


def write_trig(quads: Iterable[ox.Quad]) -> bytes:
    """Write quads as TriG, the default graph first; equal quads give equal bytes."""
    graphs: dict[str, list[ox.Triple]] = {}
    places: dict[ox.BlankNode, set[str]] = {}
    for quad in quads:
        name = graph_iri(quad)
        graphs.setdefault(name, []).append(quad.triple)
        for term in (quad.subject, quad.object):
            if isinstance(term, ox.BlankNode):
                places.setdefault(term, set()).add(name)
    # What is written in brackets cannot be spoken of in another block.
    shared = {node for node, names in places.items() if len(names) > 1}
    blocks, prefixes = [], set[str]()
    for name in sorted(graphs):
        writer = Writer(graphs[name], shared)
        body = writer.body()
        blocks.append(f"{writer.term(ox.NamedNode(name))} {{\n{_inner(body)}}}\n" if name else body)
        prefixes |= writer.prefixes
    return "\n".join([declarations(prefixes), *blocks] if prefixes else blocks).encode()


def _inner(body: str) -> str:
    # Not splitlines(): a literal may hold other characters that it takes for ends of lines.
    return "".join(f"  {line}\n" if line else "\n" for line in body.removesuffix("\n").split("\n"))
