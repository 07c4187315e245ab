"""The ontology: its RDF, its versions, its alignments, and the page that documents every term."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, request
from werkzeug.wrappers import Response

from chantier.errors import ParameterError
from chantier.model.formats import DOCUMENT_FORMATS, HTML, Format, negotiate
from chantier.model.terms import best_literal
from chantier.namespaces import CES, DATASET, GRAPH, ONTOLOGY, PREFIXES, expand
from chantier.store.dataset import Dataset
from chantier.store.describe import Name, describe, name_of
from chantier.web.context import accept_header, dataset, request_language
from chantier.web.documents import BY_EXTENSION, PAGE_FORMATS, rdf_document, unknown
from chantier.web.rendering import page

blueprint = Blueprint("ontology", __name__)

_GRAPHS = {"ns": f"{GRAPH}ontology/chantier", "alignments": f"{GRAPH}ontology/alignments"}
_OWL, _RDFS, _SH = PREFIXES["owl"], PREFIXES["rdfs"], PREFIXES["sh"]
_VOID = PREFIXES["void"]
_TYPE = PREFIXES["rdf"] + "type"
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
"""What a term's entry tells of other terms: its text, a property, whether the term is subject."""


_IN_UNIONS = (f"{_OWL}unionOf", PREFIXES["rdf"] + "first", PREFIXES["rdf"] + "rest")


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property, as its entry on the page tells of it."""

    name: Name
    anchor: str
    definition: ox.Literal | None
    relations: tuple[tuple[str, tuple[Name, ...]], ...]
    """Key of a text, and terms."""
    examples: tuple[tuple[str, str], ...]
    """A triple in Turtle, and the IRI of the thing it tells of."""
    uses: int
    """Instances of a class, triples with a property."""
    rules: tuple[ox.Literal, ...]
    """What the shapes ask of a class or a property, in words."""


@blueprint.route("/ns")
@blueprint.route("/ns.<extension>")
def ontology(extension: str = "") -> Response:
    """The ontology: RDF or the page that documents it."""
    chosen = _chosen(extension)
    if chosen is HTML:
        language = request_language()
        return page("ontology.html", language, location=f"/{language}/ontologie", **_view(language))
    return rdf_document(dataset().quads_in_graph(_GRAPHS["ns"]), chosen, f"/ns.{chosen.extension}")


@blueprint.route("/ns/<path:name>")
def part(name: str) -> Response:
    """The alignments, or the version of the ontology that is being served."""
    if name == "alignments":
        chosen = negotiate(accept_header(), DOCUMENT_FORMATS)
        return rdf_document(dataset().quads_in_graph(_GRAPHS[name]), chosen, f"/ns/{name}")
    version_iri = ox.NamedNode(f"{ONTOLOGY}/{name}")
    served = [
        quad.object
        for quad in dataset().quads_about(ONTOLOGY)
        if quad.predicate.value == f"{_OWL}versionIRI"
    ]
    if version_iri not in served:
        raise unknown(version_iri.value)
    return ontology()


@blueprint.route("/<any(fr, en):language>/ontologie")
def ontology_page(language: str) -> Response:
    """The documentation of the ontology, in the language of the path."""
    return page("ontology.html", language, **_view(language))


def _view(language: str) -> dict[str, Any]:
    data = dataset()
    uses = dict(_uses(data))
    kinds = {
        quad.subject.value: _SECTIONS.get(quad.object.value)
        for quad in data.quads_in_graph(_GRAPHS["ns"])
        if quad.predicate.value == _TYPE
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value in _SECTIONS
        and quad.subject.value.startswith(CES)
    }
    sections = {
        name: [_term(data, iri, language, uses) for iri, kind in kinds.items() if kind == name]
        for name in _SECTIONS.values()
    }
    about = data.quads_about(ONTOLOGY)
    return {
        "about": describe(data, ONTOLOGY, language),
        "sections": list(sections.items()),
        "formats": DOCUMENT_FORMATS,
        "citation": best_literal(
            _literals(about, f"{PREFIXES['dcterms']}bibliographicCitation"), language
        ),
        "version_iri": next(_objects(about, ONTOLOGY, f"{_OWL}versionIRI"), ""),
        "logo": next(_objects(about, ONTOLOGY, f"{PREFIXES['foaf']}logo"), ""),
    }


def _term(data: Dataset, iri: str, language: str, uses: dict[str, int]) -> Term:
    quads = data.quads_about(iri)
    pointing = data.quads_pointing_at(iri)
    related: dict[str, dict[str, None]] = {}
    for text, predicate, outgoing in _RELATIONS:
        found = _objects(quads, iri, predicate) if outgoing else _subjects(pointing, predicate)
        related.setdefault(text, {}).update(dict.fromkeys(found))
    return Term(
        name=name_of(data, iri, language),
        anchor=iri.removeprefix(CES),
        definition=best_literal(_literals(quads, f"{PREFIXES['skos']}definition"), language),
        relations=tuple(
            (text, tuple(name_of(data, other, language) for other in others))
            for text, others in related.items()
            if others
        ),
        examples=tuple(
            (literal.value, _first_thing(literal.value))
            for literal in _literals(quads, f"{PREFIXES['skos']}example")
        ),
        uses=uses.get(iri, 0),
        rules=tuple(_rules(data, pointing, language)),
    )


def _objects(quads: Iterable[ox.Quad], iri: str, predicate: str) -> Iterator[str]:
    """Give the IRIs that a property of a term names; of a union of classes, its members."""
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
    """Give the IRIs of which a property names the term that quads point at."""
    for quad in quads:
        if quad.predicate.value == predicate and isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value


def _rules(data: Dataset, pointing: Iterable[ox.Quad], language: str) -> Iterator[ox.Literal]:
    """Give what the property shapes with a term as their path ask, in a language."""
    for shape in _subjects(pointing, f"{_SH}path"):
        best = best_literal(_literals(data.quads_about(shape), f"{_SH}message"), language)
        if best:
            yield best


def _uses(data: Dataset) -> Iterator[tuple[str, int]]:
    """Give how often each class and property is used, as the description counted it."""
    keys = {f"{_VOID}class": f"{_VOID}entities", f"{_VOID}property": f"{_VOID}triples"}
    partitions: dict[object, dict[str, str]] = {}
    for quad in data.quads_about(DATASET):
        if isinstance(quad.subject, ox.BlankNode) and not isinstance(quad.object, ox.Triple):
            partitions.setdefault(quad.subject, {})[quad.predicate.value] = quad.object.value
    for partition in partitions.values():
        for key, measure in keys.items():
            if key in partition and measure in partition:
                yield partition[key], int(partition[measure])


def _literals(quads: Iterable[ox.Quad], predicate: str) -> list[ox.Literal]:
    return [
        quad.object
        for quad in quads
        if quad.predicate.value == predicate and isinstance(quad.object, ox.Literal)
    ]


def _first_thing(example: str) -> str:
    """Give the IRI of the subject of an example; empty where it is not a short form."""
    try:
        return expand(example.split(" ", 1)[0])
    except ParameterError:
        return ""


def _chosen(extension: str) -> Format:
    if not extension:
        return negotiate(accept_header(), PAGE_FORMATS)
    if extension not in BY_EXTENSION:
        raise unknown(request.path)
    return BY_EXTENSION[extension]
