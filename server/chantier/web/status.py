"""Is the site alive, and which version does it serve?"""

from __future__ import annotations

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

import chantier
from chantier.model.formats import DOCUMENT_FORMATS, HTML
from chantier.web.context import dataset, request_language
from chantier.web.documents import document_format, page_of, rdf_document

blueprint = Blueprint("status", __name__)


@blueprint.route("/healthz")
@blueprint.route("/readyz")
def health() -> Response:
    """The version being served, its size and date."""
    manifest = dataset().version.manifest
    response = jsonify(
        status="ok",
        version=manifest.id,
        created=manifest.created,
        quads=manifest.quads,
        graphs=len(manifest.graphs),
        software=chantier.__version__,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/report")
@blueprint.route("/report.<extension>")
def report(extension: str = "") -> Response:
    """The SHACL validation report of the version being served."""
    chosen = document_format((*DOCUMENT_FORMATS, HTML), extension)
    if chosen is HTML:
        return page_of("report", request_language())
    return rdf_document(dataset().report(), chosen, f"/report.{chosen.extension}")
