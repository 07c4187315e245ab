"""Queries as harvesters send them, and their results, read without trust."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlencode
from xml.etree import ElementTree

from lod_doctor.fetching import Visitor
from lod_doctor.visits import Visit

JSON_RESULTS = "application/sparql-results+json"
XML_RESULTS = "application/sparql-results+xml"
_NAMESPACE = "{http://www.w3.org/2005/sparql-results#}"

Solution = Mapping[str, str]
"""Variable → lexical form, IRI or label of a blank node."""


def query_url(endpoint: str, **parameters: str) -> str:
    """The address of an endpoint with parameters."""
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(parameters)}"


def send_query(
    visitor: Visitor,
    endpoint: str,
    query: str,
    accept: str = JSON_RESULTS,
    method: str = "GET",
    *,
    is_judged: bool = True,
    **headers: str,
) -> Visit:
    """Send a query by GET; the arguments are those of ``Visitor.get``."""
    url = query_url(endpoint, query=query)
    return visitor.get(url, accept, method, is_judged=is_judged, **headers)


def select_solutions(visit: Visit) -> list[Solution] | None:
    """The solutions of a SELECT in JSON; ``None`` for what is not that."""
    if not visit.is_ok or visit.media_type != JSON_RESULTS:
        return None
    try:
        return [
            {name: str(term["value"]) for name, term in solution.items()}
            for solution in json.loads(visit.body)["results"]["bindings"]
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def ask_result(visit: Visit) -> bool | None:
    """The result of an ASK, in JSON or XML; ``None`` for what is not that."""
    if visit.is_ok and visit.media_type == JSON_RESULTS:
        try:
            result = json.loads(visit.body)["boolean"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        return result if isinstance(result, bool) else None
    root = _xml_results(visit)
    text = None if root is None else root.findtext(f"{_NAMESPACE}boolean")
    return {"true": True, "false": False}.get((text or "").strip())


def xml_select_solutions(visit: Visit) -> list[Solution] | None:
    """The solutions of a SELECT in XML; ``None`` for what is not that."""
    root = _xml_results(visit)
    results = None if root is None else root.find(f"{_NAMESPACE}results")
    if results is None:
        return None
    return [
        {bound.get("name", ""): "".join(bound.itertext()).strip() for bound in solution}
        for solution in results
    ]


def parse_xml(body: bytes) -> ElementTree.Element:
    """The root of an XML document; one with a DTD is refused, for entities may grow without end.

    Raises:
        ValueError: it has a DTD, or is not XML; the message says which.
    """
    if b"<!DOCTYPE" in body:
        raise ValueError("<!DOCTYPE")
    try:
        return ElementTree.fromstring(body)  # noqa: S314 # it has no DTD, so no entities
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise ValueError(f"XML: {error}") from error


def _xml_results(visit: Visit) -> ElementTree.Element | None:
    if not visit.is_ok or visit.media_type != XML_RESULTS:
        return None
    try:
        root = parse_xml(visit.body)
    except ValueError:
        return None
    return root if root.tag == f"{_NAMESPACE}sparql" else None
