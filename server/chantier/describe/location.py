"""Where things are: their own geometry, or that of the territory they serve or lie in."""

from __future__ import annotations

import pyoxigraph as ox

from chantier.namespaces import CES, PREFIXES
from chantier.store.dataset import Dataset

_GEO = PREFIXES["geo"]
_WKT = f"{_GEO}asWKT"
_OWN = (f"{_GEO}hasGeometry", f"{_GEO}hasDefaultGeometry")
_WITHIN = (
    f"{CES}servesTerritory",
    f"{PREFIXES['sdmx-dimension']}refArea",
    f"{_GEO}sfWithin",
)
"""What leads from a thing to where it is, nearest first."""
_STEPS_MOST = 3


def geometry_of(dataset: Dataset, iri: str) -> str:
    """Give the geometry of a thing as WKT, or that of the nearest territory that has one.

    Where there are several, the first that is a point. Empty where none is known.
    """
    here = [iri]
    for _ in range(_STEPS_MOST):
        for each in here:
            found = _wkt(dataset, dataset.quads_about(each), each)
            if found:
                return found
        here = list(dict.fromkeys(_around(dataset, here)))
    return ""


def _wkt(dataset: Dataset, quads: list[ox.Quad], iri: str) -> str:
    texts = _literals(quads, _WKT)
    for predicate in _OWN:
        for node in _objects(quads, iri, predicate):
            texts += _literals(dataset.quads_about(node), _WKT)
    return min(texts, key=lambda text: ("POINT" not in text, text), default="")


def _around(dataset: Dataset, iris: list[str]) -> list[str]:
    for predicate in _WITHIN:
        found = [
            value for iri in iris for value in _objects(dataset.quads_about(iri), iri, predicate)
        ]
        if found:
            return found
    return []


def _objects(quads: list[ox.Quad], iri: str, predicate: str) -> list[str]:
    return [
        quad.object.value
        for quad in quads
        if quad.predicate.value == predicate
        and isinstance(quad.object, ox.NamedNode)
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value == iri
    ]


def _literals(quads: list[ox.Quad], predicate: str) -> list[str]:
    return [
        quad.object.value
        for quad in quads
        if quad.predicate.value == predicate and isinstance(quad.object, ox.Literal)
    ]
