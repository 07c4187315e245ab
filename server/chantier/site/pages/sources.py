"""The text of a source document, each range that is quoted marked and linked to what quotes it."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from chantier.describe.entity import name_of
from chantier.describe.passages import passages_of
from chantier.describe.values import literals, values_of
from chantier.errors import UnknownThing
from chantier.namespaces import ID, PREFIXES
from chantier.site.context import dataset, site
from chantier.site.data.documents import dated, require_known
from chantier.site.graphics.highlights import highlighted
from chantier.site.rendering import html_page

blueprint = Blueprint("sources", __name__)

_KINDS = ("statement", "heading", "name", "noise")
"""Kinds of passages, as the legend lists them."""


@blueprint.route("/<any(fr, en):language>/source/<slug>")
def source_page(language: str, slug: str) -> Response:
    """The text of a source document as received, with what was drawn from it."""
    iri, data = f"{ID}source/{slug}", dataset()
    require_known(iri)
    languages = literals(values_of(data, iri), f"{PREFIXES['dcterms']}language")
    text = _text(slug)
    passages = passages_of(data, iri, language)
    ranges = [(each.position.start, each.position.end, each.position.passage) for each in passages]
    found = {each.kind for each in passages}
    response = html_page(
        "source.html",
        language,
        name=name_of(data, iri, language),
        slug=slug,
        text_language=languages[0].value if languages else "",
        pieces=highlighted(text, ranges),
        passages={each.position.passage: each for each in passages},
        kinds=[kind for kind in _KINDS if kind in found],
        excerpts={
            each.position.passage: text[each.position.start : each.position.end]
            for each in passages
        },
        length=len(text),
    )
    return dated(response)


def _text(slug: str) -> str:
    folder = site().settings.sources / "data" / "sources"
    kept = {path.stem: path for path in folder.glob("*.txt")}  # a slug is no path
    if slug not in kept:
        raise UnknownThing(
            f"Le texte de {ID}source/{slug} n’est pas conservé ici, seulement sa description.",
            f"The text of {ID}source/{slug} is not kept here, only its description.",
        )
    return kept[slug].read_bytes().decode("utf-8")
