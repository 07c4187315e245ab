"""The schematic map of Québec: one tile for each administrative region, north up, west left.

The tiles keep who is whose neighbour rather than areas and shores. The St. Lawrence runs between
them, so that each region lies on its own shore.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chantier.describe.entity import Name

PLACES = {
    "10": (0, 0, 4, 2),  # Nord-du-Québec: all that lies above the 49th parallel, or nearly
    "09": (4, 1, 3, 2),  # Côte-Nord: the north shore of the Gulf
    "08": (0, 2, 2, 1),  # Abitibi-Témiscamingue
    "02": (2, 2, 2, 1),  # Saguenay–Lac-Saint-Jean
    "07": (0, 3, 1, 1),  # Outaouais: from here eastwards, the north shore of the river
    "15": (1, 3, 1, 1),  # Laurentides
    "14": (2, 3, 1, 1),  # Lanaudière
    "04": (3, 3, 1, 1),  # Mauricie
    "03": (4, 3, 1, 1),  # Capitale-Nationale
    "13": (1, 4, 1, 1),  # Laval
    "06": (2, 4, 1, 1),  # Montréal
    "16": (1, 5, 2, 1),  # Montérégie: from here eastwards, the south shore
    "05": (3, 5, 1, 1),  # Estrie
    "17": (3, 4, 1, 1),  # Centre-du-Québec
    "12": (4, 4, 1, 1),  # Chaudière-Appalaches
    "01": (5, 3, 1, 1),  # Bas-Saint-Laurent
    "11": (6, 3, 1, 1),  # Gaspésie–Îles-de-la-Madeleine
}
"""Code of a region → where its tile begins, from the west and from the north, and how far it goes
to the east and to the south."""
RIVER = ((1, 5), (3, 5), (3, 4), (5, 4), (5, 3), (7, 3))
"""The St. Lawrence, from Lake Saint-François to the Gulf: corners of tiles."""
_LINE = 11
"""Characters of a name that fit beside each other on a tile one column wide."""


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative region and the poles that serve it."""

    code: str
    name: Name
    poles: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """A region's place on the map, in columns and rows."""

    region: Region
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    """Its name, as it fits on the tile."""


@dataclass(frozen=True, slots=True)
class TileMap:
    """The tiles from north to south, and from west to east within a row."""

    tiles: tuple[Tile, ...]
    columns: int
    rows: int
    river: tuple[tuple[int, int], ...]


def tile_map(regions: Iterable[Region]) -> TileMap:
    """Lay the regions out; one that has no place on the map is left out."""
    tiles = [
        Tile(region, *PLACES[region.code], wrapped(region.name.text, PLACES[region.code][2]))
        for region in regions
        if region.code in PLACES
    ]
    return TileMap(
        tuple(sorted(tiles, key=lambda tile: (tile.y, tile.x))),
        max(x + width for x, _, width, _ in PLACES.values()),
        max(y + height for _, y, _, height in PLACES.values()),
        RIVER,
    )


def wrapped(name: str, columns: int) -> tuple[str, ...]:
    """Break a name that is too long: behind a dash, then at hyphens and spaces, evenly."""
    if len(name) <= _LINE * columns:
        return (name,)
    parts = re.split("(?<=–)", name)
    return tuple(line for part in parts for line in _evenly(part, _LINE * columns))


def _evenly(part: str, most: int) -> list[str]:
    """Put a part of a name on as few lines as it takes, of like length."""
    pieces = re.findall(r"[^\s-]+[\s-]*", part)
    fewest = len(_filled(pieces, most))
    narrowest = next(n for n in range(1, most + 1) if len(_filled(pieces, n)) == fewest)
    return [line.strip() for line in _filled(pieces, narrowest)]


def _filled(pieces: Iterable[str], most: int) -> list[str]:
    """Put pieces on lines, as many on each as fit; a piece is never broken."""
    lines: list[str] = []
    for piece in pieces:
        if lines and len((lines[-1] + piece).rstrip()) <= most:
            lines[-1] += piece
        else:
            lines.append(piece)
    return lines
