"""Boundary files: GeoJSON, ESRI shapefiles and GeoPackages, recognised by how they begin.

GDAL reads them through pyogrio. It opens a link that lies alone in a folder, so that it reads what
was named and nothing else, by the driver that the link’s name stands for, whatever the file’s own.

Source: https://gdal.org/en/stable/drivers/vector/
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyogrio
import shapely

from chantier.boundaries.codes import Fields
from chantier.errors import SourceError

MAX_BYTES = 256 << 20
"""Size of a GeoJSON, of a shapefile, or of the geometries in a layer of a GeoPackage."""
MAX_FEATURES = 20_000
"""Features in a layer: one with more is not a layer of regions."""
_CRS84 = "OGC:CRS84"
_BOM = b"\xef\xbb\xbf"
_SQLITE, _SHAPEFILE = b"SQLite format 3\0", b"\x00\x00\x27\x0a"
_COMPRESSED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf")
_SHAPEFILE_PARTS = {".dbf": "region codes", ".prj": "coordinate reference system", ".shx": "index"}
"""Suffix of a file beside the .shp → what it holds."""
_OFFLINE = {"GDAL_HTTP_PROXY": "127.0.0.1:9"}
"""GDAL follows links in a GeoJSON to descriptions of a CRS: here they lead nowhere."""
_GEOMETRY_COLUMNS = """
SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns ORDER BY table_name
"""


@dataclass(frozen=True, slots=True)
class Layer:
    """The features of a file that lie in one table."""

    fields: Fields
    crs: str
    """Coordinate reference system, in any form that PROJ reads; empty where none is named."""
    geometries: Callable[[], Sequence[Any]]
    """Reads the geometry of each feature, as shapely has it; ``None`` where it has none."""


def read_layers(path: Path) -> list[Layer]:
    """The layers of a boundary file; only a GeoPackage may have several, or none.

    Raises:
        SourceError: it cannot be read, is no such file, or is too large.
    """
    try:
        with path.open("rb") as file:
            start = file.read(64)
        size = path.stat().st_size
    except OSError as error:
        raise SourceError(f"the file cannot be read: {error.strerror}.", path) from error
    if start.startswith(_COMPRESSED):
        raise SourceError("the file is compressed. Unpack it, and give the file within.", path)
    if start.startswith(_SQLITE):
        return list(_geopackage_layers(path))  # which may be large, for all its other layers
    if start.startswith(_SHAPEFILE):
        return [_shapefile_layer(path, start, size)]
    if start.removeprefix(_BOM).lstrip().startswith(b"{"):
        return [_geojson_layer(path, size)]
    raise SourceError("this is no GeoJSON, no shapefile (.shp) and no GeoPackage (.gpkg).", path)


@dataclass(frozen=True, slots=True)
class _File:
    """A file as GDAL opens it."""

    path: Path
    format: str
    suffixes: tuple[str, ...]
    """Of its parts, the one that is opened first."""
    options: Mapping[str, str] = field(default_factory=dict)

    def read(self, **options: Any) -> tuple[str, dict[str, tuple[Any, ...]], Sequence[Any]]:
        """CRS, fields and geometries, the last as well-known binary.

        Raises:
            SourceError: GDAL cannot read it.
        """
        with TemporaryDirectory(prefix="boundaries-") as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of GDAL, on what does not matter to outlines
            for suffix in self.suffixes:
                part = self.path if suffix == self.suffixes[0] else self.path.with_suffix(suffix)
                Path(folder, f"regions{suffix}").symlink_to(part.resolve())
            opened = f"{folder}/regions{self.suffixes[0]}"
            try:
                pyogrio.set_gdal_config_options(_OFFLINE)
                prefix = "GeoJSON:" if self.format == "GeoJSON" else ""  # nor one of its relatives
                meta, _, geometries, columns = pyogrio.raw.read(
                    prefix + opened, **self.options, **options
                )
            # UnboundLocalError: pyogrio 0.13 where GDAL cannot write the CRS.
            except (RuntimeError, ValueError, UnboundLocalError) as error:
                reason = str(error).replace(opened, self.path.name)
                raise SourceError(
                    f"this is not a {self.format} that can be read: {reason}.", self.path
                ) from error
        values = (tuple(column.tolist()) for column in columns)
        fields = dict(zip(meta["fields"].tolist(), values, strict=True))
        return meta["crs"] or "", fields, [] if geometries is None else geometries

    def layer(self, size: float = 0, **options: Any) -> Layer:
        """A layer of it, the only one where none is named; geometries are read when needed.

        Args:
            size: of the geometries, in bytes, where only they may be large.
            options: for pyogrio.

        Raises:
            SourceError: it has too many features, or GDAL cannot read it.
        """
        most = MAX_FEATURES + 1
        crs, fields, _ = self.read(read_geometry=False, max_features=most, **options)
        if any(len(values) == most for values in fields.values()):
            raise SourceError(
                f"it has more than {MAX_FEATURES} features. Take a layer of the regions.", self.path
            )

        def geometries() -> Sequence[Any]:
            _check_size(size, "the geometries of its regions have", self.path)
            return list(shapely.from_wkb(self.read(columns=[], force_2d=True, **options)[2]))

        return Layer(fields, crs, geometries)


def _geopackage_layers(path: Path) -> Iterator[Layer]:
    """The layers of a GeoPackage, without those that are too long to be of regions.

    It is opened as one that does not change, so that SQLite writes no files beside it.
    """
    file = _File(path, "GeoPackage", (".gpkg",), {"IMMUTABLE": "YES"})
    _, tables, _ = file.read(sql=_GEOMETRY_COLUMNS, read_geometry=False)
    for table, column, system in zip(*tables.values(), strict=True):
        name, geometry = _quoted(table), _quoted(column)
        query = f"SELECT COUNT(*), TOTAL(LENGTH({geometry})) FROM {name}"  # noqa: S608 — quoted
        _, sizes, _ = file.read(sql=query, read_geometry=False)
        (features,), (size,) = sizes.values()
        if features > MAX_FEATURES:
            continue
        layer = file.layer(size, layer=table)
        # 0 and −1 stand for a CRS that is not known.
        yield layer if system > 0 else replace(layer, crs="")


def _shapefile_layer(path: Path, start: bytes, size: int) -> Layer:
    for suffix, content in _SHAPEFILE_PARTS.items():
        part = path.with_suffix(suffix)
        if not part.is_file():
            raise SourceError(
                f"{part.name} is not beside it, which holds the {content}. Unpack the whole"
                " shapefile into one folder.",
                path,
            )
        size += part.stat().st_size
    _check_size(size, "the shapefile has", path)
    words = int.from_bytes(start[24:28], "big")
    if 2 * words > path.stat().st_size:
        raise SourceError("this shapefile cannot be read: it is cut short. Take it again.", path)
    crs = path.with_suffix(".prj").read_text(encoding="utf-8", errors="replace")
    file = _File(path, "shapefile", (".shp", ".dbf", ".shx"))
    # Only codes are read, so that it does not matter how accents are encoded.
    return replace(file.layer(encoding="ISO-8859-1"), crs=crs)


def _geojson_layer(path: Path, size: int) -> Layer:
    """The features of a GeoJSON; GDAL takes a CRS that it does not know for WGS 84."""
    _check_size(size, "the file has", path)
    try:
        document = json.loads(path.read_bytes())
        if document["type"] != "FeatureCollection":
            raise SourceError(
                f"this GeoJSON is a {document['type']}. Give a FeatureCollection, with a feature"
                " for each region.",
                path,
            )
        named = document.get("crs")  # of before RFC 7946, and still written
        crs = str(named["properties"]["name"]) if named else _CRS84
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise SourceError(f"this is not GeoJSON: {error}.", path) from error
    layer = _File(path, "GeoJSON", (".geojson",)).layer()
    return replace(layer, crs=crs)


def _check_size(size: float, subject: str, path: Path) -> None:
    if size > MAX_BYTES:
        raise SourceError(
            f"{subject} {int(size) >> 20} MiB, and {MAX_BYTES >> 20} MiB are read at most."
            " Take the layer of the regions alone, or a smaller scale.",
            path,
        )


def _quoted(name: str) -> str:
    """The name of a table or column as SQL has it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
