"""Where things are: their own geometry, or that of the territory they serve or lie in."""

from __future__ import annotations

from chantier.describe.values import iris, literals_in, values_in, values_of
from chantier.namespaces import CES, PREFIXES
from chantier.store.dataset import Dataset

_GEO = PREFIXES["geo"]
_WKT = f"{_GEO}asWKT"
_GEOMETRIES = (f"{_GEO}hasGeometry", f"{_GEO}hasDefaultGeometry")
_WITHIN = (
    f"{CES}servesTerritory",
    f"{PREFIXES['sdmx-dimension']}refArea",
    f"{_GEO}sfWithin",
)
"""Properties that lead from a thing to where it is, nearest first."""
_MAX_DEPTH = 3
"""Things looked at on the way outwards, the thing itself included."""


def geometry_of(dataset: Dataset, iri: str) -> str:
    """The geometry of a thing as WKT, or that of the nearest territory that has one.

    Where there are several, the first that is a point. Empty where none is known.
    """
    here = [iri]
    for _ in range(_MAX_DEPTH):
        for each in here:
            found = _wkt(dataset, each)
            if found:
                return found
        here = _territories(dataset, here)
    return ""


def _wkt(dataset: Dataset, iri: str) -> str:
    quads = dataset.quads_about(iri)
    texts = [literal.value for literal in literals_in(quads, _WKT)]
    values = values_in(quads, iri)
    for node in (node for predicate in _GEOMETRIES for node in iris(values, predicate)):
        texts += [literal.value for literal in literals_in(dataset.quads_about(node), _WKT)]
    return min(texts, key=lambda text: ("POINT" not in text, text), default="")


def _territories(dataset: Dataset, things: list[str]) -> list[str]:
    """The next places outwards, by the first property that any of the things has."""
    described = [values_of(dataset, each) for each in things]
    for predicate in _WITHIN:
        found = [value for values in described for value in iris(values, predicate)]
        if found:
            return list(dict.fromkeys(found))
    return []
