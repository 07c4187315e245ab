"""Things related to a thing a few links further on, found by a table of paths.

A pole names its territory, and the territory the region; a reader wants the region.
"""

from __future__ import annotations

from dataclasses import dataclass

from chantier.describe.entity import Name, name_of
from chantier.describe.values import links_from, links_to
from chantier.namespaces import CES, PREFIXES
from chantier.store.dataset import Dataset

_GEO = PREFIXES["geo"]
_SKOS = PREFIXES["skos"]
_TYPE = f"{PREFIXES['rdf']}type"
_WITHIN = (f"{_GEO}sfWithin", f"{_GEO}sfEquals")
_SERVES = (f"{CES}servesTerritory",)
STATEMENT_CONCEPTS = tuple(
    CES + name
    for name in (
        "action",
        "concerns",
        "aimsAt",
        "byMeansOf",
        "addressedTo",
        "atScale",
        "expressesValue",
        "modality",
    )
)
"""Properties by which a statement says something as concepts, in the order of a sentence."""
MAX_RELATED_THINGS = 60
"""Things shown at the end of one path."""

Step = tuple[tuple[str, ...], bool]
"""Properties, any of which may be followed, and whether from subject to object."""


@dataclass(frozen=True, slots=True)
class Related:
    """A path from the things of a class to related things."""

    key: str
    """Of the text that heads what is found."""
    start: str
    """Class of the things it starts from."""
    steps: tuple[Step, ...]
    end: str = ""
    """Class of what it leads to; empty for any."""


_REGION = f"{CES}AdministrativeRegion"
_POLE = f"{CES}RegionalPole"
_PATHS = (
    Related("thing_poles", _REGION, ((_WITHIN, False), (_SERVES, False)), _POLE),
    Related("thing_region", _POLE, ((_SERVES, True), (_WITHIN, True)), _REGION),
    Related(
        "thing_neighbours",
        _POLE,
        ((_SERVES, True), (_WITHIN, True), (_WITHIN, False), (_SERVES, False)),
        _POLE,
    ),
    Related("thing_statements", f"{_SKOS}Concept", ((STATEMENT_CONCEPTS, False),)),
    Related("thing_concepts", f"{_SKOS}ConceptScheme", (((f"{_SKOS}inScheme",), False),)),
    Related("thing_statements_of", f"{CES}StrategicFramework", (((f"{CES}statementOf",), False),)),
)


def related_to(
    dataset: Dataset, iri: str, types: set[str], language: str
) -> list[tuple[str, tuple[Name, ...]]]:
    """The things related to a thing, by path and by label; no path that leads nowhere.

    Args:
        dataset: where to look.
        iri: of the thing.
        types: its classes.
        language: of the labels.

    Returns:
        Keys of texts, with things.
    """
    found = []
    for path in _PATHS:
        if path.start in types:
            ends = [each for each in _follow(dataset, iri, path) if each != iri]
            names = [name_of(dataset, each, language) for each in ends[:MAX_RELATED_THINGS]]
            if names:
                found.append((path.key, tuple(sorted(names, key=lambda it: it.text.casefold()))))
    return found


def _follow(dataset: Dataset, iri: str, path: Related) -> list[str]:
    reached = [iri]
    for predicates, forwards in path.steps:
        links = links_from if forwards else links_to
        nexts = (each for here in reached for each in links(dataset, here, *predicates))
        reached = list(dict.fromkeys(nexts))
    return [
        each for each in reached if not path.end or path.end in links_from(dataset, each, _TYPE)
    ]
