"""What the endpoint answers besides queries (the gateway answers those), and stored questions.

Source: https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from chantier.errors import NotAcceptable, QueryError
from chantier.query.jobs import of_sources
from chantier.query.sparql.evaluate import offered_formats
from chantier.query.sparql.protocol import FORMAT_PARAMETERS, answer_format
from chantier.query.sparql.scanner import read
from chantier.query.stored import find
from chantier.rdf.formats import DOCUMENT_FORMATS, HTML, named
from chantier.site.context import accept_header, dataset, request_language, site, sparql_request
from chantier.site.data.catalogue import service_quads
from chantier.site.data.documents import document_format, rdf_document
from chantier.site.data.updates import handle_update
from chantier.site.responses import response_in

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Carry out an update, describe the service, or send to the query page."""
    if sparql_request().update is not None:
        return handle_update()
    chosen = document_format((*DOCUMENT_FORMATS, HTML))
    if chosen is HTML:  # the page where a query is written
        example = request.args.get("example", "")
        wanted = f"?exemple={example}" if example in site().questions else ""
        sent = redirect(f"/{request_language()}/requetes{wanted}", code=303)
        sent.headers["Vary"] = "Accept, Accept-Language"
        return sent
    return rdf_document(service_quads(), chosen, "/sparql")


@blueprint.route("/questions/<name>")
def question(name: str) -> Response:
    """Run a stored question, over what the sources say; its parameters are the URL's."""
    stored = find(site().questions, name)
    values = {key: value for key, value in request.args.items() if key not in FORMAT_PARAMETERS}
    if any(len(request.args.getlist(key)) > 1 for key in values):
        raise BadRequest("A parameter is given twice.")
    query = read(stored.with_values(values))
    for name in (value for key in FORMAT_PARAMETERS for value in request.args.getlist(key)):
        try:
            named(name, offered_formats(query.form))
        except NotAcceptable as error:
            raise QueryError(str(error)) from error
    chosen = answer_format(query.form, accept_header(), request.args.to_dict(flat=False))
    answer = site().ask(query, chosen, graphs=of_sources(dataset(), query))
    return response_in(chosen, answer)
