"""Asking a remote SPARQL endpoint. The only module that knows SPARQLWrapper."""

from __future__ import annotations

from urllib.error import URLError

from SPARQLWrapper import CSV as WRAPPER_CSV
from SPARQLWrapper import JSON, JSONLD, POST, RDFXML, TSV, TURTLE, SPARQLWrapper
from SPARQLWrapper import XML as WRAPPER_XML
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

import chantier
from chantier.errors import EndpointError, LimitExceeded, QuerySyntaxError

_LONG_QUERY = 2_000  # bytes: beyond, a GET would meet servers' limits on URLs
_RETURN = {
    "json": JSON,
    "xml": WRAPPER_XML,
    "csv": WRAPPER_CSV,
    "tsv": TSV,
    "turtle": TURTLE,
    "rdfxml": RDFXML,
    "jsonld": JSONLD,
}


def ask_endpoint(endpoint: str, query: str, format_name: str, timeout: int) -> bytes:
    """Send a query to an endpoint and give the body of its answer.

    Args:
        endpoint: URL of the SPARQL endpoint.
        query: the query's text; sent by GET when short, by form POST when long.
        format_name: a name of ``model.formats``; the endpoint may answer something else.
        timeout: seconds until giving up.

    Raises:
        QuerySyntaxError: the endpoint found the query ill-formed.
        LimitExceeded: no answer in time.
        EndpointError: it cannot be reached, or refused.

    Source: https://www.w3.org/TR/sparql11-protocol/
    """
    if not endpoint.startswith(("http://", "https://")):
        raise EndpointError(f"“{endpoint}” is not a URL. Write http://… or https://….")
    agent = f"chantier-es/{chantier.__version__} (+https://w3id.org/chantier-es/)"
    wrapper = SPARQLWrapper(endpoint, agent=agent)
    wrapper.setQuery(query)
    wrapper.setReturnFormat(_RETURN[format_name])
    wrapper.setTimeout(timeout)
    if len(query.encode()) > _LONG_QUERY:
        wrapper.setMethod(POST)
    try:
        answer: bytes = wrapper.query().response.read()
    except TimeoutError as error:
        raise _too_slow(endpoint, timeout) from error
    except QueryBadFormed as error:
        raise QuerySyntaxError(f"{endpoint} finds the query ill-formed: {error}") from error
    except SPARQLWrapperException as error:
        raise EndpointError(f"{endpoint} refused the query: {error}") from error
    except URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise _too_slow(endpoint, timeout) from error
        raise EndpointError(f"{endpoint} cannot be reached: {error.reason}.") from error
    return answer


def _too_slow(endpoint: str, timeout: int) -> LimitExceeded:
    return LimitExceeded(f"{endpoint} gave no answer in {timeout} s. Ask less, or raise --timeout.")
