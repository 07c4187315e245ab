"""Turtle and TriG as a person would write them: prefixes sorted, ``a`` first, one object a line.

Sources: https://www.w3.org/TR/turtle/, https://www.w3.org/TR/trig/
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.rdf.nquads import graph_iri
from chantier.rdf.terms import RDF_TYPE, XSD_STRING

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?")
MAX_NESTED_LEVELS = 30
"""Brackets within brackets; what lies deeper begins anew, under a label."""
_XSD = PREFIXES["xsd"]
_BARE = {
    f"{_XSD}integer": re.compile(r"0|-?[1-9][0-9]*"),
    f"{_XSD}boolean": re.compile(r"true|false"),
}
"""Datatypes whose literals may be written without quotes, and when: rdflib takes what stands so for
a number, and forgets zeros and signs that make no difference to it."""
_BY_NAMESPACE = {namespace: prefix for prefix, namespace in PREFIXES.items()}


def write_turtle(triples: Iterable[ox.Triple]) -> bytes:
    """Triples as Turtle; equal graphs with equal blank node labels give equal bytes."""
    writer = Writer(triples)
    body = writer.body()
    prefixes = declarations(writer.prefixes)
    return (f"{prefixes}\n{body}" if prefixes else body).encode()


def write_trig(quads: Iterable[ox.Quad]) -> bytes:
    """Quads as TriG, the default graph first; equal quads give equal bytes."""
    graphs: dict[str, list[ox.Triple]] = {}
    places: dict[ox.BlankNode, set[str]] = {}
    for quad in quads:
        name = graph_iri(quad)
        graphs.setdefault(name, []).append(quad.triple)
        for term in (quad.subject, quad.object):
            if isinstance(term, ox.BlankNode):
                places.setdefault(term, set()).add(name)
    # A node in brackets has no label by which another block could refer to it.
    shared = {node for node, names in places.items() if len(names) > 1}
    blocks, prefixes = [], set[str]()
    for name in sorted(graphs):
        writer = Writer(graphs[name], shared)
        body = writer.body()
        blocks.append(f"{writer.term(ox.NamedNode(name))} {{\n{_inner(body)}}}\n" if name else body)
        prefixes |= writer.prefixes
    return "\n".join([declarations(prefixes), *blocks] if prefixes else blocks).encode()


def declarations(prefixes: Iterable[str]) -> str:
    """The lines that declare some of the project's prefixes."""
    return "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in sorted(prefixes))


def short_form(iri: str, by_namespace: Mapping[str, str] = _BY_NAMESPACE) -> str | None:
    """An IRI as a prefixed name of Turtle; ``None`` where it has none."""
    # Local names hold neither slash nor hash here, and every namespace ends with one.
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = by_namespace.get(iri[:cut])
    if prefix is None or not _LOCAL.fullmatch(iri, cut):
        return None
    return f"{prefix}:{iri[cut:]}"


def is_bare(text: str, datatype: str) -> bool:
    """Whether a literal is written without quotes and datatype."""
    bare = _BARE.get(datatype)
    return bool(bare and bare.fullmatch(text))


def _inner(body: str) -> str:
    # Not splitlines(): a literal may hold other characters that it takes for ends of lines.
    return "".join(f"  {line}\n" if line else "\n" for line in body.removesuffix("\n").split("\n"))


class Writer:
    """One graph in Turtle, and the prefixes that it uses."""

    def __init__(self, graph: Iterable[ox.Triple], labelled: Container[object] = ()) -> None:
        """Put the triples in order.

        Args:
            graph: the triples; one that comes twice is written once.
            labelled: blank nodes that are to be written with their label.
        """
        self.prefixes: set[str] = set()
        self._about: dict[object, dict[str, list[object]]] = {}
        triples = list(dict.fromkeys(graph))
        for triple in triples:
            about = self._about.setdefault(triple.subject, {})
            about.setdefault(triple.predicate.value, []).append(triple.object)
        mentions = Counter[object](t.object for t in triples if isinstance(t.object, ox.BlankNode))
        self._nested = _nested(
            {
                t.object: t.subject
                for t in triples
                if mentions[t.object] == 1 and t.object in self._about and t.object not in labelled
            }
        )

    def body(self) -> str:
        """The graph in Turtle, without the declarations of the prefixes."""
        subjects = [subject for subject in self._about if subject not in self._nested]
        named = sorted((s for s in subjects if isinstance(s, ox.NamedNode)), key=lambda s: s.value)
        blank = sorted((s for s in subjects if not isinstance(s, ox.NamedNode)), key=str)
        return "\n".join(
            f"{self.term(s)}\n  {self._properties(s, 1)} .\n" for s in (*named, *blank)
        )

    def _properties(self, subject: object, depth: int) -> str:
        about = self._about[subject]
        order = sorted(about, key=lambda iri: (iri != RDF_TYPE, short_form(iri) or iri))
        indent = "  " * depth
        lines = []
        for iri in order:
            verb = "a" if iri == RDF_TYPE else self.term(ox.NamedNode(iri), depth)
            objects = sorted(self.term(item, depth) for item in about[iri])
            lines.append(f"{verb} " + f" ,\n{indent}  ".join(objects))
        return f" ;\n{indent}".join(lines)

    def term(self, term: object, depth: int = 0) -> str:
        """A term as it is written inside ``depth`` levels of brackets."""
        if isinstance(term, ox.NamedNode):
            short = short_form(term.value)
            if short is None:
                return str(term)
            self.prefixes.add(short.partition(":")[0])
            return short
        if isinstance(term, ox.BlankNode) and term in self._nested:
            inner = self._properties(term, depth + 2)
            return f"[\n{'  ' * (depth + 2)}{inner}\n{'  ' * (depth + 1)}]"
        if isinstance(term, ox.Literal) and not term.language:
            return self._literal(term, depth)
        return str(term)

    def _literal(self, term: ox.Literal, depth: int) -> str:
        datatype = term.datatype.value
        if is_bare(term.value, datatype):
            return term.value
        quoted = str(ox.Literal(term.value))
        if datatype == XSD_STRING:
            return quoted
        return f"{quoted}^^{self.term(term.datatype, depth)}"


def _nested(parents: Mapping[object, object]) -> set[object]:
    """The blank nodes that are written in brackets, where they are mentioned.

    Those of a circle have labels, and so has one in ``MAX_NESTED_LEVELS`` of a long chain.

    Args:
        parents: each node that is mentioned once → the subject that mentions it.
    """
    levels: dict[object, int] = {}  # 0: with its label
    for start in parents:
        node, path = start, list[object]()
        while node in parents and node not in levels:
            levels[node] = 0
            path.append(node)
            node = parents[node]
        circle = set(path[path.index(node) :]) if node in path else set()
        level = levels.get(node, 0)
        for each in reversed(path):
            level = 0 if each in circle or level == MAX_NESTED_LEVELS else level + 1
            levels[each] = level
    return {node for node, level in levels.items() if level}
