"""Asking the endpoints that SERVICE names: only those on the operator's list, at public addresses.

A name is resolved once, every address it has is checked, and the connection goes to an address
that was checked; so a name that resolves differently the next time gains nothing.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlencode, urljoin

import pyoxigraph as ox

import chantier
from chantier.errors import AnswerTooLarge, EndpointError, LimitExceeded
from chantier.net.connections import Patience, ServiceHosts, connection

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

SIZE_MOST = 10_000_000
"""Bytes of an answer."""
SOLUTIONS_MOST = 10_000
_REDIRECTS_MOST = 3
_CHUNK = 65_536
_DEEPEST = 12
"""Nesting of an answer: five levels, and two for each triple within a triple."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_JSON_TYPES = frozenset({"application/sparql-results+json", "application/json"})
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_HEADERS = {
    "Accept": "application/sparql-results+json",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": f"chantier-es/{chantier.__version__} (+https://w3id.org/chantier-es/)",
}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Solutions:
    """What an endpoint answered."""

    variables: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]
    size: int
    """Bytes of its answer."""


def ask_service(
    url: str, query: str, hosts: ServiceHosts, patience: Patience, size_most: int = SIZE_MOST
) -> Solutions:
    """Send a SELECT query to an endpoint and give its solutions.

    Args:
        url: the IRI that SERVICE names.
        query: the query's text.
        hosts: the operator's list.
        patience: how long this may take; ending it from another thread ends the asking.
        size_most: bytes of the answer at most.

    Raises:
        EndpointError: it is not on the list, cannot be reached, or answers something else.
        AnswerTooLarge: it answers more than is taken.
        LimitExceeded: it takes too long.

    Source: https://www.w3.org/TR/sparql11-protocol/#query-via-post-urlencoded
    """
    timer = threading.Timer(patience.left(), patience.end)
    timer.daemon = True
    timer.start()
    try:
        body = _body(url, urlencode({"query": query}).encode(), hosts, patience, size_most)
    except (OSError, HTTPException, EndpointError) as error:
        if patience.is_over:
            raise _too_slow(url) from error
        if isinstance(error, EndpointError):
            raise
        raise EndpointError(f"<{url}> cannot be asked: {_reason(error)}.") from error
    finally:
        timer.cancel()
        patience.let_go()
    if patience.is_over:
        raise _too_slow(url)
    return _solutions(url, body)


def _body(
    url: str, form: bytes | None, hosts: ServiceHosts, patience: Patience, size_most: int
) -> bytes:
    target = url
    for _ in range(_REDIRECTS_MOST + 1):
        place = hosts.place(target)
        if place is None:
            raise EndpointError(
                f"<{url}> leads to <{target}>, which is not among the endpoints that may be asked."
            )
        with connection(place, patience) as link:
            headers = _HEADERS | _FORM if form is not None else _HEADERS
            link.request("GET" if form is None else "POST", place.target, form, headers)
            response = link.getresponse()
            location = response.headers.get("Location")
            if response.status not in _REDIRECTS or not location:
                return _read(url, response, patience, size_most)
        form = None if response.status == 303 else form
        target = urljoin(target, location)
    raise EndpointError(f"<{url}> redirects more than {_REDIRECTS_MOST} times.")


def _read(url: str, response: HTTPResponse, patience: Patience, size_most: int) -> bytes:
    if response.status != 200:
        said = response.read(300).decode("utf-8", "replace")
        told = " ".join("".join(c if c.isprintable() else " " for c in said).split())
        raise EndpointError(f"<{url}> answered {response.status}. It says: {told or 'nothing'}")
    headers = response.headers
    media_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type not in _JSON_TYPES:
        raise EndpointError(
            f"<{url}> answered “{media_type or 'nothing'}” instead of SPARQL results in JSON."
        )
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        raise EndpointError(f"<{url}> compressed its answer, which it was asked not to do.")
    parts, size = [], 0
    while part := response.read(_CHUNK):
        patience.left()
        size += len(part)
        if size > size_most:
            raise AnswerTooLarge(
                f"<{url}> answered more than {size_most:,} bytes to SERVICE. Ask it for less: its"
                " group is evaluated on its own, so put the conditions and a LIMIT inside."
            )
        parts.append(part)
    if response.length:
        raise EndpointError(f"<{url}> ended its answer too soon.")
    return b"".join(parts)


def _solutions(url: str, body: bytes) -> Solutions:
    if _is_deep(body):  # it would overflow the stack of the parser
        raise EndpointError(f"<{url}> answered JSON that is broken or nested too deep.")
    try:
        results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if not isinstance(results, ox.QuerySolutions):
            raise EndpointError(f"<{url}> answered true or false where solutions are due.")
        variables = results.variables
        rows: list[tuple[Term | None, ...]] = []
        for solution in results:
            if len(rows) == SOLUTIONS_MOST:
                raise AnswerTooLarge(
                    f"<{url}> gave more than {SOLUTIONS_MOST:,} solutions to SERVICE. Put more"
                    " conditions, or a sub-SELECT with a LIMIT, inside its group."
                )
            rows.append(tuple(solution[variable] for variable in variables))
    except (SyntaxError, ValueError) as error:
        raise EndpointError(f"<{url}> answered what is not SPARQL results: {error}.") from error
    return Solutions(tuple(variable.value for variable in variables), rows, len(body))


def _is_deep(body: bytes) -> bool:
    """Tell whether brackets are still there once the innermost were taken away a few times."""
    brackets = _STRING.sub(b"", body).translate(None, _NOT_BRACKETS)
    for _ in range(_DEEPEST):
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return bool(brackets)


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error or type(error).__name__)


def _too_slow(url: str) -> LimitExceeded:
    return LimitExceeded(
        f"<{url}> did not answer SERVICE in time. Ask it for less, or ask with a longer timeout."
    )
