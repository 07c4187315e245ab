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

_WIDTH = 10_000
"""Units across the drawing, so that whole numbers are fine enough: some 150 m each."""
_SOUTH, _NORTH, _ORIGIN, _MERIDIAN = (math.radians(degrees) for degrees in (46, 60, 44, -68.5))
_LOWEST, _HIGHEST = math.radians(-80), math.radians(89)
"""Beyond these a cone has no end."""
_AROUND = 0.2
"""How much of a region’s size is left free around it."""

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A region as it is stored."""

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
    label: Point | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The regions that have an outline, in the order given, and all of the drawing."""

    outlines: tuple[Outline, ...]
    frame: Frame


@lru_cache(4)
def drawing(places: tuple[Place, ...]) -> Drawing:
    """Draw regions; one whose text is no polygon in CRS84 is left out."""
    rings = {place.code: found for place in places if (found := _rings(place.wkt))}
    flat = {
        code: [[project(*position[:2]) for position in ring] for ring in each]
        for code, each in rings.items()
    }
    points = [point for each in flat.values() for ring in each for point in ring]
    if not points:
        return Drawing((), Frame(0, 0, _WIDTH, _WIDTH))
    west, north = min(x for x, _ in points), min(y for _, y in points)
    scale = _WIDTH / max(max(x for x, _ in points) - west, 1e-9)

    def place_of(x: float, y: float) -> Point:
        return round((x - west) * scale), round((y - north) * scale)

    outlines = []
    for place in places:
        if place.code in flat:
            drawn = [[place_of(*point) for point in ring] for ring in flat[place.code]]
            label = geometry(place.label)
            at = label["coordinates"][:2] if label and label["type"] == "Point" else None
            outlines.append(
                Outline(
                    place.code,
                    "".join(map(_path, drawn)),
                    _around(point for ring in drawn for point in ring),
                    place_of(*project(*at)) if at else None,
                )
            )
    return Drawing(tuple(outlines), Frame(0, 0, _WIDTH, place_of(0, max(y for _, y in points))[1]))


def framed(drawn: Drawing, code: str = "") -> Frame:
    """Give what to show: a region with some room around it, or all of the drawing.

    The proportions are always those of the whole, so that a page does not move.
    """
    found = next((each.frame for each in drawn.outlines if each.code == code), None)
    if found is None:
        return drawn.frame
    whole = drawn.frame
    grown = (1 + 2 * _AROUND) * max(found.width / whole.width, found.height / whole.height)
    part = min(max(grown, 0.01), 1)
    width, height = round(whole.width * part), round(whole.height * part)
    x, y = found.x + (found.width - width) // 2, found.y + (found.height - height) // 2
    return Frame(x, y, width, height)


def labelled(drawn: Drawing, letter: int) -> frozenset[str]:
    """Give the codes there is room for, at so many units a letter: of those too near, the larger.

    A code is written where it fits into its region, and away from those written already.
    """
    kept: dict[str, Point] = {}
    for outline in sorted(drawn.outlines, key=lambda each: -each.frame.width * each.frame.height):
        at = outline.label
        if (
            at
            and outline.frame.width > 2 * letter
            and not any(
                abs(at[0] - x) < 2 * letter and abs(at[1] - y) < 1.2 * letter
                for x, y in kept.values()
            )
        ):
            kept[outline.code] = at
    return frozenset(kept)


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Give where degrees lie on the map, in radii of the Earth: eastwards, then southwards."""
    cone = math.log(math.cos(_SOUTH) / math.cos(_NORTH)) / math.log(_tan(_NORTH) / _tan(_SOUTH))
    factor = math.cos(_SOUTH) * _tan(_SOUTH) ** cone / cone
    radius = factor / _tan(min(max(math.radians(latitude), _LOWEST), _HIGHEST)) ** cone
    angle = cone * (math.radians(longitude) - _MERIDIAN)
    return radius * math.sin(angle), radius * math.cos(angle) - factor / _tan(_ORIGIN) ** cone


def _tan(latitude: float) -> float:
    return math.tan(math.pi / 4 + latitude / 2)


def _rings(wkt: str) -> list[list[list[float]]]:
    found = geometry(wkt)
    if not found or found["type"] not in ("Polygon", "MultiPolygon"):
        return []
    polygons = found["coordinates"] if found["type"] == "MultiPolygon" else [found["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]


def _path(ring: Sequence[Point]) -> str:
    """Write a ring by the steps between its points, which takes half as much as the points."""
    steps = "".join(
        f"{x - before_x:+d}{y - before_y:+d}"
        for (before_x, before_y), (x, y) in pairwise(ring[:-1])
        if (x, y) != (before_x, before_y)
    )
    return f"M{ring[0][0]} {ring[0][1]}l{steps}z" if steps else ""


def _around(points: Iterable[Point]) -> Frame:
    listed = list(points)
    left, top = min(x for x, _ in listed), min(y for _, y in listed)
    right, bottom = max(x for x, _ in listed), max(y for _, y in listed)
    return Frame(left, top, right - left, bottom - top)
