"""Asking an endpoint as harvesters do, and reading its results without trusting them."""

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


def ask(
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
    join = "&" if "?" in endpoint else "?"
    url = f"{endpoint}{join}{urlencode({'query': query})}"
    return visitor.get(url, accept, method, is_judged=is_judged, **headers)


def solutions(visit: Visit) -> list[Solution] | None:
    """Give the solutions of a SELECT in JSON; ``None`` for what is not that."""
    if not visit.is_ok or visit.media_type != JSON_RESULTS:
        return None
    try:
        told = json.loads(visit.body)
        return [
            {name: str(term["value"]) for name, term in solution.items()}
            for solution in told["results"]["bindings"]
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def boolean(visit: Visit) -> bool | None:
    """Give the answer to an ASK, in JSON or XML; ``None`` for what is not that."""
    if visit.is_ok and visit.media_type == JSON_RESULTS:
        try:
            told = json.loads(visit.body)["boolean"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        return told if isinstance(told, bool) else None
    root = xml_results(visit)
    text = None if root is None else root.findtext(f"{_NAMESPACE}boolean")
    return {"true": True, "false": False}.get((text or "").strip())


def xml_results(visit: Visit) -> ElementTree.Element | None:
    """Give results in XML; ``None`` for what is not that."""
    if not visit.is_ok or visit.media_type != XML_RESULTS or b"<!DOCTYPE" in visit.body:
        return None
    try:
        root = ElementTree.fromstring(visit.body)  # noqa: S314 # it has no DTD, so no entities
    except (ElementTree.ParseError, ValueError, RecursionError):
        return None
    return root if root.tag == f"{_NAMESPACE}sparql" else None


def xml_solutions(visit: Visit) -> list[Solution] | None:
    """Give the solutions of a SELECT in XML; ``None`` for what is not that."""
    root = xml_results(visit)
    results = None if root is None else root.find(f"{_NAMESPACE}results")
    if results is None:
        return None
    return [
        {bound.get("name", ""): "".join(bound.itertext()).strip() for bound in solution}
        for solution in results
    ]
