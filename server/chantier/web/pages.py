"""The home page, the questions and the examples: what a visitor meets first."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from chantier.model.formats import HTML
from chantier.namespaces import VERSION
from chantier.publish.tile_map import tile_map
from chantier.web import home as shown
from chantier.web.context import dataset, request_language, site
from chantier.web.documents import PAGE_FORMATS, document_format
from chantier.web.regions import regions
from chantier.web.rendering import page

blueprint = Blueprint("pages", __name__)

_EXAMPLES = 3
"""Questions that the home page shows."""


@blueprint.route("/")
def home() -> Response:
    """The home page, in the language the visitor prefers; as RDF, the dataset that it presents."""
    chosen = document_format(PAGE_FORMATS)
    if chosen is not HTML:
        sent = redirect(f"/dataset.{chosen.extension}", code=303)
        sent.headers["Vary"] = "Accept"
        return sent
    language = request_language()
    return _home(language, f"/{language}/")


@blueprint.route("/<any(fr, en):language>/")
def home_page(language: str) -> Response:
    """The home page, in the language of the path."""
    return _home(language, "")


@blueprint.route("/<any(fr, en):language>/questions")
def questions_page(language: str) -> Response:
    """Every question the graph answers, with its query and its answer a link away."""
    return page("questions.html", language, questions=list(site().questions.values()))


def _home(language: str, location: str) -> Response:
    served = regions(language)
    featured = [question for question in site().questions.values() if "featured" in question.tags]
    return page(
        "home.html",
        language,
        location=location,
        mission=shown.mission(language),
        figures=shown.figures(language),
        sections=shown.sections(language),
        regions=served,
        map=tile_map(served),
        poles=len({pole.iri for region in served for pole in region.poles}),
        examples=featured[:_EXAMPLES],
        citation=shown.citation(language),
        version=f"{VERSION}{dataset().version.manifest.id}",
        changed=shown.last_change(),
    )
