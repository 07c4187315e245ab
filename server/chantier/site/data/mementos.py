"""Things and graphs as they were: versions found by date.

What is described at ``/doc/…``, ``/graph/…``, ``/dataset`` and their like is its own TimeGate: with
``Accept-Datetime`` it sends to its memento in the version that was being served then.

Source: https://www.rfc-editor.org/rfc/rfc7089 (pattern 1.1)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import quote

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from chantier.describe.entity import describe
from chantier.errors import BrokenVersion, QueryError, UnknownThing
from chantier.gateway.representation import http_date
from chantier.namespaces import BASE, DATASET, GRAPH, ID
from chantier.publish.catalogue import described_dataset
from chantier.rdf.formats import DOCUMENT_FORMATS, HTML, JSON, LINK_FORMAT, negotiate
from chantier.rdf.nquads import parse_lines
from chantier.site.context import accept_header, request_language, site
from chantier.site.data.documents import PAGE_FORMATS, rdf_document
from chantier.site.data.versions import split_format
from chantier.site.pages.thing import template_values
from chantier.site.rendering import html_page
from chantier.site.responses import IMMUTABLE, json_response, response_in
from chantier.store.dataset import Dataset
from chantier.store.manifest import Version
from chantier.store.timeline import named_version, timeline

blueprint = Blueprint("mementos", __name__)

_DESCRIPTIONS = "'catalog', 'dataset', 'sparql-service'"
_ORIGINAL = re.compile(
    r"/(?:(?:id|doc)/(?!source/[a-z0-9-]+\.txt$)(?P<thing>.+)"
    r"|(?P<place>graph/.+|(?:catalog|dataset|sparql-service)(?:\.\w+)?))"
)
"""Paths of what has mementos; the text of a source, as received, is not part of a version."""


@dataclass(frozen=True, slots=True)
class _Original:
    """What has mementos."""

    path: str
    """Of its document, such as ``doc/region/06``, without the extension of a format."""

    @property
    def iri(self) -> str:
        """Of the thing or graph."""
        kind, _, name = self.path.partition("/")
        return (ID if kind == "doc" else GRAPH) + name if name else BASE + self.path

    @property
    def is_graph(self) -> bool:
        """Whether it is a named graph."""
        return self.path.startswith("graph/")

    def is_in(self, version: Version) -> bool:
        """Whether a version knows it."""
        if self.is_graph:
            return self.iri in version.manifest.graphs
        try:
            return Dataset(version).describes(self.iri)
        except BrokenVersion:  # one that is damaged has no mementos
            return False

    def mementos(self) -> list[Version]:
        """The versions that know it, the oldest first."""
        return [v for v in reversed(timeline(site().settings.data_dir).kept) if self.is_in(v)]


@blueprint.before_app_request
def redirect_to_memento() -> Response | None:
    """Redirect a request for the past of a document to its memento."""
    path = _document_path()
    wanted = request.headers.get("Accept-Datetime")
    if wanted is None or not path:
        return None
    version = timeline(site().settings.data_dir).at(_moment(wanted))
    response = redirect(f"/version/{version.manifest.id}/{quote(path)}", code=302)
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.after_app_request
def link_to_the_past(response: Response) -> Response:
    """Add to a document the links to its past."""
    path = _document_path()
    if path and response.status_code in (200, 302, 303):
        response.vary.add("Accept-Datetime")
        for link in _past_links(path):
            response.headers.add("Link", link)
    return response


@blueprint.route("/version/<version_id>/<any('doc', 'graph'):kind>/<path:name>")
@blueprint.route(f"/version/<version_id>/<any({_DESCRIPTIONS}):name>")
@blueprint.route(f"/version/<version_id>/<any({_DESCRIPTIONS}):name>.<extension>")
def memento(version_id: str, name: str, kind: str = "", extension: str = "") -> Response:
    """A document, a named graph or a description as it was, by negotiation or by extension."""
    path = f"{kind}/{name}" if kind else ".".join(filter(None, (name, extension)))
    version = named_version(site().settings.data_dir, version_id)
    offered = PAGE_FORMATS if not path.startswith("graph/") else DOCUMENT_FORMATS
    original, chosen = _Original(path), None
    if not original.is_in(version):
        stem, chosen = split_format(path, offered)
        original = _Original(stem)
    if not original.is_in(version):
        raise _not_in_version(original, version)
    chosen = chosen or negotiate(accept_header(), offered)
    full = version.manifest.id
    data = Dataset(version)
    if chosen is HTML:
        response = _page(original, data)
    else:
        iri = original.iri
        if original.is_graph:
            quads = data.quads_in_graph(iri)
        elif iri == DATASET:
            quads = described_dataset(data)
        else:
            quads = parse_lines(data.lines_about(iri))
        address = f"/version/{full}/{quote(original.path)}.{chosen.extension}"
        response = rdf_document(quads, chosen, address)
        if version_id == full:
            response.headers["Cache-Control"] = IMMUTABLE
    response.headers["Memento-Datetime"] = http_date(version.manifest.created)
    for link in (*_past_links(path), *_memento_links(original, path, version)):
        response.headers.add("Link", link)
    return response


def _page(original: _Original, data: Dataset) -> Response:
    language = request_language()
    manifest = data.version.manifest
    described = describe(data, original.iri, language)
    if described is None:
        raise _not_in_version(original, data.version)
    stem = f"/version/{manifest.id}/{quote(original.path)}"
    return html_page(
        "memento.html",
        language,
        past=manifest,
        now=f"/{quote(original.path)}",
        **template_values(data, described, language, stem),
    )


@blueprint.route("/timemap/<any('doc', 'graph'):kind>/<path:name>")
@blueprint.route(f"/timemap/<any({_DESCRIPTIONS}):name>")
def timemap(name: str, kind: str = "") -> Response:
    """The mementos of a thing, of a named graph or of a description."""
    original = _Original(f"{kind}/{name}" if kind else name)
    chosen = negotiate(accept_header(), (LINK_FORMAT, JSON))
    versions = original.mementos()
    if not versions:
        raise UnknownThing(
            f"Aucune version gardée ne dit rien de {original.iri}.",
            f"No version that is kept says anything about {original.iri}.",
        )
    here, past = BASE + quote(original.path), f"{BASE}timemap/{quote(original.path)}"
    if chosen is JSON:
        path, items = quote(original.path), [version.manifest for version in versions]
        listed = [{"datetime": it.created, "uri": f"{BASE}version/{it.id}/{path}"} for it in items]
        mementos = {"first": listed[0], "list": listed, "last": listed[-1]}
        return json_response(
            {"original_uri": here, "timegate_uri": here, "timemap_uri": past, "mementos": mementos}
        )
    first, last = (http_date(version.manifest.created) for version in (versions[0], versions[-1]))
    links = [
        f'<{here}>; rel="original timegate"',
        f'<{past}>; rel="self"; type="{LINK_FORMAT.media_type}"; from="{first}"; until="{last}"',
    ]
    for number, version in enumerate(versions):
        rank = ["first"] * (number == 0) + ["last"] * (version is versions[-1])
        links.append(_memento_link(BASE, original.path, version, rank))
    return response_in(LINK_FORMAT, ",\n".join(links) + "\n")


def _past_links(path: str) -> list[str]:
    """The links from a document, now or as it was, to itself and to its past."""
    stem = quote(split_format(path, PAGE_FORMATS)[0])
    return [
        f'</{quote(path)}>; rel="original timegate"',
        f'</timemap/{stem}>; rel="timemap"; type="{LINK_FORMAT.media_type}"',
    ]


def _memento_links(original: _Original, path: str, version: Version) -> list[str]:
    """The links from a memento to the first, the last, and those beside it."""
    all_of_them = original.mementos()
    ids = [item.manifest.id for item in all_of_them]
    place = ids.index(version.manifest.id)
    ranks: dict[int, list[str]] = {}
    for rank, number in (
        ("first", 0),
        ("prev", place - 1),
        ("next", place + 1),
        ("last", len(ids) - 1),
    ):
        if 0 <= number < len(ids):
            ranks.setdefault(number, []).append(rank)
    return [_memento_link("/", path, all_of_them[n], ranks[n]) for n in sorted(ranks)]


def _memento_link(base: str, path: str, version: Version, ranks: list[str]) -> str:
    relation = " ".join([*ranks, "memento"])
    address = f"{base}version/{version.manifest.id}/{quote(path)}"
    return f'<{address}>; rel="{relation}"; datetime="{http_date(version.manifest.created)}"'


def _document_path() -> str:
    """The path of the document that this request is about; empty where it has no past."""
    found = _ORIGINAL.fullmatch(request.path) if request.method == "GET" else None
    if not found:
        return ""
    return found["place"] or f"doc/{found['thing']}"


def _moment(text: str) -> datetime:
    """Parse an HTTP date.

    Raises:
        QueryError: it is written otherwise, or there is no such date.
    """
    try:
        moment = parsedate_to_datetime(text.strip())
        if moment.tzinfo and format_datetime(moment, usegmt=True) == text.strip():
            return moment
    except (ValueError, OverflowError):
        pass  # refused below, like a date that is written otherwise
    raise QueryError(
        f"“{text}” is not a date as HTTP writes it. Write Accept-Datetime like this:"
        " Wed, 25 Nov 2026 20:00:00 GMT."
    )


def _not_in_version(original: _Original, version: Version) -> UnknownThing:
    name, day = version.manifest.id[:12], version.manifest.created[:10]
    return UnknownThing(
        f"La version {name} du {day} ne dit rien de {original.iri}.",
        f"Version {name} of {day} says nothing about {original.iri}. /timemap/{original.path}",
    )
