"""The outline of each region, light enough for a page: dissolved, turned to CRS84, simplified.

Neighbours keep one common border, since all regions are simplified together.
This takes the extra ``geo``.

Source: https://shapely.readthedocs.io/en/stable/reference/shapely.coverage_simplify.html
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pyproj
import shapely

from chantier.boundaries.codes import CODES, codes_of
from chantier.boundaries.reading import Layer, read_layers
from chantier.errors import SourceError

TOLERANCES_DEGREES = (0.005, 0.01, 0.02, 0.05, 0.1)
"""Tolerances tried until the outlines are light enough; 0.01° is about a kilometre."""
MAX_OUTLINES_BYTES = 140_000
"""Size of all outlines together as well-known text."""
_COORDINATE_DECIMALS = 4
"""Of a degree, in what is stored: some ten metres."""
_MAX_OVERLAP_RATIO = 0.01
"""Part of the smallest region that may lie in two polygons."""
_MAX_DISTANCE_DEGREES = 0.1
"""Distance between a region and the point where the graph puts its name."""


def read_outlines(
    path: Path,
    points: Mapping[str, tuple[float, float]],
    code_field: str = "",
    tolerance: float | None = None,
) -> dict[str, str]:
    """The outline of each region in a boundary file, as well-known text in CRS84, by its code.

    Args:
        path: of the file.
        points: code → longitude and latitude of a place in the region, for those known.
        code_field: name of the field of the codes; empty: it is found.
        tolerance: of the simplification, in degrees; ``None``: it is found.

    Raises:
        SourceError: why it cannot be; the message begins with the path.
    """
    try:
        layer, codes = _layer_with_codes(read_layers(path), code_field)
        regions = regions_of(codes, layer.geometries(), layer.crs)
        check_places(regions, points)
        return simplified_outlines(regions, tolerance)
    except shapely.errors.ShapelyError as error:
        raise SourceError(f"its polygons are broken: {error}.", path) from error
    except SourceError as error:
        if error.path is not None:
            raise
        raise SourceError(str(error), path) from error


def _layer_with_codes(layers: list[Layer], code_field: str) -> tuple[Layer, tuple[str, ...]]:
    """The layer of the regions with its codes: of several that have them, the shortest."""
    found, errors = [], []
    for layer in layers:
        try:
            found.append((layer, codes_of(layer.fields, code_field)))
        except SourceError as error:
            errors.append(error)
    if found:
        return min(found, key=lambda pair: len(pair[1]))
    if len(errors) == 1:
        raise errors[0]
    raise SourceError(
        f"none of its {len(layers)} layers has the official codes of all regions, 01 to 17."
        " Name the field with --code-field."
    )


def regions_of(codes: Sequence[str], geometries: Sequence[Any], crs: str) -> dict[str, Any]:
    """Code → the region as one geometry in CRS84, whatever it is made of in the file.

    Raises:
        SourceError: a feature has no polygon, the CRS is not known, or polygons overlap.
    """
    for number, (code, geometry) in enumerate(zip(codes, geometries, strict=True), 1):
        if geometry is None or geometry.is_empty:
            raise SourceError(f"feature {number} (region {code}) has an empty geometry.")
        if geometry.geom_type not in ("Polygon", "MultiPolygon"):
            raise SourceError(
                f"feature {number} (region {code}) is a {geometry.geom_type}. Give polygons."
            )
    turned = _in_crs84(geometries, crs)
    regions = {}
    for code in CODES:
        parts = [
            polygon
            for each, geometry in zip(codes, turned, strict=True)
            if each == code
            for polygon in _polygons(shapely.make_valid(geometry))
        ]
        if not parts:
            raise SourceError(f"region {code} has no area.")
        regions[code], twice = _united(parts)
        if twice > _MAX_OVERLAP_RATIO * regions[code].area:
            raise SourceError(
                f"region {code} is there twice: its polygons overlap. Keep one feature a place."
            )
    _, twice = _united([*regions.values()])
    if twice > _MAX_OVERLAP_RATIO * min(region.area for region in regions.values()):
        one, other = max(
            combinations(regions, 2),
            key=lambda pair: float(shapely.intersection(*map(regions.get, pair)).area),
        )
        raise SourceError(
            f"regions {one} and {other} overlap: the same place has two codes. Keep one of them."
        )
    return regions


def check_places(regions: Mapping[str, Any], points: Mapping[str, tuple[float, float]]) -> None:
    """Refuse regions that are not where the graph puts their names.

    Args:
        regions: code → geometry, in CRS84.
        points: code → longitude and latitude, for those that are known.

    Raises:
        SourceError: one is elsewhere: the codes are others, or the CRS is not what the file says.
    """
    away = [
        code
        for code, point in points.items()
        if shapely.distance(regions[code], shapely.Point(*point)) > _MAX_DISTANCE_DEGREES
    ]
    if away:
        raise SourceError(
            f"region {', '.join(away)} is not where the graph has it. Check the field of the codes"
            " (--code-field) and the coordinate reference system of the file."
        )


def simplified_outlines(
    regions: Mapping[str, Any], tolerance: float | None = None
) -> dict[str, str]:
    """The outlines as well-known text, simplified together.

    Args:
        regions: code → geometry, in CRS84.
        tolerance: degrees; ``None``: the least that makes them light enough.

    Raises:
        SourceError: they are not light enough, or a region does not withstand it.
    """
    size = 0
    for degrees in TOLERANCES_DEGREES if tolerance is None else (tolerance,):
        found = _simplified(regions, degrees)
        size = sum(map(len, found.values()))
        if size <= MAX_OUTLINES_BYTES:
            return found
    raise SourceError(
        f"the outlines take {size // 1000} kB, and a page carries {MAX_OUTLINES_BYTES // 1000} kB."
        " Give a larger --tolerance."
    )


def _in_crs84(geometries: Sequence[Any], crs: str) -> list[Any]:
    if not crs:
        raise SourceError("the file does not say its coordinate reference system (CRS).")
    try:
        known = pyproj.CRS.from_user_input(crs)
        turn = pyproj.Transformer.from_crs(known, "OGC:CRS84", always_xy=True)
        turned = [
            shapely.transform(geometry, turn.transform, interleaved=False)
            for geometry in geometries
        ]
    except pyproj.exceptions.ProjError as error:
        raise SourceError(
            f"the coordinate reference system of the file is not known to PROJ: {crs[:80]}"
        ) from error
    if not all(math.isfinite(bound) for geometry in turned for bound in geometry.bounds):
        raise SourceError("some coordinates are not on Earth in the CRS that the file says.")
    return turned


def _polygons(geometry: Any) -> list[Any]:
    """The polygons that a geometry is made of, however deep; lines and points are left out."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _united(parts: Sequence[Any]) -> tuple[Any, float]:
    """What polygons cover together, and how much of it twice, in square degrees."""
    united = shapely.union_all(parts)
    return united, sum(part.area for part in parts) - united.area


def _simplified(regions: Mapping[str, Any], tolerance: float) -> dict[str, str]:
    """Code → well-known text; islets smaller than the tolerance are left out, but not a region."""
    drawn = shapely.coverage_simplify([*regions.values()], tolerance)
    texts = {}
    for code, geometry in zip(regions, drawn, strict=True):
        rounded = shapely.set_precision(shapely.make_valid(geometry), 10.0**-_COORDINATE_DECIMALS)
        parts = sorted(_polygons(rounded), key=lambda part: -part.area)
        if not parts:
            raise SourceError(f"nothing is left of region {code}. Give a smaller --tolerance.")
        kept = parts[:1] + [part for part in parts[1:] if part.area >= tolerance**2]
        whole = shapely.MultiPolygon(kept) if len(kept) > 1 else kept[0]
        texts[code] = shapely.to_wkt(
            shapely.orient_polygons(whole), rounding_precision=_COORDINATE_DECIMALS, trim=True
        )
    return texts
