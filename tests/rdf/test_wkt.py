"""Well-known text as GeoJSON."""

from __future__ import annotations

import pytest

from chantier.rdf.wkt import geometry

RING = "(0 0, 0 1, 1 1, 0 0)"  # clockwise


@pytest.mark.parametrize(
    ("wkt", "kind", "coordinates"),
    [
        ("POINT(-68.530 48.14)", "Point", [-68.53, 48.14]),
        (" point ( -1e1 +.5 ) ", "Point", [-10.0, 0.5]),
        ("POINT Z (1 2 3)", "Point", [1.0, 2.0, 3.0]),
        (
            "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(1 2)",
            "Point",
            [1.0, 2.0],
        ),
        ("LINESTRING(1 2, 3 4)", "LineString", [[1.0, 2.0], [3.0, 4.0]]),
        ("MULTIPOINT(1 2, 3 4)", "MultiPoint", [[1.0, 2.0], [3.0, 4.0]]),
        ("MULTIPOINT((1 2), (3 4))", "MultiPoint", [[1.0, 2.0], [3.0, 4.0]]),
        ("POLYGON((0 0, 1 0, 1 1, 0 0))", "Polygon", [[[0, 0], [1, 0], [1, 1], [0, 0]]]),
        ("MULTILINESTRING((1 2, 3 4))", "MultiLineString", [[[1.0, 2.0], [3.0, 4.0]]]),
    ],
)
def test_a_geometry_is_given_longitude_first(wkt: str, kind: str, coordinates: object) -> None:
    assert geometry(wkt) == {"type": kind, "coordinates": coordinates}


def test_outer_rings_turn_counter_clockwise_and_holes_clockwise() -> None:
    turned, kept = [[0, 0], [1, 1], [0, 1], [0, 0]], [[0, 0], [0, 1], [1, 1], [0, 0]]
    assert geometry(f"POLYGON({RING}, {RING})") == {
        "type": "Polygon",
        "coordinates": [turned, kept],
    }
    assert geometry(f"MULTIPOLYGON(({RING}))") == {
        "type": "MultiPolygon",
        "coordinates": [[turned]],
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "POINT EMPTY",
        "POINT(1)",
        "POINT(1 2, 3 4)",
        "POINT(a b)",
        "POINT(1 2",
        "POINT((1 2))",
        "POINT(1e999 2)",
        "POLYGON(1 2, 3 4)",
        "LINESTRING((1 2))",
        "POLYGON(())",
        "CIRCLE(1 2)",
        "GEOMETRYCOLLECTION(POINT(1 2))",
        "<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(48 -68)",
        "POINT" + "(" * 50_000 + "1 2" + ")" * 50_000,
        "POINT(" + "1" * 100_000 + "x)",
    ],
    ids=lambda text: text[:30],
)
def test_what_is_not_a_geometry_in_crs84_is_none(text: str) -> None:
    assert geometry(text) is None
