"""The copies of a version: each file holds what it says, in the same bytes each time."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import zstandard

from chantier.errors import DumpsError
from chantier.namespaces import CES, GRAPH
from chantier.publish.dumps.dumps import DumpFile, ensure, inventory
from chantier.rdf.nquads import canonical_lines, line_graph, parse_lines
from chantier.store import versions
from chantier.store.backups import write_backup
from chantier.store.dataset import Dataset
from clients.programs import program, ran
from support.client import run

KILLS = 24
MOST_MAKINGS = 100
PATIENCE = 240  # seconds a making may take on a busy machine
E = "http://e/"
ODD = f"""
@prefix e: <{E}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{GRAPH}data/odd> {{
  e:C a owl:Class .
  e:a a e:C ; skos:prefLabel "=1+1"@fr , "a, \\"b\\""@en , "autre"@fr ; e:n "-1.50"^^xsd:decimal ;
    e:m "+1 x" , "@a" , "fin" ; e:t "\\ttab" ; e:x "1.50"^^xsd:decimal , "01"^^xsd:integer ;
    e:b [ e:q "3000"^^xsd:nonNegativeInteger ; e:r [ e:s "P1Y12M"^^xsd:duration ] ] ;
    geo:hasGeometry e:far , e:here .
  e:a-b a e:C ; e:date "2026-11-25T00:00:00+00:00"^^xsd:dateTime ; e:ok "1"^^xsd:boolean .
  e:here geo:asWKT "POINT(-68.530 48.14)"^^geo:wktLiteral .
  e:far geo:asWKT "<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(48 -68)"^^geo:wktLiteral .
  _:shared e:p e:a .
}}
<{GRAPH}data/odd.ttl> {{ e:a e:p _:shared }}
<{GRAPH}../../../up> {{ e:a e:p "é\\n\\r<&>" }}
<urn:x:y> {{ e:a e:n "-1.50"^^xsd:decimal }}
<{E}{"long/" * 80}> {{ e:a e:p 1 }}
e:a e:p "in the default graph" .
"""

LONGER = ODD + "".join(f"{{ <{E}{number}> a <{E}C> }}" for number in range(1_500))
"""Takes long enough to be made that something can happen meanwhile."""


def publish(data_dir: Path, trig: str) -> versions.Version:
    quads = list(ox.parse(trig, format=ox.RdfFormat.TRIG))
    lines = canonical_lines(quad for quad in quads if isinstance(quad, ox.Quad))
    draft = versions.Draft(lines, "", "", "test", 1_000_000)
    with versions.building(data_dir):
        return versions.publish(data_dir, draft)


@pytest.fixture(scope="module", params=["the graph", "odd"])
def version(
    request: pytest.FixtureRequest, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> versions.Version:
    if request.param == "odd":
        return publish(tmp_path_factory.mktemp("odd") / "var", ODD)
    return versions.current(data_dir)


@pytest.fixture(scope="module")
def folder(version: versions.Version) -> Path:
    return ensure(version.path.parent.parent, version)


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    return ensure(tmp_path, publish(tmp_path, ODD))


def content(folder: Path, file: DumpFile) -> bytes:
    body = (folder / file.path).read_bytes()
    if file.compression == "gzip":
        return gzip.decompress(body)
    if file.compression == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(body)
    return body


def parsed(body: bytes, media_type: str) -> list[ox.Quad]:
    chosen = ox.RdfFormat.from_media_type(media_type)
    assert chosen
    return list(ox.parse(body, format=chosen, rename_blank_nodes=True))


def union(quads: list[ox.Quad]) -> list[bytes]:
    return canonical_lines(ox.Quad(q.subject, q.predicate, q.object) for q in quads)


def test_the_quads_are_the_very_file_whose_digest_is_the_id(
    version: versions.Version, folder: Path
) -> None:
    body = (folder / "chantier-es.nq").read_bytes()
    assert body == version.quads_path.read_bytes()
    assert hashlib.sha256(body).hexdigest() == version.manifest.id


def test_each_rdf_file_holds_exactly_the_version_its_union_or_its_graph(
    version: versions.Version, folder: Path
) -> None:
    lines = version.quads_path.read_bytes().splitlines(keepends=True)
    all_quads = parse_lines(lines)
    tried = Counter[str]()
    for file in inventory(folder):
        if file.path.startswith("tables/") or file.path == "SHA256SUMS":
            continue
        tried[f"{file.media_type} {file.compression}".strip()] += 1
        if file.compression:
            plain = folder / file.path.rpartition(".")[0]
            assert content(folder, file) == plain.read_bytes(), file.path
            continue
        found = parsed(content(folder, file), file.media_type)
        if file.graph:
            own = parse_lines([line for line in lines if line_graph(line) == file.graph])
            assert union(found) == union(own), file.path
            assert file.count == len(own)
        elif file.media_type in ("application/n-quads", "application/trig"):
            assert canonical_lines(found) == lines, file.path
            assert file.count == len(lines)
        else:
            assert union(found) == union(all_quads), file.path
            assert file.count == len(union(all_quads))
    graphs = len([graph for graph in version.manifest.graphs if graph])
    assert tried["application/n-quads zstd"] == tried["application/trig gzip"] == 1
    assert tried["application/rdf+xml"] == tried["text/turtle"] == graphs + 1


def test_the_inventory_tells_every_file_as_it_is(folder: Path) -> None:
    files = inventory(folder)
    lying = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert lying == {file.path for file in files} | {"inventory.json"}
    for file in files:
        body = (folder / file.path).read_bytes()
        assert (file.size, file.sha256) == (len(body), hashlib.sha256(body).hexdigest()), file.path
        assert {".gz": "gzip", ".zst": "zstd"}.get(Path(file.path).suffix, "") == file.compression


def test_sha256sum_finds_nothing_wrong(folder: Path) -> None:
    said = ran(program("sha256sum"), "-c", "SHA256SUMS", cwd=folder).splitlines()
    assert len(said) == len(inventory(folder)) - 1  # not itself
    assert all(line.endswith(": OK") for line in said)


def test_equal_versions_give_equal_bytes(
    version: versions.Version, folder: Path, tmp_path: Path
) -> None:
    again = tmp_path / "versions" / version.manifest.id
    shutil.copytree(version.path, again)
    other = ensure(tmp_path, versions.load(tmp_path, version.manifest.id))
    assert (other / "inventory.json").read_bytes() == (folder / "inventory.json").read_bytes()
    assert (other / "SHA256SUMS").read_bytes() == (folder / "SHA256SUMS").read_bytes()


def test_graphs_are_named_by_their_iri_and_none_leads_elsewhere(odd: Path) -> None:
    names = {file.graph: file.path for file in inventory(odd) if file.path.endswith(".nt")}
    assert names[f"{GRAPH}data/odd"] == "graphs/data/odd.nt"
    assert names["urn:x:y"] == "graphs/urn%3Ax%3Ay.nt"
    assert names[f"{GRAPH}data/odd.ttl"].startswith("graphs/https%3A%2F%2Fw3id.org%2F")
    assert "/../" not in "".join(names.values())
    assert len(set(names.values())) == len(names) == 5
    assert all(len(name) < 255 for name in names.values())


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
    (mauricie,) = (row for row in rows if row["iri"].endswith("/pole/mauricie"))
    assert mauricie["label_fr"] == "Pôle d’économie sociale de la Mauricie"
    former = "CRÉS | Conseil régional d’économie sociale de la Mauricie"
    assert mauricie["ces:formerName_fr"] == former


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


def test_only_the_prefixes_that_are_used_are_declared(odd: Path) -> None:
    text = (odd / "graphs" / "urn%3Ax%3Ay.ttl").read_text()
    assert "@prefix xsd:" in text
    assert text.count("@prefix") == 1


def test_rdf_xml_is_left_out_where_xml_cannot_hold_what_there_is(tmp_path: Path) -> None:
    told = {
        "control": '<p> "a\\u0001b"',
        "nonchar": '<p> "\\uFFFE"',
        "digits": '<2026> "x"',
        "slash": '<p/> "x"',
        "fine": '<é.p-2> "one\\r\\ntwo\\rthree\\t <&\\"\\u0085"',
    }
    trig = "".join(f"<{GRAPH}{name}> {{ <a> {rest} }}" for name, rest in told.items())
    folder = ensure(tmp_path, publish(tmp_path, f"@base <{E}> . {trig}"))
    written = {file.path for file in inventory(folder) if file.path.endswith(".rdf")}
    assert written == {"graphs/fine.rdf"}
    assert {str(path.relative_to(folder)) for path in folder.rglob("*.rdf*")} == written
    assert {f"graphs/{name}.ttl" for name in told} <= {file.path for file in inventory(folder)}
    read = rdflib.Graph().parse(folder / "graphs" / "fine.rdf", format="xml")
    expected = rdflib.Graph().parse(folder / "graphs" / "fine.nt", format="nt")
    assert set(read) == set(expected)
    assert [str(value) for value in read.objects()] == ['one\r\ntwo\rthree\t <&"\x85']


# Making


def making(data_dir: Path, version_id: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "chantier.publish.dumps", str(data_dir), version_id]
    )


def test_killed_while_they_are_made_no_half_folder_is_left(tmp_path: Path) -> None:
    version = publish(tmp_path, LONGER)
    folder = tmp_path / "copies" / version.manifest.id
    for _ in range(2):  # the second is timed: the first pays for cold caches
        shutil.rmtree(folder, ignore_errors=True)
        started = time.monotonic()
        assert making(tmp_path, version.manifest.id).wait(PATIENCE) == 0
        duration = time.monotonic() - started
    expected = (folder / "inventory.json").read_bytes()
    chance = random.Random(7)  # noqa: S311 — when to kill is no secret
    killed = 0
    for _ in range(MOST_MAKINGS):
        if killed == KILLS:
            break
        shutil.rmtree(folder, ignore_errors=True)
        process = making(tmp_path, version.manifest.id)
        try:
            process.wait(duration * chance.uniform(0.3, 1.0))
            duration *= 0.8  # the machine has less to do than when it was timed
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        if folder.is_dir():  # then it is whole
            assert (folder / "inventory.json").read_bytes() == expected
        assert {path.name for path in folder.parent.iterdir()} <= {"lock", "tmp", folder.name}
    assert killed == KILLS, "the copies were made before the making could be killed"
    assert ensure(tmp_path, version) == folder
    assert (folder / "inventory.json").read_bytes() == expected
    assert list(folder.parent.glob("tmp/*")) == []
    ran(program("sha256sum"), "--quiet", "-c", "SHA256SUMS", cwd=folder)


def test_processes_that_make_them_at_once_make_them_once(tmp_path: Path) -> None:
    version = publish(tmp_path, LONGER)
    together = [making(tmp_path, version.manifest.id) for _ in range(3)]
    assert [process.wait(PATIENCE) for process in together] == [0, 0, 0]
    copies = tmp_path / "copies"
    assert {path.name for path in copies.iterdir()} <= {"lock", "tmp", version.manifest.id}
    assert list(copies.glob("tmp/*")) == []
    ran(program("sha256sum"), "--quiet", "-c", "SHA256SUMS", cwd=copies / version.manifest.id)


def test_copies_of_versions_that_are_gone_are_swept_and_others_stay(tmp_path: Path) -> None:
    made = [publish(tmp_path, f"<{E}g> {{ <{E}a> <{E}p> {number} }}") for number in range(3)]
    folders = [ensure(tmp_path, version) for version in made[:2]]
    shutil.rmtree(made[0].path)
    third = ensure(tmp_path, made[2])
    assert [folder.is_dir() for folder in (*folders, third)] == [False, True, True]


def test_copies_that_cannot_be_written_say_so(tmp_path: Path) -> None:
    version = publish(tmp_path, f"<{E}g> {{ <{E}a> <{E}p> 1 }}")
    (tmp_path / "copies").write_text("in the way")
    with pytest.raises(DumpsError, match="cannot be made"):
        ensure(tmp_path, version)


def test_a_build_makes_them_and_serves_even_where_it_cannot(data_dir: Path, tmp_path: Path) -> None:
    version = versions.current(data_dir)
    assert (data_dir / "copies" / version.manifest.id / "SHA256SUMS").is_file()
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "copies").write_text("in the way")
    built = run("build", data_dir=tmp_path / "var")
    assert built.returncode == 0
    assert "cannot be made" in built.stderr
    assert built.stdout.strip() == versions.current_id(tmp_path / "var")


def test_a_backup_carries_no_copies(
    version: versions.Version, folder: Path, tmp_path: Path
) -> None:
    assert folder.is_dir()
    write_backup(version, tmp_path / "backup.tar.gz")
    with tarfile.open(tmp_path / "backup.tar.gz") as archive:
        names = set(archive.getnames())
    assert names >= {"manifest.json", "quads.nq", "report.ttl"}
    assert not names & {path.name for path in folder.iterdir()}


def test_whoever_serves_may_read_what_another_user_made(odd: Path) -> None:
    assert all(path.stat().st_mode & 0o555 == 0o555 for path in (odd, *odd.rglob("*/")))
    assert os.access(odd / "SHA256SUMS", os.R_OK)
