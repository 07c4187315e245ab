"""The versions that are kept: the list, and each one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from chantier.errors import BrokenVersion
from chantier.namespaces import DATASET, VERSION
from chantier.rdf.diff import in_and_out, thing_changes
from chantier.rdf.formats import DOCUMENT_FORMATS, HTML, JSON, Format, negotiate
from chantier.rdf.patch import totals
from chantier.site.context import accept_header, dataset, request_language, site
from chantier.site.data.catalogue import released_quads, version_quads
from chantier.site.data.documents import PAGE_FORMATS, rdf_document
from chantier.site.data.dumps import files_of
from chantier.site.rendering import html_page
from chantier.site.responses import json_response
from chantier.store.integrity import check
from chantier.store.manifest import Version
from chantier.store.sorted_lines import SortedLines
from chantier.store.sources import is_computed
from chantier.store.timeline import named_version
from chantier.store.versions import kept_versions

blueprint = Blueprint("versions", __name__)

_LIST_FORMATS = (HTML, JSON, *DOCUMENT_FORMATS)


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version as the list shows it."""

    version: Version
    served: bool
    facts: tuple[int, int]
    """Statements added, and removed."""
    derived: tuple[int, int]
    """Those that the software counts or writes down anew."""
    parent_kept: bool
    """Whether the version it was made from is kept, so that the numbers are known."""


@blueprint.route("/versions")
@blueprint.route("/<any(fr, en):language>/versions")
def versions_list(language: str = "") -> Response:
    """The versions that are kept, the youngest first: by negotiation, or a page in a language."""
    chosen = HTML if language else negotiate(accept_header(), _LIST_FORMATS)
    if chosen is HTML:
        reader = request_language()
        location = "" if language else f"/{reader}/versions"
        return html_page("versions.html", reader, location, listed=listed_versions())
    if chosen is JSON:
        return json_response({"versions": [_listed_data(item) for item in listed_versions()]})
    return rdf_document(released_quads(dataset(), []), chosen, "/versions")


@blueprint.route("/version/<name>")
def version(name: str) -> Response:
    """A version, by negotiation or by extension; ``latest`` and ``previous`` are names too.

    It is not marked as immutable: the description of a version, such as where its dumps are,
    may grow.
    """
    name, chosen = split_format(name, PAGE_FORMATS)
    found = named_version(site().settings.data_dir, name)
    chosen = chosen or negotiate(accept_header(), PAGE_FORMATS)
    full = found.manifest.id
    if chosen is HTML:
        language = request_language()
        return _version_page(found, language, f"/{language}/version/{full}")
    quads = version_quads(found, files_of(found))
    return rdf_document(quads, chosen, f"/version/{full}.{chosen.extension}")


@blueprint.route("/<any(fr, en):language>/version/<name>")
def version_page(language: str, name: str) -> Response:
    """The page of a version, in the language of the path."""
    return _version_page(named_version(site().settings.data_dir, name), language, "")


def split_format(name: str, offered: Sequence[Format]) -> tuple[str, Format | None]:
    """A name without the extension of a format, and that format if there is one."""
    stem, dot, extension = name.rpartition(".")
    chosen = next((item for item in offered if dot and item.extension == extension), None)
    return (stem, chosen) if chosen else (name, None)


def _version_page(found: Version, language: str, location: str) -> Response:
    manifest = found.manifest
    title = {"fr": "Version {0} du {1}", "en": "Version {0} of {1}"}[language]
    return html_page(
        "version.html",
        language,
        location=location,
        version=manifest,
        title=title.format(manifest.id[:12], manifest.created[:10]),
        iri=VERSION + manifest.id,
        stem=f"/version/{manifest.id}",
        formats=DOCUMENT_FORMATS,
    )


def listed_versions() -> list[ListedVersion]:
    """The versions that are kept, the youngest first."""
    data_dir = site().settings.data_dir
    served = dataset().version.manifest.id
    kept = {item.manifest.id: item for item in kept_versions(data_dir)}
    shown = []
    for name, found in kept.items():
        parent = kept.get(found.manifest.parent)
        try:
            for version in (found, parent):
                if version:
                    check(version)
        except BrokenVersion:  # what it would be compared with, or itself
            parent = None
        counts = _counts(parent.quads_path, found.quads_path) if parent else ((0, 0), (0, 0))
        shown.append(ListedVersion(found, name == served, *counts, parent is not None))
    return shown


@lru_cache(maxsize=1_000)
def _counts(before: Path, after: Path) -> tuple[tuple[int, int], tuple[int, int]]:
    """How many facts and how many derived statements came and went.

    Remembered, as neither file ever changes.
    """
    changes = thing_changes(SortedLines(before).text, SortedLines(after).text, DATASET)
    derived, facts = in_and_out(changes, is_computed)
    return totals(facts), totals(derived)


def _listed_data(item: ListedVersion) -> dict[str, Any]:
    manifest = item.version.manifest
    return {
        "iri": VERSION + manifest.id,
        "id": manifest.id,
        "created": manifest.created,
        "origin": manifest.origin,
        "served": item.served,
        "quads": manifest.quads,
        "triples": manifest.triples,
        "graphs": len(manifest.graphs),
        "parent": manifest.parent or None,
        **_count_data(item.facts, known=item.parent_kept),
        "derived": _count_data(item.derived, known=item.parent_kept),
    }


def _count_data(counts: tuple[int, int], *, known: bool) -> dict[str, int | None]:
    return dict(zip(("added", "removed"), counts if known else (None, None), strict=True))
