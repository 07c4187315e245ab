"""What the site points at: Signposting, feed, mementos, licences, vocabularies, contexts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lod_doctor.fetching import Visitor
from lod_doctor.home import Home
from lod_doctor.markup import read_page
from lod_doctor.reading import ANY_RDF, Reader
from lod_doctor.rules import Check, Fact
from lod_doctor.things import Things
from lod_doctor.triples import Term, Triples
from lod_doctor.visits import Link, Visit

_SIGNPOSTS = frozenset(
    {"author", "cite-as", "collection", "describedby", "item", "license", "linkset", "type"}
)
"""https://signposting.org/FAIR/"""
_DUE = ("cite-as", "describedby", "license", "type")
"""What a landing page says at least."""
_MEMENTOS = frozenset({"timegate", "timemap", "memento"})
_PAGES, _MOST = 5, 30
"""Pages of things whose links are followed, and links of one kind, at most."""
_LDES, _TREE = "https://w3id.org/ldes#", "https://w3id.org/tree#"


@dataclass(frozen=True, slots=True)
class Links:
    """What was seen behind the links."""

    landing: Visit
    relations: frozenset[str]
    """Of the links of the landing page."""
    signposts: tuple[Visit, ...]
    feeds: tuple[tuple[Visit, Triples], ...]
    mementos: tuple[Visit, ...]
    licences: tuple[Visit, ...]
    vocabularies: tuple[Visit, ...]
    contexts: tuple[Visit, ...]


def visit_links(
    visitor: Visitor,
    reader: Reader,
    home: Home,
    things: Things,
    told: tuple[tuple[Triples, Term | None], ...],
    contexts: Mapping[str, Visit],
) -> Links:
    """Follow the links.

    Args:
        visitor: who follows them.
        reader: who reads what is there.
        home: the home page, the landing page where the dataset names no other.
        things: those that were visited.
        told: each description with what it describes, the dataset first.
        contexts: the JSON-LD contexts that were needed.
    """
    about, dataset = told[0]
    named = about.texts(dataset, "dcat:landingPage", "foaf:homepage", "foaf:page")
    landing, links = home.visit, home.links
    if named and visitor.reach.address(named[0]) != home.visit.url:
        visit = visitor.get(named[0], "text/html")
        if visit.is_ok:
            landing, links = visit, (*visit.links, *read_page(visit).links)
    pages = [thing.page for thing in things.items if thing.page and thing.page.is_ok][:_PAGES]
    documents = [thing.rdf.visit for thing in things.items if thing.rdf][:_PAGES]
    every = [*links, *(link for visit in (*pages, *documents) for link in visit.links)]
    feeds = [visitor.get(address, ANY_RDF) for address in _feeds(triples for triples, _ in told)]
    return Links(
        landing,
        frozenset(relation for link in links for relation in link.relations),
        _followed(visitor, every, _SIGNPOSTS),
        tuple((visit, reader.read(visit)) for visit in feeds),
        _followed(visitor, every, _MEMENTOS),
        _visited(visitor, (triples.texts(node, "dcterms:license") for triples, node in told)),
        _visited(visitor, [about.texts(dataset, "void:vocabulary")]),
        tuple(contexts.values()),
    )


def _followed(
    visitor: Visitor, links: Iterable[Link], relations: frozenset[str]
) -> tuple[Visit, ...]:
    # The target of “type” is a class, not a page of the site.
    found = {
        link.target: link.media_type for link in links if link.relations & relations - {"type"}
    }
    chosen = list(found.items())[:_MOST]
    return tuple(visitor.get(target, media_type or "*/*") for target, media_type in chosen)


def _visited(visitor: Visitor, iris: Iterable[list[str]]) -> tuple[Visit, ...]:
    found = dict.fromkeys(iri for some in iris for iri in some if iri.startswith("http"))
    return tuple(visitor.get(iri, f"{ANY_RDF}, */*;q=0.1") for iri in list(found)[:_MOST])


def _feeds(told: Iterable[Triples]) -> list[str]:
    """Give the addresses of the feeds that descriptions announce."""
    found: list[str] = []
    for triples in told:
        streams = triples.of_class(f"{_LDES}EventStream")
        streams += triples.values(None, f"{_TREE}view")
        for service in triples.subjects("dcterms:conformsTo"):
            standards = triples.texts(service, "dcterms:conformsTo")
            if any(item.startswith((_LDES[:-1], _TREE[:-1])) for item in standards):
                streams += triples.values(service, "dcat:endpointURL", "dcat:accessURL")
        found += [str(stream).strip("<>") for stream in streams if str(stream).startswith("<")]
    return list(dict.fromkeys(found))[:_MOST]


def _signposting(seen: Links) -> Iterator[Fact]:
    missing = [relation for relation in _DUE if relation not in seen.relations]
    if seen.landing.is_ok and missing:
        yield Fact(seen.landing.url, f'rel="{" ".join(missing)}"?')


def _dead(visits: Iterable[Visit]) -> Iterator[Fact]:
    for visit in visits:
        if visit.is_whole and not visit.is_ok:
            yield Fact(visit.iri, visit.fact)


def _signposts(seen: Links) -> Iterator[Fact]:
    yield from _dead(seen.signposts)


def _feed(seen: Links) -> Iterator[Fact]:
    for visit, triples in seen.feeds:
        if not visit.is_whole or triples.is_skipped:
            continue
        parts = ("view", "relation", "member")
        if not triples.values(None, *(f"{_TREE}{part}" for part in parts)):
            yield Fact(visit.iri, triples.problem or "tree:view?")


def _mementos(seen: Links) -> Iterator[Fact]:
    yield from _dead(seen.mementos)


def _licences(seen: Links) -> Iterator[Fact]:
    yield from _dead(seen.licences)


def _vocabularies(seen: Links) -> Iterator[Fact]:
    yield from _dead(seen.vocabularies)


def _contexts(seen: Links) -> Iterator[Fact]:
    for visit in seen.contexts:
        if visit.is_whole and context_in(visit) is None:
            yield Fact(visit.iri, f"{visit.fact} {visit.content_type} @context?")


def context_in(visit: Visit) -> object:
    """Give the JSON-LD context that a visit brought; ``None`` for none."""
    try:
        told = json.loads(visit.body) if visit.is_ok else None
    except (ValueError, RecursionError):
        return None
    return told.get("@context") if isinstance(told, dict) else None


CHECKS: dict[str, Check[Links]] = {
    "signposting": _signposting,
    "signposting-alive": _signposts,
    "feed": _feed,
    "memento": _mementos,
    "licence": _licences,
    "vocabulary": _vocabularies,
    "context": _contexts,
}
