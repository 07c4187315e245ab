"""Things and their documents, the named graphs: negotiated, from source quads.

Source: https://www.w3.org/TR/cooluris/ (303 from the thing to its document)
"""

from __future__ import annotations

import re
from urllib.parse import quote

import pyoxigraph as ox
from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from chantier.errors import UnknownThing
from chantier.model.formats import DOCUMENT_FORMATS, HTML, Format, negotiate
from chantier.namespaces import BASE, GRAPH, ID
from chantier.publish.documents import serialise
from chantier.store.describe import describe
from chantier.web.context import accept_header, dataset, request_language, site
from chantier.web.rendering import page

blueprint = Blueprint("documents", __name__)

_IN_IRI = ":/?#[]@!$&'()*+,;=%~"
"""What an IRI keeps in a header, where only ASCII is allowed."""
BY_EXTENSION = {item.extension: item for item in (*DOCUMENT_FORMATS, HTML)}
PAGE_FORMATS = (HTML, *DOCUMENT_FORMATS)
"""What may be served where there is a page as well; the page is the default."""


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
        raise unknown(ID + name)
    return redirect(f"/doc/{quote(name)}", code=303)


@blueprint.route("/doc/<path:name>")
def document(name: str) -> Response:
    """The document of a thing, by negotiation or by extension."""
    return _document(f"id/{name}", f"/doc/{name}")


@blueprint.route("/<any(fr, en):language>/<any('catalog', 'dataset', 'sparql-service'):name>")
@blueprint.route("/<any(fr, en):language>/id/<path:thing>")
def thing_page(language: str, name: str = "", thing: str = "") -> Response:
    """The page of a thing, in the language of the path."""
    return _page(name or f"id/{thing}", language)


@blueprint.route("/graph/<path:name>")
def named_graph(name: str) -> Response:
    """A named graph whole."""
    stem, dot, extension = name.rpartition(".")
    chosen = next((f for f in DOCUMENT_FORMATS if dot and f.extension == extension), None)
    iri = GRAPH + (stem if chosen else name)
    quads = dataset().quads_in_graph(iri)
    if not quads:
        raise unknown(iri)
    chosen = chosen or negotiate(accept_header(), DOCUMENT_FORMATS)
    return rdf_document(quads, chosen, f"/{iri.removeprefix(BASE)}.{chosen.extension}")


def rdf_document(quads: list[ox.Quad], chosen: Format, location: str) -> Response:
    """Give quads as the body of a response."""
    response = Response(serialise(quads, chosen), content_type=chosen.content_type)
    response.headers["Content-Location"] = location
    response.headers["Vary"] = "Accept"
    return response


def unknown(iri: str) -> UnknownThing:
    """Make the error that says the graph does not know an IRI."""
    return UnknownThing(f"Le graphe ne dit rien de {iri}. / The graph says nothing about {iri}.")


def _document(path: str, address: str) -> Response:
    """Describe a minted IRI.

    Args:
        path: the IRI without its base, perhaps with the extension of a format.
        address: where it was asked for, ending like ``path``.
    """
    stem, dot, extension = path.rpartition(".")
    chosen = BY_EXTENSION.get(extension) if dot and not _is_known(BASE + path) else None
    if chosen:
        path, address = stem, address.removesuffix(f".{extension}")
    else:
        chosen = negotiate(accept_header(), PAGE_FORMATS)
    if chosen is HTML:
        return _page(path, request_language())
    quads = dataset().quads_about(BASE + path)
    if not quads:
        raise unknown(BASE + path)
    address = quote(address)
    response = rdf_document(quads, chosen, f"{address}.{chosen.extension}")
    links = [f'<{quote(BASE + path, safe=_IN_IRI)}>; rel="describes"']
    links += [
        f'<{address}.{item.extension}>; rel="alternate"; type="{item.media_type}"'
        for item in PAGE_FORMATS
        if item is not chosen
    ]
    response.headers["Link"] = ", ".join(links)
    return response


def _page(path: str, language: str) -> Response:
    described = describe(dataset(), BASE + path, language)
    if described is None:
        raise unknown(BASE + path)
    stem = f"/doc/{path.removeprefix('id/')}" if path.startswith("id/") else f"/{path}"
    return page(
        "thing.html",
        language,
        location=f"/{language}/{path}",
        thing=described,
        stem=stem,
        formats=DOCUMENT_FORMATS,
    )


def _is_known(iri: str) -> bool:
    data = dataset()
    return bool(data.quads_about(iri) or data.quads_pointing_at(iri, limit=1))
