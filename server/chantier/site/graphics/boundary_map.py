"""The map of the regions by their boundaries: from well-known text to what SVG draws.

The projection is a conic one that keeps angles, with the parallels and the meridian that Québec
uses for its whole territory; on a sphere, since the drawing is coarser than the flattening.

Source: https://pubs.usgs.gov/publication/pp1395 (Snyder, Map projections, pages 106–107)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from chantier.rdf.wkt import geometry

_WIDTH_UNITS = 10_000
"""Across the drawing: whole numbers of a unit are fine enough, some 150 m each."""
_SOUTH_PARALLEL_RADIANS = math.radians(46)
_NORTH_PARALLEL_RADIANS = math.radians(60)
_ORIGIN_RADIANS = math.radians(44)
_MERIDIAN_RADIANS = math.radians(-68.5)
_MIN_LATITUDE_RADIANS = math.radians(-80)
_MAX_LATITUDE_RADIANS = math.radians(89)
"""Beyond these latitudes a cone has no end."""
_MARGIN_RATIO = 0.2
"""Part of a region’s size that is left free on each side of it."""

DrawnPoint = tuple[int, int]
"""Units from the west and from the north of the drawing."""


@dataclass(frozen=True, slots=True)
class RegionBoundary:
    """The boundary of a region as it is stored."""

    code: str
    wkt: str
    label: str
    """Where its code may be written: a point as well-known text, or empty."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the drawing, as ``viewBox`` has it."""

    x: int
    y: int
    width: int
    height: int

    def __str__(self) -> str:
        """Write it as SVG does."""
        return f"{self.x} {self.y} {self.width} {self.height}"


@dataclass(frozen=True, slots=True)
class Outline:
    """A region as it is drawn."""

    code: str
    path: str
    """As the ``d`` of a path has it."""
    frame: Frame
    """The least that holds it."""
    label: DrawnPoint | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The regions that have an outline, in the order given, and all of the drawing."""

    outlines: tuple[Outline, ...]
    frame: Frame


@lru_cache(4)
def drawing(boundaries: tuple[RegionBoundary, ...]) -> Drawing:
    """The drawing of regions; one whose text is no polygon in CRS84 is left out."""
    rings = {each.code: found for each in boundaries if (found := _rings(each.wkt))}
    flat = {
        code: [[project(*position[:2]) for position in ring] for ring in each]
        for code, each in rings.items()
    }
    points = [point for each in flat.values() for ring in each for point in ring]
    if not points:
        return Drawing((), Frame(0, 0, _WIDTH_UNITS, _WIDTH_UNITS))
    west, north = min(x for x, _ in points), min(y for _, y in points)
    scale = _WIDTH_UNITS / max(max(x for x, _ in points) - west, 1e-9)

    def drawn_at(x: float, y: float) -> DrawnPoint:
        return round((x - west) * scale), round((y - north) * scale)

    outlines = []
    for boundary in boundaries:
        if boundary.code in flat:
            drawn = [[drawn_at(*point) for point in ring] for ring in flat[boundary.code]]
            label = geometry(boundary.label)
            at = label["coordinates"][:2] if label and label["type"] == "Point" else None
            outlines.append(
                Outline(
                    boundary.code,
                    "".join(map(_path, drawn)),
                    _bounds(point for ring in drawn for point in ring),
                    drawn_at(*project(*at)) if at else None,
                )
            )
    _, height = drawn_at(0, max(y for _, y in points))
    return Drawing(tuple(outlines), Frame(0, 0, _WIDTH_UNITS, height))


def framed(drawn: Drawing, code: str = "") -> Frame:
    """The part of a drawing to show: a region with some room around it, or all of it.

    The proportions are always those of the whole, so that a page does not move.
    """
    found = next((each.frame for each in drawn.outlines if each.code == code), None)
    if found is None:
        return drawn.frame
    whole = drawn.frame
    grown = (1 + 2 * _MARGIN_RATIO) * max(found.width / whole.width, found.height / whole.height)
    part = min(max(grown, 0.01), 1)
    width, height = round(whole.width * part), round(whole.height * part)
    x, y = found.x + (found.width - width) // 2, found.y + (found.height - height) // 2
    return Frame(x, y, width, height)


def labelled(drawn: Drawing, letter: int) -> frozenset[str]:
    """The codes there is room for, at so many units a letter: of two too close, the larger region.

    A code is written where it fits into its region, and away from those written already.
    """
    kept: dict[str, DrawnPoint] = {}
    for outline in sorted(drawn.outlines, key=lambda each: -each.frame.width * each.frame.height):
        at = outline.label
        if at and outline.frame.width > 2 * letter:
            apart = ((abs(at[0] - x), abs(at[1] - y)) for x, y in kept.values())
            if all(across >= 2 * letter or down >= 1.2 * letter for across, down in apart):
                kept[outline.code] = at
    return frozenset(kept)


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """The position of degrees on the map, in radii of the Earth: eastwards, then southwards."""
    south, north = _SOUTH_PARALLEL_RADIANS, _NORTH_PARALLEL_RADIANS
    cone = math.log(math.cos(south) / math.cos(north)) / math.log(_tan(north) / _tan(south))
    factor = math.cos(south) * _tan(south) ** cone / cone
    bounded = min(max(math.radians(latitude), _MIN_LATITUDE_RADIANS), _MAX_LATITUDE_RADIANS)
    radius = factor / _tan(bounded) ** cone
    angle = cone * (math.radians(longitude) - _MERIDIAN_RADIANS)
    origin = factor / _tan(_ORIGIN_RADIANS) ** cone
    return radius * math.sin(angle), radius * math.cos(angle) - origin


def _tan(latitude: float) -> float:
    """The tangent of half the distance of a latitude from the south pole."""
    return math.tan(math.pi / 4 + latitude / 2)


def _rings(wkt: str) -> list[list[list[float]]]:
    """The rings of all polygons of a geometry; empty where it has none."""
    found = geometry(wkt)
    if not found or found["type"] not in ("Polygon", "MultiPolygon"):
        return []
    polygons = found["coordinates"] if found["type"] == "MultiPolygon" else [found["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]


def _path(ring: Sequence[DrawnPoint]) -> str:
    """A ring as SVG: its first point, then steps, which take half the room of points."""
    steps = "".join(
        f"{x - before_x:+d}{y - before_y:+d}"
        for (before_x, before_y), (x, y) in pairwise(ring[:-1])
        if (x, y) != (before_x, before_y)
    )
    return f"M{ring[0][0]} {ring[0][1]}l{steps}z" if steps else ""


def _bounds(points: Iterable[DrawnPoint]) -> Frame:
    across, down = zip(*points, strict=True)
    left, top = min(across), min(down)
    return Frame(left, top, max(across) - left, max(down) - top)
