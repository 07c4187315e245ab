"""Boundary files of every format, made of cells around the points of the regions’ names."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from support.borders import label_points

HAS_EXTRA = all(map(find_spec, ("shapely", "pyproj", "pyogrio")))
needs_extra = pytest.mark.skipif(
    not HAS_EXTRA, reason="boundary files take the extra geo: pip install -e '.[geo]'"
)
NAD83, LAMBERT = 4269, 32198


def cells() -> list[tuple[str, Any]]:
    """A polygon for each region, some with a neighbour; together they leave no gap."""
    import shapely

    points = label_points()
    whole = shapely.box(-80, 44, -57, 63)
    found = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint([*points.values()]), extend_to=whole)
    )
    return [
        (code, next(cell for cell in found if cell.contains(shapely.Point(*points[code]))))
        for code in sorted(points)
    ]


def collection(regions: list[tuple[str, Any]], field: str = "RES_CO_REG") -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "properties": {"fid": number, field: code},
            "geometry": cell.__geo_interface__ if cell is not None else None,
        }
        for number, (code, cell) in enumerate(regions, 100)
    ]
    return {"type": "FeatureCollection", "features": features}


def geojson(folder: Path, **changes: Any) -> Path:
    path = folder / "regions.geojson"
    path.write_text(json.dumps(collection(cells()) | changes), encoding="utf-8")
    return path


def layer_written(path: Path, regions: list[tuple[str, Any]], codes: Any, **options: Any) -> Path:
    """A layer of polygons, written by GDAL, in NAD83 unless another CRS is named."""
    import numpy as np
    import pyogrio
    import shapely

    names = np.array([f"Région {code}" for code, _ in regions], dtype=object)
    shapes = shapely.to_wkb(np.array([shape for _, shape in regions], dtype=object))
    options = {"crs": f"EPSG:{NAD83}", "geometry_type": "MultiPolygon"} | options
    pyogrio.raw.write(path, shapes, [names, np.array(codes)], ["NOM", "RES_CO_REG"], **options)
    return path


def shapefile_of(folder: Path) -> Path:
    """In NAD83, its text in Latin-1; the region 09 has two records, as islands give it."""
    import shapely

    regions = []
    for code, cell in cells():
        west, south, east, north = cell.bounds
        halves = [
            shapely.box(west, south, west + 1, north),
            shapely.box(west + 1, south, east, north),
        ]
        parts = [cell & half for half in halves] if code == "09" else [cell]
        regions += [(code, part) for part in parts]
    codes = [code for code, _ in regions]
    return layer_written(folder / "regions.shp", regions, codes, encoding="ISO-8859-1")


def geopackage(folder: Path) -> Path:
    """In metres; the code is a number, and another layer comes first that is not of regions."""
    import pyproj
    import shapely

    turn = pyproj.Transformer.from_crs("OGC:CRS84", LAMBERT, always_xy=True).transform
    regions = [
        (code, shapely.transform(shapely.segmentize(cell, 0.1), turn, interleaved=False))
        for code, cell in cells()
    ]
    path, crs = folder / "regions.gpkg", f"EPSG:{LAMBERT}"
    layer_written(path, regions[:1], [1000], crs=crs, layer="a town")
    codes = [int(code) for code, _ in regions]
    return layer_written(path, regions, codes, crs=crs, layer="regio_s", append=True)


FORMATS: dict[str, Callable[[Path], Path]] = {
    "GeoJSON": geojson,
    "shapefile": shapefile_of,
    "GeoPackage": geopackage,
}
