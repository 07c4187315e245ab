"""Figures as a reader sees them: the number large, and all that it must not be read without."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from chantier.describe.entity import Name, name_of
from chantier.describe.passages import Values, iris, literals, values_of
from chantier.namespaces import CES, PREFIXES
from chantier.rdf.nquads import line_terms
from chantier.store.dataset import Dataset
from chantier.text.numbers import exact_number, unit_symbol, with_symbol

_DIMENSION = PREFIXES["sdmx-dimension"]
_VALUE, _COUNT = f"{PREFIXES['sdmx-measure']}obsValue", f"{CES}declaredMemberCount"
_DCTERMS = PREFIXES["dcterms"]
_AREA, _ABOUT = f"{_DIMENSION}refArea", f"{CES}aboutOrganization"


@dataclass(frozen=True, slots=True)
class Measured:
    """A number that a document gives; what is not said is ``None`` or empty."""

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


def measured(dataset: Dataset, iri: str, language: str) -> Measured | None:
    """Give the number that an observation or a claim states; ``None`` where there is none."""
    values = values_of(dataset, iri)
    numbers = [*literals(values, _VALUE), *literals(values, _COUNT)]
    if not numbers:
        return None
    units = iris(values, f"{PREFIXES['sdmx-attribute']}unitMeasure")
    periods = [*literals(values, f"{_DIMENSION}refPeriod"), *literals(values, f"{_DCTERMS}date")]

    def first(*predicates: str) -> Name | None:
        found = [each for name in predicates for each in iris(values, name)]
        return name_of(dataset, found[0], language) if found else None

    return Measured(
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


def compared(dataset: Dataset, iri: str, language: str) -> list[Measured]:
    """Give a figure beside those that answer the same question otherwise; empty without such.

    For an observation these are the ones it disagrees with; for a claim that counts the members of
    an organisation, every other that does, by date, those without one last.
    """
    values = values_of(dataset, iri)
    others = set(iris(values, f"{CES}disagreesWith"))
    if literals(values, _COUNT):
        for organisation in iris(values, _ABOUT):
            others |= {found.name.iri for found in figures_of(dataset, organisation, language)}
    others -= {iri}
    found = [measured(dataset, each, language) for each in (iri, *sorted(others))] if others else []
    shown = [each for each in found if each]
    return sorted(shown, key=lambda it: (not it.period, it.period)) if _counts(values) else shown


def figures_of(dataset: Dataset, iri: str, language: str) -> list[Measured]:
    """Give the figures about a territory or an organisation, by measure and period."""
    about = {f"<{name}>".encode() for name in (_AREA, _ABOUT)}
    lines = map(line_terms, dataset.lines_pointing_at(iri))
    subjects = sorted({subject for subject, verb, _ in lines if verb in about})
    found = [measured(dataset, each[1:-1].decode(), language) for each in subjects]
    return sorted((each for each in found if each), key=_by_measure)


def _by_measure(item: Measured) -> tuple[str, str, str]:
    return (item.measure.text if item.measure else "", item.period, item.name.iri)


def _counts(values: Values) -> list[ox.Literal]:
    return literals(values, _COUNT)
