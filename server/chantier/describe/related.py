"""What a reader of one kind of thing comes for, a few links further on: found by a table of roads.

A pole names its territory, and the territory the region; a reader wants the region.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chantier.describe.entity import Name, name_of
from chantier.namespaces import CES, PREFIXES
from chantier.rdf.nquads import line_terms
from chantier.store.dataset import Dataset

_GEO, _SKOS, _TYPE = PREFIXES["geo"], PREFIXES["skos"], f"{PREFIXES['rdf']}type"
_WITHIN = (f"{_GEO}sfWithin", f"{_GEO}sfEquals")
_SERVES = (f"{CES}servesTerritory",)
FACETS = tuple(
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
"""What a statement says, as concepts, in the order in which a sentence would."""
SHOWN = 60
"""Most things at the end of one road that are shown."""

Step = tuple[tuple[str, ...], bool]
"""Properties, any of which may be followed, and whether from subject to object."""


@dataclass(frozen=True, slots=True)
class Road:
    """Where a kind of thing leads to.

    ``key`` is that of the text that heads what is found.
    """

    key: str
    start: str
    """Class of the things it starts from."""
    steps: tuple[Step, ...]
    end: str = ""
    """Class of what it leads to; empty for any."""


_REGION, _POLE = f"{CES}AdministrativeRegion", f"{CES}RegionalPole"
ROADS = (
    Road("thing_poles", _REGION, ((_WITHIN, False), (_SERVES, False)), _POLE),
    Road("thing_region", _POLE, ((_SERVES, True), (_WITHIN, True)), _REGION),
    Road(
        "thing_neighbours",
        _POLE,
        ((_SERVES, True), (_WITHIN, True), (_WITHIN, False), (_SERVES, False)),
        _POLE,
    ),
    Road("thing_statements", f"{_SKOS}Concept", ((FACETS, False),)),
    Road("thing_concepts", f"{_SKOS}ConceptScheme", (((f"{_SKOS}inScheme",), False),)),
    Road("thing_statements_of", f"{CES}StrategicFramework", (((f"{CES}statementOf",), False),)),
)


def roads_from(
    dataset: Dataset, iri: str, types: set[str], language: str
) -> list[tuple[str, tuple[Name, ...]]]:
    """Give what the roads that start from a thing lead to, by label; none that lead nowhere.

    Args:
        dataset: where to look.
        iri: of the thing.
        types: its classes.
        language: of the labels.

    Returns:
        Keys of texts, with things.
    """
    found = []
    for road in ROADS:
        if road.start in types:
            ends = [each for each in _follow(dataset, iri, road) if each != iri]
            names = [name_of(dataset, each, language) for each in ends[:SHOWN]]
            if names:
                found.append((road.key, tuple(sorted(names, key=lambda it: it.text.casefold()))))
    return found


def _follow(dataset: Dataset, iri: str, road: Road) -> list[str]:
    reached = [iri]
    for predicates, forwards in road.steps:
        nexts = (each for here in reached for each in _step(dataset, here, predicates, forwards))
        reached = list(dict.fromkeys(nexts))
    wanted = f"<{road.end}>".encode()
    return [
        each
        for each in reached
        if not road.end or wanted in {line_terms(it)[2] for it in dataset.lines_with(each, _TYPE)}
    ]


def _step(dataset: Dataset, iri: str, predicates: tuple[str, ...], forwards: bool) -> Iterator[str]:
    if forwards:
        lines = (line for name in predicates for line in dataset.lines_with(iri, name))
        terms = (line_terms(line)[2] for line in lines)
    else:
        wanted = {f"<{name}>".encode() for name in predicates}
        pointing = map(line_terms, dataset.lines_pointing_at(iri))
        terms = (subject for subject, verb, _ in pointing if verb in wanted)
    for term in terms:
        if term[:1] == b"<":
            yield term[1:-1].decode()
