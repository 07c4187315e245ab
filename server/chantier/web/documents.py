"""Things and their documents, the ontology, the named graphs: negotiated, from source quads.

Source: https://www.w3.org/TR/cooluris/ (303 from the thing to its document)
"""

from __future__ import annotations

import re
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from chantier.errors import UnknownThing
from chantier.model.formats import DOCUMENT_FORMATS, HTML, Format, negotiate
from chantier.namespaces import BASE, GRAPH, ID, ONTOLOGY
from chantier.publish.documents import serialise
from chantier.store.describe import describe
from chantier.web.context import accept_header, dataset, request_language, site
from chantier.web.rendering import page

blueprint = Blueprint("documents", __name__)

_BY_EXTENSION = {item.extension: item for item in (*DOCUMENT_FORMATS, HTML)}
_ONTOLOGY_GRAPH = f"{GRAPH}ontology/chantier"


@blueprint.route("/id/<path:name>")
def thing(name: str) -> Response:
    """A thing is not a document: send to the one that describes it.

    The text of a source document is one, and is served as it was received.
    """
    slug = re.fullmatch(r"source/([a-z0-9-]+)\.txt", name)
    if slug:
        text = site().settings.sources / "data" / "sources" / f"{slug[1]}.txt"
        if text.is_file():
            return Response(text.read_bytes(), content_type="text/plain; charset=utf-8")
    if not _is_known(ID + name):
        raise _unknown(ID + name)
    return redirect(f"/doc/{name}", code=303)


@blueprint.route("/doc/<path:name>")
def document(name: str) -> Response:
    """The document of a thing, by negotiation or by extension."""
    stem, dot, extension = name.rpartition(".")
    if dot and extension in _BY_EXTENSION and not _is_known(ID + name):
        return _thing_document(stem, _BY_EXTENSION[extension])
    return _thing_document(name, negotiate(accept_header(), (HTML, *DOCUMENT_FORMATS)))


@blueprint.route("/<any(fr, en):language>/id/<path:name>")
def thing_page(language: str, name: str) -> Response:
    """The page of a thing, in the language of the path."""
    return _thing_page(name, language)


@blueprint.route("/ns")
@blueprint.route("/ns.<extension>")
def ontology(extension: str = "") -> Response:
    """The ontology: RDF or the page that documents it."""
    chosen = _chosen(extension)
    if chosen is HTML:
        language = request_language()
        return page(
            "ontology.html", language, location=f"/{language}/ontologie", **_ontology_view()
        )
    return rdf_document(
        dataset().quads_in_graph(_ONTOLOGY_GRAPH), chosen, f"/ns.{chosen.extension}"
    )


@blueprint.route("/<any(fr, en):language>/ontologie")
def ontology_page(language: str) -> Response:
    """The documentation of the ontology, in the language of the path."""
    return page("ontology.html", language, **_ontology_view())


@blueprint.route("/graph/<path:name>")
def named_graph(name: str) -> Response:
    """A named graph whole."""
    stem, dot, extension = name.rpartition(".")
    chosen = _BY_EXTENSION.get(extension) if dot else None
    iri = GRAPH + (stem if chosen else name)
    quads = dataset().quads_in_graph(iri)
    if not quads:
        raise _unknown(iri)
    chosen = chosen or negotiate(accept_header(), DOCUMENT_FORMATS)
    path = iri.removeprefix(BASE)
    return rdf_document(quads, chosen, f"/{path}.{chosen.extension}")


def rdf_document(quads: list[ox.Quad], chosen: Format, location: str) -> Response:
    """Give quads as the body of a response."""
    response = Response(serialise(quads, chosen), content_type=chosen.content_type)
    response.headers["Content-Location"] = location
    response.headers["Vary"] = "Accept"
    return response


def _thing_document(name: str, chosen: Format) -> Response:
    if chosen is HTML:
        return _thing_page(name, request_language())
    data = dataset()
    quads = data.quads_about(ID + name)
    if not quads:
        raise _unknown(ID + name)
    response = rdf_document(quads, chosen, f"/doc/{name}.{chosen.extension}")
    links = [f'<{ID}{name}>; rel="describes"']
    links += [
        f'</doc/{name}.{item.extension}>; rel="alternate"; type="{item.media_type}"'
        for item in (*DOCUMENT_FORMATS, HTML)
        if item is not chosen
    ]
    response.headers["Link"] = ", ".join(links)
    return response


def _thing_page(name: str, language: str) -> Response:
    described = describe(dataset(), ID + name, language)
    if described is None:
        raise _unknown(ID + name)
    return page(
        "thing.html",
        language,
        location=f"/{language}/id/{name}",
        thing=described,
        name=name,
        formats=DOCUMENT_FORMATS,
    )


def _ontology_view() -> dict[str, Any]:
    language = request_language()
    data = dataset()
    quads = data.quads_in_graph(_ONTOLOGY_GRAPH)
    terms: dict[str, list[object]] = {}
    for quad in quads:
        subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
        kind = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
        is_term = subject.startswith(f"{ONTOLOGY}#") and quad.predicate.value.endswith("#type")
        section = _SECTIONS.get(kind)
        if is_term and section:
            described = describe(data, subject, language)
            terms.setdefault(section, []).append(described)
    return {
        "about": describe(data, ONTOLOGY, language),
        "sections": [(name, terms.get(name, [])) for name in dict.fromkeys(_SECTIONS.values())],
        "formats": DOCUMENT_FORMATS,
    }


_SECTIONS = {
    "http://www.w3.org/2002/07/owl#Class": "classes",
    "http://www.w3.org/2002/07/owl#ObjectProperty": "object_properties",
    "http://www.w3.org/2002/07/owl#DatatypeProperty": "datatype_properties",
}


def _chosen(extension: str) -> Format:
    if not extension:
        return negotiate(accept_header(), (HTML, *DOCUMENT_FORMATS))
    if extension not in _BY_EXTENSION:
        raise _unknown(request.path)
    return _BY_EXTENSION[extension]


def _is_known(iri: str) -> bool:
    data = dataset()
    return bool(data.quads_about(iri) or data.quads_pointing_at(iri, limit=1))


def _unknown(iri: str) -> UnknownThing:
    return UnknownThing(f"Le graphe ne dit rien de {iri}. / The graph says nothing about {iri}.")
