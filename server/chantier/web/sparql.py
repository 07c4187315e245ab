"""The SPARQL endpoint.

Source: https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from chantier.errors import NotAcceptable, QueryError, UnsupportedMediaType
from chantier.model.formats import DOCUMENT_FORMATS, HTML, Format, named, negotiate
from chantier.publish.description import ENDPOINT
from chantier.query.evaluate import RdfDataset, evaluate, offered_formats
from chantier.query.library import find
from chantier.query.text import Form, read
from chantier.web.context import accept_header, dataset, request_language, site
from chantier.web.documents import rdf_document
from chantier.web.rendering import page

blueprint = Blueprint("sparql", __name__)

_FORM_TYPE = "application/x-www-form-urlencoded"
_QUERY_TYPE = "application/sparql-query"
_FORMAT_PARAMETERS = ("format", "output", "results")


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> AnyResponse:
    """Answer a query; without one, describe the service or show the form to write one."""
    text, parameters = _query_and_parameters()
    if text is None:
        return _without_query()
    query = read(text)
    chosen = _answer_format(query.form, parameters)
    graphs = RdfDataset(
        tuple(parameters.get("default-graph-uri", ())), tuple(parameters.get("named-graph-uri", ()))
    )
    body = evaluate(dataset().store, query, graphs, chosen)
    response = Response(body, content_type=chosen.content_type)
    response.headers["Vary"] = "Accept"
    return response


def _query_and_parameters() -> tuple[str | None, dict[str, list[str]]]:
    """Read the query and the protocol's parameters by any of its three operations.

    Raises:
        QueryError: no query where one is due, several, an update, or text that is not UTF-8.
        UnsupportedMediaType: the body is neither a form nor a query.
    """
    try:
        parameters = request.args.to_dict(flat=False)
        if request.method == "POST":
            if request.mimetype == _QUERY_TYPE:
                return request.get_data().decode("utf-8"), parameters
            if request.mimetype != _FORM_TYPE:
                raise UnsupportedMediaType(
                    f"A POST here carries {_QUERY_TYPE} or {_FORM_TYPE},"
                    f" not “{request.mimetype or 'nothing'}”."
                )
            for name, values in request.form.to_dict(flat=False).items():
                parameters.setdefault(name, []).extend(values)
    except UnicodeDecodeError:
        raise QueryError("The query is not UTF-8. Encode it as UTF-8.") from None
    queries = parameters.get("query", [])
    if len(queries) > 1:
        raise QueryError("There is more than one “query” parameter. Send one.")
    if "update" in parameters:
        raise QueryError("Updates are not accepted here. This endpoint answers queries only.")
    if not queries and request.method == "POST":
        raise QueryError("The form has no “query” parameter. Send query=… in the body.")
    return (queries[0] if queries else None), parameters


def _answer_format(form: Form, parameters: dict[str, list[str]]) -> Format:
    """Negotiate; ``format=`` and its kin act only where Accept says nothing."""
    offered = offered_formats(form)
    accept = accept_header()
    if accept is None or accept.strip() == "*/*":
        for name in _FORMAT_PARAMETERS:
            for value in parameters.get(name, []):
                try:
                    return named(value, offered)
                except NotAcceptable:
                    continue  # SPARQLWrapper sends three, and some fit other forms only
    return negotiate(accept, offered)


def _without_query() -> AnyResponse:
    chosen = negotiate(accept_header(), (*DOCUMENT_FORMATS, HTML))
    if chosen is HTML:
        language = request_language()
        questions = site().questions
        example = questions.get(request.args.get("example", ""), next(iter(questions.values())))
        return page(
            "query.html", language, example=example.text, questions=list(questions.values())
        )
    return rdf_document(dataset().quads_about(ENDPOINT), chosen, "/sparql")


@blueprint.route("/questions/<name>")
def question(name: str) -> AnyResponse:
    """Run a stored question; its parameters are the URL's."""
    stored = find(site().questions, name)
    values = {key: value for key, value in request.args.items() if key not in _FORMAT_PARAMETERS}
    if any(len(request.args.getlist(key)) > 1 for key in values):
        raise BadRequest("A parameter is given twice.")
    query = read(stored.with_values(values))
    chosen = _answer_format(query.form, request.args.to_dict(flat=False))
    response = Response(
        evaluate(dataset().store, query, RdfDataset(), chosen), content_type=chosen.content_type
    )
    response.headers["Vary"] = "Accept"
    return response
