"""Figures as a reader sees them: the number large, and all that it must not be read without."""

from __future__ import annotations

from dataclasses import dataclass

from chantier.describe.entity import Name, name_of
from chantier.describe.values import iris, links_from, links_to, literals, values_of
from chantier.namespaces import CES, PREFIXES
from chantier.store.dataset import Dataset
from chantier.text.numbers import exact_number, unit_symbol, with_symbol

_DIMENSION = PREFIXES["sdmx-dimension"]
_VALUE = f"{PREFIXES['sdmx-measure']}obsValue"
_COUNT = f"{CES}declaredMemberCount"
_DCTERMS = PREFIXES["dcterms"]
_AREA = f"{_DIMENSION}refArea"
_ABOUT = f"{CES}aboutOrganization"
_REFERENCE = f"{CES}ReferenceFigure"
_TYPE = f"{PREFIXES['rdf']}type"


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A number that a document states; what it does not state is ``None`` or empty."""

    name: Name
    number: str
    """As a person reads it in the language asked for, with its unit."""
    qualifier: Name | None
    """The hedge: more than, about."""
    measure: Name | None
    area: Name | None
    period: str
    """The year it is about, or the day on which it was said."""
    edition: Name | None
    source: Name | None
    confidence: Name | None


def figure_of(dataset: Dataset, iri: str, language: str) -> StatedFigure | None:
    """The number that an observation or a claim states; ``None`` where there is none."""
    values = values_of(dataset, iri)
    numbers = [*literals(values, _VALUE), *literals(values, _COUNT)]
    if not numbers:
        return None
    units = iris(values, f"{PREFIXES['sdmx-attribute']}unitMeasure")
    periods = [*literals(values, f"{_DIMENSION}refPeriod"), *literals(values, f"{_DCTERMS}date")]

    def first(*predicates: str) -> Name | None:
        found = [each for name in predicates for each in iris(values, name)]
        return name_of(dataset, found[0], language) if found else None

    return StatedFigure(
        name=name_of(dataset, iri, language),
        number=with_symbol(
            exact_number(numbers[0].value, language),
            unit_symbol(units[0]) if units else "",
            language,
        ),
        qualifier=first(f"{CES}valueQualifier"),
        measure=first(f"{CES}measure"),
        area=first(_AREA, _ABOUT),
        period=periods[0].value if periods else "",
        edition=first(f"{PREFIXES['qb']}dataSet"),
        source=first(f"{CES}statedIn", f"{_DCTERMS}source"),
        confidence=first(f"{CES}confidence"),
    )


def compared(dataset: Dataset, iri: str, language: str) -> list[StatedFigure]:
    """A figure beside those that answer the same question otherwise; empty without such.

    For an observation these are the ones it disagrees with; for a claim that counts the members of
    an organisation, every other that does, by date, those without one last.
    """
    values = values_of(dataset, iri)
    others = set(iris(values, f"{CES}disagreesWith"))
    counts = literals(values, _COUNT)
    if counts:
        for organisation in iris(values, _ABOUT):
            others |= {found.name.iri for found in figures_of(dataset, organisation, language)}
    others -= {iri}
    beside = (iri, *sorted(others)) if others else ()
    shown = [found for each in beside if (found := figure_of(dataset, each, language))]
    return sorted(shown, key=lambda it: (not it.period, it.period)) if counts else shown


def figures_of(dataset: Dataset, iri: str, language: str) -> list[StatedFigure]:
    """The figures about a territory or an organisation, by measure and period.

    Reference figures are left out: each repeats one of the others.
    """
    about = dict.fromkeys(links_to(dataset, iri, _AREA, _ABOUT))
    stated = (each for each in about if _REFERENCE not in links_from(dataset, each, _TYPE))
    found = (figure_of(dataset, each, language) for each in stated)
    return sorted((each for each in found if each), key=_by_measure)


def _by_measure(item: StatedFigure) -> tuple[str, str, str]:
    return (item.measure.text if item.measure else "", item.period, item.name.iri)
