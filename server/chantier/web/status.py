"""Is the site alive, and which version does it serve?"""

from __future__ import annotations

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

import chantier
from chantier.web.context import dataset

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
def report() -> Response:
    """The SHACL validation report of the version being served."""
    text = dataset().version.report_path.read_text(encoding="utf-8")
    return Response(text, content_type="text/turtle; charset=utf-8")
