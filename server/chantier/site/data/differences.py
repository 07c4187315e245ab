"""What differs between two versions: a page, RDF Patch, JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from chantier.describe.entity import Name, labels_of, name_of
from chantier.errors import AnswerTooLarge
from chantier.namespaces import DATASET, LANGUAGES, VERSION
from chantier.rdf.diff import ThingChange, in_and_out, thing_changes
from chantier.rdf.formats import HTML, JSON, RDF_PATCH, negotiate
from chantier.rdf.patch import difference_data, totals, write_patch
from chantier.site.context import accept_header, request_language, site
from chantier.site.data.versions import split_format
from chantier.site.rendering import html_page
from chantier.site.responses import IMMUTABLE, json_response, response_in
from chantier.store.dataset import Dataset
from chantier.store.sources import is_computed
from chantier.store.timeline import named_version

blueprint = Blueprint("differences", __name__)

_MAX_STATEMENTS = 500
_FORMATS = (HTML, RDF_PATCH, JSON)


@blueprint.route("/versions/<first>..<second>")
def difference(first: str, second: str) -> Response:
    """What differs between two versions, by negotiation or by extension."""
    second, chosen = split_format(second, _FORMATS)
    before, after = _datasets(first, second)
    chosen = chosen or negotiate(accept_header(), _FORMATS)
    old, new = before.version.manifest.id, after.version.manifest.id
    ids = f"{old}..{new}"
    if chosen is HTML:
        language = request_language()
        return _page(before, after, language, f"/{language}/versions/{ids}")
    if chosen is JSON:
        response = json_response(_data(before, after))
    else:
        rows = write_patch(before.text, after.text, VERSION + new, VERSION + old)
        response = response_in(chosen, b"".join(rows))
    response.headers["Content-Location"] = f"/versions/{ids}.{chosen.extension}"
    if f"{first}..{second}" == ids:
        response.headers["Cache-Control"] = IMMUTABLE
    return response


@blueprint.route("/<any(fr, en):language>/versions/<first>..<second>")
def difference_page(language: str, first: str, second: str) -> Response:
    """The page of a difference, in the language of the path."""
    return _page(*_datasets(first, second), language, "")


def _page(before: Dataset, after: Dataset, language: str, location: str) -> Response:
    old, new = before.version, after.version
    derived, facts = _changes(before, after)

    def name(iri: str) -> Name:
        now = name_of(after, iri, language)
        return now if now.language else name_of(before, iri, language)

    return html_page(
        "difference.html",
        language,
        location=location,
        before=old.manifest,
        after=new.manifest,
        difference=difference_data("", "", _first(facts, _MAX_STATEMENTS), (), lambda _: {}),
        facts=totals(facts),
        derived=totals(derived),
        shown=_MAX_STATEMENTS,
        name=name,
        stem=f"/versions/{old.manifest.id}..{new.manifest.id}",
        formats=(RDF_PATCH, JSON),
    )


def _data(before: Dataset, after: Dataset) -> dict[str, Any]:
    derived, facts = _changes(before, after)
    maximum = site().settings.answer_solutions
    if sum((*totals(facts), *totals(derived))) > maximum:
        raise AnswerTooLarge(
            f"More than {maximum:,} statements differ. Take the patch (.{RDF_PATCH.extension})."
        )
    return difference_data(
        VERSION + before.version.manifest.id,
        VERSION + after.version.manifest.id,
        facts,
        derived,
        lambda iri: labels_of((after, before), iri, LANGUAGES),
    )


def _changes(before: Dataset, after: Dataset) -> tuple[list[ThingChange], list[ThingChange]]:
    """What the software counts or writes down anew, which is no news to a reader; the facts."""
    return in_and_out(thing_changes(before.text, after.text, DATASET), is_computed)


def _first(changes: Sequence[ThingChange], maximum: int) -> list[ThingChange]:
    """The first statements of a difference, up to a maximum."""
    kept = []
    for change in changes:
        removed = change.removed[:maximum]
        added = change.added[: maximum - len(removed)]
        maximum -= len(removed) + len(added)
        if removed or added:
            kept.append(replace(change, removed=removed, added=added))
    return kept


def _datasets(first: str, second: str) -> tuple[Dataset, Dataset]:
    data_dir = site().settings.data_dir
    return Dataset(named_version(data_dir, first)), Dataset(named_version(data_dir, second))
