"""The rules for the answers of things.

Source: https://www.w3.org/TR/cooluris/
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from chantier.namespaces import PREFIXES, expand
from lod_doctor.endpoint import head_difference
from lod_doctor.home import HTML_TYPES, is_utf8
from lod_doctor.languages import is_language_tag
from lod_doctor.reading import ALL_RDF_TYPES, RDF_TYPES
from lod_doctor.rules import Evidence, RuleCheck
from lod_doctor.things import Thing, Things

_LABELS = (
    "skos:prefLabel",
    "rdfs:label",
    "dcterms:title",
    "foaf:name",
    "schema:name",
    "sh:name",
    "dc:title",
    "vcard:fn",
    "http://schema.org/name",
    "http://www.w3.org/2008/05/skos-xl#prefLabel",
)
_DOCUMENTS = (
    *(PREFIXES[name] for name in ("bibo", "dcat", "hydra", "sd", "void")),
    "https://w3id.org/ldes#",
    "https://w3id.org/tree#",
    *map(expand, ("owl:Ontology", "foaf:Document", "foaf:Image")),
    *map(expand, ("schema:WebPage", "schema:Dataset")),
)
"""How the classes begin whose members may be documents, that is, be sent as they are."""


def _answers(thing: Thing) -> Iterator[Evidence]:
    visits = [item.visit for item in thing.documents if item.visit.is_whole]
    if visits and not any(visit.is_ok or visit.status == 406 for visit in visits):
        yield Evidence(thing.iri, visits[0].outcome)


def _rdf(thing: Thing) -> Iterator[Evidence]:
    visits = [item.visit for item in thing.documents if item.visit.is_whole]
    comes = any(visit.is_ok or visit.status == 406 for visit in visits)
    if comes and not any(visit.is_ok and visit.media_type in ALL_RDF_TYPES for visit in visits):
        yield Evidence(thing.iri, f"Accept: {RDF_TYPES[0]} → {visits[0].content_type}")


def _type(thing: Thing) -> Iterator[Evidence]:
    for item in thing.received:
        if thing.rdf and item.visit.media_type not in item.accept:
            yield Evidence(thing.iri, f"Accept: {item.accept} → {item.visit.content_type}")


def _parses(thing: Thing) -> Iterator[Evidence]:
    for item in thing.received:
        wrong = item.triples.problem and not item.triples.is_skipped
        if wrong and item.visit.media_type in ALL_RDF_TYPES:
            yield Evidence(item.visit.url, f"{item.visit.media_type}: {item.triples.problem}")


def _same(thing: Thing) -> Iterator[Evidence]:
    first = thing.rdf
    for item in thing.documents:
        if first and item.triples.lines and item.triples.lines != first.triples.lines:
            differing = len(item.triples.lines ^ first.triples.lines)
            pair = f"{first.visit.media_type} ≠ {item.visit.media_type}"
            yield Evidence(thing.iri, f"{pair} (Δ {differing})")


def _describes(thing: Thing) -> Iterator[Evidence]:
    if thing.rdf and not thing.rdf.triples.mentions(thing.iri):
        yield Evidence(thing.iri, f"{thing.rdf.visit.url} ∌")


def _see_other(thing: Thing) -> Iterator[Evidence]:
    if thing.rdf is None or "#" in thing.iri:
        return
    redirected = any(status == 303 for status, _ in thing.rdf.visit.hops)
    types = thing.rdf.triples.texts(ox.NamedNode(thing.iri), "rdf:type")
    if not redirected and not any(item.startswith(_DOCUMENTS) for item in types):
        yield Evidence(thing.iri, f"{thing.rdf.visit.outcome} ≠ 303")


def _page(thing: Thing) -> Iterator[Evidence]:
    page = thing.page
    if thing.rdf is None or page is None or not page.is_whole:
        return
    if not page.is_ok or page.media_type not in HTML_TYPES:
        what = f"Accept: text/html → {page.outcome} {page.content_type}".strip()
        yield Evidence(thing.iri, what)


def _alternates(thing: Thing) -> Iterator[Evidence]:
    for link, visit in thing.alternates:
        if visit.is_whole and not (visit.is_ok and visit.media_type == link.media_type):
            what = f"{link.media_type} → {visit.outcome} {visit.content_type}"
            yield Evidence(link.target, what)


def _charset(thing: Thing) -> Iterator[Evidence]:
    for visit in [item.visit for item in thing.received] + ([thing.page] if thing.page else []):
        if visit.charset not in ("", "utf-8", "utf8") or not is_utf8(visit.body):
            yield Evidence(visit.url, visit.content_type)


def _vary(thing: Thing) -> Iterator[Evidence]:
    by_url: dict[str, set[str]] = {}
    for item in thing.received:
        by_url.setdefault(item.visit.url, set()).add(item.visit.media_type)
    for item in thing.received[:1]:
        negotiated = len(by_url[item.visit.url]) > 1
        if negotiated and not item.visit.varies & {"accept", "*"}:
            yield Evidence(item.visit.url, f"Vary: {item.visit.headers.get('vary', '')}")


def _cors(thing: Thing) -> Iterator[Evidence]:
    if thing.rdf and "access-control-allow-origin" not in thing.rdf.visit.headers:
        yield Evidence(thing.rdf.visit.url, "Access-Control-Allow-Origin?")


def _head(thing: Thing) -> Iterator[Evidence]:
    if thing.head and thing.head.is_whole:
        difference = head_difference(thing.head, thing.received[0].visit)
        if difference:
            yield Evidence(thing.iri, f"HEAD {difference}")


def _validator(thing: Thing) -> Iterator[Evidence]:
    if thing.rdf and not {"etag", "last-modified"} & set(thing.rdf.visit.headers):
        yield Evidence(thing.rdf.visit.url, "ETag? Last-Modified?")


def _not_modified(thing: Thing) -> Iterator[Evidence]:
    visit = thing.revalidated
    if visit and visit.is_whole and visit.status != 304:
        yield Evidence(visit.url, f"If-None-Match → {visit.outcome} ≠ 304")


def _language_tags(thing: Thing) -> Iterator[Evidence]:
    for literal in thing.rdf.triples.literals() if thing.rdf else ():
        if literal.language and not is_language_tag(literal.language):
            yield Evidence(thing.iri, f"@{literal.language}")


def _labels(thing: Thing) -> Iterator[Evidence]:
    if thing.rdf is None or not thing.rdf.triples.mentions(thing.iri):
        return
    if not thing.rdf.triples.values(ox.NamedNode(thing.iri), *_LABELS):
        yield Evidence(thing.iri, "rdfs:label?")


def _unknown(seen: Things) -> Iterator[Evidence]:
    visit = seen.unknown
    if visit and visit.is_whole and visit.status not in (404, 410):
        yield Evidence(visit.iri, f"{visit.outcome} ≠ 404")


def _for_each(check: RuleCheck[Thing]) -> RuleCheck[Things]:
    return lambda seen: (evidence for thing in seen.items for evidence in check(thing))


CHECKS: dict[str, RuleCheck[Things]] = {
    "thing-answers": _for_each(_answers),
    "thing-303": _for_each(_see_other),
    "thing-rdf": _for_each(_rdf),
    "thing-type": _for_each(_type),
    "thing-parses": _for_each(_parses),
    "thing-same": _for_each(_same),
    "thing-describes": _for_each(_describes),
    "thing-label": _for_each(_labels),
    "thing-language-tags": _for_each(_language_tags),
    "thing-page": _for_each(_page),
    "thing-alternates": _for_each(_alternates),
    "thing-unknown": _unknown,
    "thing-charset": _for_each(_charset),
    "thing-vary": _for_each(_vary),
    "thing-cors": _for_each(_cors),
    "thing-head": _for_each(_head),
    "thing-validator": _for_each(_validator),
    "thing-304": _for_each(_not_modified),
}
