"""What the IRIs of the dataset answer: things, terms, and one that does not exist.

Source: https://www.w3.org/TR/cooluris/
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import pyoxigraph as ox

from lod_doctor.description import Description
from lod_doctor.fetching import Visitor
from lod_doctor.reading import ANY_RDF, RDF_TYPES, Reader
from lod_doctor.results import ask, solutions
from lod_doctor.triples import Triples
from lod_doctor.visits import Link, Visit

_CLOSELY = 25
"""Things that are looked at in every format; the others in one."""
_ALTERNATES, _REPEATED = 8, 5
"""Things whose announced formats are visited, and that are asked for again, at most."""


@dataclass(frozen=True, slots=True)
class Document:
    """A thing in one format."""

    asked: str
    """The media type that was accepted."""
    visit: Visit
    read: Triples


@dataclass(frozen=True, slots=True)
class Thing:
    """What an IRI answered."""

    iri: str
    documents: tuple[Document, ...]
    page: Visit | None = None
    alternates: tuple[tuple[Link, Visit], ...] = ()
    head: Visit | None = None
    again: Visit | None = None

    @property
    def rdf(self) -> Document | None:
        """The first document that is RDF."""
        return next((item for item in self.documents if item.read.lines), None)

    @property
    def answered(self) -> list[Document]:
        """The documents that came, whatever they are."""
        return [item for item in self.documents if item.visit.is_ok]


@dataclass(frozen=True, slots=True)
class Things:
    """What was seen of the IRIs of a dataset."""

    items: tuple[Thing, ...]
    unknown: Visit | None
    """The answer to an IRI that does not exist."""


def visit_things(visitor: Visitor, reader: Reader, described: Description, most: int) -> Things:
    """Visit a sample of IRIs: examples, one of each class, terms, any others."""
    chosen = _sample(visitor, described, most)
    items = [
        _closely(visitor, reader, iri, number) if number < _CLOSELY else _once(visitor, reader, iri)
        for number, iri in enumerate(chosen)
    ]
    stem = next((iri.rpartition("/")[0] for iri in chosen if "#" not in iri), "")
    unknown = f"{stem}/doctor-{secrets.token_hex(8)}"
    return Things(tuple(items), visitor.get(unknown, ANY_RDF) if stem else None)


def _sample(visitor: Visitor, described: Description, most: int) -> list[str]:
    found = described.texts("void:exampleResource")
    if space := described.space:
        in_space = f"FILTER(STRSTARTS(STR(?x), {ox.Literal(space)}))"
        for query in (
            "SELECT (MIN(STR(?i)) AS ?x) WHERE { ?i a ?c"
            f" {in_space.replace('?x', '?i')} }} GROUP BY ?c ORDER BY ?c",
            f"SELECT DISTINCT ?x WHERE {{ ?s a ?x {in_space} }} ORDER BY ?x",
            f"SELECT DISTINCT ?x WHERE {{ ?s ?x ?o {in_space} }} ORDER BY ?x",
            f"SELECT DISTINCT ?x WHERE {{ ?x ?p ?o {in_space} }} LIMIT {most}",
        ):
            told = solutions(ask(visitor, described.endpoint, query, is_judged=False))
            found += [solution.get("x", "") for solution in told or []]
    return [iri for iri in dict.fromkeys(found) if _can_be_visited(iri)][:most]


def _can_be_visited(iri: str) -> bool:
    try:
        return ox.NamedNode(iri).value.startswith(("http://", "https://"))
    except ValueError:
        return False


def _once(visitor: Visitor, reader: Reader, iri: str) -> Thing:
    visit = visitor.get(iri, ANY_RDF)
    return Thing(iri, (Document(ANY_RDF, visit, reader.read(visit)),))


def _closely(visitor: Visitor, reader: Reader, iri: str, number: int) -> Thing:
    visits = [(media_type, visitor.get(iri, media_type)) for media_type in RDF_TYPES]
    documents = tuple(Document(asked, visit, reader.read(visit)) for asked, visit in visits)
    page = visitor.get(iri, "text/html")
    first = next((visit for _, visit in visits if visit.is_ok), None)
    if first is None:
        return Thing(iri, documents, page)
    links = [
        link
        for link in first.links
        if "alternate" in link.relations and link.media_type and number < _ALTERNATES
    ]
    alternates = tuple((link, visitor.get(link.target)) for link in links)
    if number >= _REPEATED:
        return Thing(iri, documents, page, alternates)
    accept = next(asked for asked, visit in visits if visit is first)
    etag = first.headers.get("etag", "")
    return Thing(
        iri,
        documents,
        page,
        alternates,
        visitor.get(iri, accept, "HEAD"),
        visitor.get(iri, accept, If_None_Match=etag) if etag else None,
    )
