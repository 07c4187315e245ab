"""Tables: the things of each class, for spreadsheets, programs and maps."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from chantier.namespaces import CES
from chantier.publish.dumps.dumps import ensure
from chantier.store import versions
from chantier.store.dataset import Dataset
from support.dumps import E


def test_the_repository_s_classes_have_their_tables(data_dir: Path) -> None:
    folder = ensure(data_dir, versions.current(data_dir))
    stems = {path.stem for path in (folder / "tables").iterdir()}
    assert {
        "ces_RegionalPole", "ces_AdministrativeRegion", "org_Organization", "ces_Mandate",
        "qb_Observation", "skos_Concept",
    } <= stems  # fmt: skip
    rows = list(csv.DictReader(io.StringIO((folder / "tables/ces_RegionalPole.csv").read_text())))
    assert len(rows) == len(Dataset(versions.current(data_dir)).instances(f"{CES}RegionalPole"))
    assert [row["iri"] for row in rows] == sorted(row["iri"] for row in rows)
    assert {"label_fr", "label_en", "ces:servesTerritory", "rdf:type"} <= rows[0].keys()
    assert all(row["label_fr"].strip() and row["label_en"].strip() for row in rows)
    (montreal,) = (row for row in rows if row["iri"].endswith("/pole/montreal"))
    assert montreal["label_fr"] == "Conseil d’économie sociale de l’île de Montréal"
    former = "Comité d’économie sociale de l’île de Montréal | CÉSÎM"
    assert montreal["ces:formerName_fr"] == former


def test_regions_are_on_the_map_longitude_first(data_dir: Path) -> None:
    folder = ensure(data_dir, versions.current(data_dir))
    drawn = json.loads((folder / "tables" / "ces_AdministrativeRegion.geojson").read_bytes())
    assert drawn["type"] == "FeatureCollection"
    assert len(drawn["features"]) == 17
    (first,) = (item for item in drawn["features"] if item["id"].endswith("/region/01"))
    assert first["geometry"] == {"type": "Point", "coordinates": [-68.53, 48.14]}
    assert first["properties"]["label_fr"] == "Bas-Saint-Laurent"
    for item in drawn["features"]:
        longitude, latitude = item["geometry"]["coordinates"]
        assert -80 < longitude < -57
        assert 44 < latitude < 63


def test_csv_json_and_the_map_say_the_same(folder: Path) -> None:
    tables = sorted((folder / "tables").glob("*.csv"))
    assert tables
    for path in tables:
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))
        things = json.loads(path.with_suffix(".json").read_bytes())
        assert len(rows) == len(things) > 0
        for row, thing in zip(rows, things, strict=True):
            for name, cell in row.items():
                value = thing.get(name, "")
                text = value if isinstance(value, str) else " | ".join(value)
                assert cell in (text, f"'{text}"), (path, name)
        mapped = path.with_suffix(".geojson")
        if mapped.exists():
            features = json.loads(mapped.read_bytes())["features"]
            assert [item["properties"] for item in features] == things


def test_no_cell_is_run_by_a_spreadsheet_and_lines_end_as_rfc_4180_says(odd: Path) -> None:
    (path,) = (odd / "tables").glob("*.csv")
    text = path.read_bytes().decode()
    assert path.name == "http%3A%2F%2Fe%2FC.csv"
    assert text.count("\r\n") == 3
    first, second = csv.DictReader(io.StringIO(text, newline=""))
    assert [first["iri"], second["iri"]] == [f"{E}a", f"{E}a-b"]
    assert first["label_fr"] == "'=1+1"
    assert first["label_en"] == 'a, "b"'
    assert first["skos:prefLabel_fr"] == "autre"  # the second name, which is not lost
    assert first[f"{E}m"] == "'+1 x | @a | fin"
    assert first[f"{E}t"] == "'\ttab"
    assert first[f"{E}n"] == "-1.50"
    assert first[f"{E}x"] == "01 | 1.50"
    assert second[f"{E}date"] == "2026-11-25T00:00:00+00:00"
    assert f"{E}b" not in first  # a blank node has no name


def test_a_geometry_in_another_system_is_not_drawn_and_one_in_crs84_is(odd: Path) -> None:
    (path,) = (odd / "tables").glob("*.geojson")
    first, second = json.loads(path.read_bytes())["features"]
    assert first["geometry"]["coordinates"] == [-68.53, 48.14]
    assert second["geometry"] is None
