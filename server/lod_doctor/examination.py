"""A whole examination: the walk in its order, then what the rules find in what was seen."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from chantier.errors import EndpointError
from chantier.namespaces import BASE
from lod_doctor import (
    catalogue,
    counts,
    crawling,
    description,
    endpoint,
    home,
    links,
    thing_rules,
    things,
)
from lod_doctor.description import Description
from lod_doctor.fetching import LOOP, PRIVATE, Visitor
from lod_doctor.reach import Reach
from lod_doctor.reading import Reader
from lod_doctor.rules import SEVERITIES, Check, Fact, Finding, judged, rules
from lod_doctor.visits import ENCODED, Visit


@dataclass(frozen=True, slots=True)
class Plan:
    """How to examine a site."""

    site: str
    most: int = 200
    """IRIs of the dataset that are visited, at most."""
    rate: float = 5.0
    """Requests a second, at most; 0 for no limit."""
    seconds: float = 30.0
    """How long one request may take."""
    maps: tuple[tuple[str, str], ...] = ()
    """What IRIs begin with, and the address where such are served."""
    outside: bool = False
    """Whether hosts that the operator did not name are visited too."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found."""

    site: str
    findings: tuple[Finding, ...]
    """The gravest first, then in the order of the rules."""
    requests: int
    visited: int
    """IRIs that answered."""
    skipped: tuple[str, ...]
    """What was not visited, being elsewhere."""
    milliseconds: tuple[int, int]
    """How long a visit took: the median, and what 95 of 100 stayed under."""

    def count(self, severity: str) -> int:
        """Count the findings of a severity."""
        return sum(finding.rule.severity == severity for finding in self.findings)


def examine(plan: Plan, told: Callable[[int, str], None] = lambda *_: None) -> Report:
    """Walk a site and judge it.

    Args:
        plan: which site, and how.
        told: called before each request with how many were sent, and the address.

    Raises:
        EndpointError: the site cannot be reached.
    """
    visitor = Visitor(Reach(plan.site, plan.maps, plan.outside), plan.rate, plan.seconds, told)
    contexts: dict[str, Visit] = {}

    def context_of(iri: str) -> object:
        if iri not in contexts:
            contexts[iri] = visitor.get(iri, "application/ld+json, application/json;q=0.9")
        return links.context_in(contexts[iri])

    with Reader(context_of) as reader:
        findings = list(_found(plan, visitor, reader, contexts))
    order = {name: place for place, name in enumerate(rules())}
    findings.sort(key=lambda item: (SEVERITIES.index(item.rule.severity), order[item.rule.name]))
    times = sorted(round(1000 * visit.seconds) for visit in visitor.visits if visit.is_whole)
    return Report(
        plan.site,
        tuple(findings),
        visitor.sent,
        len({visit.iri for visit in visitor.visits if visit.is_whole}),
        tuple(sorted({visit.iri for visit in visitor.visits if visit.is_skipped})),
        (round(statistics.median(times)), times[(len(times) - 1) * 95 // 100]),
    )


def _found(
    plan: Plan, visitor: Visitor, reader: Reader, contexts: dict[str, Visit]
) -> Iterator[Finding]:
    front = home.visit_home(visitor, plan.site)
    if not front.visit.is_whole:
        raise EndpointError(f"{plan.site} cannot be reached: {front.visit.trouble}.")
    yield from judged(home.CHECKS, front)
    told = description.visit_description(visitor, reader, plan.site)
    _map_our_own(visitor.reach, plan.site, told)
    yield from judged(description.CHECKS, told)
    crawl = crawling.visit_crawling(visitor, plan.site, plan.most)
    yield from judged(crawling.CHECKS, crawl)
    asked = endpoint.visit_endpoint(visitor, reader, told.endpoint)
    if asked.works or told.text("void:sparqlEndpoint"):
        yield from judged(endpoint.CHECKS, asked)
    if asked.works:
        yield from judged(counts.CHECKS, counts.visit_counts(visitor, told))
    listed = catalogue.visit_catalogue(visitor, reader, plan.site, front, told)
    yield from judged(catalogue.CHECKS, listed)
    seen = things.visit_things(visitor, reader, told, plan.most)
    yield from judged(thing_rules.CHECKS, seen)
    both = ((told.triples, told.dataset), (listed.triples, listed.node))
    yield from judged(links.CHECKS, links.visit_links(visitor, reader, front, seen, both, contexts))
    announced = [plan.site, urljoin(plan.site, "/.well-known/void"), told.endpoint]
    announced += told.texts("void:exampleResource")
    host = urlsplit(front.visit.url).netloc
    inside = [visitor.reach.address(item) for item in announced if visitor.reach.is_inside(item)]
    inside = [address for address in inside if urlsplit(address).netloc == host]
    yield from judged(crawling.ALLOWED, (crawl, inside))
    yield from judged(_EVERYWHERE, visitor.visits)


def _map_our_own(reach: Reach, site: str, told: Description) -> None:
    """Have the IRIs of this project fetched from the site that serves them."""
    if told.space.startswith(BASE) and not site.startswith(BASE) and not reach.has_maps:
        reach.add(BASE, urljoin(site, "/"))


def _redirects(visits: Sequence[Visit]) -> Iterator[Fact]:
    for visit in visits:
        if visit.trouble in (LOOP, PRIVATE):
            yield Fact(visit.iri, f"{visit.trouble}: {' → '.join(url for _, url in visit.hops)}")


def _whole(visits: Sequence[Visit]) -> Iterator[Fact]:
    for visit in visits:
        elsewhere = visit.is_skipped or visit.trouble in (LOOP, PRIVATE, ENCODED)
        if visit.trouble and not elsewhere:
            yield Fact(visit.url, visit.trouble)


def _encoded(visits: Sequence[Visit]) -> Iterator[Fact]:
    for visit in visits:
        if visit.trouble == ENCODED:
            yield Fact(visit.url, f"{ENCODED}: {visit.headers['content-encoding']}")


_EVERYWHERE: dict[str, Check[Sequence[Visit]]] = {
    "redirects": _redirects,
    "whole-answers": _whole,
    "uncompressed": _encoded,
}
