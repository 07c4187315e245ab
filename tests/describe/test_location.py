from __future__ import annotations

from pathlib import Path

from chantier.describe.location import geometry_of
from chantier.namespaces import expand
from chantier.store.dataset import Dataset
from support.small_graph import dataset_of

PLACES = """
<pole> ces:servesTerritory <territory> .
<territory> geo:sfWithin <region> .
<region> geo:hasGeometry <line>, <point> ; geo:sfWithin <far> .
<line> geo:asWKT "LINESTRING(0 0, 1 1)"^^geo:wktLiteral .
<point> geo:asWKT "POINT(3 4)"^^geo:wktLiteral .
<far> geo:hasGeometry [ geo:asWKT "POINT(9 9)"^^geo:wktLiteral ] .
<a> geo:sfWithin <b> . <b> geo:sfWithin <c> . <c> geo:sfWithin <far> .
"""


def test_a_pole_is_where_its_region_is(dataset: Dataset) -> None:
    point = geometry_of(dataset, expand("region:06"))
    assert point.startswith("POINT")
    assert geometry_of(dataset, expand("pole:montreal")) == point


def test_what_is_nowhere_has_no_geometry(dataset: Dataset) -> None:
    assert geometry_of(dataset, expand("c:valeur-equite")) == ""


def test_of_several_geometries_the_point_is_taken_and_the_nearest_territory_decides(
    tmp_path: Path,
) -> None:
    data = dataset_of(tmp_path, PLACES)
    assert geometry_of(data, "http://e/pole") == "POINT(3 4)"
    assert geometry_of(data, "http://e/far") == "POINT(9 9)"
    assert geometry_of(data, "http://e/b") == "POINT(9 9)"
    assert geometry_of(data, "http://e/a") == "", "a step too many"
