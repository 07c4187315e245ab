"""The ontology as a reader sees it: each term with its meaning, its relations and its uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import pyoxigraph as ox

from chantier.describe.entity import Name, name_of
from chantier.describe.values import literals_in
from chantier.errors import ParameterError
from chantier.namespaces import CES, DATASET, PREFIXES, expand
from chantier.rdf.nquads import parse_lines
from chantier.rdf.terms import RDF_TYPE, best_literal
from chantier.store.dataset import Dataset
from chantier.text.collation import folded

_OWL = PREFIXES["owl"]
_RDFS = PREFIXES["rdfs"]
_SH = PREFIXES["sh"]
_TYPE = f"<{RDF_TYPE}>".encode()
_VOID = PREFIXES["void"]
_SECTIONS = {
    f"{_OWL}Class": "classes",
    f"{_OWL}ObjectProperty": "object_properties",
    f"{_OWL}DatatypeProperty": "datatype_properties",
}
"""Kind of term → section of the page, in the page's order."""
_RELATIONS = (
    ("super_terms", f"{_RDFS}subClassOf", True),
    ("super_terms", f"{_RDFS}subPropertyOf", True),
    ("sub_terms", f"{_RDFS}subClassOf", False),
    ("sub_terms", f"{_RDFS}subPropertyOf", False),
    ("domain", f"{_RDFS}domain", True),
    ("range", f"{_RDFS}range", True),
    ("domain_of", f"{_RDFS}domain", False),
    ("range_of", f"{_RDFS}range", False),
    ("inverse", f"{_OWL}inverseOf", True),
    ("inverse", f"{_OWL}inverseOf", False),
    ("disjoint", f"{_OWL}disjointWith", True),
    ("disjoint", f"{_OWL}disjointWith", False),
)
"""Relations to other terms: key of a text, a property, whether the term is the subject."""
_IN_UNIONS = (f"{_OWL}unionOf", PREFIXES["rdf"] + "first", PREFIXES["rdf"] + "rest")


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """A class or a property, as the page documents it."""

    name: Name
    anchor: str
    definition: ox.Literal | None
    relations: tuple[tuple[str, tuple[Name, ...]], ...]
    """Key of a text, and terms."""
    examples: tuple[tuple[str, str], ...]
    """A triple in Turtle, and the IRI of the thing it is about."""
    uses: int
    """Instances of a class, triples with a property."""
    rules: tuple[ox.Literal, ...]
    """What the shapes ask of a class or a property, in words."""


@dataclass(frozen=True, slots=True)
class OntologyHeader:
    """What an ontology says of itself; empty or ``None`` where it does not say."""

    version_iri: str
    citation: ox.Literal | None
    logo: str
    prior_version: str


@dataclass(frozen=True, slots=True)
class OutlinedTerm:
    """A class or a property in the list of a superseded version."""

    anchor: str
    label: ox.Literal | None
    definition: ox.Literal | None


@dataclass(frozen=True, slots=True)
class OntologyOutline:
    """What the page of a superseded version shows."""

    title: ox.Literal | None
    modified: ox.Literal | None
    terms: tuple[OutlinedTerm, ...]


@dataclass(frozen=True, slots=True)
class TermUses:
    """How often terms are used, ours and those of other vocabularies."""

    classes: dict[str, int]
    """Class IRI → number of its instances."""
    properties: dict[str, int]
    """Property IRI → number of triples that use it."""


def header(data: Dataset, iri: str, language: str) -> OntologyHeader:
    """The header of an ontology, in a language where it has one."""
    quads = data.quads_about(iri)
    cited = literals_in(quads, f"{PREFIXES['dcterms']}bibliographicCitation")
    return OntologyHeader(
        version_iri=next(_objects(quads, iri, f"{_OWL}versionIRI"), ""),
        citation=best_literal(cited, language),
        logo=next(_objects(quads, iri, f"{PREFIXES['foaf']}logo"), ""),
        prior_version=next(_objects(quads, iri, f"{_OWL}priorVersion"), ""),
    )


def sections(
    data: Dataset, graphs: Iterable[str], language: str
) -> list[tuple[str, list[OntologyTerm]]]:
    """The terms that graphs declare, by kind, sorted by label.

    Args:
        data: the dataset.
        graphs: IRIs of the named graphs of the ontology and of its modules.
        language: of labels, definitions and rules, where there are any in it.

    Returns:
        Keys of texts with their terms.
    """
    used = uses(data)
    kinds = {
        quad.subject.value: _SECTIONS[quad.object.value]
        for quad in chain.from_iterable(map(data.quads_in_graph, graphs))
        if _is_kind(quad)
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and quad.subject.value.startswith(CES)
    }
    counts = used.classes | used.properties
    terms = [(kind, _term(data, iri, language, counts)) for iri, kind in kinds.items()]
    terms.sort(key=lambda item: folded(item[1].name.text))
    return [(name, [term for kind, term in terms if kind == name]) for name in _SECTIONS.values()]


