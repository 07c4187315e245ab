"""The SPARQL endpoint, as the protocol has it.

Source: https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from lod_doctor.fetching import Visitor
from lod_doctor.reading import Reader
from lod_doctor.results import (
    XML_RESULTS,
    ask,
    boolean,
    solutions,
    xml_solutions,
)
from lod_doctor.rules import Check, Fact
from lod_doctor.triples import Triples
from lod_doctor.visits import Visit

_SELECT = "SELECT ?s WHERE { ?s ?p ?o FILTER(isIRI(?s)) } ORDER BY ?s LIMIT 1"
_ASK = "ASK { ?s ?p ?o }"
_WRONG = "SELECT WHERE {"
_NOTHING = "INSERT DATA { }"
"""An update that changes nothing wherever it is carried out."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What an endpoint answered to each request."""

    iri: str
    json: Visit
    xml: Visit
    ask_json: Visit
    ask_xml: Visit
    described: tuple[tuple[Visit, Triples], ...]
    """Its description, in Turtle and in RDF/XML."""
    wrong: Visit
    head: Visit
    update: Visit
    image: Visit
    """Its answer to whoever accepts images only."""
    again: Visit
    """Its answer to whoever has the answer already."""

    @property
    def works(self) -> bool:
        """Whether it can be asked more."""
        return bool(solutions(self.json))


def visit_endpoint(visitor: Visitor, reader: Reader, iri: str) -> Endpoint:
    """Ask an endpoint what a test of the protocol asks."""
    found = ask(visitor, iri, _SELECT)
    described = [visitor.get(iri, accept) for accept in ("text/turtle", "application/rdf+xml")]
    join = "&" if "?" in iri else "?"
    return Endpoint(
        iri,
        json=found,
        xml=ask(visitor, iri, _SELECT, XML_RESULTS),
        ask_json=ask(visitor, iri, _ASK),
        ask_xml=ask(visitor, iri, _ASK, XML_RESULTS),
        described=tuple((visit, reader.read(visit)) for visit in described),
        wrong=ask(visitor, iri, _WRONG),
        head=ask(visitor, iri, _SELECT, method="HEAD"),
        update=visitor.get(f"{iri}{join}{urlencode({'update': _NOTHING})}"),
        image=ask(visitor, iri, _SELECT, "image/png"),
        again=ask(visitor, iri, _SELECT, If_None_Match=found.headers.get("etag", '"none"')),
    )


def _answers(seen: Endpoint) -> Iterator[Fact]:
    if seen.json.is_whole and not solutions(seen.json):
        yield Fact(seen.json.url, f"{seen.json.fact} {seen.json.content_type}".strip())


def _xml(seen: Endpoint) -> Iterator[Fact]:
    found = solutions(seen.json)
    if found and seen.xml.is_whole and xml_solutions(seen.xml) != found:
        yield Fact(seen.xml.url, f"{seen.xml.fact} {seen.xml.content_type} ≠ JSON")


def _ask(seen: Endpoint) -> Iterator[Fact]:
    for visit in (seen.ask_json, seen.ask_xml):
        if seen.works and visit.is_whole and boolean(visit) is not True:
            yield Fact(visit.url, f"{visit.fact} {visit.content_type} ≠ true")


def _description(seen: Endpoint) -> Iterator[Fact]:
    for visit, triples in seen.described:
        if seen.works and visit.is_whole and not triples.of_class("sd:Service"):
            yield Fact(visit.url, triples.problem or "sd:Service?")


def _same_endpoint(seen: Endpoint) -> Iterator[Fact]:
    for visit, triples in seen.described:
        told = triples.texts(None, "sd:endpoint")
        if triples.of_class("sd:Service") and seen.iri not in told:
            yield Fact(visit.url, f"sd:endpoint {' '.join(told)} ≠ {seen.iri}")


def _origin(seen: Endpoint) -> Iterator[Fact]:
    if seen.works and "access-control-allow-origin" not in seen.json.headers:
        yield Fact(seen.json.url, "Access-Control-Allow-Origin?")


def _syntax(seen: Endpoint) -> Iterator[Fact]:
    if seen.works and seen.wrong.is_whole and seen.wrong.status != 400:
        yield Fact(seen.wrong.url, f"{seen.wrong.fact} ≠ 400")


def _head(seen: Endpoint) -> Iterator[Fact]:
    if seen.works and seen.head.is_whole and differs(seen.head, seen.json):
        yield Fact(seen.head.url, f"HEAD {differs(seen.head, seen.json)}")


def _update(seen: Endpoint) -> Iterator[Fact]:
    if seen.works and seen.update.is_whole and not 400 <= seen.update.status < 500:
        yield Fact(seen.update.url, seen.update.fact)


def _not_acceptable(seen: Endpoint) -> Iterator[Fact]:
    if seen.works and seen.image.is_whole and seen.image.status != 406:
        yield Fact(seen.image.url, f"Accept: image/png → {seen.image.fact} ≠ 406")


def _vary(seen: Endpoint) -> Iterator[Fact]:
    if seen.works and not seen.json.varies & {"accept", "*"}:
        yield Fact(seen.json.url, f"Vary: {seen.json.headers.get('vary', '')}")


def _etag(seen: Endpoint) -> Iterator[Fact]:
    if seen.works and "etag" not in seen.json.headers:
        yield Fact(seen.json.url, "ETag?")
    elif seen.works and seen.again.is_whole and seen.again.status != 304:
        yield Fact(seen.again.url, f"If-None-Match → {seen.again.fact} ≠ 304")


def differs(head: Visit, got: Visit) -> str:
    """Say how the answer to HEAD differs from that to GET; empty when it does not."""
    if head.status != got.status:
        return f"{head.fact} ≠ {got.fact}"
    if head.content_type != got.content_type:
        return f"{head.content_type} ≠ {got.content_type}"
    length = head.headers.get("content-length")
    return f"{length} B ≠ {len(got.body)} B" if length and length != str(len(got.body)) else ""


CHECKS: dict[str, Check[Endpoint]] = {
    "sparql-answers": _answers,
    "sparql-xml": _xml,
    "sparql-ask": _ask,
    "sparql-description": _description,
    "sparql-address": _same_endpoint,
    "sparql-syntax": _syntax,
    "sparql-update": _update,
    "sparql-head": _head,
    "sparql-cors": _origin,
    "sparql-406": _not_acceptable,
    "sparql-vary": _vary,
    "sparql-etag": _etag,
}
