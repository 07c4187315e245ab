"""The schematic map of Québec: one tile for each administrative region, north up, west left.

The tiles keep neighbours together rather than areas and shores. The St. Lawrence runs between
them, so that each region lies on its own shore.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from textwrap import wrap

from chantier.describe.entity import Name

TILE_POSITIONS = {
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
_LINE_CHARACTERS = 11
"""Characters of a name that fit side by side on a tile one column wide."""


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative region and the poles that serve it."""

    code: str
    name: Name
    poles: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """A region on the map, in columns and rows."""

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
    """The map of some regions; one that has no position on it is left out."""
    tiles = [
        Tile(region, *position, name_lines(region.name.text, position[2]))
        for region in regions
        if (position := TILE_POSITIONS.get(region.code))
    ]
    return TileMap(
        tuple(sorted(tiles, key=lambda tile: (tile.y, tile.x))),
        max(x + width for x, _, width, _ in TILE_POSITIONS.values()),
        max(y + height for _, y, _, height in TILE_POSITIONS.values()),
        RIVER,
    )


def name_lines(name: str, columns: int) -> tuple[str, ...]:
    """The lines of a name on a tile, broken behind a dash, then at hyphens and spaces, evenly."""
    limit = _LINE_CHARACTERS * columns
    if len(name) <= limit:
        return (name,)
    return tuple(line for part in re.split("(?<=–)", name) for line in _evenly(part, limit))


def _evenly(part: str, limit: int) -> list[str]:
    """As few lines as a part of a name takes, of like length; a word is never broken."""
    fill = partial(wrap, part, break_long_words=False)
    fewest = len(fill(limit))
    return next(lines for width in range(1, limit + 1) if len(lines := fill(width)) == fewest)
