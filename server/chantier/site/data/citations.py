"""Citations as files: what a reader's own bibliography takes in."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from chantier.namespaces import BASE
from chantier.publish.citation import BIBTEX, CSL_JSON, as_bibtex, as_csl_json, citation
from chantier.site.context import dataset, request_language
from chantier.site.data.documents import require_known
from chantier.site.metadata import about

blueprint = Blueprint("citations", __name__)

_WRITERS = {"bib": (BIBTEX, as_bibtex), "json": (CSL_JSON, as_csl_json)}


@blueprint.route("/cite/<path:name>.<any(bib, json):form>")
def citation_file(name: str, form: str) -> Response:
    """The citation of a thing, in the version being served."""
    iri = BASE + name
    require_known(iri)
    chosen, write = _WRITERS[form]
    cited = citation(iri, request_language(), about(), dataset().version.manifest)
    response = Response(write(cited), content_type=f"{chosen.media_type}; charset=utf-8")
    response.headers["Vary"] = "Accept-Language"
    response.headers["Content-Language"] = cited.language
    return response
