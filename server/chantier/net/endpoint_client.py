"""Queries to any SPARQL endpoint. The only module that knows SPARQLWrapper."""

from __future__ import annotations

from urllib.error import URLError

from SPARQLWrapper import CSV, JSON, JSONLD, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from chantier.errors import EndpointError, LimitExceeded, QuerySyntaxError
from chantier.net.connections import user_agent

_MAX_GET_QUERY_BYTES = 2_000
"""Longer queries are sent by POST: servers limit the length of URLs."""
_WRAPPER_FORMATS = {
    "json": JSON,
    "xml": XML,
    "csv": CSV,
    "tsv": TSV,
    "turtle": TURTLE,
    "rdfxml": RDFXML,
    "jsonld": JSONLD,
}


def ask_endpoint(endpoint: str, query: str, format_name: str, timeout: int) -> bytes:
    """Send a query to an endpoint and return the body of its answer.

    Args:
        endpoint: URL of the SPARQL endpoint.
        query: the query's text; sent by GET when short, by form POST when long.
        format_name: a name of ``rdf.formats``; the endpoint may answer something else.
        timeout: seconds until giving up.

    Raises:
        QuerySyntaxError: the endpoint found the query ill-formed.
        LimitExceeded: no answer in time.
        EndpointError: it cannot be reached, or refused.

    Source: https://www.w3.org/TR/sparql11-protocol/
    """
    if not endpoint.startswith(("http://", "https://")):
        raise EndpointError(f"“{endpoint}” is not a URL. Write http://… or https://….")
    wrapper = SPARQLWrapper(endpoint, agent=user_agent("chantier-es"))
    wrapper.setQuery(query)
    wrapper.setReturnFormat(_WRAPPER_FORMATS[format_name])
    wrapper.setTimeout(timeout)
    if len(query.encode()) > _MAX_GET_QUERY_BYTES:
        wrapper.setMethod(POST)
    try:
        answer: bytes = wrapper.query().response.read()
    except QueryBadFormed as error:
        raise QuerySyntaxError(f"{endpoint} finds the query ill-formed: {error}") from error
    except SPARQLWrapperException as error:
        raise EndpointError(f"{endpoint} refused the query: {error}") from error
    except (TimeoutError, URLError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, TimeoutError):
            raise LimitExceeded(
                f"{endpoint} gave no answer in {timeout} s. Ask less, or raise --timeout."
            ) from error
        raise EndpointError(f"{endpoint} cannot be reached: {reason}.") from error
    return answer
