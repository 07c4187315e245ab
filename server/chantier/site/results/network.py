"""Network of solutions: two columns of IRIs, or triples, as nodes and links in layers.

Layers rather than forces: the same results give the same picture, labels stand in rows one can
read, and most pairs (a pole and its region, a statement and its theme) lead one way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.describe.entity import Name
from chantier.site.results.solutions import TRIPLE, ColumnKind, Namer, SolutionTable

MAX_NODES = 150
"""Nodes that are drawn; more could not be distinguished."""
_MAX_LAYERS = 5
"""Columns of nodes; deeper nodes stand in the last."""
_SORT_PASSES_COUNT = 4
"""Passes over the layers in which links are made to cross less."""
_ROW_PX = 26
_COLUMN_PX = 300
_MARGIN_PX = 24
_LABEL_PX = 320
"""Width left for the labels on each side."""
_MAX_LABEL_CHARACTERS = 42
"""Of a label beside its node; a longer one is cut."""


@dataclass(frozen=True, slots=True)
class NetworkNode:
    """A thing and where it is drawn."""

    name: Name
    x: float
    y: float
    anchor: str
    """``end`` for a label at the left of its node, ``start`` for one at the right."""
    short: str
    """The label, cut to fit."""
    degree: int


@dataclass(frozen=True, slots=True)
class NetworkLink:
    """A link from one thing to another."""

    source: Name
    target: Name
    label: Name | None
    path: str
    """As SVG draws it."""


@dataclass(frozen=True, slots=True)
class Network:
    """A network of solutions; without nodes, no two columns make one."""

    nodes: tuple[NetworkNode, ...]
    links: tuple[NetworkLink, ...]
    width: float
    height: float
    columns: tuple[str, ...]
    """The two variables that were linked."""
    left_out: int
    """Number of links for which there was no room."""


_Pair = tuple[str, str, str]
"""IRIs of the source, of the target and of the predicate, or an empty text."""


def network(solutions: SolutionTable, named: Namer) -> Network:
    """The network of the first two columns that hold IRIs, or of triples."""
    pairs, columns = _pairs(solutions)
    kept, left_out = _bounded(pairs)
    layers = _layers([(source, target) for source, target, _ in kept])
    if not layers:
        return Network((), (), 0, 0, columns, 0)
    _order(layers, kept)
    width = 2 * _LABEL_PX + _COLUMN_PX * max(len(layers) - 1, 1)
    height = 2 * _MARGIN_PX + _ROW_PX * max(map(len, layers))
    degrees = Counter(node for source, target, _ in kept for node in (source, target))
    nodes: dict[str, NetworkNode] = {}
    for depth, layer in enumerate(layers):
        step = (height - 2 * _MARGIN_PX) / len(layer)
        for rank, iri in enumerate(layer):
            name = named(iri)
            x = _LABEL_PX + depth * _COLUMN_PX
            y = _MARGIN_PX + step * (rank + 0.5)
            anchor = "start" if depth else "end"
            nodes[iri] = NetworkNode(name, x, round(y, 1), anchor, _cut(name.text), degrees[iri])
    links = tuple(_link(nodes[s], nodes[t], named(p) if p else None) for s, t, p in kept)
    return Network(tuple(nodes.values()), links, width, height, columns, left_out)


def _pairs(solutions: SolutionTable) -> tuple[list[_Pair], tuple[str, ...]]:
    variables = solutions.variables
    iris = [i for i in range(len(variables)) if solutions.kind(i) is ColumnKind.IRI]
    chosen = [0, 2] if variables == TRIPLE else iris[:2]
    if len(chosen) < 2:
        return [], ()
    found: dict[_Pair, None] = {}
    for row in solutions.rows:
        source, target = row[chosen[0]], row[chosen[1]]
        middle = row[1].value if variables == TRIPLE and isinstance(row[1], ox.NamedNode) else ""
        if isinstance(source, ox.NamedNode) and isinstance(target, ox.NamedNode):
            found[source.value, target.value, middle] = None
    return list(found), (variables[chosen[0]], variables[chosen[1]])


def _bounded(pairs: Sequence[_Pair]) -> tuple[list[_Pair], int]:
    """The pairs that are drawn, and the number of the others."""
    nodes = set[str]()
    kept = []
    for source, target, label in pairs:
        if source != target and len(nodes | {source, target}) <= MAX_NODES:
            nodes |= {source, target}
            kept.append((source, target, label))
    return kept, len(pairs) - len(kept)


def _layers(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Put each node as far to the right as what leads to it asks; links that go back do not."""
    following: dict[str, list[str]] = {}
    for source, target in dict.fromkeys(pairs):
        following.setdefault(source, []).append(target)
        following.setdefault(target, [])
    order = _finished(following)
    rank = {node: place for place, node in enumerate(order)}
    depth = dict.fromkeys(following, 0)
    for node in reversed(order):
        for target in following[node]:
            if rank[target] < rank[node]:  # else the link goes back, within a cycle
                depth[target] = max(depth[target], depth[node] + 1)
    layers: dict[int, list[str]] = defaultdict(list)
    for node in following:
        layers[min(depth[node], _MAX_LAYERS - 1)].append(node)
    return [layers[key] for key in sorted(layers)]


def _finished(following: dict[str, list[str]]) -> list[str]:
    """The nodes in the order in which a depth-first walk leaves them."""
    left: list[str] = []
    seen = set[str]()
    for start in following:
        if start in seen:
            continue
        seen.add(start)
        walk = [(start, iter(following[start]))]
        while walk:
            node, targets = walk[-1]
            target = next((each for each in targets if each not in seen), "")
            if target:
                seen.add(target)
                walk.append((target, iter(following[target])))
            else:
                left.append(node)
                walk.pop()
    return left


def _order(layers: list[list[str]], pairs: Sequence[_Pair]) -> None:
    """Sort each layer by where its neighbours stand, so that few links cross."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    for source, target, _ in pairs:
        neighbours[source].append(target)
        neighbours[target].append(source)
    for sort_pass in range(_SORT_PASSES_COUNT):
        place = {n: (rank + 0.5) / len(layer) for layer in layers for rank, n in enumerate(layer)}
        for layer in layers[:: 1 if sort_pass % 2 else -1]:
            layer.sort(key=lambda n: sum(place[o] for o in neighbours[n]) / len(neighbours[n]))
            place |= {n: (rank + 0.5) / len(layer) for rank, n in enumerate(layer)}


def _link(source: NetworkNode, target: NetworkNode, label: Name | None) -> NetworkLink:
    bend = (target.x - source.x) / 2 or _COLUMN_PX / 3
    back = -1 if target.x == source.x else 1
    path = (
        f"M{source.x:g} {source.y:g}"
        f"C{source.x + bend:g} {source.y:g} {target.x - bend * back:g} {target.y:g}"
        f" {target.x:g} {target.y:g}"
    )
    return NetworkLink(source.name, target.name, label, path)


def _cut(text: str) -> str:
    if len(text) <= _MAX_LABEL_CHARACTERS:
        return text
    return f"{text[: _MAX_LABEL_CHARACTERS - 1].rstrip()}…"
