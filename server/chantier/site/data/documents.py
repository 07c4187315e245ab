"""Things and their documents, and the catalogue: negotiated, paged, from source quads.

Source: https://www.w3.org/TR/cooluris/ (303 from the thing to its document)
"""

from __future__ import annotations

import re
from urllib.parse import quote

import pyoxigraph as ox
from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from chantier.describe.document import ConciseDescription, concise_description
from chantier.describe.entity import EntityStatus, describe, status_of
from chantier.errors import UnknownThing, WithdrawnThing
from chantier.gateway.representation import last_modified
from chantier.namespaces import BASE, ID, VERSION
from chantier.publish.documents import document_quads
from chantier.rdf.formats import DOCUMENT_FORMATS, HTML, QUAD_FORMATS, TEXT, Format, negotiate
from chantier.rdf.writers import serialise
from chantier.site.context import accept_header, dataset, request_language, site
from chantier.site.metadata import LICENCE, dataset_iris
from chantier.site.pages.thing import thing_response
from chantier.site.paging import page_number, paging_links
from chantier.site.per_version import PerVersion
from chantier.site.rendering import href_of
from chantier.site.responses import alternate_links, response_in
from chantier.store.changelog import Changelog

blueprint = Blueprint("documents", __name__)

_IN_IRI = ":/?#[]@!$&'()*+,;=%~"
"""What an IRI keeps in a header, where only ASCII is allowed."""
PAGE_FORMATS = (HTML, *DOCUMENT_FORMATS)
"""What may be served where there is a page as well; the page is the default."""
BY_EXTENSION = {item.extension: item for item in PAGE_FORMATS}
_SINCE = PerVersion("since", lambda data: _changelog().since(data.version.manifest.id))


@blueprint.route("/id/<path:name>")
def thing(name: str) -> Response:
    """A thing is not a document: redirect to the one that describes it.

    The text of a source document is one, and is served as it was received, unless RDF is asked for.
    """
    slug = re.fullmatch(r"source/([a-z0-9-]+)\.txt", name)
    if slug:
        text = site().settings.sources / "data" / "sources" / f"{slug[1]}.txt"
        wanted = negotiate(accept_header(), (TEXT, *PAGE_FORMATS), QUAD_FORMATS)
        if text.is_file() and wanted in (TEXT, HTML):
            return response_in(TEXT, text.read_bytes())
    require_known(ID + name)
    sent = redirect(f"/doc/{quote(name)}", code=303)
    if slug:
        sent.headers["Vary"] = "Accept"
    return sent


@blueprint.route("/id/")
@blueprint.route("/doc/")
def namespace() -> Response:
    """What begins the IRIs of all things is none itself."""
    raise unknown(BASE + request.path.lstrip("/"))


@blueprint.route("/doc/<path:name>")
def document(name: str) -> Response:
    """The document of a thing, by negotiation or by extension."""
    return document_of(f"id/{name}", f"/doc/{name}")


@blueprint.route("/<any(fr, en):language>/<any('catalog', 'dataset', 'sparql-service'):name>")
@blueprint.route("/<any(fr, en):language>/id/<path:thing>")
def thing_page(language: str, name: str = "", thing: str = "") -> Response:
    """The page of a thing, in the language of the path."""
    return page_of(name or f"id/{thing}", language)


def document_format(offered: tuple[Format, ...], extension: str = "") -> Format:
    """Choose the format of a document: that of the extension, else what the client prefers.

    A client that takes triples as well as quads gets triples: most look in the default graph, where
    quads of named graphs are not.

    Raises:
        UnknownThing: nothing offered has the extension.
        NotAcceptable: nothing offered is accepted.
    """
    if not extension:
        return negotiate(accept_header(), offered, QUAD_FORMATS)
    chosen = BY_EXTENSION.get(extension)
    if chosen not in offered:
        raise unknown(BASE + request.path.lstrip("/"))
    return chosen


