"""Boundaries from files of every format, and what is said of files that are wrong."""

from __future__ import annotations

import gzip
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.boundaries.codes import CODES
from chantier.boundaries.graph import boundary_iri
from chantier.namespaces import PREFIXES
from chantier.store import versions
from chantier.store.sources import BOUNDARIES
from support.borders import LICENCE, SOURCE, TITLE, label_points
from support.boundary_files import (
    FORMATS,
    HAS_EXTRA,
    cells,
    collection,
    geojson,
    needs_extra,
    shapefile_of,
)
from support.client import run
from support.writers import own_copy


def boundary_lines(data_dir: Path) -> list[bytes]:
    lines = versions.current(data_dir).quads_path.read_bytes().splitlines()
    return [line for line in lines if line.endswith(f"<{BOUNDARIES}> .".encode())]


def wkts(data_dir: Path) -> dict[str, str]:
    """Code of each region → the text of its outline."""
    return {
        re.sub(r".*region-(\d\d)-limites$", r"\1", quad.subject.value): quad.object.value
        for quad in ox.parse(b"\n".join(boundary_lines(data_dir)), format=ox.RdfFormat.N_QUADS)
        if quad.predicate.value == f"{PREFIXES['geo']}asWKT"
    }


def conformance(report: bytes) -> list[str]:
    """What a SHACL report says of conformance."""
    conforms = f"{PREFIXES['sh']}conforms"
    triples = ox.parse(report, format=ox.RdfFormat.TURTLE)
    return [quad.object.value for quad in triples if quad.predicate.value == conforms]


