"""The ontology: its RDF, its versions, its alignments, and the page that documents every term."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from chantier.describe.entity import describe
from chantier.describe.ontology import header, sections
from chantier.namespaces import BASE, GRAPH, ONTOLOGY, PREFIXES
from chantier.rdf.formats import DOCUMENT_FORMATS, HTML
from chantier.site.context import dataset, request_language
from chantier.site.data.documents import (
    BY_EXTENSION,
    PAGE_FORMATS,
    dated,
    document_format,
    page_of,
    rdf_document,
    unknown,
)
from chantier.site.rendering import html_page

blueprint = Blueprint("ontology", __name__)

_GRAPHS = {
    ONTOLOGY: f"{GRAPH}ontology/chantier",
    f"{ONTOLOGY}/alignments": f"{GRAPH}ontology/alignments",
}
"""Ontology → the graph that holds it."""
_OWL = PREFIXES["owl"]
_VERSION_IRI = f"{_OWL}versionIRI"


@blueprint.route("/ns")
@blueprint.route("/ns.<extension>")
def ontology(extension: str = "") -> Response:
    """The ontology: RDF or the page that documents it."""
    return _ontology(ONTOLOGY, "/ns", extension)


@blueprint.route("/ns/<path:name>")
def part(name: str) -> Response:
    """The alignments; or the version being served of the ontology, or of the alignments."""
    stem, _, extension = name.rpartition(".")
    if not stem or extension not in BY_EXTENSION:
        stem, extension = name, ""
    iri = f"{ONTOLOGY}/{stem}"
    pointing = dataset().quads_pointing_at(iri)
    versioned = [str(q.subject)[1:-1] for q in pointing if q.predicate.value == _VERSION_IRI]
    served = next((item for item in (iri, *versioned) if item in _GRAPHS), None)
    if served is None:
        raise unknown(iri)
    return _ontology(served, f"/ns/{stem}", extension)


def _ontology(iri: str, address: str, extension: str) -> Response:
    """One of our ontologies whole, or the page that documents it."""
    whole = iri == ONTOLOGY
    offered = PAGE_FORMATS if whole else (*DOCUMENT_FORMATS, HTML)
    chosen = document_format(offered, extension)
    language = request_language()
    if chosen is HTML and whole:
        location = f"/{language}/ontologie"
        return dated(html_page("ontology.html", language, location=location, **_view(language)))
    if chosen is HTML:
        return page_of(iri.removeprefix(BASE), language)
    quads = dataset().quads_in_graph(_GRAPHS[iri])
    return rdf_document(quads, chosen, f"{address}.{chosen.extension}")


@blueprint.route("/<any(fr, en):language>/ontologie")
def ontology_page(language: str) -> Response:
    """The documentation of the ontology, in the language of the path."""
    return html_page("ontology.html", language, **_view(language))


def _view(language: str) -> dict[str, Any]:
    data = dataset()
    return {
        "about": describe(data, ONTOLOGY, language),
        "header": header(data, ONTOLOGY, language),
        "sections": sections(data, _GRAPHS[ONTOLOGY], language),
        "formats": DOCUMENT_FORMATS,
    }
