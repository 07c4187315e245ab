"""The home page, the questions and the examples: what a visitor meets first."""

from __future__ import annotations

import json

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from chantier.model.formats import DOCUMENT_FORMATS, HTML, RESULTS_JSON
from chantier.namespaces import ID
from chantier.query.text import read
from chantier.store.describe import describe, name_of
from chantier.web.context import dataset, request_language, site
from chantier.web.documents import PAGE_FORMATS, document_format
from chantier.web.rendering import page

blueprint = Blueprint("pages", __name__)

_MISSION = f"{ID}enonce/mission"


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
    data = dataset()
    listed: dict[str, list[object]] = {}
    for section, query in site().page_queries.items():
        if not section.startswith("home-"):
            continue
        answer = json.loads(site().ask(read(query.text), RESULTS_JSON))
        listed[section.removeprefix("home-")] = [
            name_of(data, solution["thing"]["value"], language)
            for solution in answer["results"]["bindings"]
        ]
    return page(
        "home.html",
        language,
        location=location,
        mission=describe(data, _MISSION, language),
        listed=listed,
        featured=[q for q in site().questions.values() if "featured" in q.tags],
        formats=DOCUMENT_FORMATS,
    )
