"""Map of solutions: points over a graticule, without tiles from elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.describe.entity import Name
from chantier.rdf.terms import Term
from chantier.rdf.wkt import geometry
from chantier.site.results.solutions import (
    ColumnKind,
    Namer,
    SolutionRow,
    SolutionTable,
    is_place,
    is_rank,
    number,
)

Locator = Callable[[str], str]
"""From a thing to its geometry, or that of where it is, as WKT; empty where none is known."""
MAX_PLACES = 500
"""Places that are drawn; more would hide one another."""
_WIDTH_PX = 720.0
_MARGIN_PX = 40.0
_PADDING_RATIO = 0.08
"""Part of the extent that is left free around the places."""
_MIN_RADIUS_PX = 5.0
_MAX_RADIUS_PX = 26.0
_LETTER_PX = 7.0
"""Width of a letter of a label."""
_LINE_PX = 15.0
"""Height of a label."""
_MAX_LINES = 8
"""Lines of the graticule one way."""
_STEPS_DEGREES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30)
_LATITUDES = ("lat", "latitude")
"""Names of variables that hold latitudes."""
_LONGITUDES = ("long", "lon", "lng", "longitude")


@dataclass(frozen=True, slots=True)
class MapPoint:
    """The things at one point of the map."""

    names: tuple[Name, ...]
    notes: tuple[str, ...]
    """The numbers of each, as the results write them; empty where there are none."""
    longitude: float
    latitude: float
    x: float
    y: float
    radius: float
    label: tuple[float, float] | None
    """Where the first name is written, if there is room for it."""


@dataclass(frozen=True, slots=True)
class Meridian:
    """A line of the graticule, and the degrees it stands for."""

    degrees: float
    vertical: bool
    at: float


@dataclass(frozen=True, slots=True)
class Map:
    """A map of solutions; without places, none of them has one."""

    places: tuple[MapPoint, ...]
    graticule: tuple[Meridian, ...]
    width: float
    height: float
    measure: str
    """The variable that sizes the points; empty: none does."""
    unplaced: tuple[Name, ...]
    """Things among the solutions whose place is not known."""


@dataclass(frozen=True, slots=True)
class _Located:
    """A solution and where it is."""

    name: Name
    note: str
    value: float
    at: tuple[float, float]


def draw_map(solutions: SolutionTable, named: Namer, located: Locator) -> Map:
    """The map of the places among solutions.

    They are read from a column of well-known text, else from columns named ``lat`` and ``long``,
    else from what is known of the first column whose IRIs have a place.
    """
    found, unplaced, measure = _find(solutions, named, located)
    if not found:
        return Map((), (), 0, 0, "", ())
    west, south, east, north = _extent([item.at for item in found])
    squeeze = max(math.cos(math.radians((south + north) / 2)), 0.05)
    scale = (_WIDTH_PX - 2 * _MARGIN_PX) / ((east - west) * squeeze)
    height = min((north - south) * scale, 1.4 * _WIDTH_PX) + 2 * _MARGIN_PX
    scale = min(scale, (height - 2 * _MARGIN_PX) / (north - south))

    def project(longitude: float, latitude: float) -> tuple[float, float]:
        return (
            round(_MARGIN_PX + (longitude - west) * squeeze * scale, 1),
            round(_MARGIN_PX + (north - latitude) * scale, 1),
        )

    width = round(2 * _MARGIN_PX + (east - west) * squeeze * scale, 1)
    step = _step(max(east - west, north - south))
    lines = [
        Meridian(degrees, True, project(degrees, south)[0]) for degrees in _within(west, east, step)
    ] + [
        Meridian(degrees, False, project(west, degrees)[1])
        for degrees in _within(south, north, step)
    ]
    places = _placed(found, project, width)
    return Map(places, tuple(lines), width, round(height, 1), measure, unplaced)


def _find(
    solutions: SolutionTable, named: Namer, located: Locator
) -> tuple[list[_Located], tuple[Name, ...], str]:
    columns = range(len(solutions.variables))
    kinds = [solutions.kind(index) for index in columns]
    numbers = [i for i in columns if kinds[i] is ColumnKind.NUMBER and not is_rank(solutions, i)]
    pair = tuple(
        next((i for i in numbers if solutions.variables[i].lower() in words), -1)
        for words in (_LONGITUDES, _LATITUDES)
    )
    measure = next((i for i in numbers if i not in pair), -1)
    places = [i for i in columns if kinds[i] is ColumnKind.PLACE]
    iris = [i for i in columns if kinds[i] is ColumnKind.IRI]

    def points(row: SolutionRow) -> Iterator[tuple[int, tuple[float, float] | None]]:
        """The columns that may say where a solution is, with what they say."""
        if places:
            yield first, _point(row[places[0]])
        elif min(pair) >= 0:
            yield first, _valid(number(row[pair[0]]), number(row[pair[1]]))
        else:
            for column in iris:
                yield column, _known(row[column], located)

    first = iris[0] if iris else -1
    placing = {column for row in solutions.rows for column, at in points(row) if at}
    if not placing:
        return [], (), ""
    column = min(placing)
    found: dict[tuple[Name, tuple[float, float], str], _Located] = {}
    missing: dict[Name, None] = {}
    for row in solutions.rows:
        name, at = _name(row, column, named), dict(points(row))[column]
        if at:
            term = row[measure] if measure >= 0 else None
            note = term.value if isinstance(term, ox.Literal) else ""
            found[name, at, note] = _Located(name, note, number(term) or 0.0, at)
        elif name.text:
            missing[name] = None
    here = {item.name for item in found.values()}
    unplaced = tuple(name for name in missing if name not in here)
    variable = solutions.variables[measure] if measure >= 0 else ""
    return list(found.values())[:MAX_PLACES], unplaced, variable


def _name(row: SolutionRow, column: int, named: Namer) -> Name:
    """The name of what a solution is about: the IRI of a column, else its first text."""
    term = row[column] if column >= 0 else None
    if isinstance(term, ox.NamedNode):
        return named(term.value)
    text = next((t for t in row if isinstance(t, ox.Literal) and not is_place(t)), None)
    return Name("", text.value, text.language or "") if text else Name("", "", "")


def _known(term: Term | None, located: Locator) -> tuple[float, float] | None:
    wkt = located(term.value) if isinstance(term, ox.NamedNode) else ""
    return _of_wkt(wkt) if wkt else None


def _point(term: Term | None) -> tuple[float, float] | None:
    return _of_wkt(term.value) if isinstance(term, ox.Literal) and is_place(term) else None


def _of_wkt(wkt: str) -> tuple[float, float] | None:
    """The point of a geometry, or the middle of what it spans."""
    found = geometry(wkt)
    if not found:
        return None
    positions = list(_positions(found["coordinates"]))
    middle = [(min(axis) + max(axis)) / 2 for axis in zip(*positions, strict=True)]
    return _valid(middle[0], middle[1])


def _positions(value: list[object]) -> list[tuple[float, float]]:
    if value and isinstance(value[0], float) and isinstance(value[1], float):
        return [(value[0], value[1])]
    return [point for item in value if isinstance(item, list) for point in _positions(item)]


def _valid(longitude: float | None, latitude: float | None) -> tuple[float, float] | None:
    if longitude is None or latitude is None:
        return None
    fits = abs(longitude) <= 180 and abs(latitude) <= 90
    return (longitude, latitude) if fits else None


def _extent(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    """West, south, east and north of points, with some room around them."""
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    pad = max(east - west, north - south, 1.0) * _PADDING_RATIO
    return west - pad, south - pad, east + pad, north + pad


def _step(span: float) -> float:
    """Degrees between two lines of the graticule."""
    return next((step for step in _STEPS_DEGREES if span / step <= _MAX_LINES), _STEPS_DEGREES[-1])


def _within(low: float, high: float, step: float) -> list[float]:
    first = math.ceil(low / step)
    count = math.floor(high / step) - first + 1
    return [round((first + index) * step, 4) for index in range(count)]


def _placed(
    found: Sequence[_Located], project: Callable[[float, float], tuple[float, float]], width: float
) -> tuple[MapPoint, ...]:
    together: dict[tuple[float, float], list[_Located]] = {}
    for item in found:
        together.setdefault(item.at, []).append(item)
    largest = max((item.value for item in found), default=0.0)
    places = []
    taken: list[tuple[float, float, float, float]] = []
    radii = {
        at: _radius(max(item.value for item in items), largest) for at, items in together.items()
    }
    for at in together:
        x, y = project(*at)
        taken.append((x - radii[at], y - radii[at], x + radii[at], y + radii[at]))
    # The largest are drawn first, so that the small ones stay in sight and within reach.
    for at, items in sorted(together.items(), key=lambda pair: -radii[pair[0]]):
        x, y = project(*at)
        by_name: dict[Name, list[str]] = {}
        for item in items:
            by_name.setdefault(item.name, []).append(item.note)
        names = tuple(by_name)
        notes = tuple(" · ".join(filter(None, each)) for each in by_name.values())
        text = f"{names[0].text} +{len(names) - 1}" if len(names) > 1 else names[0].text
        label = _room(text, x, y, radii[at], taken, width)
        places.append(MapPoint(names, notes, *at, x, y, radii[at], label))
    return tuple(places)


def _radius(value: float, largest: float) -> float:
    if largest <= 0:
        return _MIN_RADIUS_PX + 1
    part = math.sqrt(max(value, 0.0) / largest)
    return round(_MIN_RADIUS_PX + (_MAX_RADIUS_PX - _MIN_RADIUS_PX) * part, 1)


def _room(
    text: str,
    x: float,
    y: float,
    radius: float,
    taken: list[tuple[float, float, float, float]],
    width: float,
) -> tuple[float, float] | None:
    """The position of a label: beside its point, above or below it; ``None`` without room."""
    length = len(text) * _LETTER_PX
    middle, apart = x - length / 2, radius + _LINE_PX / 2 + 2
    for left, level in (
        (x + radius + 4, y),
        (x - radius - 4 - length, y),
        (middle, y - apart),
        (middle, y + apart),
    ):
        box = (left, level - _LINE_PX / 2, left + length, level + _LINE_PX / 2)
        crossed = any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for other in taken
        )
        if not crossed and box[0] >= 0 and box[2] <= width and text:
            taken.append(box)
            return round(left, 1), round(level + 4, 1)
    return None
