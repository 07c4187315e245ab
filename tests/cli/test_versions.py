"""Going back, backing up, forgetting."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.rdf.nquads import canonical_lines
from chantier.store import versions
from chantier.store.integrity import verify
from chantier.store.saved_queries import SavedQueries, SavedQuery
from support.client import run


def publish(data_dir: Path, number: int) -> versions.Version:
    """Publish a small version that holds a number."""
    text = f'<http://e/a> <http://e/n> "0{number}"^^<http://e/t> <http://e/g> .\n'
    lines = canonical_lines(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    draft = versions.Draft(lines, "# report\n", f"i{number}", "test", 1_000)
    with versions.building(data_dir):
        return versions.publish(data_dir, draft)


@pytest.fixture
def published(tmp_path: Path) -> list[versions.Version]:
    """Four versions, the last of them served."""
    return [publish(tmp_path / "var", number) for number in range(4)]


def ids(found: list[versions.Version]) -> list[str]:
    return [version.manifest.id for version in found]


def test_the_versions_are_listed_the_served_one_marked(
    tmp_path: Path, published: list[versions.Version]
) -> None:
    listed = run("versions", data_dir=tmp_path / "var")
    rows = [line.split("\t") for line in listed.stdout.splitlines()]
    assert rows[0] == ["served", "id", "created", "quads", "origin", "parent"]
    assert [row[1] for row in rows[1:]] == [item[:12] for item in reversed(ids(published))]
    assert [row[0] for row in rows[1:]] == ["*", "", "", ""]
    assert [row[5] for row in rows[1:]] == [item[:12] for item in reversed(ids(published)[:3])] + [
        ""
    ]
    assert {row[4] for row in rows[1:]} == {"build"}


def test_going_back_serves_the_parent_or_the_version_named(
    tmp_path: Path, published: list[versions.Version]
) -> None:
    data_dir = tmp_path / "var"
    back = run("rollback", data_dir=data_dir)
    assert back.stdout.strip() == ids(published)[2] == versions.current_id(data_dir)
    named = run("rollback", ids(published)[0][:10], data_dir=data_dir)
    assert named.stdout.strip() == ids(published)[0] == versions.current_id(data_dir)
    lines = (data_dir / "switches.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["to"] for line in lines] == [ids(published)[2], ids(published)[0]]
    assert all(json.loads(line)["by"] and json.loads(line)["at"] for line in lines)


def test_going_back_where_there_is_nothing_says_so(
    tmp_path: Path, published: list[versions.Version]
) -> None:
    data_dir = tmp_path / "var"
    assert run("rollback", "zz", data_dir=data_dir).returncode == 2
    assert run("rollback", ids(published)[0], data_dir=data_dir).returncode == 0
    first = run("rollback", data_dir=data_dir)
    assert first.returncode == 2
    assert "is the first" in first.stderr
    assert versions.current_id(data_dir) == ids(published)[0]
    assert run("rollback", data_dir=tmp_path / "empty").returncode == 2


def test_a_build_forgets_by_the_setting(sources: Path, tmp_path: Path) -> None:
    for folder in ("data", "shapes", "queries/checks"):
        for path in (sources / folder).rglob("*.*"):
            path.unlink()
    data_dir = tmp_path / "var"
    made = []
    for number in range(4):
        (sources / "data" / "x.ttl").write_text(f"<http://e/a> <http://e/b> {number} .")
        settings = {"CHANTIER_SOURCES": str(sources), "CHANTIER_VERSIONS_KEPT": "2"}
        built = run("build", data_dir=data_dir, **settings)
        assert built.returncode == 0, built.stderr
        made.append(built.stdout.strip())
    assert ids(versions.kept_versions(data_dir)) == made[:0:-1]


@pytest.mark.parametrize("name", ["backup.tar.gz", "backup.tar.zst"])
def test_a_backup_comes_back_in_a_fresh_directory(
    tmp_path: Path, published: list[versions.Version], name: str
) -> None:
    file = tmp_path / name
    saved = run("backup", file, data_dir=tmp_path / "var")
    assert saved.stdout.strip() == ids(published)[3], saved.stderr
    fresh = tmp_path / "fresh"
    restored = run("restore", file, data_dir=fresh)
    assert restored.stdout.strip() == ids(published)[3], restored.stderr
    version = versions.current(fresh)
    verify(version)
    assert version.manifest.origin == "restore"
    assert version.quads_path.read_bytes() == published[3].quads_path.read_bytes()
    assert version.report_path.read_bytes() == published[3].report_path.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [name, "fresh", "var"]


def test_a_backup_of_the_whole_graph_comes_back(tmp_path: Path, data_dir: Path) -> None:
    file = tmp_path / "backup.tar.zst"
    assert run("backup", file, data_dir=data_dir).returncode == 0
    assert run("restore", file, data_dir=tmp_path / "var").returncode == 0
    version = versions.current(tmp_path / "var")
    original = versions.current(data_dir).manifest
    assert (version.manifest.id, version.manifest.graphs) == (original.id, original.graphs)


def archive(members: dict[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return gzip.compress(raw.getvalue())


MANIFEST = json.dumps({"id": "0" * 64, "software": "x"}).encode()
LINE = b"<http://e/a> <http://e/b> <http://e/c> <http://e/g> .\n"
BROKEN = {
    "empty": b"",
    "not an archive": b"hello" * 1000,
    "cut short": archive({"manifest.json": MANIFEST, "quads.nq": LINE * 9_000})[:-200],
    "without a manifest": archive({"quads.nq": LINE, "report.ttl": b""}),
    "with another digest": archive(
        {"manifest.json": MANIFEST, "quads.nq": LINE, "report.ttl": b""}
    ),
    "with no quads": archive(
        {"manifest.json": MANIFEST, "quads.nq": b"<a> nonsense\n", "report.ttl": b""}
    ),
    "with a path": archive({"../../manifest.json": MANIFEST, "quads.nq": LINE, "report.ttl": b""}),
    "with a list for a manifest": archive(
        {"manifest.json": b"[]", "quads.nq": LINE, "report.ttl": b""}
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_backup_changes_nothing(
    tmp_path: Path, published: list[versions.Version], name: str
) -> None:
    file = tmp_path / "backup.tar.gz"
    file.write_bytes(BROKEN[name])
    refused = run("restore", file, data_dir=tmp_path / "var")
    assert refused.returncode == 3, refused.stderr
    assert "backup.tar.gz" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert versions.current_id(tmp_path / "var") == ids(published)[3]


def test_a_backup_that_cannot_be_written_says_why(
    tmp_path: Path, published: list[versions.Version]
) -> None:
    assert published
    wrong = run("backup", tmp_path / "backup.zip", data_dir=tmp_path / "var")
    assert wrong.returncode == 3
    assert ".tar.zst or ….tar.gz" in wrong.stderr
    nowhere = run("backup", tmp_path / "no" / "b.tar.gz", data_dir=tmp_path / "var")
    assert nowhere.returncode == 2
    assert "cannot be written" in nowhere.stderr


def test_a_backup_takes_the_saved_queries_along(
    tmp_path: Path, published: list[versions.Version]
) -> None:
    assert published
    query = SavedQuery("0" * 16, "ASK {}", "v", "", "", "text/csv", 1, "d", answer=b"true")
    SavedQueries(tmp_path / "var").save(query, "a")
    file = tmp_path / "backup.tar.zst"
    assert run("backup", file, data_dir=tmp_path / "var").returncode == 0
    restored = run("restore", file, data_dir=tmp_path / "other")
    assert restored.returncode == 0, restored.stderr
    assert SavedQueries(tmp_path / "other").find(query.name) == query
