"""The figures of the portrait editions, compared: what changed, what was derived, from what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor

from chantier.namespaces import ID
from chantier.text.numbers import unit_symbol

CONCEPT = f"{ID}concept/"
QUEBEC = f"{ID}territoire/quebec"
ENTERPRISES = f"{CONCEPT}nombre-entreprises"
REVENUE = f"{CONCEPT}chiffre-affaires"
JOBS = f"{CONCEPT}emplois-salaries"
PEOPLE = f"{CONCEPT}personnes-travaillant"
SHARE = f"{CONCEPT}part-des-entreprises"
KEY_MEASURES = (ENTERPRISES, REVENUE, JOBS, PEOPLE)
ALL_FORMS = f"{CONCEPT}forme-ensemble"
ALL_SECTORS = f"{CONCEPT}tous-secteurs"
UNVERIFIED = f"{CONCEPT}non-verifie"
_CONFIDENCES = ("confiance-elevee", "confiance-moyenne", "confiance-faible")
"""Concepts, the surest first."""
_UNHEDGED = {f"{CONCEPT}exact", f"{CONCEPT}exact-arrondi"}


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure that a document states: IRIs, but for the year and the value."""

    observation: str
    edition: str
    year: str
    area: str
    measure: str
    form: str
    sector: str
    source: str
    value: float
    unit: str
    qualifier: str
    confidence: str
    official: bool
    """Whether the document comes from the publisher of the edition."""

    @property
    def symbol(self) -> str:
        """The unit, as ``text.numbers.quantity`` takes it."""
        return unit_symbol(self.unit)

    @property
    def is_hedged(self) -> bool:
        """Whether the document hedges the value: “more than”, “nearly”."""
        return self.qualifier not in _UNHEDGED

    @property
    def is_whole(self) -> bool:
        """Whether it counts all legal forms and all sectors."""
        return self.form == ALL_FORMS and self.sector == ALL_SECTORS


@dataclass(frozen=True, slots=True)
class Evolution:
    """What a figure became from one edition to the next, and from which two it is computed."""

    before: Observation
    after: Observation

    @property
    def difference(self) -> float:
        """Of the values as written, hedges aside; without the noise of binary fractions."""
        return round(self.after.value - self.before.value, 6)

    @property
    def percent(self) -> float | None:
        """The difference as a percentage, to a tenth; ``None`` for percentages, or from zero."""
        if self.before.symbol == "%" or not self.before.value:
            return None
        return floor(1000 * self.difference / self.before.value + 0.5) / 10


@dataclass(frozen=True, slots=True)
class PortraitRow:
    """The figures of one thing (a measure, a form, a region) in each edition."""

    thing: str
    observations: tuple[Observation, ...]
    """The best first."""

    def of(self, year: str) -> list[Observation]:
        """The figures of a year, the best first; empty: no document gives one."""
        return [item for item in self.observations if item.year == year]

    @property
    def evolutions(self) -> list[Evolution]:
        """The evolution from each year to the next, between the best figures of both."""
        years = sorted({item.year for item in self.observations})
        best = [self.of(year)[0] for year in years]
        return [Evolution(before, after) for before, after in pairwise(best)]


@dataclass(frozen=True, slots=True)
class Ratio:
    """Revenue for each of what another figure of the same document counts."""

    revenue: Observation
    divisor: Observation

    @property
    def value(self) -> float:
        """In dollars, rounded to one: a half goes up, as ROUND has it in SPARQL."""
        return floor(self.revenue.value / self.divisor.value + 0.5)


def read_observation(solution: Mapping[str, str]) -> Observation:
    """Read a solution of ``queries/pages/figures-observations.rq``."""
    fields = dict(solution)
    value = float(fields.pop("value"))
    return Observation(
        value=int(value) if value.is_integer() else value,
        official=fields.pop("official") == "true",
        **fields,
    )


def best_first(observations: Iterable[Observation]) -> list[Observation]:
    """Sort figures: those of the edition’s publisher first, then by confidence, unhedged first."""

    def rank(item: Observation) -> tuple[bool, int, bool, str]:
        confidence = item.confidence.removeprefix(CONCEPT)
        known = _CONFIDENCES.index(confidence) if confidence in _CONFIDENCES else len(_CONFIDENCES)
        return (not item.official, known, item.is_hedged, item.observation)

    return sorted(observations, key=rank)


def by_value(observations: Iterable[Observation]) -> list[list[Observation]]:
    """Group figures that have one value; within a group and among groups, the best first."""
    found: dict[float, list[Observation]] = {}
    for item in best_first(observations):
        found.setdefault(item.value, []).append(item)
    return list(found.values())


def rows(
    observations: Iterable[Observation], thing: Callable[[Observation], str]
) -> list[PortraitRow]:
    """One row for each thing, in the order in which they come.

    Args:
        observations: each of a measure, territory, form and sector that a row may mix.
        thing: returns the IRI of what an observation is about.
    """
    found: dict[str, list[Observation]] = {}
    for item in observations:
        found.setdefault(thing(item), []).append(item)
    return [PortraitRow(iri, tuple(best_first(items))) for iri, items in found.items()]


def ratios(observations: Sequence[Observation], divisor: str) -> list[Ratio]:
    """Revenue for each of what a measure counts, where one document states both."""
    whole = [item for item in observations if item.is_whole]
    return [
        Ratio(revenue, other)
        for revenue in whole
        for other in whole
        if (revenue.measure, other.measure) == (REVENUE, divisor)
        and (revenue.area, revenue.year, revenue.source) == (other.area, other.year, other.source)
        and other.value
    ]