@pytest.fixture(scope="module")
def imported(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory into which the boundaries of a GeoJSON file were imported."""
    folder = tmp_path_factory.mktemp("imported")
    own = own_copy(data_dir, folder)
    file = geojson(folder)
    options = ("--source", SOURCE, "--title", TITLE, "--date", "2026-11-01")
    done = run("geo", "import", file, *options, data_dir=own)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == versions.current_id(own)
    assert "17 regions" in done.stderr
    return own


@needs_extra
def test_an_import_makes_a_version_that_conforms_with_all_regions_and_their_source(
    imported: Path, data_dir: Path
) -> None:
    import shapely

    version = versions.current(imported)
    assert version.manifest.origin == "write"
    assert version.manifest.parent == versions.current_id(data_dir)
    assert conformance(version.report_path.read_bytes()) == ["true"]
    found = wkts(imported)
    assert tuple(sorted(found)) == CODES
    points = label_points()
    for code, text in found.items():
        shape = shapely.from_wkt(text)
        assert shape.is_valid
        assert shape.contains(shapely.Point(*points[code]))
        assert not re.search(r"\.\d{5}", text)
    statements = b"\n".join(boundary_lines(imported)).decode()
    assert f"<{BOUNDARIES}> <{PREFIXES['dcterms']}license> <{LICENCE}>" in statements
    assert f"<{PREFIXES['foaf']}page> <{SOURCE}>" in statements
    assert f'<{PREFIXES["dcterms"]}title> "{TITLE}"@fr' in statements
    assert '"2026-11-01"^^' in statements
    assert (
        f"<{PREFIXES['region']}16> <{PREFIXES['geo']}hasGeometry> <{boundary_iri('16')}>"
        in statements
    )


@needs_extra
def test_the_journal_names_the_command_line_and_no_person(imported: Path) -> None:
    quads = versions.current(imported).quads_path.read_text(encoding="utf-8")
    assert "id/agent/ligne-de-commande> " in quads
    assert "id/jeton/" not in quads


@needs_extra
def test_the_same_file_again_changes_nothing(imported: Path, tmp_path: Path) -> None:
    before = versions.current_id(imported)
    options = ("--source", SOURCE, "--title", TITLE, "--date", "2026-11-01")
    done = run("geo", "import", geojson(tmp_path), *options, data_dir=imported)
    assert done.stdout.strip() == before, done.stderr
    assert "unchanged" in done.stderr


@needs_extra
def test_a_build_keeps_the_boundaries_and_a_removal_takes_them_out(
    imported: Path, sources: Path, tmp_path: Path
) -> None:
    own = own_copy(imported, tmp_path)
    kept = boundary_lines(own)
    with (sources / "data" / "regions.ttl").open("a", encoding="utf-8") as file:
        file.write('\nregion:01 skos:editorialNote "Essai."@fr .\n')
    built = run("build", data_dir=own, CHANTIER_SOURCES=str(sources))
    assert built.returncode == 0, built.stderr
    assert versions.current(own).manifest.origin == "build"
    assert boundary_lines(own) == kept
    removed = run("geo", "remove", data_dir=own, CHANTIER_SOURCES=str(sources))
    assert removed.returncode == 0, removed.stderr
    assert removed.stdout.strip() == versions.current_id(own)
    assert boundary_lines(own) == []
    again = run("geo", "remove", data_dir=own, CHANTIER_SOURCES=str(sources))
    assert again.returncode == 1
    assert "cannot be deleted" in again.stderr


@needs_extra
@pytest.mark.parametrize("name", ["shapefile", "GeoPackage"])
def test_every_format_and_reference_system_gives_the_same_outlines(
    imported: Path, data_dir: Path, tmp_path: Path, name: str
) -> None:
    import shapely

    own = own_copy(data_dir, tmp_path)
    file = FORMATS[name](tmp_path)
    done = run("geo", "import", file, "--source", "source:bdga-regions-2024", data_dir=own)
    assert done.returncode == 0, done.stderr
    expected, found = wkts(imported), wkts(own)
    for code in CODES:
        one, other = shapely.from_wkt(expected[code]), shapely.from_wkt(found[code])
        assert (one ^ other).area < 0.01 * one.area, code
    assert b"limites-des-regions" not in b"\n".join(boundary_lines(own))


def missing_region(folder: Path) -> Path:
    return geojson(folder, **collection([pair for pair in cells() if pair[0] != "16"]))


def doubled_region(folder: Path) -> Path:
    found = cells()
    return geojson(folder, **collection([*found, found[3]]))


def two_codes_for_a_place(folder: Path) -> Path:
    found = dict(cells())
    found["13"] = found["13"].union(found["06"])
    return geojson(folder, **collection([*found.items()]))


def empty_geometry(folder: Path) -> Path:
    found = dict(cells())
    found["05"] = None
    return geojson(folder, **collection([*found.items()]))


def lines_only(folder: Path) -> Path:
    return geojson(folder, **collection([(code, cell.boundary) for code, cell in cells()]))


def swapped_codes(folder: Path) -> Path:
    shifted = [(CODES[(number + 5) % 17], cell) for number, (_, cell) in enumerate(cells())]
    return geojson(folder, **collection(shifted))


def without_codes(folder: Path) -> Path:
    named = [(f"Région {code}", cell) for code, cell in cells()]
    return geojson(folder, **collection(named, "name"))


def compressed(folder: Path) -> Path:
    path = folder / "regions.geojson"
    path.write_bytes(gzip.compress(bytes(50_000_000)))
    return path


def huge(folder: Path) -> Path:
    path = folder / "regions.geojson"
    with path.open("wb") as file:
        file.write(b"{")
        file.truncate(3 << 30)  # holes: no room is taken on the disk
    return path


def written(content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / "regions.geojson"
        path.write_bytes(content)
        return path

    return write


def without_prj(folder: Path) -> Path:
    path = shapefile_of(folder)
    path.with_suffix(".prj").unlink()
    return path


def cut_short(folder: Path) -> Path:
    path = shapefile_of(folder)
    path.write_bytes(path.read_bytes()[:400])
    return path


def other_database(folder: Path) -> Path:
    path = folder / "regions.gpkg"
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE x (y)")
    return path


def with_crs(name: str) -> Callable[[Path], Path]:
    return lambda folder: geojson(folder, crs={"type": "name", "properties": {"name": name}})


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "not there": (lambda folder: folder / "nowhere.shp", "cannot be read"),
    "a folder": (lambda folder: folder, "cannot be read"),
    "a text": (written(b"Bonjour"), "no GeoJSON, no shapefile"),
    "empty": (written(b""), "no GeoJSON, no shapefile"),
    "compressed": (compressed, "compressed. Unpack it"),
    "huge": (huge, "MiB are read at most"),
    "broken JSON": (written(b'{"type": "FeatureCollection", "features": ['), "not GeoJSON"),
    "deep JSON": (written(b'{"a":' + b"[" * 100_000), "not GeoJSON"),
    "another JSON": (written(b'{"type": "Point", "coordinates": [0, 0]}'), "FeatureCollection"),
    "an unknown CRS": (with_crs("urn:ogc:def:crs:NOBODY::1"), "is not known to PROJ"),
    "a wrong CRS": (with_crs("EPSG:32198"), "not where the graph has it"),
    "a shapefile without .prj": (without_prj, "coordinate reference system"),
    "a shapefile cut short": (cut_short, "cannot be read"),
    "another database": (other_database, "not a GeoPackage"),
    "a missing region": (missing_region, "lacks region 16"),
    "a doubled region": (doubled_region, "region 04 is there twice"),
    "a place with two codes": (two_codes_for_a_place, "regions 06 and 13 overlap"),
    "an empty geometry": (empty_geometry, "region 05) has an empty geometry"),
    "lines": (lines_only, "Give polygons"),
    "codes of others": (swapped_codes, "not where the graph has it"),
    "no codes": (without_codes, "no field holds the official codes"),
}


@needs_extra
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_changes_nothing_and_gets_a_sentence(
    data_dir: Path, tmp_path: Path, name: str
) -> None:
    make, said = BAD[name]
    before = versions.current_id(data_dir)
    done = run("geo", "import", make(tmp_path), "--source", SOURCE, data_dir=data_dir)
    assert done.returncode == 3, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert versions.current_id(data_dir) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--source"),
        (("--source", "file:x"), "not an IRI"),
        (("--source", SOURCE, "--licence", "https://a b"), "not an IRI"),
        (("--source", SOURCE, "--date", "hier"), "--date"),
        (("--source", SOURCE, "--tolerance", "-1"), "--tolerance"),
        (("--source", "source:bdga-regions-2024", "--title", "x"), "--title"),
    ],
)
def test_a_wrong_option_is_a_misuse(
    data_dir: Path, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    done = run("geo", "import", tmp_path / "x.shp", *options, data_dir=data_dir)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr


@pytest.mark.skipif(HAS_EXTRA, reason="the extra geo is installed")
def test_without_the_extra_the_command_says_what_to_install(data_dir: Path, tmp_path: Path) -> None:
    done = run("geo", "import", tmp_path / "x.shp", "--source", SOURCE, data_dir=data_dir)
    assert done.returncode == 2, done.stderr
    assert "pip install 'chantier-es[geo]'" in done.stderr
