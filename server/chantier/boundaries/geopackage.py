"""GeoPackages: SQLite files that say which of their tables have geometries, and in which CRS.

Source: https://www.geopackage.org/spec/ (2.1.3 for how a geometry is stored)
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import shapely

from chantier.boundaries.layers import BYTES_MOST, Layer, as_fields
from chantier.errors import SourceError

_FEATURES_MOST = 20_000
"""A layer of more is not one of regions."""
_HEADER = 8
_ENVELOPES = (0, 32, 48, 48, 64)
"""Bytes of the bounds that stand before a geometry, by what its flags say."""
_LAYERS = """
SELECT g.table_name, g.column_name, s.organization, s.organization_coordsys_id, s.definition
FROM gpkg_geometry_columns AS g JOIN gpkg_spatial_ref_sys AS s USING (srs_id)
ORDER BY g.table_name
"""


def read_geopackage(path: Path) -> list[Layer]:
    """Give the layers of a GeoPackage, without those that are too long to be of regions.

    Raises:
        SourceError: it is a database of another kind, or broken.
    """
    with _opened(path) as base:
        return [layer for row in base.execute(_LAYERS) for layer in _layer(base, path, *row)]


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as base:
            yield base
    except sqlite3.Error as error:
        raise SourceError(f"this is not a GeoPackage that can be read: {error}.", path) from error


def _layer(
    base: sqlite3.Connection,
    path: Path,
    table: str,
    column: str,
    organization: str,
    number: int,
    definition: str,
) -> Iterator[Layer]:
    name, place = _quoted(table), _quoted(column)
    count, size = base.execute(
        f"SELECT COUNT(*), TOTAL(LENGTH({place})) FROM {name}"  # noqa: S608 — quoted names
    ).fetchone()
    if count > _FEATURES_MOST:
        return
    columns = [row[1] for row in base.execute(f"PRAGMA table_info({name})") if row[1] != column]
    listed = ", ".join(map(_quoted, columns)) or "NULL"
    rows = base.execute(f"SELECT {listed} FROM {name} ORDER BY rowid")  # noqa: S608 — as above
    fields = as_fields([dict(zip(columns, row, strict=False)) for row in rows])
    authority = f"{organization}:{number}" if number > 0 else ""
    crs = authority if organization.upper() in ("EPSG", "OGC", "ESRI") else definition
    yield Layer(fields, crs if number > 0 else "", partial(_geometries, path, name, place, size))


def _geometries(path: Path, name: str, place: str, size: float) -> list[Any]:
    if size > BYTES_MOST:
        raise SourceError(
            f"the geometries of {name} take {int(size) >> 20} MiB, and {BYTES_MOST >> 20} MiB are"
            " read at most. Take a smaller scale.",
            path,
        )
    with _opened(path) as base:
        rows = base.execute(f"SELECT {place} FROM {name} ORDER BY rowid")  # noqa: S608 — as above
        try:
            return [shapely.from_wkb(_wkb(blob)) if blob else None for (blob,) in rows]
        except (TypeError, ValueError, LookupError, struct.error) as error:
            raise SourceError(f"a geometry of {name} cannot be read: {error}.", path) from error
        except shapely.errors.ShapelyError as error:
            raise SourceError(f"a geometry of {name} cannot be read: {error}.", path) from error


def _wkb(blob: bytes) -> bytes:
    """Give the well-known binary that follows the header of a stored geometry."""
    magic, _, flags = struct.unpack_from("<2sBB", blob)
    if magic != b"GP":
        raise ValueError("it does not begin with GP")
    return blob[_HEADER + _ENVELOPES[flags >> 1 & 7] :]


def _quoted(name: str) -> str:
    """Give the name of a table or column as SQL has it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
