"""Reading a SPARQL protocol request, whatever carried it.

Source: https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl

from chantier.errors import NotAcceptable, QueryError, RequestTooLarge, UnsupportedMediaType
from chantier.query.sparql.evaluate import RdfDataset, offered_formats
from chantier.query.sparql.scanner import Form
from chantier.rdf.formats import HTML, Format, named, negotiate

FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
_FORMAT_PARAMETERS = ("format", "output", "results")


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """What a request asks of the endpoint."""

    query: str | None
    """The query; ``None`` where there is none."""
    is_update: bool
    """Whether it carries an update, which is read elsewhere."""
    parameters: Mapping[str, Sequence[str]]

    @property
    def dataset(self) -> RdfDataset:
        """The dataset the request names."""
        return RdfDataset(
            tuple(self.parameters.get("default-graph-uri", ())),
            tuple(self.parameters.get("named-graph-uri", ())),
        )


def read_request(
    method: str, query_string: str, content_type: str | None, body: bytes
) -> SparqlRequest:
    """Read a query by any of the protocol's three operations.

    Raises:
        QueryError: no query where one is due, several, or text that is not UTF-8.
        UnsupportedMediaType: the body is neither a form, nor a query, nor an update.
    """
    media_type = (content_type or "").partition(";")[0].strip().lower()
    parameters = _parse(query_string)
    if method == "POST":
        if media_type == QUERY_TYPE:
            if "query" in parameters:
                raise QueryError("The query is in the body and in the address. Send it once.")
            return SparqlRequest(_decoded(body), is_update=False, parameters=parameters)
        if media_type == UPDATE_TYPE:
            return SparqlRequest(None, is_update=True, parameters=parameters)
        if media_type != FORM_TYPE:
            raise UnsupportedMediaType(
                f"A POST here carries {QUERY_TYPE}, {UPDATE_TYPE} or {FORM_TYPE},"
                f" not “{media_type or 'nothing'}”."
            )
        for name, values in _parse(_decoded(body)).items():
            parameters.setdefault(name, []).extend(values)
    return _from_parameters(method, parameters)


def _from_parameters(method: str, parameters: dict[str, list[str]]) -> SparqlRequest:
    queries = parameters.get("query", [])
    is_update = "update" in parameters
    if is_update and method != "POST":
        raise QueryError("An update is sent by POST, and this is a GET.")
    if is_update and queries:
        raise QueryError("The request has a query and an update. Send one of them.")
    if len(queries) > 1:
        raise QueryError("There is more than one “query” parameter. Send one.")
    if not queries and not is_update and method == "POST":
        raise QueryError("The form has no “query” parameter. Send query=… in the body.")
    return SparqlRequest(queries[0] if queries else None, is_update, parameters)


def answer_format(
    form: Form, accept: str | None, parameters: Mapping[str, Sequence[str]]
) -> Format:
    """Negotiate; ``format=`` and its kin act where Accept says nothing, or is a browser’s.

    Raises:
        NotAcceptable: nothing that can be served is accepted.
    """
    if accept is None or accept.strip() == "*/*" or HTML.media_type in accept:
        for name in _FORMAT_PARAMETERS:
            for value in parameters.get(name, []):
                try:
                    return named(value, offered_formats(form))
                except NotAcceptable:
                    continue  # SPARQLWrapper sends three, and some fit other forms only
    return _negotiated(form, accept)


@lru_cache(maxsize=256)
def _negotiated(form: Form, accept: str | None) -> Format:
    return negotiate(accept, offered_formats(form))


def time_allowed(parameters: Mapping[str, Sequence[str]], usual: int, most: int) -> float:
    """Give the seconds a query may run: what ``timeout`` asks for, up to the limit.

    Raises:
        QueryError: ``timeout`` is not a number of seconds.
    """
    asked = parameters.get("timeout")
    if not asked:
        return usual
    try:
        seconds = float(asked[0])
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise QueryError(f"“timeout” is a number of seconds above 0, not “{asked[0]}”.")
    return min(seconds, most)


def inflate(body: bytes, encoding: str | None, most: int) -> bytes:
    """Undo a request's ``Content-Encoding``, never beyond a size.

    Raises:
        RequestTooLarge: there is more than that inside.
        UnsupportedMediaType: the encoding is not gzip, deflate or identity.
    """
    name = (encoding or "identity").strip().lower()
    if name in ("identity", ""):
        return body
    if name not in ("gzip", "deflate"):
        raise UnsupportedMediaType(f"Content-Encoding “{name}” is not read here. Use gzip.")
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        content = inflater.decompress(body, most + 1)
    except zlib.error as error:
        raise QueryError(f"The body is not {name}: {error}.") from error
    if len(content) > most:
        raise RequestTooLarge(f"The body decompresses to more than {most:,} bytes.")
    if not inflater.eof:
        raise QueryError(f"The body ends before its {name} does. Send it whole.")
    return content


def _parse(text: str) -> dict[str, list[str]]:
    parameters: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise QueryError("The parameters are not UTF-8. Encode them as UTF-8.") from None
    for name, value in pairs:
        parameters.setdefault(name, []).append(value)
    return parameters


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise QueryError("The query is not UTF-8. Encode it as UTF-8.") from None
