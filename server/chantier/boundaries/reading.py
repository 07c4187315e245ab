"""Boundary files: GeoJSON, ESRI shapefiles and GeoPackages, told apart by how they begin.

Sources: https://www.rfc-editor.org/rfc/rfc7946,
https://www.esri.com/content/dam/esrisites/sitecore-archive/Files/Pdfs/library/whitepapers/pdfs/shapefile.pdf
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

import shapefile
import shapely
from shapely.geometry import shape

from chantier.boundaries.geopackage import read_geopackage
from chantier.boundaries.layers import BYTES_MOST, Layer, as_fields
from chantier.errors import SourceError

_CRS84 = "OGC:CRS84"
_BOM = b"\xef\xbb\xbf"
_SQLITE, _SHAPEFILE = b"SQLite format 3\0", b"\x00\x00\x27\x0a"
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf")


def read_layers(path: Path) -> list[Layer]:
    """Give the layers of a boundary file; only a GeoPackage may have several, or none.

    Raises:
        SourceError: it cannot be read, is no such file, or is too large.
    """
    try:
        with path.open("rb") as file:
            start = file.read(64)
        size = path.stat().st_size
    except OSError as error:
        raise SourceError(f"the file cannot be read: {error.strerror}.", path) from error
    if start.startswith(_PACKED):
        raise SourceError("the file is compressed. Unpack it, and give the file within.", path)
    if start.startswith(_SQLITE):
        return read_geopackage(path)  # which may be large, for all its other layers
    if size > BYTES_MOST:
        raise SourceError(
            f"the file has {size >> 20} MiB, and {BYTES_MOST >> 20} MiB are read at most."
            " Take the layer of the regions alone, or a smaller scale.",
            path,
        )
    if start.startswith(_SHAPEFILE):
        return [_read_shapefile(path)]
    if start.removeprefix(_BOM).lstrip().startswith(b"{"):
        return [_read_geojson(path)]
    raise SourceError("this is no GeoJSON, no shapefile (.shp) and no GeoPackage (.gpkg).", path)


def _read_geojson(path: Path) -> Layer:
    try:
        document = json.loads(path.read_bytes())
        if document["type"] != "FeatureCollection":
            raise SourceError(
                f"this GeoJSON is a {document['type']}. Give a FeatureCollection, with a feature"
                " for each region.",
                path,
            )
        features = document["features"]
        fields = as_fields([feature["properties"] or {} for feature in features])
        shapes = [shape(item) if (item := feature["geometry"]) else None for feature in features]
        named = document.get("crs")  # of before RFC 7946, and still written
        crs = str(named["properties"]["name"]) if named else _CRS84
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise SourceError(f"this is not GeoJSON: {error}.", path) from error
    except shapely.errors.ShapelyError as error:
        raise SourceError(f"a geometry cannot be read: {error}.", path) from error
    return Layer(fields, crs, lambda: shapes)


def _read_shapefile(path: Path) -> Layer:
    attributes, system = path.with_suffix(".dbf"), path.with_suffix(".prj")
    for needed, holds in ((attributes, "region codes"), (system, "coordinate reference system")):
        if not needed.is_file():
            raise SourceError(
                f"{needed.name} is not beside it, which holds the {holds}. Unpack the whole"
                " shapefile into one folder.",
                path,
            )
    try:
        # Only codes are read, so that it does not matter how accents are encoded.
        with shapefile.Reader(str(path), encoding="ascii", encodingErrors="replace") as reader:
            rows = [dict(record.as_dict()) for record in reader.iterRecords()]
            shapes = [
                None if item.shapeType == shapefile.NULL else shape(item.__geo_interface__)
                for item in reader.iterShapes()
            ]
        crs = system.read_text(encoding="utf-8", errors="replace")
    except (shapefile.ShapefileException, struct.error, LookupError, OSError) as error:
        raise SourceError(f"this shapefile cannot be read: {error}.", path) from error
    except (TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise SourceError(f"this shapefile cannot be read: {error}.", path) from error
    if len(rows) != len(shapes):
        raise SourceError(f"{attributes.name} has not as many records as it has shapes.", path)
    return Layer(as_fields(rows), crs, lambda: shapes)
