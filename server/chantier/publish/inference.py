"""The derived statements: what follows from what is written and from our ontology, by six rules.

1. A thing of a class is also of the classes above it, ``prov:Entity`` apart.
2. What a property says, the properties above it say too.
3. What serves a territory serves the areas that this lies within (``schema:areaServed``).
4. A thing that is looked up by its name has this as ``rdfs:label`` too;
5. an organization or a place has it as ``schema:name`` too,
6. and with a straight apostrophe, as it is typed (``skos:hiddenLabel``).

Nothing is derived from what is derived, but that the last three see all classes of a thing; and
what is written is not repeated.

From the graphs of the sources one graph is derived, and from each written graph another, from its
own lines alone, so that a write touches nobody else’s. Of what the sources describe, nothing is
derived but from them. Blank nodes are left out: their labels depend on each line that names them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from chantier.namespaces import GRAPH, expand
from chantier.rdf.nquads import line_terms, split_line
from chantier.store.inferred import INFERRED_GRAPH, inferred_graph
from chantier.store.sources import is_computed, reserved_by

_PredicateObject = tuple[bytes, bytes]
"""Predicate and object of a triple, as N-Quads writes them."""
_About = Mapping[bytes, Set[bytes]]
"""What is said of one thing: predicate → objects, as N-Quads writes them."""
_Hierarchy = Mapping[bytes, Set[bytes]]
"""Class or property → all that are above it."""


def _terms(*names: str) -> tuple[bytes, ...]:
    """Terms as N-Quads writes them."""
    return tuple(f"<{expand(name)}>".encode() for name in names)


(_ENTITY,) = _terms("prov:Entity")
"""Whatever has a source is one: it would head each list of classes, and tell nothing."""
_TYPE, _SUBCLASS, _SUBPROPERTY = _terms("rdf:type", "rdfs:subClassOf", "rdfs:subPropertyOf")
_SERVES, _AREA_SERVED, _WITHIN = _terms("ces:servesTerritory", "schema:areaServed", "geo:sfWithin")
_PREFERRED, _LABEL, _NAME = _terms("skos:prefLabel", "rdfs:label", "schema:name")
_ALTERNATIVE, _HIDDEN = _terms("skos:altLabel", "skos:hiddenLabel")
_LITERAL = b'"'
"""Start of a literal as N-Quads writes it: nothing else is a name."""
_TYPOGRAPHIC, _STRAIGHT = "’".encode(), b"'"

_NAMED = frozenset(
    _terms(
        *("org:Organization", "org:FormalOrganization", "org:OrganizationalUnit"),
        *("org:OrganizationalCollaboration", "schema:Organization"),
        *("schema:Place", "schema:AdministrativeArea"),
    )
)
"""Classes of organizations and places: these have a name."""
_LOOKED_UP = _NAMED | frozenset(
    _terms("skos:Concept", "skos:ConceptScheme", "ces:Statement", "ces:StrategicFramework")
)
"""Classes of things that a person looks up by a label. Others serve to keep the books."""
_ONTOLOGY = f"{GRAPH}ontology/"
"""Start of the IRIs of the graphs of which the hierarchies are read."""
_MAX_CACHED_GRAPHS = 10_000


@dataclass(frozen=True, slots=True)
class Premises:
    """What is known before any thing is looked at."""

    classes: _Hierarchy
    properties: _Hierarchy
    within: Mapping[tuple[str, bytes], Set[bytes]]
    """Graph of derived statements, and a place → the areas it lies within."""


def premises(lines: Iterable[bytes]) -> Premises:
    """What the graphs of the ontology say of classes and properties, and where places lie."""
    above: dict[bytes, dict[bytes, set[bytes]]] = {
        predicate: defaultdict(set) for predicate in (_SUBCLASS, _SUBPROPERTY)
    }
    within = defaultdict[tuple[str, bytes], set[bytes]](set)
    for line in lines:
        subject, predicate, value = line_terms(line)
        if value[:1] != b"<" or subject[:1] != b"<":
            continue
        if predicate == _WITHIN and (graph := _where(split_line(line)[1])):
            within[graph, subject].add(value)
        elif predicate in above and split_line(line)[1].startswith(_ONTOLOGY):
            above[predicate][subject].add(value)
    return Premises(_closed(above[_SUBCLASS]), _closed(above[_SUBPROPERTY]), within)


def inferred_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of all graphs of derived statements.

    Args:
        lines: N-Quads lines sorted by subject, of all graphs; gone through twice.
    """
    known = premises(lines)
    for subject, group in groupby(lines, lambda line: line[: line.index(b" ")]):
        if subject[:1] != b"<":
            continue
        said = defaultdict[str, defaultdict[bytes, set[bytes]]](lambda: defaultdict(set))
        for line in group:
            triple, graph = split_line(line)
            if where := _where(graph):
                _, predicate, value = triple.split(b" ", 2)
                said[where][predicate].add(value)
        for where in [INFERRED_GRAPH] if INFERRED_GRAPH in said else sorted(said):
            about = said[where]
            for predicate, value in dict.fromkeys(_follows(where, about, known)):
                if value not in about.get(predicate, ()):
                    yield b"%b %b %b <%b> .\n" % (subject, predicate, value, where.encode())


@lru_cache(maxsize=_MAX_CACHED_GRAPHS)
def _where(graph: str) -> str:
    """The graph of what is derived from a graph; empty where nothing is."""
    if not graph or is_computed(graph):  # the default graph has no IRI to name another after
        return ""
    return INFERRED_GRAPH if reserved_by(graph) else inferred_graph(graph)


def _follows(where: str, about: _About, known: Premises) -> Iterator[_PredicateObject]:
    """What follows from what is said of a thing, be it written already or not."""
    types = {*about.get(_TYPE, ())}
    for kind in about.get(_TYPE, ()):
        types |= known.classes.get(kind, set())
    for kind in types - {_ENTITY}:
        yield _TYPE, kind
    for predicate, values in about.items():
        for upper in known.properties.get(predicate, ()):
            for value in values:
                if value[:2] != b"_:":
                    yield upper, value
    for territory in about.get(_SERVES, ()):
        for area in known.within.get((where, territory), ()):
            yield _AREA_SERVED, area
    yield from _names(about, types)


def _names(about: _About, types: Set[bytes]) -> Iterator[_PredicateObject]:
    """The names of a thing, in the other properties by which it is looked up."""
    preferred = _literals(about, _PREFERRED)
    other = (*((_LABEL,) if types & _LOOKED_UP else ()), *((_NAME,) if types & _NAMED else ()))
    for predicate in other:
        if predicate not in about:
            for name in preferred:
                yield predicate, name
    names = preferred | _literals(about, _ALTERNATIVE)
    for name in names if types & _NAMED else ():
        typed = name.replace(_TYPOGRAPHIC, _STRAIGHT)
        if typed not in names:
            yield _HIDDEN, typed


def _literals(about: _About, predicate: bytes) -> set[bytes]:
    return {value for value in about.get(predicate, ()) if value.startswith(_LITERAL)}


def _closed(direct: Mapping[bytes, Set[bytes]]) -> _Hierarchy:
    """Each class or property with all that are above it, however far; never itself."""
    closed = dict[bytes, Set[bytes]]()
    for term in direct:
        found, waiting = set[bytes](), [term]
        while waiting:
            for upper in direct.get(waiting.pop(), ()):
                if upper not in found:
                    found.add(upper)
                    waiting.append(upper)
        closed[term] = found - {term}
    return closed
