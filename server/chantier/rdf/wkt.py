"""Geometries: from well-known text to GeoJSON.

Sources: https://docs.ogc.org/is/22-047r1/22-047r1.html (wktLiteral),
https://www.rfc-editor.org/rfc/rfc7946
"""

from __future__ import annotations

import json
import re
from itertools import accumulate, pairwise
from typing import Any

_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
"""Longitude before latitude: that of GeoJSON, and of a literal that names none."""
_WKT = re.compile(r"\s*(?:<([^>]*)>)?\s*([A-Za-z]+)\s*(?:Z\s*)?(\(.*\))\s*", re.DOTALL)
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_POSITION = re.compile(rf"(?<![\w.+-]){_NUMBER}\s+{_NUMBER}(?:\s+{_NUMBER})?")
_KINDS = {
    "POINT": ("Point", 1),
    "LINESTRING": ("LineString", 1),
    "POLYGON": ("Polygon", 2),
    "MULTIPOINT": ("MultiPoint", 1),
    "MULTILINESTRING": ("MultiLineString", 2),
    "MULTIPOLYGON": ("MultiPolygon", 3),
}
"""Word of WKT → GeoJSON's, and how many parentheses its positions stand in."""


def geometry(wkt: str) -> dict[str, Any] | None:
    """A geometry in CRS84 as GeoJSON; ``None`` for any other, or what is not WKT."""
    found = _WKT.fullmatch(wkt)
    if not found or (found[1] or _CRS84) != _CRS84 or found[2].upper() not in _KINDS:
        return None
    kind, depth = _KINDS[found[2].upper()]
    coordinates = _coordinates(found[3])
    if kind == "MultiPoint" and _is_nested(coordinates, 2):  # each point in its own parentheses
        coordinates = [position for point in coordinates for position in point]
    if not _is_nested(coordinates, depth):
        return None
    if kind == "Point":
        coordinates = coordinates[0] if len(coordinates) == 1 else None
    elif kind == "Polygon":
        coordinates = _turned(coordinates)
    elif kind == "MultiPolygon":
        coordinates = [_turned(rings) for rings in coordinates]
    return {"type": kind, "coordinates": coordinates} if coordinates else None


def _coordinates(text: str) -> Any:
    if max(accumulate((sign == "(") - (sign == ")") for sign in text)) > 3:
        return None
    positions = _POSITION.sub(lambda found: json.dumps([*map(float, found[0].split())]), text)
    try:
        return json.loads(positions.translate({ord("("): "[", ord(")"): "]"}))
    except ValueError:
        return None


def _is_nested(value: Any, depth: int) -> bool:
    """Whether these are positions within ``depth`` lists."""
    if not isinstance(value, list) or not value:
        return False
    if depth:
        return all(_is_nested(item, depth - 1) for item in value)
    return all(isinstance(number, float) and abs(number) < float("inf") for number in value)


def _turned(rings: list[list[list[float]]]) -> list[list[list[float]]]:
    """The rings of a polygon as GeoJSON has them: outer counter-clockwise, holes clockwise."""
    return [
        ring if (_doubled_area(ring) >= 0) == (place == 0) else ring[::-1]
        for place, ring in enumerate(rings)
    ]


def _doubled_area(ring: list[list[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
