"""The ontology: its RDF, its versions, its alignments, and the page that documents every term."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
from flask import Blueprint, request
from werkzeug.wrappers import Response

from chantier.model.formats import DOCUMENT_FORMATS, HTML, Format, negotiate
from chantier.namespaces import GRAPH, ONTOLOGY, PREFIXES
from chantier.store.describe import describe
from chantier.store.vocabulary import header, sections
from chantier.web.context import accept_header, dataset, request_language
from chantier.web.documents import BY_EXTENSION, PAGE_FORMATS, rdf_document, unknown
from chantier.web.rendering import page

blueprint = Blueprint("ontology", __name__)

_GRAPHS = {"ns": f"{GRAPH}ontology/chantier", "alignments": f"{GRAPH}ontology/alignments"}
_OWL = PREFIXES["owl"]


@blueprint.route("/ns")
@blueprint.route("/ns.<extension>")
def ontology(extension: str = "") -> Response:
    """The ontology: RDF or the page that documents it."""
    chosen = _chosen(extension)
    if chosen is HTML:
        language = request_language()
        return page("ontology.html", language, location=f"/{language}/ontologie", **_view(language))
    return rdf_document(dataset().quads_in_graph(_GRAPHS["ns"]), chosen, f"/ns.{chosen.extension}")


@blueprint.route("/ns/<path:name>")
def part(name: str) -> Response:
    """The alignments, or the version of the ontology that is being served."""
    if name == "alignments":
        chosen = negotiate(accept_header(), DOCUMENT_FORMATS)
        return rdf_document(dataset().quads_in_graph(_GRAPHS[name]), chosen, f"/ns/{name}")
    version_iri = ox.NamedNode(f"{ONTOLOGY}/{name}")
    served = [
        quad.object
        for quad in dataset().quads_about(ONTOLOGY)
        if quad.predicate.value == f"{_OWL}versionIRI"
    ]
    if version_iri not in served:
        raise unknown(version_iri.value)
    return ontology()


@blueprint.route("/<any(fr, en):language>/ontologie")
def ontology_page(language: str) -> Response:
    """The documentation of the ontology, in the language of the path."""
    return page("ontology.html", language, **_view(language))


def _view(language: str) -> dict[str, Any]:
    data = dataset()
    return {
        "about": describe(data, ONTOLOGY, language),
        "header": header(data, ONTOLOGY, language),
        "sections": sections(data, _GRAPHS["ns"], language),
        "formats": DOCUMENT_FORMATS,
    }


def _chosen(extension: str) -> Format:
    if not extension:
        return negotiate(accept_header(), PAGE_FORMATS)
    if extension not in BY_EXTENSION:
        raise unknown(request.path)
    return BY_EXTENSION[extension]
