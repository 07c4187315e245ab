"""From a boundary file to the outlines of the regions. Needs the extra ``geo``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import shapely

from chantier.boundaries.codes import codes_of
from chantier.boundaries.layers import Layer
from chantier.boundaries.outlines import check_places, light, regions_of
from chantier.boundaries.reading import read_layers
from chantier.errors import SourceError


def outlines_of(
    path: Path,
    points: Mapping[str, tuple[float, float]],
    code_field: str = "",
    tolerance: float | None = None,
) -> dict[str, str]:
    """Give the outline of each region as well-known text in CRS84, by its code.

    Args:
        path: of the file.
        points: code → longitude and latitude of a place in the region, for those known.
        code_field: name of the field of the codes; empty: it is found.
        tolerance: of the simplification, in degrees; ``None``: it is found.

    Raises:
        SourceError: why it cannot be; the message begins with the path.
    """
    try:
        layer, codes = _with_codes(read_layers(path), code_field)
        regions = regions_of(codes, layer.geometries(), layer.crs)
        check_places(regions, points)
        return light(regions, tolerance)
    except shapely.errors.ShapelyError as error:
        raise SourceError(f"its polygons are broken: {error}.", path) from error
    except SourceError as error:
        if error.path is not None:
            raise
        raise SourceError(str(error), path) from error


def _with_codes(layers: list[Layer], code_field: str) -> tuple[Layer, tuple[str, ...]]:
    """Give the layer of the regions with its codes: of several that tell them, the shortest."""
    found, complaints = [], []
    for layer in layers:
        try:
            found.append((layer, codes_of(layer.fields, code_field)))
        except SourceError as error:
            complaints.append(error)
    if not found:
        raise (
            complaints[0]
            if len(complaints) == 1
            else SourceError(
                f"none of its {len(layers)} layers has the official codes of all regions, 01 to 17."
                " Name the field with --code-field."
            )
        )
    return min(found, key=lambda pair: len(pair[1]))
