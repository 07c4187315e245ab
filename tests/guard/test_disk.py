"""A disk that is full or read-only: reading goes on, nothing is lost, and a sentence says so."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from chantier.serve import listening
from chantier.store import versions
from chantier.updates import tokens
from support.client import CHANTIER, ROOT, Answer, run
from support.load import Server, Writer, crowd, under_load, until
from support.small_disk import SmallDisk, is_root, small_disk

pytestmark = pytest.mark.alone

WRITING = {"CHANTIER_WRITES": "true", "CHANTIER_SHACL_GATE": "false"}
CODE = 6
"""The exit code of the commands that cannot write what they must."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", 24) as mounted:
        yield mounted


def published(disk: SmallDisk, tmp_path: Path) -> Path:
    """A data directory on the disk, with a version and a token; gives its path inside."""
    made = tmp_path / "made"
    versions.publish(made, crowd())
    tokens.create(made, "somebody", ["*"])
    shutil.copytree(made, disk.seen / "var", symlinks=True)
    return disk.folder / "var"


def writer_to(server: Server, disk: SmallDisk) -> Writer:
    """Somebody whose token was made before the disk is filled, as the tests see the disk."""
    return Server(server.url, disk.seen / "var", server.log).writer()


def freeze(server: Server) -> Answer:
    form = urlencode({"query": "SELECT * { ?s ?p ?o } LIMIT 3"}).encode()
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    return server.visitor().send("POST", "/requete", sent, form)


def problems(server: Server) -> str:
    health = server.visitor().get("/healthz").json
    assert health["status"] == ("degraded" if health["problems"] else "ok")
    assert all(problem["fr"] and problem["en"] for problem in health["problems"])
    return " ".join(problem["en"] for problem in health["problems"])


def test_a_full_disk_at_the_start_stops_no_reading_and_every_write_says_so(
    disk: SmallDisk, tmp_path: Path
) -> None:
    data_dir = published(disk, tmp_path)
    token = tokens.create(disk.seen / "var", "writer", ["*"])
    disk.fill()
    with under_load(data_dir, inside=disk.inside, **WRITING) as server:
        assert all(server.visitor().look_up(number).status == 200 for number in range(20))
        assert "disk is full" in problems(server)
        assert "plein" in server.visitor().get("/fr/etat", "text/html").text
        writer = Writer(server.visitor(), token)
        assert writer.write() == 507
        sent = {"Content-Type": "text/turtle", "Authorization": f"Bearer {token}"}
        turtle = b"<http://e/a> <http://e/b> 1 ."
        refused = server.visitor().send("PUT", "/store?graph=http://e/g", sent, turtle)
        assert refused.status == 507
        assert "Le disque est plein" in refused.json["detail"]
        assert "The disk is full" in refused.json["detail"]
        assert str(disk.folder) not in refused.text, "visitors are not told where files lie"
        assert freeze(server).status == 507
        disk.empty()
        assert writer.write() == 204
        until(lambda: problems(server) == "", 5, "it still says that the disk is full")
        assert freeze(server).status in (200, 201, 302, 303)
        assert not writer.missing()
    said = server.log.read_text(encoding="utf-8")
    assert "web process" not in said, said
    assert "Traceback" not in said, said


def test_writes_that_meet_the_end_of_the_disk_are_made_whole_or_not_at_all(
    disk: SmallDisk, tmp_path: Path
) -> None:
    data_dir = published(disk, tmp_path)
    with under_load(data_dir, inside=disk.inside, CHANTIER_VERSIONS_KEPT="2", **WRITING) as server:
        writer = writer_to(server, disk)
        assert writer.write() == 204
        statuses = []
        for room in range(0, 9_000_000, 750_000):
            disk.fill(room)
            statuses.append(writer.write())
            disk.empty()
            assert server.visitor().look_up(room).status == 200
        assert set(statuses) == {204, 507}, statuses
        assert writer.write() == 204
        assert not writer.missing()
        text = "SELECT ?n { GRAPH <http://e/written> { ?s <http://e/at> ?n } }"
        there = set(map(int, server.visitor().query(text).text.split()[1:]))
        assert not there & set(writer.refused), "a write was refused and made all the same"
    assert "Traceback" not in server.log.read_text(encoding="utf-8")


