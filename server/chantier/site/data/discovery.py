"""What crawlers look for: robots.txt, sitemap, OpenSearch, link sets, typed links, structured data.

Sources: https://www.rfc-editor.org/rfc/rfc9309 (robots.txt),
https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from flask import Blueprint, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from chantier.errors import UnknownThing
from chantier.namespaces import BASE, GRAPH, LANGUAGES, ONTOLOGY
from chantier.publish.schema_org import as_script
from chantier.publish.signposting import LINKSET_FORMATS, link_header, linkset, write_linkset
from chantier.publish.sitemap import SitemapEntry, sitemap_index, sitemaps
from chantier.rdf.formats import JSON_LD, negotiate
from chantier.site import metadata
from chantier.site.context import accept_header, dataset, request_language, site
from chantier.site.data.documents import unknown
from chantier.site.i18n import other_language
from chantier.site.responses import response_in
from chantier.store.changelog import Changelog
from chantier.store.sources import BOUNDARIES

blueprint = Blueprint("discovery", __name__)

_ROBOTS = """\
# Everything may be read. To have it all, take one file rather than every page:
#   {site}/dump/latest/chantier-es.nq.gz    the dataset, whole
#   {site}/changes                          what changed since, as a feed
# Queries ({site}/sparql) are bounded in time for each client.
User-agent: *
Allow: /
Disallow: /fragments?
Disallow: /.well-known/genid/
Disallow: /fr/resultats
Disallow: /en/resultats

Sitemap: {site}/sitemap.xml
"""
_PAGES = ("", "explorer", "chiffres", "requetes", "questions", "donnees", "relier", "etat")
"""Pages in both languages that are of no thing."""


@dataclass(frozen=True, slots=True)
class Head:
    """The links and data in the head of a page, for machines."""

    canonical: str
    alternates: tuple[tuple[str, str], ...]
    """Language and address."""
    data: Markup
    """JSON-LD, as the content of a ``script`` element."""


@blueprint.app_context_processor
def _for_templates() -> dict[str, object]:
    return {"head_of": _head}


def _head(language: str, path: str, other_path: str) -> Head:
    """The head of a page that is at one path in its language and at another in the other."""
    paths = {language: path, other_language(language): other_path}
    addresses = [(each, metadata.absolute_url(paths[each])) for each in LANGUAGES]
    return Head(
        metadata.absolute_url(path),
        (*addresses, ("x-default", addresses[0][1])),
        Markup(as_script(metadata.page_json_ld(path, language))),  # noqa: S704 — it escapes < > &
    )


@blueprint.after_app_request
def _signposts(response: Response) -> Response:
    """Add the typed links to pages, RDF documents and files."""
    if response.status_code == 200:
        place = unquote(response.headers.get("Content-Location", "")) or request.path
        links = metadata.links_at(place, response.mimetype or "")
        if links:
            present = ", ".join(response.headers.getlist("Link"))
            response.headers["Link"] = link_header(present, links)
    return response


@blueprint.route("/linkset/<path:name>")
def links_of(name: str) -> Response:
    """Every typed link of the pages, documents and files of a thing."""
    iri = BASE + name
    if metadata.subject_of(name) != iri or not metadata.about()(iri):
        raise unknown(iri)
    chosen = negotiate(accept_header(), LINKSET_FORMATS)
    body = write_linkset(linkset(metadata.addresses_of(iri), metadata.about()), chosen)
    return response_in(chosen, body)


@blueprint.route("/robots.txt")
def robots() -> Response:
    """Who may read what, and where the sitemap is."""
    body = _ROBOTS.format(site=site().settings.public_url)
    return Response(body, content_type="text/plain; charset=utf-8")


@blueprint.route("/sitemap.xml")
@blueprint.route("/sitemap-<int:number>.xml")
def sitemap(number: int | None = None) -> Response:
    """Every page; where they are too many for one sitemap, the sitemaps that hold them."""
    parts = sitemaps(list(_pages()))
    if number is not None and not 0 < number <= len(parts):
        raise UnknownThing(f"There are {len(parts)} sitemaps, and /sitemap.xml names them.")
    body = parts[(number or 1) - 1]
    if number is None and len(parts) > 1:
        numbers = range(1, len(parts) + 1)
        body = sitemap_index([metadata.absolute_url(f"/sitemap-{each}.xml") for each in numbers])
    return Response(body, content_type="application/xml; charset=utf-8")


def _pages() -> Iterator[SitemapEntry]:
    """The pages of the site, each with the last change of the thing it is of."""
    changelog = Changelog(site().settings.data_dir)
    changelog.catch_up(dataset().version)  # after a start or a rollback it may not be yet
    changed = {change.iri: change.at for change in changelog.last_changes() if not change.withdrawn}
    drawn = ("carte",) if BOUNDARIES in dataset().version.manifest.graphs else ()
    for name in (*_PAGES, *drawn):
        yield _page({language: f"/{language}/{name}" for language in LANGUAGES})
    terms = (at for iri, at in changed.items() if iri.startswith(f"{ONTOLOGY}#"))
    ontology = max(terms, default="")
    for iri, at in changed.items():
        path = iri.removeprefix(BASE)
        if "#" in path or metadata.subject_of(path) != iri:
            continue
        paths = metadata.page_paths(iri)
        if paths:
            yield _page(paths, max(at, ontology) if iri == ONTOLOGY else at)
        elif iri.startswith(GRAPH):  # what it holds may change while what is said of it does not
            yield _page({LANGUAGES[0]: f"/{path}"})


def _page(paths: dict[str, str], modified: str = "") -> SitemapEntry:
    addresses = {language: metadata.absolute_url(path) for language, path in paths.items()}
    default = {"x-default": addresses[LANGUAGES[0]]}
    return SitemapEntry(addresses | default if len(addresses) > 1 else default, modified)


@blueprint.route("/opensearch.xml")
def opensearch() -> Response:
    """How a browser searches the site."""
    body = render_template(
        "opensearch.xml", language=request_language(), site=site().settings.public_url
    )
    content_type = "application/opensearchdescription+xml; charset=utf-8"
    return Response(body, content_type=content_type, headers={"Vary": "Accept-Language"})


@blueprint.route("/context.jsonld")
def context() -> Response:
    """The JSON-LD context of the project, whole."""
    path = site().settings.sources / "ontology" / "context.jsonld"
    return Response(path.read_bytes(), content_type=JSON_LD.content_type)
