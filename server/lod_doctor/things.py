"""Visits to a sample of the dataset's IRIs: things, terms, and one that does not exist.

Source: https://www.w3.org/TR/cooluris/
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import pyoxigraph as ox

from lod_doctor.description import VoidDescription
from lod_doctor.fetching import Visitor
from lod_doctor.reading import ANY_RDF, RDF_TYPES, Reader
from lod_doctor.results import select_solutions, send_query
from lod_doctor.triples import Triples
from lod_doctor.visits import HeaderLink, Visit

_MAX_THINGS_IN_EVERY_FORMAT = 25
"""Things that are visited in every format; the others are in one."""
_MAX_THINGS_WITH_ALTERNATES = 8
"""Things whose announced formats are visited."""
_MAX_THINGS_REVALIDATED = 5
"""Things that are requested again, by HEAD and with their ETag."""


@dataclass(frozen=True, slots=True)
class Document:
    """A thing in one format."""

    accept: str
    """The media types that were accepted."""
    visit: Visit
    triples: Triples


@dataclass(frozen=True, slots=True)
class Thing:
    """The answers of an IRI."""

    iri: str
    documents: tuple[Document, ...]
    page: Visit | None = None
    alternates: tuple[tuple[HeaderLink, Visit], ...] = ()
    head: Visit | None = None
    revalidated: Visit | None = None
    """The first document that came, requested with its ETag."""

    @property
    def rdf(self) -> Document | None:
        """The first document that is RDF."""
        return next((item for item in self.documents if item.triples.lines), None)

    @property
    def received(self) -> list[Document]:
        """The documents that came, whatever they are."""
        return [item for item in self.documents if item.visit.is_ok]


@dataclass(frozen=True, slots=True)
class Things:
    """The visits to the IRIs of a dataset."""

    items: tuple[Thing, ...]
    unknown: Visit | None
    """The answer to an IRI that does not exist."""


def visit_things(
    visitor: Visitor, reader: Reader, description: VoidDescription, limit: int
) -> Things:
    """Visit a sample of IRIs: examples, one of each class, terms, any others."""
    chosen = _sample(visitor, description, limit)
    items = [_visit_thing(visitor, reader, iri, number) for number, iri in enumerate(chosen)]
    stem = next((iri.rpartition("/")[0] for iri in chosen if "#" not in iri), "")
    unknown = f"{stem}/doctor-{secrets.token_hex(8)}"
    return Things(tuple(items), visitor.get(unknown, ANY_RDF) if stem else None)


def _sample(visitor: Visitor, description: VoidDescription, limit: int) -> list[str]:
    found = description.texts("void:exampleResource")
    if space := description.uri_space:
        in_space = f"FILTER(STRSTARTS(STR(?x), {ox.Literal(space)}))"
        for query in (
            "SELECT (MIN(STR(?i)) AS ?x) WHERE { ?i a ?c"
            f" {in_space.replace('?x', '?i')} }} GROUP BY ?c ORDER BY ?c",
            f"SELECT DISTINCT ?x WHERE {{ ?s a ?x {in_space} }} ORDER BY ?x",
            f"SELECT DISTINCT ?x WHERE {{ ?s ?x ?o {in_space} }} ORDER BY ?x",
            f"SELECT DISTINCT ?x WHERE {{ ?x ?p ?o {in_space} }} LIMIT {limit}",
        ):
            queried = send_query(visitor, description.endpoint, query, is_judged=False)
            found += [solution.get("x", "") for solution in select_solutions(queried) or []]
    return [iri for iri in dict.fromkeys(found) if _can_be_visited(iri)][:limit]


def _can_be_visited(iri: str) -> bool:
    try:
        return ox.NamedNode(iri).value.startswith(("http://", "https://"))
    except ValueError:
        return False


def _visit_thing(visitor: Visitor, reader: Reader, iri: str, number: int) -> Thing:
    is_close = number < _MAX_THINGS_IN_EVERY_FORMAT
    accepted = RDF_TYPES if is_close else (ANY_RDF,)
    visits = [(accept, visitor.get(iri, accept)) for accept in accepted]
    documents = tuple(Document(accept, visit, reader.read(visit)) for accept, visit in visits)
    if not is_close:
        return Thing(iri, documents)
    page = visitor.get(iri, "text/html")
    accept, first = next((pair for pair in visits if pair[1].is_ok), ("", None))
    if first is None:
        return Thing(iri, documents, page)
    links = first.links if number < _MAX_THINGS_WITH_ALTERNATES else ()
    alternates = tuple(
        (link, visitor.get(link.target))
        for link in links
        if "alternate" in link.relations and link.media_type
    )
    if number >= _MAX_THINGS_REVALIDATED:
        return Thing(iri, documents, page, alternates)
    etag = first.headers.get("etag", "")
    head = visitor.get(iri, accept, "HEAD")
    revalidated = visitor.get(iri, accept, If_None_Match=etag) if etag else None
    return Thing(iri, documents, page, alternates, head, revalidated)
