"""Places among the solutions, on a plain map: points over a graticule, no tiles from anywhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.describe.entity import Name
from chantier.rdf.terms import Term
from chantier.rdf.wkt import geometry
from chantier.site.results.solutions import (
    Kind,
    Named,
    Row,
    Solutions,
    is_place,
    is_rank,
    number,
)

Located = Callable[[str], str]
"""Gives the geometry of a thing, or of where it is, as WKT; empty where none is known."""
PLACES_MOST = 500
_WIDTH, _MARGIN, _PAD = 720.0, 40.0, 0.08
_LEAST, _LARGEST = 5.0, 26.0
"""Radii of points, in pixels."""
_LETTER, _LINE = 7.0, 15.0
"""How much room a letter and a line of a label take."""
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30)
_LATITUDES, _LONGITUDES = ("lat", "latitude"), ("long", "lon", "lng", "longitude")


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at one point."""

    names: tuple[Name, ...]
    notes: tuple[str, ...]
    """The numbers of each, as the answer writes them; empty where there are none."""
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
    """What is drawn; without places, the answer has none."""

    places: tuple[Place, ...]
    graticule: tuple[Meridian, ...]
    width: float
    height: float
    measure: str
    """The variable that sizes the points; empty: none does."""
    unplaced: tuple[Name, ...]
    """What the answer names and nobody knows the place of."""


@dataclass(frozen=True, slots=True)
class _Found:
    name: Name
    note: str
    value: float
    at: tuple[float, float]


def draw_map(solutions: Solutions, named: Named, located: Located) -> Map:
    """Draw the places of an answer.

    They are read from a column of well-known text, else from columns named ``lat`` and ``long``,
    else from what is known of the first column whose IRIs have a place.
    """
    found, unplaced, measure = _find(solutions, named, located)
    if not found:
        return Map((), (), 0, 0, "", ())
    west, south, east, north = _extent([item.at for item in found])
    squeeze = max(math.cos(math.radians((south + north) / 2)), 0.05)
    scale = (_WIDTH - 2 * _MARGIN) / ((east - west) * squeeze)
    height = min((north - south) * scale, 1.4 * _WIDTH) + 2 * _MARGIN
    scale = min(scale, (height - 2 * _MARGIN) / (north - south))

    def project(longitude: float, latitude: float) -> tuple[float, float]:
        return (
            round(_MARGIN + (longitude - west) * squeeze * scale, 1),
            round(_MARGIN + (north - latitude) * scale, 1),
        )

    width = round(2 * _MARGIN + (east - west) * squeeze * scale, 1)
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
    solutions: Solutions, named: Named, located: Located
) -> tuple[list[_Found], tuple[Name, ...], str]:
    columns = range(len(solutions.variables))
    kinds = [solutions.kind(index) for index in columns]
    numbers = [i for i in columns if kinds[i] is Kind.NUMBER and not is_rank(solutions, i)]
    pair = tuple(
        next((i for i in numbers if solutions.variables[i].lower() in words), -1)
        for words in (_LONGITUDES, _LATITUDES)
    )
    measure = next((i for i in numbers if i not in pair), -1)
    places = [i for i in columns if kinds[i] is Kind.PLACE]
    iris = [i for i in columns if kinds[i] is Kind.IRI]

    def points(row: Row) -> Iterator[tuple[int, tuple[float, float] | None]]:
        """Give the columns that may say where a solution is, with what they say."""
        if places:
            yield first, _point(row[places[0]])
        elif min(pair) >= 0:
            yield first, _valid(number(row[pair[0]]), number(row[pair[1]]))
        else:
            for column in iris:
                yield column, _known(row[column], located)

    first = iris[0] if iris else -1
    told = {column for row in solutions.rows for column, at in points(row) if at}
    if not told:
        return [], (), ""
    column = min(told)
    found: dict[tuple[Name, tuple[float, float], str], _Found] = {}
    missing: dict[Name, None] = {}
    for row in solutions.rows:
        name, at = _name(row, column, named), dict(points(row))[column]
        if at:
            term = row[measure] if measure >= 0 else None
            note = term.value if isinstance(term, ox.Literal) else ""
            found[name, at, note] = _Found(name, note, number(term) or 0.0, at)
        elif name.text:
            missing[name] = None
    here = {item.name for item in found.values()}
    unplaced = tuple(name for name in missing if name not in here)
    variable = solutions.variables[measure] if measure >= 0 else ""
    return list(found.values())[:PLACES_MOST], unplaced, variable


def _name(row: Row, column: int, named: Named) -> Name:
    """Give what a solution is about: the IRI of a column, else its first text."""
    term = row[column] if column >= 0 else None
    if isinstance(term, ox.NamedNode):
        return named(term.value)
    text = next((t for t in row if isinstance(t, ox.Literal) and not is_place(t)), None)
    return Name("", text.value, text.language or "") if text else Name("", "", "")


def _known(term: Term | None, located: Located) -> tuple[float, float] | None:
    wkt = located(term.value) if isinstance(term, ox.NamedNode) else ""
    return _of_wkt(wkt) if wkt else None


def _point(term: Term | None) -> tuple[float, float] | None:
    return _of_wkt(term.value) if isinstance(term, ox.Literal) and is_place(term) else None


def _of_wkt(wkt: str) -> tuple[float, float] | None:
    """Give the point of a geometry, or the middle of what it spans."""
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
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    pad = max(east - west, north - south, 1.0) * _PAD
    return west - pad, south - pad, east + pad, north + pad


def _step(span: float) -> float:
    return next((step for step in _STEPS if span / step <= 8), _STEPS[-1])


def _within(low: float, high: float, step: float) -> list[float]:
    first = math.ceil(low / step)
    count = math.floor(high / step) - first + 1
    return [round((first + index) * step, 4) for index in range(count)]


def _placed(
    found: Sequence[_Found], project: Callable[[float, float], tuple[float, float]], width: float
) -> tuple[Place, ...]:
    together: dict[tuple[float, float], list[_Found]] = {}
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
        told: dict[Name, list[str]] = {}
        for item in items:
            told.setdefault(item.name, []).append(item.note)
        names, notes = tuple(told), tuple(" · ".join(filter(None, each)) for each in told.values())
        text = f"{names[0].text} +{len(names) - 1}" if len(names) > 1 else names[0].text
        label = _room(text, x, y, radii[at], taken, width)
        places.append(Place(names, notes, *at, x, y, radii[at], label))
    return tuple(places)


def _radius(value: float, largest: float) -> float:
    if largest <= 0:
        return _LEAST + 1
    return round(_LEAST + (_LARGEST - _LEAST) * math.sqrt(max(value, 0.0) / largest), 1)


def _room(
    text: str,
    x: float,
    y: float,
    radius: float,
    taken: list[tuple[float, float, float, float]],
    width: float,
) -> tuple[float, float] | None:
    """Give where a label may be written, beside its point, above or below it, if anywhere."""
    length = len(text) * _LETTER
    middle, apart = x - length / 2, radius + _LINE / 2 + 2
    for left, level in (
        (x + radius + 4, y),
        (x - radius - 4 - length, y),
        (middle, y - apart),
        (middle, y + apart),
    ):
        box = (left, level - _LINE / 2, left + length, level + _LINE / 2)
        crossed = any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for other in taken
        )
        if not crossed and box[0] >= 0 and box[2] <= width and text:
            taken.append(box)
            return round(left, 1), round(level + 4, 1)
    return None
