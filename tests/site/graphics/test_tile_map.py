"""The schematic map of the regions: its tiles, their places, their names."""

from __future__ import annotations

import csv
import io
import re
from itertools import combinations, pairwise

import pytest

from chantier.describe.entity import Name
from chantier.site.graphics.tile_map import (
    RIVER,
    TILE_POSITIONS,
    Region,
    TileMap,
    name_lines,
    tile_map,
)
from support.client import ROOT, Client

NEIGHBOURS = """
10-08 10-02 10-09 02-09 02-04 03-09 08-07 07-15 15-14 14-04 04-03 15-13 13-06 14-06
13-16 06-16 16-05 05-17 17-12 04-17 03-12 03-01 01-11 01-09 11-09
"""
"""Regions that touch, or face each other across the St. Lawrence."""
SOUTH_SHORE = ("16", "17", "05", "12", "01", "11")
COUNTS = """
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
SELECT ?code (COUNT(DISTINCT ?pole) AS ?count)
WHERE {
  ?region ces:regionCode ?code .
  OPTIONAL { ?pole a ces:RegionalPole ; ces:servesTerritory/geo:sfWithin ?region }
}
GROUP BY ?code
"""


def cells(code: str) -> set[tuple[int, int]]:
    x, y, width, height = TILE_POSITIONS[code]
    return {(x + i, y + j) for i in range(width) for j in range(height)}


def touch(one: str, other: str) -> bool:
    sides = ((1, 0), (-1, 0), (0, 1), (0, -1))
    return any((x + i, y + j) in cells(other) for x, y in cells(one) for i, j in sides)


def middle(code: str) -> tuple[float, float]:
    x, y, width, height = TILE_POSITIONS[code]
    return x + width / 2, y + height / 2


def points() -> dict[str, tuple[float, float]]:
    """Code of a region → longitude and latitude of its label point."""
    found = re.findall(
        r'geometrie:region-(\d\d)-etiquette\n.*?POINT\((\S+) (\S+)\)"',
        (ROOT / "data/regions.ttl").read_text(encoding="utf-8"),
        re.DOTALL,
    )
    return {code: (float(longitude), float(latitude)) for code, longitude, latitude in found}


def a_region(code: str, name: str = "Estrie", poles: int = 1) -> Region:
    pole = Name("https://w3id.org/chantier-es/id/pole/estrie", "Pôle", "fr")
    return Region(
        code, Name(f"https://w3id.org/chantier-es/id/region/{code}", name, "fr"), (pole,) * poles
    )


def test_there_are_seventeen_tiles_and_none_lies_on_another() -> None:
    assert sorted(TILE_POSITIONS) == [f"{number:02}" for number in range(1, 18)]
    for one, other in combinations(TILE_POSITIONS, 2):
        assert not cells(one) & cells(other), (one, other)


@pytest.mark.parametrize("pair", NEIGHBOURS.split())
def test_neighbours_are_neighbours_on_the_map(pair: str) -> None:
    assert touch(*pair.split("-"))


@pytest.mark.parametrize("axis", [0, 1])
def test_the_order_of_the_tiles_is_that_of_their_label_points(axis: int) -> None:
    """West to east and north to south: nearly all pairs that are well apart keep their order."""
    places, sign, apart = points(), (1, -1)[axis], (2.0, 1.5)[axis]
    pairs = [
        (one, other)
        for one, other in combinations(sorted(TILE_POSITIONS), 2)
        if abs(places[one][axis] - places[other][axis]) > apart
    ]
    kept = [
        (one, other)
        for one, other in pairs
        if sign
        * (places[one][axis] - places[other][axis])
        * (middle(one)[axis] - middle(other)[axis])
        >= 0
    ]
    assert len(pairs) > 50
    assert len(kept) >= 0.93 * len(pairs), set(pairs) - set(kept)


def test_the_river_flows_between_the_tiles_and_parts_the_shores() -> None:
    ends = list(pairwise(RIVER))
    for code in TILE_POSITIONS:
        x, y, width, height = TILE_POSITIONS[code]
        for (x1, y1), (x2, y2) in ends:
            inside_x = max(x1, x2) > x and min(x1, x2) < x + width
            inside_y = max(y1, y2) > y and min(y1, y2) < y + height
            assert not (inside_x and y < y1 < y + height and y1 == y2), code
            assert not (inside_y and x < x1 < x + width and x1 == x2), code
    for code in TILE_POSITIONS:
        across, down = middle(code)
        level = next((y1 for (x1, y1), (x2, y2) in ends if y1 == y2 and x1 <= across <= x2), 99)
        assert (down > level) == (code in SOUTH_SHORE), code


def test_a_name_is_broken_where_one_may_break_it_and_evenly() -> None:
    assert name_lines("Saguenay–Lac-Saint-Jean", 2) == ("Saguenay–", "Lac-Saint-Jean")
    assert name_lines("Gaspésie–Îles-de-la-Madeleine", 1) == (
        "Gaspésie–",
        "Îles-de-la-",
        "Madeleine",
    )
    assert name_lines("Nord-du-Québec", 4) == ("Nord-du-Québec",)
    assert name_lines("Laurentides", 1) == ("Laurentides",)
    assert name_lines("Anticonstitutionnellement", 1) == ("Anticonstitutionnellement",)


def test_regions_without_a_place_are_left_out_and_the_others_read_from_north_to_south() -> None:
    laid: TileMap = tile_map([a_region("05"), a_region("99"), a_region("10", "Nord-du-Québec", 0)])
    assert [tile.region.code for tile in laid.tiles] == ["10", "05"]
    assert (laid.columns, laid.rows) == (7, 6)
    assert laid.tiles[1].lines == ("Estrie",)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_map_and_the_list_of_the_home_page_say_what_sparql_says(
    client: Client, language: str
) -> None:
    answer = client.query(COUNTS, "text/csv").text
    counted = {row["code"]: int(row["count"]) for row in csv.DictReader(io.StringIO(answer))}
    assert len(counted) == 17
    page = client.get(f"/{language}/").text
    tiles = re.findall(
        rf'<a href="/{language}/id/region/(\d\d)"[^>]*>\s*<rect[^>]*>\s*<text class="code"[^>]*>'
        r'(\d\d)</text>.*?<text class="count"[^>]*>(\d+)</text>',
        page,
        re.DOTALL,
    )
    assert [code for code, said, _ in tiles if code != said] == []
    assert {code: int(count) for code, _, count in tiles} == counted
    assert len(tiles) == 17
    items = page.partition('<ol class="regions">')[2].partition("</ol>")[0].split("<li>")[1:]
    assert [item.count(f'href="/{language}/id/pole/') for item in items] == [
        counted[code] for code in sorted(counted)
    ]
