"""The SPARQL endpoint, as the protocol has it.

Source: https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lod_doctor.fetching import Visitor
from lod_doctor.reading import Reader
from lod_doctor.results import (
    XML_RESULTS,
    ask_result,
    query_url,
    select_solutions,
    send_query,
    xml_select_solutions,
)
from lod_doctor.rules import Evidence, RuleCheck
from lod_doctor.triples import Triples
from lod_doctor.visits import Visit

_SELECT = "SELECT ?s WHERE { ?s ?p ?o FILTER(isIRI(?s)) } ORDER BY ?s LIMIT 1"
_ASK = "ASK { ?s ?p ?o }"
_ILL_FORMED = "SELECT WHERE {"
_EMPTY_UPDATE = "INSERT DATA { }"
"""An update that changes nothing wherever it is carried out."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The answers of an endpoint to each request."""

    iri: str
    json: Visit
    xml: Visit
    ask_json: Visit
    ask_xml: Visit
    described: tuple[tuple[Visit, Triples], ...]
    """Its description, in Turtle and in RDF/XML."""
    ill_formed: Visit
    head: Visit
    update: Visit
    image: Visit
    """The query with only images accepted."""
    revalidated: Visit
    """The query with the ETag of its first answer."""

    @property
    def works(self) -> bool:
        """Whether it answers a query with solutions."""
        return bool(select_solutions(self.json))


def visit_endpoint(visitor: Visitor, reader: Reader, iri: str) -> Endpoint:
    """Send an endpoint the requests that a test of the protocol sends."""
    found = send_query(visitor, iri, _SELECT)
    described = [visitor.get(iri, accept) for accept in ("text/turtle", "application/rdf+xml")]
    etag = found.headers.get("etag", '"none"')
    return Endpoint(
        iri,
        json=found,
        xml=send_query(visitor, iri, _SELECT, XML_RESULTS),
        ask_json=send_query(visitor, iri, _ASK),
        ask_xml=send_query(visitor, iri, _ASK, XML_RESULTS),
        described=tuple((visit, reader.read(visit)) for visit in described),
        ill_formed=send_query(visitor, iri, _ILL_FORMED),
        head=send_query(visitor, iri, _SELECT, method="HEAD"),
        update=visitor.get(query_url(iri, update=_EMPTY_UPDATE)),
        image=send_query(visitor, iri, _SELECT, "image/png"),
        revalidated=send_query(visitor, iri, _SELECT, If_None_Match=etag),
    )


def head_difference(head: Visit, got: Visit) -> str:
    """How the answer to HEAD differs from that to GET; empty when it does not."""
    if head.status != got.status:
        return f"{head.outcome} ≠ {got.outcome}"
    if head.content_type != got.content_type:
        return f"{head.content_type} ≠ {got.content_type}"
    length = head.headers.get("content-length")
    return f"{length} B ≠ {len(got.body)} B" if length and length != str(len(got.body)) else ""


def _answers(seen: Endpoint) -> Iterator[Evidence]:
    if seen.json.is_whole and not select_solutions(seen.json):
        yield Evidence(seen.json.url, f"{seen.json.outcome} {seen.json.content_type}".strip())


def _xml(seen: Endpoint) -> Iterator[Evidence]:
    found = select_solutions(seen.json)
    if found and seen.xml.is_whole and xml_select_solutions(seen.xml) != found:
        yield Evidence(seen.xml.url, f"{seen.xml.outcome} {seen.xml.content_type} ≠ JSON")


def _ask(seen: Endpoint) -> Iterator[Evidence]:
    for visit in (seen.ask_json, seen.ask_xml):
        if seen.works and visit.is_whole and ask_result(visit) is not True:
            yield Evidence(visit.url, f"{visit.outcome} {visit.content_type} ≠ true")


def _description(seen: Endpoint) -> Iterator[Evidence]:
    for visit, triples in seen.described:
        if seen.works and visit.is_whole and not triples.of_class("sd:Service"):
            yield Evidence(visit.url, triples.problem or "sd:Service?")


def _same_endpoint(seen: Endpoint) -> Iterator[Evidence]:
    for visit, triples in seen.described:
        endpoints = triples.texts(None, "sd:endpoint")
        is_named = seen.iri in endpoints or visit.url in endpoints
        if triples.of_class("sd:Service") and not is_named:
            yield Evidence(visit.url, f"sd:endpoint {' '.join(endpoints)} ≠ {seen.iri}")


def _origin(seen: Endpoint) -> Iterator[Evidence]:
    if seen.works and "access-control-allow-origin" not in seen.json.headers:
        yield Evidence(seen.json.url, "Access-Control-Allow-Origin?")


def _head(seen: Endpoint) -> Iterator[Evidence]:
    difference = head_difference(seen.head, seen.json)
    if seen.works and seen.head.is_whole and difference:
        yield Evidence(seen.head.url, f"HEAD {difference}")


def _update(seen: Endpoint) -> Iterator[Evidence]:
    if seen.works and seen.update.is_whole and not 400 <= seen.update.status < 500:
        yield Evidence(seen.update.url, seen.update.outcome)


def _vary(seen: Endpoint) -> Iterator[Evidence]:
    if seen.works and not seen.json.varies & {"accept", "*"}:
        yield Evidence(seen.json.url, f"Vary: {seen.json.headers.get('vary', '')}")


def _etag(seen: Endpoint) -> Iterator[Evidence]:
    if seen.works and "etag" not in seen.json.headers:
        yield Evidence(seen.json.url, "ETag?")
    else:
        yield from _status(seen, seen.revalidated, 304, "If-None-Match → ")


def _status(seen: Endpoint, visit: Visit, due: int, sent: str = "") -> Iterator[Evidence]:
    if seen.works and visit.is_whole and visit.status != due:
        yield Evidence(visit.url, f"{sent}{visit.outcome} ≠ {due}")


CHECKS: dict[str, RuleCheck[Endpoint]] = {
    "sparql-answers": _answers,
    "sparql-xml": _xml,
    "sparql-ask": _ask,
    "sparql-description": _description,
    "sparql-address": _same_endpoint,
    "sparql-syntax": lambda seen: _status(seen, seen.ill_formed, 400),
    "sparql-update": _update,
    "sparql-head": _head,
    "sparql-cors": _origin,
    "sparql-406": lambda seen: _status(seen, seen.image, 406, "Accept: image/png → "),
    "sparql-vary": _vary,
    "sparql-etag": _etag,
}
