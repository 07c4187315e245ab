"""The explorer: what there is of each kind, narrowed down by facets and by words, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.wrappers import Response

from chantier.describe.entity import Name, name_of
from chantier.describe.search.facets import KINDS
from chantier.describe.search.fulltext import DESCRIPTION_PREDICATES, OTHER_NAME_PREDICATES
from chantier.describe.search.index import SearchIndex, SearchResult, Selection
from chantier.describe.values import literals_in
from chantier.errors import ParameterError
from chantier.site.context import dataset
from chantier.site.paging import check_page, page_number, pages_beside
from chantier.site.per_version import PerVersion
from chantier.site.rendering import html_page
from chantier.text.collation import sort_key
from chantier.text.words import Piece, Word, excerpt, search_words

blueprint = Blueprint("explorer", __name__)

_PAGE_SIZE_THINGS = 50
_MAX_SEARCH_CHARACTERS = 200
_EXCERPT_CHARACTERS = 220
"""Characters of the text shown under a thing, roughly."""
_MAX_VALUES_SHOWN = 8
"""Values of a facet shown at first; the others can be unfolded."""
_INDEX = PerVersion("index", SearchIndex)
_KINDS = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class ListedThing:
    """A thing in the list."""

    name: Name
    label: tuple[Piece, ...]
    kinds: tuple[str, ...]
    said: tuple[Piece, ...]
    """A part of what is said of it."""
    said_in: str
    """The language of that part."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet."""

    name: Name
    count: int
    address: str
    """Of the list with that value, or without it where it is chosen."""
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of a facet, those of the most things first."""

    facet: str
    values: tuple[Choice, ...]
    rest: tuple[Choice, ...]


@blueprint.route("/<any(fr, en):language>/explorer")
@blueprint.route("/<any(fr, en):language>/recherche")
def explorer(language: str) -> Response:
    """The things of a kind, or with some words, or both; without either, the kinds there are.

    Parameters that are no facet of the kind are ignored.
    """
    selection, number = _selection(), page_number()
    index = _INDEX.of(dataset())
    found = index.find(selection, language)
    last = max(-(-len(found.iris) // _PAGE_SIZE_THINGS), 1)
    check_page(number, last)
    given = _parameters(selection)
    starts = bool(selection.kind or selection.text)
    first = (number - 1) * _PAGE_SIZE_THINGS
    shown = found.iris[first : first + _PAGE_SIZE_THINGS] if starts else ()
    words = search_words(selection.text)
    return html_page(
        "explorer.html",
        language,
        location=_address(language, given, number),
        selection=selection,
        given={name: value for name, value in given.items() if name != "q"},
        kinds=[
            (name, found.kinds[name], _address(language, {"q": selection.text, "type": name}))
            for name in _KINDS
            if name in found.kinds
        ],
        everything=_address(language, {"q": selection.text}),
        total=len(found.iris) if starts else 0,
        start=first,
        things=[_listed(index, iri, words, language) for iri in shown],
        facets=list(_choices(index, found, selection, given, language)),
        turns={
            name: _address(language, given, other)
            for name, other in pages_beside(number, last).items()
        },
        suggestion=_suggestion(index, found, selection, given, language),
        narrowed=bool(selection.text or selection.values or "q" in request.args),
    )


def _selection() -> Selection:
    """The selection that this request asks for.

    Raises:
        ParameterError: there is no such kind, or the words are too many.
    """
    text = " ".join(request.args.get("q", "").split())
    if len(text) > _MAX_SEARCH_CHARACTERS:
        raise ParameterError(
            f"La recherche dépasse {_MAX_SEARCH_CHARACTERS} caractères. Cherchez moins de mots.",
            f"“q” is longer than {_MAX_SEARCH_CHARACTERS} characters. Use fewer words.",
        )
    name = request.args.get("type", "")
    if not name:
        return Selection(text=text)
    if name not in _KINDS:
        raise ParameterError(
            f"« {name} » n’est pas un genre de choses. Les genres : {', '.join(_KINDS)}.",
            f"“{name}” is not a type. The types are: {', '.join(_KINDS)}.",
        )
    kind = _KINDS[name]
    given = ((facet.name, request.args.get(facet.name, "")) for facet in kind.facets)
    return Selection(kind, tuple((facet, value) for facet, value in given if value), text)


def _parameters(selection: Selection) -> dict[str, str]:
    parameters = {
        "q": selection.text,
        "type": selection.kind.name if selection.kind else "",
        **dict(selection.values),
    }
    return {name: value for name, value in parameters.items() if value}


def _address(language: str, given: Mapping[str, str], number: int = 1) -> str:
    """The address of a page of a list, without the parameters that are empty."""
    kept = {name: value for name, value in given.items() if value}
    if number > 1:
        kept["page"] = str(number)
    query = urlencode(kept, safe=":/")
    return f"/{language}/explorer" + (f"?{query}" if query else "")


def _listed(index: SearchIndex, iri: str, words: tuple[Word, ...], language: str) -> ListedThing:
    name = name_of(dataset(), iri, language)
    said, said_in = _said(iri, name.text, words, language)
    return ListedThing(name, excerpt(name.text, words, 0), index.kinds_of(iri), said, said_in)


def _said(
    iri: str, label: str, words: tuple[Word, ...], language: str
) -> tuple[tuple[Piece, ...], str]:
    """The best part of what is said of a thing, and its language.

    That is where most of the words stand that its label does not bear; then what is said in the
    reader's language.
    """

    def holds(text: str, word: Word) -> bool:
        return any(marked for _, marked in excerpt(text, [word], 0))

    missing = [word for word in words if not holds(label, word)]
    predicates = DESCRIPTION_PREDICATES + (OTHER_NAME_PREDICATES if missing else ())
    quads = dataset().quads_about(iri)
    literals = [literal for name in predicates for literal in literals_in(quads, name)]
    literals.sort(key=lambda literal: literal.language not in (language, None))
    held = [sum(holds(literal.value, word) for word in missing) for literal in literals]
    if not literals:
        return (), ""
    best = literals[held.index(max(held))]
    return excerpt(best.value, words, _EXCERPT_CHARACTERS), best.language or ""


def _choices(
    index: SearchIndex,
    found: SearchResult,
    selection: Selection,
    given: Mapping[str, str],
    language: str,
) -> Iterator[Choices]:
    """The facets that narrow the list down, and those that were chosen."""
    chosen = dict(selection.values)
    for facet, counts in found.facets.items():
        values = dict(counts)
        if facet in chosen:
            values.setdefault(chosen[facet], 0)
        alike = len(values) == 1 and next(iter(values.values())) == len(found.iris)
        if not values or (alike and facet not in chosen):
            continue
        choices = []
        for value, count in values.items():
            is_chosen = chosen.get(facet) == value
            others = {name: other for name, other in given.items() if name != facet}
            address = _address(language, others if is_chosen else {**given, facet: value})
            choices.append(Choice(_value_name(index, value, language), count, address, is_chosen))
        choices.sort(key=lambda it: (not it.chosen, -it.count, sort_key(it.name.text, language)))
        yield Choices(facet, tuple(choices[:_MAX_VALUES_SHOWN]), tuple(choices[_MAX_VALUES_SHOWN:]))


def _value_name(index: SearchIndex, value: str, language: str) -> Name:
    term = index.term(value)
    is_iri = term != value or ":" in term
    return name_of(dataset(), term, language) if is_iri else Name("", term, "")


def _suggestion(
    index: SearchIndex,
    found: SearchResult,
    selection: Selection,
    given: Mapping[str, str],
    language: str,
) -> tuple[str, str] | None:
    """Similar words that would find something, and the address of the list with them."""
    proposed = "" if found.iris or not selection.text else index.suggestion(selection.text)
    return (proposed, _address(language, {**given, "q": proposed})) if proposed else None