def outline(quads: Iterable[ox.Quad], iri: str, language: str) -> OntologyOutline:
    """What a version of an ontology says of itself and of its terms, read from its own text.

    Args:
        quads: all that the version says.
        iri: of the ontology.
        language: of titles, labels and definitions, where they are in it.
    """
    said: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            said.setdefault(quad.subject.value, []).append(quad)

    def best(subject: str, predicate: str) -> ox.Literal | None:
        return best_literal(literals_in(said.get(subject, []), predicate), language)

    terms = [
        OutlinedTerm(
            anchor=term.removeprefix(CES),
            label=best(term, f"{_RDFS}label"),
            definition=best(term, f"{PREFIXES['skos']}definition"),
        )
        for term, about in said.items()
        if term.startswith(CES) and any(_is_kind(quad) for quad in about)
    ]
    terms.sort(key=lambda term: folded(term.label.value if term.label else term.anchor))
    return OntologyOutline(
        title=best(iri, f"{PREFIXES['dcterms']}title"),
        modified=best(iri, f"{PREFIXES['dcterms']}modified"),
        terms=tuple(terms),
    )


def uses(data: Dataset) -> TermUses:
    """How often each class and property is used, in what the sources say.

    Where nobody else says anything, the dataset's description has counted it.
    """
    if data.authority:
        return _counted(data.authority.triples())
    found = TermUses({}, {})
    kinds = (
        (f"{_VOID}class", f"{_VOID}entities", found.classes),
        (f"{_VOID}property", f"{_VOID}triples", found.properties),
    )
    partitions: dict[object, dict[str, str]] = {}
    counted = data.lines_beginning(f"<{DATASET}#".encode())
    # Those of a version of older software are blank nodes.
    for quad in (*data.quads_about(DATASET), *parse_lines(list(counted))):
        if not isinstance(quad.object, ox.Triple):
            partitions.setdefault(quad.subject, {})[quad.predicate.value] = quad.object.value
    for partition in partitions.values():
        for key, measure, counts in kinds:
            if key in partition and measure in partition:
                counts[partition[key]] = int(partition[measure])
    return found


def _is_kind(quad: ox.Quad) -> bool:
    """Whether a quad says that a term is a class or a property."""
    return (
        quad.predicate.value == RDF_TYPE
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value in _SECTIONS
    )


def _counted(triples: Iterable[bytes]) -> TermUses:
    classes, properties = Counter[str](), Counter[str]()
    for triple in triples:
        _, predicate, value = triple.split(b" ", 2)
        properties[predicate[1:-1].decode()] += 1
        if predicate == _TYPE and value[:1] == b"<":
            classes[value[1:-1].decode()] += 1
    return TermUses(classes, properties)


def _term(data: Dataset, iri: str, language: str, counts: dict[str, int]) -> OntologyTerm:
    quads = data.quads_about(iri)
    pointing = data.quads_pointing_at(iri)
    related: dict[str, dict[str, None]] = {}
    for text, predicate, outgoing in _RELATIONS:
        found = _objects(quads, iri, predicate) if outgoing else _subjects(pointing, predicate)
        related.setdefault(text, {}).update(dict.fromkeys(found))
    return OntologyTerm(
        name=name_of(data, iri, language),
        anchor=iri.removeprefix(CES),
        definition=best_literal(literals_in(quads, f"{PREFIXES['skos']}definition"), language),
        relations=tuple(
            (text, tuple(name_of(data, other, language) for other in others))
            for text, others in related.items()
            if others
        ),
        examples=tuple(
            (literal.value, _first_thing(literal.value))
            for literal in literals_in(quads, f"{PREFIXES['skos']}example")
        ),
        uses=counts.get(iri, 0),
        rules=tuple(_rules(data, pointing, language)),
    )


def _objects(quads: Iterable[ox.Quad], iri: str, predicate: str) -> Iterator[str]:
    """The IRIs that a property of a term names; of a union of classes, its members."""
    listed = list(quads)
    waiting: list[object] = [
        quad.object
        for quad in listed
        if quad.predicate.value == predicate and quad.subject == ox.NamedNode(iri)
    ]
    seen = set[object]()
    while waiting:
        term = waiting.pop(0)
        if isinstance(term, ox.NamedNode):
            if term.value != f"{PREFIXES['rdf']}nil":
                yield term.value
        elif isinstance(term, ox.BlankNode) and term not in seen:
            seen.add(term)
            inner = [quad for quad in listed if quad.subject == term]
            waiting += [quad.object for quad in inner if quad.predicate.value in _IN_UNIONS]


def _subjects(quads: Iterable[ox.Quad], predicate: str) -> Iterator[str]:
    """The IRIs of which a property names the term that quads point at."""
    for quad in quads:
        if quad.predicate.value == predicate and isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value


def _rules(data: Dataset, pointing: Iterable[ox.Quad], language: str) -> Iterator[ox.Literal]:
    """The messages of the property shapes with a term as their path, in a language."""
    for shape in _subjects(pointing, f"{_SH}path"):
        best = best_literal(literals_in(data.quads_about(shape), f"{_SH}message"), language)
        if best:
            yield best


def _first_thing(example: str) -> str:
    """The IRI of the subject of an example; empty where it is not a short form."""
    try:
        return expand(example.split(" ", 1)[0])
    except ParameterError:
        return ""