def test_a_build_that_fills_the_disk_changes_nothing(disk: SmallDisk, tmp_path: Path) -> None:
    data_dir = published(disk, tmp_path)
    before = (disk.seen / "var" / "current").readlink()
    (disk.seen / "var" / "checked").unlink()
    disk.fill(6_000_000)
    built = run("build", data_dir=data_dir, inside=disk.inside, CHANTIER_SHACL_GATE="false")
    assert built.returncode == CODE, built.stderr
    assert "disk is full" in built.stderr
    assert "Traceback" not in built.stderr
    assert (disk.seen / "var" / "current").readlink() == before
    assert not list((disk.seen / "var" / "tmp").glob("*"))


COMMANDS = (
    ("build",),
    ("token", "create", "other", "--graph", "graph:x"),
    ("token", "revoke", "somebody"),
    ("rollback",),
    ("backup", "DISK/backup.tar.zst"),
    ("restore", "BACKUP"),
    ("geo", "remove"),
)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_command_that_cannot_write_ends_with_a_sentence_and_a_code_of_its_own(
    disk: SmallDisk, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    data_dir = published(disk, tmp_path)
    backup = tmp_path / "backup.tar.zst"
    assert run("backup", backup, data_dir=data_dir, inside=disk.inside).returncode == 0
    disk.make_read_only()
    places = {"DISK": str(disk.folder), "BACKUP": str(backup)}
    command = [
        argument.replace("DISK", places["DISK"]).replace("BACKUP", places["BACKUP"])
        for argument in arguments
    ]
    ended = run(*command, data_dir=data_dir, inside=disk.inside)
    assert ended.returncode == CODE, ended.stderr
    assert "read-only" in ended.stderr
    assert "lecture seule" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_read_only_directory_is_served_and_says_so(disk: SmallDisk, tmp_path: Path) -> None:
    data_dir = published(disk, tmp_path)
    token = tokens.create(disk.seen / "var", "writer", ["*"])
    disk.make_read_only()
    with under_load(data_dir, inside=disk.inside, **WRITING) as server:
        assert all(server.visitor().look_up(number).status == 200 for number in range(20))
        assert server.visitor().get("/versions", "application/json").status == 200
        assert "read-only" in problems(server)
        sent = {"Content-Type": "text/turtle", "Authorization": f"Bearer {token}"}
        put = server.visitor().send(
            "PUT", "/store?graph=http://e/g", sent, b"<http://e/a> <http://e/b> 1 ."
        )
        assert put.status == 503
        assert "read-only" in put.json["detail"]
        assert freeze(server).status == 503
        for path in ("/dump/latest/chantier-es.nq", "/changes", "/fr/", "/catalog.ttl"):
            assert server.visitor().get(path).status in (200, 302, 303, 404, 503), path
    said = server.log.read_text(encoding="utf-8")
    assert "what is published is served" in said
    assert "Traceback" not in said, said


def test_a_table_cut_short_on_a_full_disk_ends_no_process(disk: SmallDisk, tmp_path: Path) -> None:
    """Its length says nothing of its room: to write into it would be SIGBUS."""
    data_dir = published(disk, tmp_path)
    table = disk.seen / "var" / "run" / "turns"
    table.parent.mkdir()
    with table.open("wb") as file:
        file.truncate(28_000)
    disk.fill()
    with under_load(data_dir, inside=disk.inside) as server:
        assert server.answers()
        long = "SELECT (COUNT(*) AS ?n) { ?a <http://e/p> ?b . ?c <http://e/p> ?d }"
        assert server.visitor(patience=60).query(long).status == 200
    assert "SIGBUS" not in server.log.read_text(encoding="utf-8")


def test_output_that_a_full_disk_does_not_take_is_an_error() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*CHANTIER, "doctor", "--rules"],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            check=False,
            text=True,
        )
    assert ended.returncode == CODE
    assert ended.stderr.startswith("chantier: Le disque est plein")
    assert len(ended.stderr.splitlines()) == 1


OBSTACLES = ("var", "var/versions", "var/tmp", "var/lock", "var/tokens.lock", "var/current")


