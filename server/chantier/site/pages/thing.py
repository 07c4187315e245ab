"""The page of a thing: what it is, how that is known, what is related, how to take and cite it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Response

from chantier.describe.entity import Description, Name, Property
from chantier.describe.figures import StatedFigure, compared, figure_of, figures_of
from chantier.describe.others import statements_of_others
from chantier.describe.passages import QuotePosition, position_of
from chantier.describe.provenance import Provenance, Source, provenance
from chantier.describe.related import STATEMENT_CONCEPTS, related_to
from chantier.describe.values import iris, values_of
from chantier.namespaces import BASE, CES, ID, PREFIXES
from chantier.publish.citation import Citation, as_bibtex, as_csl_json, as_text, citation
from chantier.rdf.formats import DOCUMENT_FORMATS
from chantier.site.graphics.tile_map import tile_map
from chantier.site.metadata import about
from chantier.site.regions import regions
from chantier.site.rendering import html_page
from chantier.store.dataset import Dataset

_IN_PATHS = "/%:@,;+!$*'()~"
"""What a path keeps as it is; the stem of a memento is quoted already."""
_REGION = PREFIXES["region"]
_VERBATIM = f"{CES}verbatim"
_TEXT = f"{CES}statementText"
_SAYING = (_VERBATIM, _TEXT, f"{PREFIXES['skos']}definition", f"{PREFIXES['dcterms']}description")
_BY_SOURCE = (
    f"{CES}confidence",
    f"{PREFIXES['dcterms']}source",
    f"{PREFIXES['prov']}hadPrimarySource",
    f"{CES}statedBy",
)
"""What the part on sources shows better."""
_BY_FIGURE = (
    f"{PREFIXES['sdmx-measure']}obsValue",
    f"{PREFIXES['sdmx-attribute']}unitMeasure",
    f"{CES}valueQualifier",
    f"{CES}measure",
    f"{PREFIXES['sdmx-dimension']}refArea",
    f"{PREFIXES['sdmx-dimension']}refPeriod",
    f"{PREFIXES['qb']}dataSet",
)
"""What the large number is shown with."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a thing says, in one language."""

    text: str
    language: str
    """Empty where it is not known."""
    kind: str
    """``quoted``: as printed; ``translated``: what was printed, in another language; ``stated``."""
    status: Name | None = None
    """Of a translation: whose it is."""
    sources: tuple[Source, ...] = ()
    """That attest these words."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the page of a thing shows beside its description; empty where there is none."""

    sources: Provenance
    words: tuple[Saying, ...]
    """What the thing says: a statement as printed, then as translated; a definition."""
    facets: tuple[Property, ...]
    figure: StatedFigure | None
    compared: list[StatedFigure]
    """The figure and those that disagree with it, side by side."""
    figures: list[StatedFigure]
    """About this territory or organisation."""
    related: list[tuple[str, tuple[Name, ...]]]
    properties: tuple[Property, ...]
    """All that is not shown above."""
    explained: tuple[Property, ...]
    """The properties that the page shows and of which the graph says what they mean."""
    position: QuotePosition | None
    """Of the thing, if it is a passage."""
    annotated: str
    """Slug of the thing, if it is a source document whose text has a page; else empty."""


def thing_response(
    data: Dataset, described: Description, language: str, stem: str, location: str = ""
) -> Response:
    """The page of a thing.

    Args:
        data: the version it is described in.
        described: what the graph says of it.
        language: ``fr`` or ``en``.
        stem: path of its documents, without extension.
        location: the page's own path when it was negotiated at another.
    """
    values = template_values(data, described, language, stem)
    if described.name.iri.startswith(_REGION):
        values["map"] = tile_map(regions(language))
    return html_page("thing.html", language, location=location, **values)


def template_values(
    data: Dataset, described: Description, language: str, stem: str
) -> dict[str, Any]:
    """The values of the template of a thing."""
    iri = described.name.iri
    cited = citation(iri, language, about(), data.version.manifest)
    return {
        "thing": described,
        "profile": profile(data, described, language),
        "others": statements_of_others(data, iri, language),
        "stem": quote(stem, safe=_IN_PATHS),
        "formats": DOCUMENT_FORMATS,
        "citation": cited,
        "cited": WrittenCitation.of(cited),
        "cite_stem": quote(f"/cite/{iri.removeprefix(BASE)}", safe=_IN_PATHS),
    }


@dataclass(frozen=True, slots=True)
class WrittenCitation:
    """A citation, written."""

    text: str
    bibtex: str
    csl_json: str

    @classmethod
    def of(cls, cited: Citation) -> WrittenCitation:
        """Write a citation in each form."""
        return cls(as_text(cited), as_bibtex(cited), as_csl_json(cited))


def profile(data: Dataset, described: Description, language: str) -> Profile:
    """What a page shows beside the description of a thing."""
    iri = described.name.iri
    types = {kind.iri for kind in described.types}
    by_iri = {item.name.iri: item for item in described.properties}
    figure = figure_of(data, iri, language)
    sources = provenance(data, iri, described.graphs, language)
    said = tuple(by_iri[name] for name in _SAYING if name in by_iri)
    status = by_iri.get(f"{CES}translationStatus")
    facets = tuple(by_iri[name] for name in STATEMENT_CONCEPTS if name in by_iri)
    shown = {item.name.iri for item in (*said, *facets)}
    shown |= set(_BY_SOURCE) if sources.own else set()
    shown |= set(_BY_FIGURE) if figure else set()
    properties = tuple(item for item in described.properties if item.name.iri not in shown)
    return Profile(
        sources=sources,
        words=tuple(_words(said, sources, language, status.values[0].name if status else None)),
        facets=facets,
        figure=figure,
        compared=compared(data, iri, language),
        figures=figures_of(data, iri, language),
        related=related_to(data, iri, types, language),
        properties=properties,
        explained=tuple(item for item in (*said, *facets, *properties) if item.explanation),
        position=position_of(data, iri),
        annotated=_annotated(data, iri),
    )


def _words(
    said: tuple[Property, ...], sources: Provenance, language: str, status: Name | None
) -> Iterator[Saying]:
    """The text of a thing: as printed first, then in the language of the reader."""
    printed = next((source.language for source in sources.own if source.quotation), "")
    is_quoted = any(item.name.iri == _VERBATIM for item in said)
    for item in said:
        found = [value.literal for value in item.values if value.literal is not None]
        for literal in sorted(found, key=lambda each: each.language != language):
            own = literal.language or ""
            if item.name.iri == _VERBATIM:
                yield Saying(literal.value, own or printed, "quoted")
            elif item.name.iri != _TEXT or not is_quoted:
                attested = sources.of(item.name.iri, literal)
                yield Saying(literal.value, own, "stated", sources=attested)
            elif own != printed:  # else it is what was printed, but for the layout
                yield Saying(literal.value, own, "translated", status)


def _annotated(data: Dataset, iri: str) -> str:
    slug = iri.removeprefix(f"{ID}source/")
    formats = iris(values_of(data, iri), f"{PREFIXES['dcterms']}hasFormat")
    return slug if f"{iri}.txt" in formats and slug != iri else ""
