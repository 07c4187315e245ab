"""The ontology: its RDF, its versions, its modules, and the page that documents every term."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
from flask import Blueprint
from werkzeug.wrappers import Response

from chantier.describe.entity import describe
from chantier.describe.ontology import header, outline, sections
from chantier.namespaces import BASE, GRAPH, ONTOLOGY, PREFIXES
from chantier.rdf.formats import DOCUMENT_FORMATS, HTML
from chantier.site.context import dataset, request_language, site
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
from chantier.store.superseded import superseded_file, superseded_quads

blueprint = Blueprint("ontology", __name__)

_MODULE = f"{ONTOLOGY}/enterprise"
_GRAPHS = {
    ONTOLOGY: f"{GRAPH}ontology/chantier",
    _MODULE: f"{GRAPH}ontology/enterprise",
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
    """A module, the alignments, or a version of one of the ontologies, be it superseded."""
    stem, _, extension = name.rpartition(".")
    if not stem or extension not in BY_EXTENSION:
        stem, extension = name, ""
    iri = f"{ONTOLOGY}/{stem}"
    pointing = dataset().quads_pointing_at(iri)
    versioned = [str(q.subject)[1:-1] for q in pointing if q.predicate.value == _VERSION_IRI]
    served = next((item for item in (iri, *versioned) if item in _GRAPHS), None)
    if served is None:
        return _superseded(stem, extension)
    return _ontology(served, f"/ns/{stem}", extension)


def _ontology(iri: str, address: str, extension: str) -> Response:
    """One of our ontologies whole, or the page that documents it."""
    whole = iri == ONTOLOGY
    offered = PAGE_FORMATS if whole else (*DOCUMENT_FORMATS, HTML)
    chosen = document_format(offered, extension)
    language = request_language()
    if chosen is HTML and whole:
        location = f"/{language}/ontologie"
        page = html_page("ontology.html", language, location=location, **_view(language))
        return _with_links(dated(page), iri)
    if chosen is HTML:
        return _with_links(page_of(iri.removeprefix(BASE), language), iri)
    quads = _document_quads(iri)
    return _with_links(rdf_document(quads, chosen, f"{address}.{chosen.extension}"), iri)


def _document_quads(iri: str) -> list[ox.Quad]:
    """What the document of an ontology says.

    The IRI of a term leads to the document of the main ontology, wherever the term is defined: so
    this one describes the terms of the module as well.
    """
    quads = list(dataset().quads_in_graph(_GRAPHS[iri]))
    if iri == ONTOLOGY:
        module = ox.NamedNode(_MODULE)
        others = dataset().quads_in_graph(_GRAPHS[_MODULE])
        quads += [quad for quad in others if quad.subject != module]
    return quads


def _superseded(name: str, extension: str) -> Response:
    """A version that another has replaced, as it was published, or the page that says so."""
    iri, path = f"{ONTOLOGY}/{name}", superseded_file(site().settings.sources, name)
    if path is None:
        raise unknown(iri)
    current, address = iri.rpartition("/")[0], f"/ns/{name}"
    chosen = document_format(PAGE_FORMATS, extension)
    quads = superseded_quads(path, iri)
    if chosen is HTML:
        language = request_language()
        response = dated(
            html_page(
                "superseded.html",
                language,
                location=f"{address}.html",
                iri=iri,
                current=current,
                stem=address,
                formats=DOCUMENT_FORMATS,
                outline=outline(quads, current, language),
            )
        )
    else:
        response = rdf_document(list(quads), chosen, f"{address}.{chosen.extension}")
    links = [f'<{current}>; rel="latest-version"']
    newest = header(dataset(), current, request_language())
    if newest.prior_version == iri:
        links.append(f'<{newest.version_iri}>; rel="successor-version"')
    response.headers["Link"] = ", ".join(links)
    return response


def _with_links(response: Response, iri: str) -> Response:
    """A response with links to the version that is served and to the one before it, if any."""
    prior = header(dataset(), iri, request_language()).prior_version
    links = [*response.headers.getlist("Link"), f'<{iri}>; rel="latest-version"']
    if prior:
        links.append(f'<{prior}>; rel="predecessor-version"')
    response.headers["Link"] = ", ".join(links)
    return response


@blueprint.route("/<any(fr, en):language>/ontologie")
def ontology_page(language: str) -> Response:
    """The documentation of the ontology, in the language of the path."""
    return html_page("ontology.html", language, **_view(language))


def _view(language: str) -> dict[str, Any]:
    data = dataset()
    return {
        "about": describe(data, ONTOLOGY, language),
        "header": header(data, ONTOLOGY, language),
        "sections": sections(data, (_GRAPHS[ONTOLOGY], _GRAPHS[_MODULE]), language),
        "formats": DOCUMENT_FORMATS,
    }