@pytest.mark.parametrize("place", OBSTACLES)
def test_a_file_where_a_folder_is_awaited_is_said_in_a_sentence(tmp_path: Path, place: str) -> None:
    obstacle = tmp_path / place
    obstacle.parent.mkdir(exist_ok=True)
    if place.endswith("lock"):
        obstacle.mkdir()
    else:
        obstacle.write_text("in the way")
    command = ["token", "create", "a", "--graph", "graph:x"] if "tokens" in place else ["build"]
    ended = run(*command, data_dir=tmp_path / "var")
    assert "Traceback" not in ended.stderr
    assert ended.returncode in (3, CODE), ended.stderr
    assert str(obstacle) in ended.stderr


@pytest.mark.skipif(not is_root(), reason="only root can become another user")
def test_a_folder_of_another_user_is_said_in_a_sentence() -> None:
    """The command runs as nobody, who may not write there."""
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    if not shutil.which("setpriv"):
        pytest.skip("no setpriv here: the command cannot run as another user")
    with tempfile.TemporaryDirectory() as folder:  # pytest's own are for their owner only
        Path(folder).chmod(0o755)
        data_dir = Path(folder) / "var"
        versions.publish(data_dir, crowd())
        create = ("token", "create", "a", "--graph", "graph:x")
        refused = run(*create, data_dir=data_dir, inside=nobody, cwd=Path("/"))
        unreadable = run("dump", data_dir=data_dir, inside=nobody, cwd=Path("/"))
    if "No module named" in refused.stderr:
        pytest.skip("another user cannot read this installation")
    for ended in (refused, unreadable):
        assert ended.returncode == CODE, ended.stderr
        assert "permission is denied" in ended.stderr


def test_web_processes_that_never_come_up_end_with_the_cause(tmp_path: Path) -> None:
    """Their queries cannot be read: none comes up, whatever is tried."""
    sources = tmp_path / "sources"
    for name in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(ROOT / name, sources / name)
    data_dir = tmp_path / "var"
    versions.publish(data_dir, crowd())
    (sources / "queries" / "pages" / "broken.rq").write_bytes(b"\xff\xfe")
    ended = run("serve", "--port", "0", data_dir=data_dir, CHANTIER_SOURCES=str(sources))
    assert ended.returncode == 7, ended.stderr[-2000:]
    last = ended.stderr.strip().splitlines()[-1]
    assert last.startswith("chantier: Giving up: 11 web processes in a row")
    assert "broken.rq" in last or "utf-8" in last


def test_deaths_by_a_signal_count_as_failures_and_are_named(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    versions.publish(data_dir, crowd())
    variables = {**os.environ, "CHANTIER_DATA_DIR": str(data_dir), "CHANTIER_WORKERS": "1"}
    with (tmp_path / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*CHANTIER, "serve", "--port", "0"], stderr=log, env=variables, cwd=ROOT
        )
    server = Server("", data_dir, tmp_path / "log")
    killed = 0
    while process.poll() is None:
        for pid in server.kinds()["web"]:
            os.kill(pid, signal.SIGBUS)
            killed += 1
        assert killed < 60, "it never gives up"
    said = (tmp_path / "log").read_text(encoding="utf-8")
    assert process.returncode == 7
    assert "SIGBUS" in said.strip().splitlines()[-1]
    until(lambda: not server.pids(), 10, "processes were left behind")


def test_a_log_that_a_full_disk_does_not_take_stops_nothing(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    versions.publish(data_dir, crowd())
    with closing(listening("127.0.0.1", 0, shared=False)) as probe:
        port = probe.getsockname()[1]
    variables = {**os.environ, "CHANTIER_DATA_DIR": str(data_dir)}
    with Path("/dev/full").open("w") as full:
        process = subprocess.Popen(
            [*CHANTIER, "serve", "--port", str(port)], stderr=full, env=variables, cwd=ROOT
        )
    server = Server(f"http://127.0.0.1:{port}", data_dir, tmp_path / "log")
    try:
        until(lambda: answers(server), 30, "it does not answer")
        assert server.visitor().post("ASK { nonsense").status == 400
    finally:
        process.terminate()
        assert process.wait(30) == 0


def answers(server: Server) -> bool:
    with suppress(OSError):
        return server.answers()
    return False