def rdf_document(
    quads: list[ox.Quad], chosen: Format, location: str, modified: str | None = None
) -> Response:
    """Quads as the body of a response.

    Args:
        quads: what the document holds.
        chosen: the format.
        location: the address of the document in this format.
        modified: the moment of its last change; left out, that since when the version is served.
    """
    response = response_in(chosen, serialise(quads, chosen))
    response.headers["Content-Location"] = location
    return dated(response, modified)


def dated(response: Response, modified: str | None = None) -> Response:
    """Add the moment of its last change to a response, where that is known."""
    if modified is None:
        modified = _SINCE.of(dataset())
    if modified:
        response.headers["Last-Modified"] = last_modified(modified)
    return response


def document_of(path: str, address: str) -> Response:
    """Describe a minted IRI.

    Args:
        path: the IRI without its base, perhaps with the extension of a format.
        address: where it was asked for, ending like ``path``.
    """
    number, extension = page_number(), path.rpartition(".")[2]
    if extension in BY_EXTENSION and not _status_of(BASE + path).is_known:
        path, address = (text[: -len(extension) - 1] for text in (path, address))
    else:
        extension = ""
    iri = BASE + path
    require_known(iri)
    # A page for readers shows at once what it shows, so it has no second.
    offered = PAGE_FORMATS if number == 1 else DOCUMENT_FORMATS
    chosen = document_format(offered, extension)
    if chosen is HTML:
        return page_of(path, request_language())
    found = concise_description(dataset(), iri, number)
    if found is None:
        raise UnknownThing(
            f"Le document de {iri} n’a pas de page {number}.",
            f"The document of {iri} has no page {number}.",
        )
    address, query = quote(address), f"?page={number}" if number > 1 else ""
    itself = BASE + address.lstrip("/") + query
    about = [] if itself == iri else document_quads(itself, iri, dataset_iris(LICENCE))
    body = about + found.quads
    location = f"{address}.{chosen.extension}"
    response = rdf_document(body, chosen, location + query, _modified(iri, number, found))
    links = [f'<{quote(iri, safe=_IN_IRI)}>; rel="describes"']
    links += alternate_links(address, offered, chosen, query)
    links += paging_links(location, number, is_last=found.is_last)
    response.headers["Link"] = ", ".join(links)
    return response


def page_of(path: str, language: str) -> Response:
    """The page that describes a minted IRI, which is given without its base."""
    iri = BASE + path
    require_known(iri)
    described = describe(dataset(), iri, language)
    if described is None:
        raise unknown(iri)
    stem = f"/doc/{path.removeprefix('id/')}" if path.startswith("id/") else f"/{path}"
    address = href_of(iri, language)
    location = address if address.startswith(f"/{language}/") else f"{address}.html"
    response = thing_response(dataset(), described, language, stem, location)
    return dated(response)  # it says which version it is of


def require_known(iri: str) -> None:
    """Refuse an IRI that the version being served does not know.

    Raises:
        WithdrawnThing: it no longer knows it.
        UnknownThing: it never did.
    """
    status = _status_of(iri)
    if status.withdrawn_at:
        day, version = status.withdrawn_at[:10], VERSION + status.withdrawn_by
        raise WithdrawnThing(
            f"{iri} a été retiré du graphe le {day}, par la version {version}.",
            f"{iri} was withdrawn from the graph on {day}, by version {version}.",
        )
    if not status.is_known:
        raise unknown(iri)


def unknown(iri: str) -> UnknownThing:
    """The error that says the graph does not know an IRI."""
    return UnknownThing(f"Le graphe ne dit rien de {iri}.", f"The graph says nothing about {iri}.")


def _status_of(iri: str) -> EntityStatus:
    return status_of(dataset(), _changelog(), iri)


def _modified(iri: str, number: int, found: ConciseDescription) -> str | None:
    if number > 1 or not found.is_last:
        return None  # a link more on one page moves another to the next
    return _changelog().modified(dataset().version.manifest.id, iri, found.iris)


def _changelog() -> Changelog:
    return Changelog(site().settings.data_dir)
