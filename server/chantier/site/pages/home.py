"""The home page and the list of questions: what a visitor meets first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from chantier.describe.entity import Name, name_of
from chantier.namespaces import ID, VERSION
from chantier.rdf.formats import HTML
from chantier.site.context import dataset, request_language, site, solutions
from chantier.site.data.documents import PAGE_FORMATS, document_format
from chantier.site.graphics.tile_map import tile_map
from chantier.site.metadata import dataset_citation
from chantier.site.regions import regions
from chantier.site.rendering import html_page
from chantier.store.changelog import Changelog
from chantier.text.numbers import quantity, unit_symbol

blueprint = Blueprint("pages", __name__)

_MAX_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and where its sentence stands."""

    name: Name
    source: Name
    sentence: str
    """Address of the sentence in the page of its source."""


@dataclass(frozen=True, slots=True)
class Mission:
    """The mission, word for word."""

    statement: Statement
    quote: str
    language: str
    """Of the quotation."""
    translation: str
    """Empty where the quotation is in the language of the reader."""
    status: Name
    """Of the translation."""
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that the page states."""

    value: str
    what: Name
    qualifier: Name | None
    year: str
    """Empty where it is not known."""
    note: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page and its statements."""

    name: Name
    statements: tuple[Statement, ...]


@blueprint.route("/")
@blueprint.route("/<any(fr, en):language>/")
def home(language: str = "") -> Response:
    """The home page, in the language of the path, else the visitor's; as RDF, the dataset."""
    chosen = HTML if language else document_format(PAGE_FORMATS)
    if chosen is not HTML:
        sent = redirect(f"/dataset.{chosen.extension}", code=303)
        sent.headers["Vary"] = "Accept"
        return sent
    location = "" if language else f"/{request_language()}/"
    language = request_language()
    changelog, version = Changelog(site().settings.data_dir), dataset().version
    changelog.catch_up(version)
    served = regions(language)
    featured = [question for question in site().questions.values() if "featured" in question.tags]
    return html_page(
        "home.html",
        language,
        location=location,
        mission=mission(language),
        figures=figures(language),
        sections=sections(language),
        regions=served,
        map=tile_map(served),
        poles=len({pole.iri for region in served for pole in region.poles}),
        examples=featured[:_MAX_EXAMPLES],
        citation=dataset_citation(language),
        version=f"{VERSION}{version.manifest.id}",
        changed=changelog.since(version.manifest.id),
    )


@blueprint.route("/<any(fr, en):language>/questions")
def questions_page(language: str) -> Response:
    """Every question the graph answers, with its query and its answer a link away."""
    return html_page("questions.html", language, questions=list(site().questions.values()))


def mission(language: str) -> Mission | None:
    """The mission, or ``None`` if the graph has none."""
    found = next(iter(solutions("home-mission")), None)
    if found is None:
        return None
    translation = found["textEn" if language == "en" else "text"]
    return Mission(
        _statement(found, language),
        found["quote"],
        found["tongue"],
        "" if found["tongue"] == language else translation,
        name_of(dataset(), found["status"], language),
        found["start"],
        found["end"],
    )


def figures(language: str) -> list[Figure]:
    """The key figures of the page."""
    return [
        Figure(
            quantity(float(found["value"]), unit_symbol(found.get("unit", "")), language),
            name_of(dataset(), found["what"], language),
            name_of(dataset(), found["qualifier"], language) if "qualifier" in found else None,
            found.get("year", ""),
            found.get("noteEn" if language == "en" else "note", ""),
            _statement(found, language),
        )
        for found in solutions("home-figures")
    ]


def sections(language: str) -> list[Section]:
    """The sections of the page that hold strategic statements, in its order."""
    grouped = defaultdict[str, list[Statement]](list)
    for found in solutions("home-statements"):
        grouped[found["section"]].append(_statement(found, language))
    return [
        Section(name_of(dataset(), iri, language), tuple(statements))
        for iri, statements in grouped.items()
    ]


def _statement(found: dict[str, str], language: str) -> Statement:
    slug = found["source"].removeprefix(f"{ID}source/")
    return Statement(
        name_of(dataset(), found["statement"], language),
        name_of(dataset(), found["source"], language),
        f"/{language}/source/{slug}#char={found['start']},{found['end']}",
    )
