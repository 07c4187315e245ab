"""What the endpoint answers besides queries, which the edge sees to, and the stored questions.

Source: https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from chantier.query.sparql.protocol import answer_format, read_request
from chantier.query.sparql.scanner import read
from chantier.query.stored import find
from chantier.rdf.formats import DOCUMENT_FORMATS, HTML
from chantier.site.context import accept_header, request_language, site
from chantier.site.data.catalogue import service_quads
from chantier.site.data.documents import document_format, rdf_document
from chantier.site.data.updates import handle_update

blueprint = Blueprint("sparql", __name__)

_FORMAT_PARAMETERS = ("format", "output", "results")


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> AnyResponse:
    """Describe the service, send to the query page, or answer a query as pages do."""
    asked = read_request(
        request.method,
        request.query_string.decode("utf-8"),
        request.headers.get("Content-Type"),
        request.get_data(),
    )
    if asked.query is not None:
        return _answer(asked.query, asked.parameters)
    if asked.is_update:
        return handle_update()
    chosen = document_format((*DOCUMENT_FORMATS, HTML))
    if chosen is HTML:
        return _editor()
    return rdf_document(service_quads(), chosen, "/sparql")


@blueprint.route("/questions/<name>")
def question(name: str) -> AnyResponse:
    """Run a stored question; its parameters are the URL's."""
    stored = find(site().questions, name)
    values = {key: value for key, value in request.args.items() if key not in _FORMAT_PARAMETERS}
    if any(len(request.args.getlist(key)) > 1 for key in values):
        raise BadRequest("A parameter is given twice.")
    return _answer(stored.with_values(values), request.args.to_dict(flat=False))


def _editor() -> AnyResponse:
    """Send to the page where a query is written, in the language the visitor prefers."""
    example = request.args.get("example", "")
    chosen = f"?exemple={example}" if example in site().questions else ""
    sent = redirect(f"/{request_language()}/requetes{chosen}", code=303)
    sent.headers["Vary"] = "Accept, Accept-Language"
    return sent


def _answer(text: str, parameters: Mapping[str, Sequence[str]]) -> Response:
    query = read(text)
    chosen = answer_format(query.form, accept_header(), parameters)
    response = Response(site().ask(query, chosen), content_type=chosen.content_type)
    response.headers["Vary"] = "Accept"
    return response
