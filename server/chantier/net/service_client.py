"""Queries to the endpoints that SERVICE names: those on the operator's list, at public addresses.

A name is resolved once, every address it has is checked, and the connection goes to an address
that was checked; so a name that resolves differently the next time gains nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlencode, urljoin

import pyoxigraph as ox

from chantier.errors import AnswerTooLarge, EndpointError, LimitExceeded
from chantier.net.connections import (
    REDIRECT_STATUSES,
    Deadline,
    ServiceHosts,
    open_connection,
    read_response,
    user_agent,
)
from chantier.rdf.terms import Term

MAX_RESPONSE_BYTES = 10_000_000
"""Length of one answer, and of all answers to one query."""
MAX_SOLUTIONS = 10_000
"""Solutions of one answer."""
_MAX_REDIRECTS = 3
_MAX_JSON_DEPTH = 12
"""Nesting of an answer: five levels, and two for each triple within a triple."""
_MAX_ERROR_BYTES = 300
_JSON_TYPES = frozenset({"application/sparql-results+json", "application/json"})
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_HEADERS = {
    "Accept": "application/sparql-results+json",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": user_agent("chantier-es"),
}
_FORM_HEADERS = _HEADERS | {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class RemoteSolutions:
    """The solutions that an endpoint answered."""

    variables: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]
    response_bytes: int
    """Length of the answer."""


def ask_service(
    url: str,
    query: str,
    hosts: ServiceHosts,
    deadline: Deadline,
    max_bytes: int = MAX_RESPONSE_BYTES,
) -> RemoteSolutions:
    """Send a SELECT query to an endpoint and return its solutions.

    Args:
        url: the IRI that SERVICE names.
        query: the query's text.
        hosts: the operator's list.
        deadline: when the answer must be there; its expiry ends the request at once.
        max_bytes: length of the answer at most.

    Raises:
        EndpointError: it is not on the list, cannot be reached, or answers something else.
        AnswerTooLarge: it answers more than is taken.
        LimitExceeded: it takes too long.

    Source: https://www.w3.org/TR/sparql11-protocol/#query-via-post-urlencoded
    """
    try:
        body = _fetch(url, urlencode({"query": query}).encode(), hosts, deadline, max_bytes)
    except (OSError, HTTPException, EndpointError) as error:
        if deadline.has_passed:
            raise _too_slow(url) from error
        if isinstance(error, EndpointError):
            raise
        raise EndpointError(f"<{url}> cannot be asked: {_reason(error)}.") from error
    if deadline.has_passed:
        raise _too_slow(url)
    return _solutions(url, body)


def _fetch(
    url: str, form: bytes | None, hosts: ServiceHosts, deadline: Deadline, max_bytes: int
) -> bytes:
    target = url
    for _ in range(_MAX_REDIRECTS + 1):
        destination = hosts.destination(target)
        if destination is None:
            raise EndpointError(
                f"<{url}> leads to <{target}>, which is not among the endpoints that may be asked."
            )
        with open_connection(destination, deadline) as http:
            method, headers = ("GET", _HEADERS) if form is None else ("POST", _FORM_HEADERS)
            http.request(method, destination.target, form, headers)
            response = http.getresponse()
            location = response.headers.get("Location")
            if response.status not in REDIRECT_STATUSES or not location:
                return _read(url, response, deadline, max_bytes)
        form = None if response.status == 303 else form
        target = urljoin(target, location)
    raise EndpointError(f"<{url}> redirects more than {_MAX_REDIRECTS} times.")


def _read(url: str, response: HTTPResponse, deadline: Deadline, max_bytes: int) -> bytes:
    if response.status != 200:
        start = response.read(_MAX_ERROR_BYTES).decode("utf-8", "replace")
        message = " ".join("".join(c if c.isprintable() else " " for c in start).split())
        raise EndpointError(f"<{url}> answered {response.status}. It says: {message or 'nothing'}")
    headers = response.headers
    media_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type not in _JSON_TYPES:
        raise EndpointError(
            f"<{url}> answered “{media_type or 'nothing'}” instead of SPARQL results in JSON."
        )
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        raise EndpointError(f"<{url}> compressed its answer, which it was asked not to do.")
    try:
        body = read_response(response, deadline, max_bytes)
    except AnswerTooLarge as error:
        raise AnswerTooLarge(
            f"<{url}> answered more than {max_bytes:,} bytes to SERVICE. Ask it for less: its"
            " group is evaluated on its own, so put the conditions and a LIMIT inside."
        ) from error
    if response.length:
        raise EndpointError(f"<{url}> ended its answer too soon.")
    return body


def _solutions(url: str, body: bytes) -> RemoteSolutions:
    if _is_deep(body):  # it would overflow the stack of the parser
        raise EndpointError(f"<{url}> answered JSON that is broken or nested too deep.")
    try:
        results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if not isinstance(results, ox.QuerySolutions):
            raise EndpointError(f"<{url}> answered true or false where solutions are due.")
        variables = results.variables
        rows: list[tuple[Term | None, ...]] = []
        for solution in results:
            if len(rows) == MAX_SOLUTIONS:
                raise AnswerTooLarge(
                    f"<{url}> gave more than {MAX_SOLUTIONS:,} solutions to SERVICE. Put more"
                    " conditions, or a sub-SELECT with a LIMIT, inside its group."
                )
            rows.append(tuple(solution[variable] for variable in variables))
    except (SyntaxError, ValueError) as error:
        raise EndpointError(f"<{url}> answered what is not SPARQL results: {error}.") from error
    return RemoteSolutions(tuple(variable.value for variable in variables), rows, len(body))


def _is_deep(body: bytes) -> bool:
    """Whether brackets remain once the innermost pairs were removed as often as JSON may nest."""
    brackets = _STRING.sub(b"", body).translate(None, _NOT_BRACKETS)
    for _ in range(_MAX_JSON_DEPTH):
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return bool(brackets)


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error or type(error).__name__)


def _too_slow(url: str) -> LimitExceeded:
    return LimitExceeded(
        f"<{url}> did not answer SERVICE in time. Ask it for less, or ask with a longer timeout."
    )
