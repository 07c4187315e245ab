"""The outline of each region, light enough for a page: dissolved, turned to CRS84, simplified.

Neighbours keep one common border, since all regions are simplified together.

Source: https://shapely.readthedocs.io/en/stable/reference/shapely.coverage_simplify.html
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import pyproj
import shapely

from chantier.boundaries.codes import CODES
from chantier.errors import SourceError

TOLERANCES = (0.005, 0.01, 0.02, 0.05, 0.1)
"""Degrees that are tried until the outlines are light enough; 0.01° is about a kilometre."""
SIZE_MOST = 140_000
"""Bytes that all outlines together may take as well-known text."""
_DECIMALS = 4
"""Of degrees: some ten metres."""
_OVERLAP_MOST = 0.01
"""How much of a region, of the smallest one, may lie in two polygons."""
_AWAY_MOST = 0.1
"""Degrees between a region and the point where the graph puts its name."""


def regions_of(codes: Sequence[str], geometries: Sequence[Any], crs: str) -> dict[str, Any]:
    """Give each region as one geometry in CRS84, whatever it is made of in the file.

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
        if twice > _OVERLAP_MOST * regions[code].area:
            raise SourceError(
                f"region {code} is there twice: its polygons overlap. Keep one feature a place."
            )
    _, twice = _united([*regions.values()])
    if twice > _OVERLAP_MOST * min(region.area for region in regions.values()):
        one, other = max(
            combinations(regions, 2), key=lambda pair: _shared(regions[pair[0]], regions[pair[1]])
        )
        raise SourceError(
            f"regions {one} and {other} overlap: the same place has two codes. Keep one of them."
        )
    return regions


def check_places(regions: Mapping[str, Any], points: Mapping[str, tuple[float, float]]) -> None:
    """Make sure that each region is where the graph puts its name.

    Args:
        regions: code → geometry, in CRS84.
        points: code → longitude and latitude, for those that are known.

    Raises:
        SourceError: one is elsewhere: the codes are others, or the CRS is not what the file says.
    """
    away = [
        code
        for code, point in points.items()
        if shapely.distance(regions[code], shapely.Point(*point)) > _AWAY_MOST
    ]
    if away:
        raise SourceError(
            f"region {', '.join(away)} is not where the graph has it. Check the field of the codes"
            " (--code-field) and the coordinate reference system of the file."
        )


def light(regions: Mapping[str, Any], tolerance: float | None = None) -> dict[str, str]:
    """Give the outlines as well-known text, simplified together.

    Args:
        regions: code → geometry, in CRS84.
        tolerance: degrees; ``None``: the least of ``TOLERANCES`` that makes them light enough.

    Raises:
        SourceError: they are not light enough, or a region does not withstand it.
    """
    size = 0
    for degrees in TOLERANCES if tolerance is None else (tolerance,):
        found = _simplified(regions, degrees)
        size = sum(map(len, found.values()))
        if size <= SIZE_MOST:
            return found
    raise SourceError(
        f"the outlines take {size // 1000} kB, and a page carries {SIZE_MOST // 1000} kB. Give a"
        " larger --tolerance."
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
    """Give the polygons that a geometry is made of, however deep; lines and points are left out."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _united(parts: Sequence[Any]) -> tuple[Any, float]:
    """Give what polygons cover together, and how much of it twice, in square degrees."""
    united = shapely.union_all(parts)
    return united, sum(part.area for part in parts) - united.area


def _shared(one: Any, other: Any) -> float:
    """Give how much two regions have in common, in square degrees."""
    area: float = shapely.intersection(one, other).area
    return area


def _simplified(regions: Mapping[str, Any], tolerance: float) -> dict[str, str]:
    """Give well-known text; islets smaller than the tolerance are left out, but not a region."""
    drawn = shapely.coverage_simplify([*regions.values()], tolerance)
    texts = {}
    for code, geometry in zip(regions, drawn, strict=True):
        rounded = shapely.set_precision(shapely.make_valid(geometry), 10.0**-_DECIMALS)
        parts = sorted(_polygons(rounded), key=lambda part: -part.area)
        if not parts:
            raise SourceError(f"nothing is left of region {code}. Give a smaller --tolerance.")
        kept = parts[:1] + [part for part in parts[1:] if part.area >= tolerance**2]
        whole = shapely.MultiPolygon(kept) if len(kept) > 1 else kept[0]
        texts[code] = shapely.to_wkt(
            shapely.orient_polygons(whole), rounding_precision=_DECIMALS, trim=True
        )
    return texts
