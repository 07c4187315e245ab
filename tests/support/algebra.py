"""SPARQL’s algebra taken literally, on data of a few triples, and patterns to try it on.

What a pattern should give is computed by going through all solutions, as the definitions do.

Source: https://www.w3.org/TR/sparql11-query/#sparqlAlgebra
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

Solution = dict[str, str]
Triples = frozenset[tuple[str, str, str]]
Pattern = tuple[Any, ...]
"""The name of an operator and what it works on."""

TERMS = (":a", ":b", ":c", ":d", ":absent")
_VARIABLES = ("?x", "?y", "?z")
_GRAPHS = (":g1", ":g2", ":absent", "?g", "?h")


@dataclass(frozen=True)
class Data:
    """A dataset; names and terms are written as in a query."""

    default: Triples
    named: Mapping[str, Triples]


def solutions(pattern: Pattern, data: Data, graph: Triples) -> list[Solution]:
    """The solutions of a pattern on a graph of a dataset."""
    return list(_SOLUTIONS[pattern[0]](pattern, data, graph))


def written(pattern: Pattern) -> str:
    """A pattern in SPARQL."""
    name, *parts = pattern
    if name == "triple":
        return f"{parts[0]} {_written_path(parts[1])} {parts[2]} ."
    if name == "group":
        return "{ " + " ".join(map(written, parts[0])) + " }"
    if name == "values":
        return f"VALUES {parts[0]} {{ {' '.join(parts[1])} }}"
    texts = [written(part) if isinstance(part, tuple) else part for part in parts]
    return _WORDS[name].format(*texts)


_WORDS = {
    "union": "{} UNION {}",
    "graph": "GRAPH {} {}",
    "bind": "BIND({} AS {})",
    "unequal": "FILTER({} != {})",
    "count": "{{ SELECT (COUNT(*) AS {}) WHERE {} }}",
    "project": "{{ SELECT {} WHERE {} }}",
    "distinct": "{{ SELECT DISTINCT {} WHERE {} }}",
    "optional": "OPTIONAL {}",
    "minus": "MINUS {}",
    "absent": "FILTER NOT EXISTS {}",
}


def a_group(random: Random, depth: int) -> Pattern:
    """A group of patterns, at most so many levels deep."""
    names = count()
    return _group(random, depth, names)


def _group(random: Random, depth: int, names: Iterator[int]) -> Pattern:
    size = random.choice((1, 1, 2, 2, 3))
    return ("group", [_element(random, depth, names) for _ in range(size)])


def _element(random: Random, depth: int, names: Iterator[int]) -> Pattern:
    if depth <= 0 or random.random() < 0.3:
        return _triple(random)
    inner = _group(random, depth - 1, names)
    name = f"?n{next(names)}"
    return random.choice(
        (
            ("optional", inner),
            ("union", ("group", [_triple(random)]), inner),
            ("graph", random.choice(_GRAPHS), inner),
            ("graph", random.choice(_GRAPHS), inner),
            ("graph", random.choice(_GRAPHS), inner),
            ("values", random.choice(_VARIABLES), random.choices(TERMS, k=2)),
            ("minus", inner),
            ("count", name, inner),
            ("project", random.choice(_VARIABLES), inner),
            ("distinct", random.choice(_VARIABLES), inner),
            ("bind", random.choice(TERMS), name),
            ("unequal", random.choice(_VARIABLES), random.choice(TERMS)),
            ("absent", ("group", [_link(random)])),
            inner,
        )
    )


def _triple(random: Random) -> Pattern:
    ends = (TERMS, (*_VARIABLES, "?g"))
    subject, value = (random.choice(random.choice(ends)) for _ in range(2))
    predicate = "?v" if random.random() < 0.1 else _path(random, 2)
    return ("triple", subject, predicate, value)


def _link(random: Random) -> Pattern:
    # No path: in EXISTS it is disputed whether a variable is replaced before its length is zero.
    subject, value = random.choices((*TERMS, *_VARIABLES), k=2)
    return ("triple", subject, ("link", random.choice((":p", ":q"))), value)


def _path(random: Random, depth: int) -> Pattern:
    if depth <= 0 or random.random() < 0.5:
        return ("link", random.choice((":p", ":q")))
    kind = random.choice(("*", "*", "?", "+", "^", "/", "|"))
    parts = (_path(random, depth - 1) for _ in range(2 if kind in "/|" else 1))
    return (kind, *parts)


def _written_path(path: Pattern | str) -> str:
    if isinstance(path, str):
        return path
    kind, *parts = path
    if kind == "link":
        return str(parts[0])
    if kind == "^":
        return f"^({_written_path(parts[0])})"
    if kind in "/|":
        return f"({kind.join(map(_written_path, parts))})"
    return f"({_written_path(parts[0])}){kind}"


def _compatible(one: Solution, other: Solution) -> bool:
    return all(other[name] == value for name, value in one.items() if name in other)


def _join(ones: Iterable[Solution], others: list[Solution]) -> Iterator[Solution]:
    return (one | other for one in ones for other in others if _compatible(one, other))


def _group_solutions(pattern: Pattern, data: Data, graph: Triples) -> Iterable[Solution]:
    found: list[Solution] = [{}]
    tests = []
    for part in pattern[1]:
        match part:
            case ("optional", inner):
                found = _left_join(found, inner, data, graph)
            case ("minus", inner):
                others = solutions(inner, data, graph)
                found = [x for x in found if not any(_takes_away(x, y) for y in others)]
            case ("bind", term, name):
                found = [x | {name: term} for x in found]
            case ("unequal" | "absent", *_):
                tests.append(part)
            case _:
                found = list(_join(found, solutions(part, data, graph)))
    return (x for x in found if all(_holds(test, x, data, graph) for test in tests))


def _left_join(found: list[Solution], inner: Pattern, data: Data, graph: Triples) -> list[Solution]:
    # The tests of the group of OPTIONAL see what is left of it.
    tests = [part for part in inner[1] if part[0] in ("unequal", "absent")]
    rest = ("group", [part for part in inner[1] if part not in tests])
    others = solutions(rest, data, graph)
    result = []
    for one in found:
        joined = [
            both
            for both in _join([one], others)
            if all(_holds(test, both, data, graph) for test in tests)
        ]
        result += joined or [one]
    return result


def _takes_away(one: Solution, other: Solution) -> bool:
    return bool(one.keys() & other.keys()) and _compatible(one, other)


def _holds(test: Pattern, solution: Solution, data: Data, graph: Triples) -> bool:
    if test[0] == "unequal":
        return test[1] in solution and solution[test[1]] != test[2]
    return not any(_compatible(solution, x) for x in solutions(test[1], data, graph))


def _graph_solutions(pattern: Pattern, data: Data, _graph: Triples) -> Iterable[Solution]:
    _, name, inner = pattern
    if name[0] != "?":
        return solutions(inner, data, data.named[name]) if name in data.named else []
    return [
        both
        for iri, triples in data.named.items()
        for both in _join(solutions(inner, data, triples), [{name: iri}])
    ]


def _projected(pattern: Pattern, data: Data, graph: Triples) -> Iterable[Solution]:
    for found in solutions(pattern[2], data, graph):
        yield {name: value for name, value in found.items() if name == pattern[1]}


def _distinct(pattern: Pattern, data: Data, graph: Triples) -> Iterable[Solution]:
    found = {tuple(x.items()) for x in _projected(pattern, data, graph)}
    return map(dict, found)


def _path_solutions(
    subject: str, path: Pattern | str, value: str, graph: Triples
) -> Iterator[Solution]:
    if isinstance(path, str):
        return (x for triple in graph for x in _matched((subject, path, value), triple))
    kind, *parts = path
    if kind == "link":
        linked = [(start, end) for start, link, end in graph if link == parts[0]]
        return (x for ends in linked for x in _matched((subject, value), ends))
    if kind == "^":
        return _path_solutions(value, parts[0], subject, graph)
    if kind == "|":
        return (x for part in parts for x in _path_solutions(subject, part, value, graph))
    if kind == "/":
        between = f"?between {_written_path(path)} {subject} {value}"
        first = _path_solutions(subject, parts[0], between, graph)
        second = list(_path_solutions(between, parts[1], value, graph))
        return (_without(both, between) for both in _join(first, second))
    if subject[0] == "?" and value[0] != "?":
        return _path_solutions(value, (kind, ("^", parts[0])), subject, graph)
    nodes = {x for triple in graph for x in (triple[0], triple[2])}
    return (
        x
        for start in (sorted(nodes) if subject[0] == "?" else [subject])
        for end in _reached(start, kind, parts[0], graph)
        for x in _matched((subject, value), (start, end))
    )


def _without(solution: Solution, name: str) -> Solution:
    return {other: term for other, term in solution.items() if other != name}


def _reached(start: str, kind: str, path: Pattern, graph: Triples) -> set[str]:
    def step(term: str) -> set[str]:
        return {found["?end"] for found in _path_solutions(term, path, "?end", graph)}

    if kind == "?":
        return {start} | step(start)
    found, waiting = set[str](), [start] if kind == "*" else list(step(start))
    while waiting:
        term = waiting.pop()
        if term not in found:
            found.add(term)
            waiting += step(term)
    return found


def _matched(pattern: tuple[str, ...], terms: tuple[str, ...]) -> Iterator[Solution]:
    solution: Solution = {}
    for wanted, term in zip(pattern, terms, strict=True):
        if wanted[0] != "?":
            if wanted != term:
                return
        elif solution.setdefault(wanted, term) != term:
            return
    yield solution


def _union(pattern: Pattern, data: Data, graph: Triples) -> list[Solution]:
    return [found for part in pattern[1:] for found in solutions(part, data, graph)]


def _count(pattern: Pattern, data: Data, graph: Triples) -> list[Solution]:
    return [{pattern[1]: str(len(solutions(pattern[2], data, graph)))}]


def _triple_solutions(pattern: Pattern, _data: Data, graph: Triples) -> Iterable[Solution]:
    return _path_solutions(*pattern[1:], graph)


def _values(pattern: Pattern, _data: Data, _graph: Triples) -> list[Solution]:
    return [{pattern[1]: term} for term in pattern[2]]


_SOLUTIONS: dict[str, Callable[[Pattern, Data, Triples], Iterable[Solution]]] = {
    "triple": _triple_solutions,
    "group": _group_solutions,
    "union": _union,
    "graph": _graph_solutions,
    "values": _values,
    "count": _count,
    "project": _projected,
    "distinct": _distinct,
}
