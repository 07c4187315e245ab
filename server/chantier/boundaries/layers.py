"""What a boundary file holds, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chantier.boundaries.codes import Fields

BYTES_MOST = 256 << 20
"""Of a file, or of the geometries of a layer: more is not read."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The features of a file that lie in one table."""

    fields: Fields
    crs: str
    """Coordinate reference system, in any way that PROJ reads; empty where none is told."""
    geometries: Callable[[], Sequence[Any]]
    """Reads the geometry of each feature, as shapely has it; ``None`` where it has none."""


def as_fields(rows: Sequence[Mapping[str, object]]) -> Fields:
    """Turn the properties of features, one by one, into fields; ``None`` where one lacks it."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: tuple(row.get(name) for row in rows) for name in names}
