"""The administrative regions and the poles that serve them, as a list and as a map."""

from __future__ import annotations

from collections import defaultdict

from chantier.describe.entity import name_of
from chantier.site.context import dataset, solutions
from chantier.site.graphics.tile_map import Region


def regions(language: str) -> list[Region]:
    """The regions by their code, each with its poles; names are in a language."""
    served = defaultdict[tuple[str, str], list[str]](list)
    for found in solutions("regions-and-poles"):
        served[found["code"], found["region"]] += [found["pole"]] if "pole" in found else []
    return [
        Region(
            code,
            name_of(dataset(), iri, language),
            tuple(name_of(dataset(), pole, language) for pole in poles),
        )
        for (code, iri), poles in served.items()
    ]
