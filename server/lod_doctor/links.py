"""The targets of links: Signposting, feed, mementos, licences, vocabularies, contexts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lod_doctor.fetching import Visitor
from lod_doctor.home import Home
from lod_doctor.markup import read_page
from lod_doctor.reading import ANY_RDF, Reader
from lod_doctor.rules import Evidence, RuleCheck, not_ok
from lod_doctor.things import Things
from lod_doctor.triples import RdfTerm, Triples
from lod_doctor.visits import HeaderLink, Visit

_SIGNPOSTING_RELATIONS = frozenset(
    {"author", "cite-as", "collection", "describedby", "item", "license", "linkset", "type"}
)
"""https://signposting.org/FAIR/"""
_REQUIRED_RELATIONS = ("cite-as", "describedby", "license", "type")
"""The relations that a landing page has at least."""
_MEMENTO_RELATIONS = frozenset({"timegate", "timemap", "memento"})
_MAX_PAGES = 5
"""Pages of things whose links are followed, and as many of their documents."""
_MAX_LINKS = 30
"""Links of one kind that are followed."""
_LDES = "https://w3id.org/ldes#"
_TREE = "https://w3id.org/tree#"


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """The visits to the targets of links."""

    landing: Visit
    relations: frozenset[str]
    """The relations of the links of the landing page."""
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
    descriptions: tuple[tuple[Triples, RdfTerm | None], ...],
    contexts: Mapping[str, Visit],
) -> LinkTargets:
    """Follow the links of the landing page, the things and the descriptions.

    Each description comes with the node it describes, the dataset first. The home page is the
    landing page where the dataset names no other.
    """
    triples, dataset = descriptions[0]
    named = triples.texts(dataset, "dcat:landingPage", "foaf:homepage", "foaf:page")
    landing, links = home.visit, home.links
    if named and visitor.reach.address(named[0]) != home.visit.url:
        visit = visitor.get(named[0], "text/html")
        if visit.is_ok:
            landing, links = visit, (*visit.links, *read_page(visit).links)
    pages = [thing.page for thing in things.items if thing.page and thing.page.is_ok][:_MAX_PAGES]
    documents = [thing.rdf.visit for thing in things.items if thing.rdf][:_MAX_PAGES]
    every = [*links, *(link for visit in (*pages, *documents) for link in visit.links)]
    feeds = [visitor.get(url, ANY_RDF) for url in _feeds(known for known, _ in descriptions)]
    licences = (known.texts(node, "dcterms:license") for known, node in descriptions)
    return LinkTargets(
        landing,
        frozenset(relation for link in links for relation in link.relations),
        _visit_targets(visitor, every, _SIGNPOSTING_RELATIONS),
        tuple((visit, reader.read(visit)) for visit in feeds),
        _visit_targets(visitor, every, _MEMENTO_RELATIONS),
        _visit_iris(visitor, licences),
        _visit_iris(visitor, [triples.texts(dataset, "void:vocabulary")]),
        tuple(contexts.values()),
    )


def _visit_targets(
    visitor: Visitor, links: Iterable[HeaderLink], relations: frozenset[str]
) -> tuple[Visit, ...]:
    # The target of “type” is a class, not a page of the site.
    found = {
        link.target: link.media_type for link in links if link.relations & relations - {"type"}
    }
    chosen = list(found.items())[:_MAX_LINKS]
    return tuple(visitor.get(target, media_type or "*/*") for target, media_type in chosen)


def _visit_iris(visitor: Visitor, iris: Iterable[list[str]]) -> tuple[Visit, ...]:
    found = dict.fromkeys(iri for some in iris for iri in some if iri.startswith("http"))
    return tuple(visitor.get(iri, f"{ANY_RDF}, */*;q=0.1") for iri in list(found)[:_MAX_LINKS])


def _feeds(descriptions: Iterable[Triples]) -> list[str]:
    """The addresses of the feeds that descriptions announce."""
    found: list[str] = []
    for triples in descriptions:
        streams = triples.of_class(f"{_LDES}EventStream")
        streams += triples.values(None, f"{_TREE}view")
        for service in triples.subjects("dcterms:conformsTo"):
            standards = triples.texts(service, "dcterms:conformsTo")
            if any(item.startswith((_LDES[:-1], _TREE[:-1])) for item in standards):
                streams += triples.values(service, "dcat:endpointURL", "dcat:accessURL")
        found += [str(stream).strip("<>") for stream in streams if str(stream).startswith("<")]
    return list(dict.fromkeys(found))[:_MAX_LINKS]


def context_in(visit: Visit) -> object:
    """The JSON-LD context that a visit brought; ``None`` for none."""
    try:
        document = json.loads(visit.body) if visit.is_ok else None
    except (ValueError, RecursionError):
        return None
    return document.get("@context") if isinstance(document, dict) else None


def _signposting(seen: LinkTargets) -> Iterator[Evidence]:
    missing = [relation for relation in _REQUIRED_RELATIONS if relation not in seen.relations]
    if seen.landing.is_ok and missing:
        yield Evidence(seen.landing.url, f'rel="{" ".join(missing)}"?')


def _feed(seen: LinkTargets) -> Iterator[Evidence]:
    for visit, triples in seen.feeds:
        if not visit.is_whole or triples.is_skipped:
            continue
        if not triples.values(None, f"{_TREE}view", f"{_TREE}relation", f"{_TREE}member"):
            yield Evidence(visit.iri, triples.problem or "tree:view?")


def _contexts(seen: LinkTargets) -> Iterator[Evidence]:
    for visit in seen.contexts:
        if visit.is_whole and context_in(visit) is None:
            yield Evidence(visit.iri, f"{visit.outcome} {visit.content_type} @context?")


CHECKS: dict[str, RuleCheck[LinkTargets]] = {
    "signposting": _signposting,
    "signposting-alive": lambda seen: not_ok(seen.signposts),
    "feed": _feed,
    "memento": lambda seen: not_ok(seen.mementos),
    "licence": lambda seen: not_ok(seen.licences),
    "vocabulary": lambda seen: not_ok(seen.vocabularies),
    "context": _contexts,
}
