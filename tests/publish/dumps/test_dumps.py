"""The copies of a version: each file holds what it says, in the same bytes each time."""

from __future__ import annotations

import gzip
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import zstandard

from chantier.errors import BrokenVersion, DumpsError
from chantier.namespaces import GRAPH
from chantier.publish.dumps.dumps import DumpFile, ensure, inventory
from chantier.rdf.nquads import canonical_lines, line_graph, parse_lines
from chantier.store import versions
from chantier.store.backups import write_backup
from clients.programs import program, ran
from store.test_integrity import DAMAGES, cut, flip
from support.client import run
from support.dumps import ODD, E, publish
from support.small_versions import draft

KILLS = 24
MOST_MAKINGS = 100
PATIENCE = 240  # seconds a making may take on a busy machine
LONGER = ODD + "".join(f"{{ <{E}{number}> a <{E}C> }}" for number in range(1_500))
"""Takes long enough to be made that something can happen meanwhile."""


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


def test_only_the_prefixes_that_are_used_are_declared(odd: Path) -> None:
    text = (odd / "graphs" / "urn%3Ax%3Ay.ttl").read_text()
    assert "@prefix xsd:" in text
    assert text.count("@prefix") == 1


def test_rdf_xml_is_left_out_where_xml_cannot_hold_what_there_is(tmp_path: Path) -> None:
    statements = {
        "control": '<p> "a\\u0001b"',
        "nonchar": '<p> "\\uFFFE"',
        "digits": '<2026> "x"',
        "slash": '<p/> "x"',
        "fine": '<é.p-2> "one\\r\\ntwo\\rthree\\t <&\\"\\u0085"',
    }
    trig = "".join(f"<{GRAPH}{name}> {{ <a> {rest} }}" for name, rest in statements.items())
    folder = ensure(tmp_path, publish(tmp_path, f"@base <{E}> . {trig}"))
    written = {file.path for file in inventory(folder) if file.path.endswith(".rdf")}
    assert written == {"graphs/fine.rdf"}
    assert {str(path.relative_to(folder)) for path in folder.rglob("*.rdf*")} == written
    assert {f"graphs/{name}.ttl" for name in statements} <= {
        file.path for file in inventory(folder)
    }
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


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        *((name, damage) for name in ("chantier-es.nq", "SHA256SUMS") for damage in DAMAGES),
        ("inventory.json", cut),
        ("inventory.json", Path.unlink),
    ],
)
def test_copies_that_are_damaged_are_made_again(
    tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    version = versions.publish(tmp_path, draft())
    folder = ensure(tmp_path, version)
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    damage(folder / name)
    ensure(tmp_path, version)
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_copies_are_never_made_of_damaged_quads(tmp_path: Path) -> None:
    version = versions.publish(tmp_path, draft())
    flip(version.quads_path)
    with pytest.raises(BrokenVersion, match=r"quads\.nq"):
        ensure(tmp_path, version)
