"""What GDAL is given to read, and what it is kept from."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from chantier.boundaries.codes import CODES
from chantier.errors import SourceError
from support.boundary_files import (
    LAMBERT,
    cells,
    collection,
    geojson,
    geopackage,
    layer_written,
    needs_extra,
    shapefile_of,
)

pytestmark = needs_extra


def layers_of(path: Path) -> list[Any]:
    from chantier.boundaries.reading import read_layers

    return read_layers(path)


def test_the_layers_of_a_geopackage_are_listed_and_a_long_one_is_left_out(
    tmp_path: Path,
) -> None:
    from chantier.boundaries.reading import MAX_FEATURES

    path = geopackage(tmp_path)
    assert [layer.crs for layer in layers_of(path)] == [f"EPSG:{LAMBERT}"] * 2
    towns = [(code, cell) for code, cell in cells()[:1] for _ in range(MAX_FEATURES)]
    layer_written(path, towns, [0] * MAX_FEATURES, layer="a town", append=True)
    (regions,) = layers_of(path)
    assert regions.fields["RES_CO_REG"] == tuple(map(int, CODES))
    assert {shape.geom_type for shape in regions.geometries()} <= {"Polygon", "MultiPolygon"}


def test_a_layer_with_too_many_features_is_refused_before_its_geometries_are_read(
    tmp_path: Path,
) -> None:
    from chantier.boundaries.reading import MAX_FEATURES

    feature = {"type": "Feature", "properties": {"c": "01"}, "geometry": None}
    path = geojson(tmp_path, features=[feature] * (MAX_FEATURES + 1))
    with pytest.raises(SourceError, match=f"more than {MAX_FEATURES} features"):
        layers_of(path)


def test_a_geopackage_in_wal_mode_is_read_without_files_beside_it(tmp_path: Path) -> None:
    path = geopackage(tmp_path)
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode=WAL")
    before = sorted(tmp_path.iterdir())
    assert len(layers_of(path)[1].geometries()) == len(CODES)
    assert sorted(tmp_path.iterdir()) == before


def test_a_geopackage_without_a_reference_system_says_none(tmp_path: Path) -> None:
    path = geopackage(tmp_path)
    with closing(sqlite3.connect(path)) as base, base:
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            base.execute(f"UPDATE {table} SET srs_id = 0")  # noqa: S608 — a name of the test
    assert [layer.crs for layer in layers_of(path)] == ["", ""]


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "UTF-8"])
def test_it_does_not_matter_how_a_shapefile_encodes_accents(tmp_path: Path, encoding: str) -> None:
    path = layer_written(tmp_path / "r.shp", cells(), list(CODES), encoding=encoding)
    path.with_suffix(".cpg").unlink()
    assert layers_of(path)[0].fields["RES_CO_REG"] == CODES


@pytest.mark.parametrize("suffix", [".dbf", ".prj", ".shx"])
def test_a_shapefile_needs_the_files_beside_it(tmp_path: Path, suffix: str) -> None:
    path = shapefile_of(tmp_path)
    path.with_suffix(suffix).unlink()
    with pytest.raises(SourceError, match=f"regions{suffix} is not beside it.*Unpack"):
        layers_of(path)


@pytest.mark.parametrize("name", ["été; limites!", "a.zip", "vsicurl", "-o"])
def test_the_name_of_a_folder_or_file_means_nothing_to_gdal(tmp_path: Path, name: str) -> None:
    shapefile_of(tmp_path)
    geopackage(tmp_path).rename(tmp_path / f"{name}.sqlite")
    folder = tmp_path / name
    folder.mkdir()
    for file in [path for path in tmp_path.iterdir() if path.is_file()]:
        file.rename(folder / file.name)
    assert layers_of(folder / "regions.shp")[0].fields["RES_CO_REG"]
    assert len(layers_of(folder / f"{name}.sqlite")) == 2


def test_other_json_that_gdal_would_follow_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "regions.geojson"
    geojson(tmp_path).rename(tmp_path / "elsewhere.geojson")
    pipeline = f"gdal vector pipeline ! read {tmp_path}/elsewhere.geojson"
    path.write_text(
        f'{{"type": "gdal_streamed_alg", "command_line": "{pipeline}", "relative_paths": false,'
        ' "type": "FeatureCollection", "features": []}'
    )
    (layer,) = layers_of(path)
    assert not any(layer.fields.values())


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and the paths that were asked of it."""
    paths: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", paths
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("place", ["collection", "geometry"])
def test_a_link_to_a_reference_system_is_not_followed(
    tmp_path: Path, asked: tuple[str, list[str]], place: str
) -> None:
    address, paths = asked
    crs = {"type": "link", "properties": {"href": address, "name": "x", "type": "ogcwkt"}}
    document = collection(cells())
    for geometry in [document, *(feature["geometry"] for feature in document["features"])]:
        if (geometry is document) == (place == "collection"):
            geometry["crs"] = crs
    path = tmp_path / "regions.geojson"
    path.write_text(json.dumps(document))
    with suppress(SourceError):
        layers_of(path)[0].geometries()
    assert paths == []
