"""A whole examination: the visits in their order, then the rules that what was seen breaks."""

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
from lod_doctor.fetching import PRIVATE_ADDRESS, TOO_MANY_REDIRECTS, Visitor
from lod_doctor.reach import Reach
from lod_doctor.reading import Reader
from lod_doctor.rules import SEVERITIES, BrokenRule, Evidence, RuleCheck, broken_rules, rules
from lod_doctor.visits import ENCODED, Visit


@dataclass(frozen=True, slots=True)
class Plan:
    """How to examine a site."""

    site: str
    max_iris: int = 200
    """IRIs of the dataset that are visited, at most."""
    rate: float = 5.0
    """Requests a second, at most; 0 for no limit."""
    seconds: float = 30.0
    """How long one request may take."""
    maps: tuple[tuple[str, str], ...] = ()
    """The starts of IRIs, each with the address from which such are fetched."""
    outside: bool = False
    """Whether hosts that the operator did not name are visited too."""


@dataclass(frozen=True, slots=True)
class Examination:
    """The result of examining a site."""

    site: str
    broken_rules: tuple[BrokenRule, ...]
    """The gravest first, then in the order of the rules."""
    requests: int
    visited: int
    """IRIs that answered."""
    skipped: tuple[str, ...]
    """IRIs that were not visited, being elsewhere."""
    milliseconds: tuple[int, int]
    """How long a visit took: the median, and the 95th percentile."""

    def count(self, severity: str) -> int:
        """How many rules of a severity are broken, each as often as it is."""
        return sum(broken.rule.severity == severity for broken in self.broken_rules)


def examine(plan: Plan, on_request: Callable[[int, str], None] = lambda *_: None) -> Examination:
    """Visit a site and judge it.

    Args:
        plan: which site, and how.
        on_request: called before each request with how many were sent, and the address.

    Raises:
        EndpointError: the site cannot be reached.
    """
    reach = Reach(plan.site, plan.maps, plan.outside)
    visitor = Visitor(reach, plan.rate, plan.seconds, on_request)
    contexts: dict[str, Visit] = {}

    def context_of(iri: str) -> object:
        if iri not in contexts:
            contexts[iri] = visitor.get(iri, "application/ld+json, application/json;q=0.9")
        return links.context_in(contexts[iri])

    with Reader(context_of) as reader:
        found = list(_broken_rules(plan, visitor, reader, contexts))
    order = {name: number for number, name in enumerate(rules())}
    found.sort(key=lambda item: (SEVERITIES.index(item.rule.severity), order[item.rule.name]))
    times = sorted(round(1000 * visit.seconds) for visit in visitor.visits if visit.is_whole)
    return Examination(
        plan.site,
        tuple(found),
        visitor.sent,
        len({visit.iri for visit in visitor.visits if visit.is_whole}),
        tuple(sorted({visit.iri for visit in visitor.visits if visit.is_skipped})),
        (round(statistics.median(times)), times[(len(times) - 1) * 95 // 100]),
    )


def _broken_rules(
    plan: Plan, visitor: Visitor, reader: Reader, contexts: dict[str, Visit]
) -> Iterator[BrokenRule]:
    front = home.visit_home(visitor, plan.site)
    if not front.visit.is_whole:
        raise EndpointError(f"{plan.site} cannot be reached: {front.visit.trouble}.")
    yield from broken_rules(home.CHECKS, front)
    void = description.visit_description(visitor, reader, plan.site)
    is_of_this_project = void.uri_space.startswith(BASE) and not plan.site.startswith(BASE)
    if is_of_this_project and not visitor.reach.maps:
        visitor.reach.maps[BASE] = urljoin(plan.site, "/")
    yield from broken_rules(description.CHECKS, void)
    files = crawling.visit_crawler_files(visitor, plan.site, plan.max_iris)
    yield from broken_rules(crawling.CHECKS, files)
    sparql = endpoint.visit_endpoint(visitor, reader, void.endpoint)
    if sparql.works or void.text("void:sparqlEndpoint"):
        yield from broken_rules(endpoint.CHECKS, sparql)
    if sparql.works:
        yield from broken_rules(counts.CHECKS, counts.visit_counts(visitor, void))
    dcat = catalogue.visit_catalogue(visitor, reader, plan.site, front, void)
    yield from broken_rules(catalogue.CHECKS, dcat)
    sample = things.visit_things(visitor, reader, void, plan.max_iris)
    yield from broken_rules(thing_rules.CHECKS, sample)
    both = ((void.triples, void.dataset), (dcat.triples, dcat.node))
    targets = links.visit_links(visitor, reader, front, sample, both, contexts)
    yield from broken_rules(links.CHECKS, targets)
    announced = [plan.site, urljoin(plan.site, "/.well-known/void"), void.endpoint]
    announced += void.texts("void:exampleResource")
    host = urlsplit(front.visit.url).netloc
    inside = [visitor.reach.address(item) for item in announced if visitor.reach.is_inside(item)]
    inside = [address for address in inside if urlsplit(address).netloc == host]
    yield from broken_rules(crawling.ROBOTS_CHECKS, (files, inside))
    yield from broken_rules(CHECKS, visitor.visits)


def _redirects(visits: Sequence[Visit]) -> Iterator[Evidence]:
    for visit in visits:
        if visit.trouble in (TOO_MANY_REDIRECTS, PRIVATE_ADDRESS):
            addresses = " → ".join(url for _, url in visit.hops)
            yield Evidence(visit.iri, f"{visit.trouble}: {addresses}")


def _whole(visits: Sequence[Visit]) -> Iterator[Evidence]:
    judged_by_others = (TOO_MANY_REDIRECTS, PRIVATE_ADDRESS, ENCODED)
    for visit in visits:
        if visit.trouble and not visit.is_skipped and visit.trouble not in judged_by_others:
            yield Evidence(visit.url, visit.trouble)


def _encoded(visits: Sequence[Visit]) -> Iterator[Evidence]:
    for visit in visits:
        if visit.trouble == ENCODED:
            yield Evidence(visit.url, f"{ENCODED}: {visit.headers['content-encoding']}")


CHECKS: dict[str, RuleCheck[Sequence[Visit]]] = {
    "redirects": _redirects,
    "whole-answers": _whole,
    "uncompressed": _encoded,
}
