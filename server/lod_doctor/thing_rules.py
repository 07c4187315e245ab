"""What is asked of the answers of things.

Source: https://www.w3.org/TR/cooluris/
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from lod_doctor.endpoint import differs
from lod_doctor.home import HTML_TYPES, is_utf8
from lod_doctor.languages import is_language_tag
from lod_doctor.reading import OTHER_RDF_TYPES, RDF_TYPES
from lod_doctor.rules import Check, Fact
from lod_doctor.things import Things

_LABELS = (
    *("skos:prefLabel", "rdfs:label", "dcterms:title", "foaf:name", "schema:name", "sh:name"),
    *(
        "dc:title",
        "vcard:fn",
        "http://schema.org/name",
        "http://www.w3.org/2008/05/skos-xl#prefLabel",
    ),
)
_DOCUMENTS = (
    *(PREFIXES[name] for name in ("bibo", "dcat", "sd", "void")),
    "https://w3id.org/ldes#",
    "https://w3id.org/tree#",
    "http://www.w3.org/ns/hydra/core#",
    f"{PREFIXES['owl']}Ontology",
    f"{PREFIXES['foaf']}Document",
    f"{PREFIXES['foaf']}Image",
    f"{PREFIXES['schema']}WebPage",
    f"{PREFIXES['schema']}Dataset",
)
"""How the classes begin whose members may be documents, that is, be sent as they are."""


def _answers(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        visits = [item.visit for item in thing.documents if item.visit.is_whole]
        if visits and not any(visit.is_ok or visit.status == 406 for visit in visits):
            yield Fact(thing.iri, visits[0].fact)


def _rdf(seen: Things) -> Iterator[Fact]:
    types = (*RDF_TYPES, *OTHER_RDF_TYPES)
    for thing in seen.items:
        visits = [item.visit for item in thing.documents if item.visit.is_whole]
        comes = any(visit.is_ok or visit.status == 406 for visit in visits)
        if comes and not any(visit.is_ok and visit.media_type in types for visit in visits):
            yield Fact(thing.iri, f"Accept: {RDF_TYPES[0]} → {visits[0].content_type}")


def _type(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        for item in thing.answered:
            if thing.rdf and item.visit.media_type not in item.asked:
                yield Fact(thing.iri, f"Accept: {item.asked} → {item.visit.content_type}")


def _parses(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        for item in thing.answered:
            wrong = item.read.problem and not item.read.is_skipped
            if wrong and item.visit.media_type in (*RDF_TYPES, *OTHER_RDF_TYPES):
                yield Fact(item.visit.url, f"{item.visit.media_type}: {item.read.problem}")


def _same(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        first = thing.rdf
        for item in thing.documents:
            if first and item.read.lines and item.read.lines != first.read.lines:
                differing = len(item.read.lines ^ first.read.lines)
                pair = f"{first.visit.media_type} ≠ {item.visit.media_type}"
                yield Fact(thing.iri, f"{pair} (Δ {differing})")


def _describes(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        if thing.rdf and not thing.rdf.read.mentions(thing.iri):
            yield Fact(thing.iri, f"{thing.rdf.visit.url} ∌")


def _see_other(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        if thing.rdf is None or "#" in thing.iri:
            continue
        redirected = any(status == 303 for status, _ in thing.rdf.visit.hops)
        types = thing.rdf.read.texts(ox.NamedNode(thing.iri), "rdf:type")
        if not redirected and not any(item.startswith(_DOCUMENTS) for item in types):
            yield Fact(thing.iri, f"{thing.rdf.visit.fact} ≠ 303")


def _page(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        page = thing.page
        if thing.rdf is None or page is None or not page.is_whole:
            continue
        if not page.is_ok or page.media_type not in HTML_TYPES:
            yield Fact(thing.iri, f"Accept: text/html → {page.fact} {page.content_type}".strip())


def _alternates(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        for link, visit in thing.alternates:
            if visit.is_whole and not (visit.is_ok and visit.media_type == link.media_type):
                yield Fact(link.target, f"{link.media_type} → {visit.fact} {visit.content_type}")


def _unknown(seen: Things) -> Iterator[Fact]:
    visit = seen.unknown
    if visit and visit.is_whole and visit.status not in (404, 410):
        yield Fact(visit.iri, f"{visit.fact} ≠ 404")


def _charset(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        for visit in [item.visit for item in thing.answered] + ([thing.page] if thing.page else []):
            if visit.charset not in ("", "utf-8", "utf8") or not is_utf8(visit.body):
                yield Fact(visit.url, visit.content_type)


def _vary(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        by_url: dict[str, set[str]] = {}
        for item in thing.answered:
            by_url.setdefault(item.visit.url, set()).add(item.visit.media_type)
        for item in thing.answered[:1]:
            negotiated = len(by_url[item.visit.url]) > 1
            if negotiated and not item.visit.varies & {"accept", "*"}:
                yield Fact(item.visit.url, f"Vary: {item.visit.headers.get('vary', '')}")


def _cors(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        if thing.rdf and "access-control-allow-origin" not in thing.rdf.visit.headers:
            yield Fact(thing.rdf.visit.url, "Access-Control-Allow-Origin?")


def _head(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        if thing.head and thing.head.is_whole:
            difference = differs(thing.head, thing.answered[0].visit)
            if difference:
                yield Fact(thing.iri, f"HEAD {difference}")


def _validator(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        if thing.rdf and not {"etag", "last-modified"} & set(thing.rdf.visit.headers):
            yield Fact(thing.rdf.visit.url, "ETag? Last-Modified?")


def _not_modified(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        if thing.again and thing.again.is_whole and thing.again.status != 304:
            yield Fact(thing.again.url, f"If-None-Match → {thing.again.fact} ≠ 304")


def _language_tags(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        for literal in thing.rdf.read.literals() if thing.rdf else ():
            if literal.language and not is_language_tag(literal.language):
                yield Fact(thing.iri, f"@{literal.language}")


def _labels(seen: Things) -> Iterator[Fact]:
    for thing in seen.items:
        if thing.rdf and thing.rdf.read.mentions(thing.iri):
            node = ox.NamedNode(thing.iri)
            if not thing.rdf.read.values(node, *_LABELS):
                yield Fact(thing.iri, "rdfs:label?")


CHECKS: dict[str, Check[Things]] = {
    "thing-answers": _answers,
    "thing-303": _see_other,
    "thing-rdf": _rdf,
    "thing-type": _type,
    "thing-parses": _parses,
    "thing-same": _same,
    "thing-describes": _describes,
    "thing-label": _labels,
    "thing-language-tags": _language_tags,
    "thing-page": _page,
    "thing-alternates": _alternates,
    "thing-unknown": _unknown,
    "thing-charset": _charset,
    "thing-vary": _vary,
    "thing-cors": _cors,
    "thing-head": _head,
    "thing-validator": _validator,
    "thing-304": _not_modified,
}
