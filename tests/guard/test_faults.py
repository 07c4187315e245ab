"""Disks that fill, files that rot and clocks that are set back, under load.

Nothing that was acknowledged is lost, and nothing is served wrong.
"""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chantier.store import versions
from chantier.updates import tokens
from support.load import BROKEN, NODES, Crew, E, Server, Writer, crowd, under_load, until
from support.small_disk import SmallDisk, small_disk

pytestmark = pytest.mark.load

WRITING = {"CHANTIER_WRITES": "true", "CHANTIER_SHACL_GATE": "false", "CHANTIER_VERSIONS_KEPT": "3"}
ROUNDS = 25


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", 48) as mounted:
        yield mounted


@contextmanager
def readers(server: Server) -> Iterator[Counter[object]]:
    """Honest readers all the while: a wrong answer, or one cut off, is a failure."""
    seen = Counter[object]()

    def read(number: int) -> None:
        visitor = server.visitor(patience=10)
        node = random.randrange(NODES)  # noqa: S311
        try:
            seen[visitor.look_up(number * 10_000_000 + node).status] += 1
            path = f"/fragments?predicate={E}p&object={E}n{node + 1}"
            page = visitor.get(path, "application/n-triples")
            seen[page.status] += 1
            if page.status == 200:
                assert f"<{E}n{node}> <{E}p> <{E}n{node + 1}> .".encode() in page.body
        except BROKEN:
            seen["broken"] += 1
        time.sleep(0.005)

    with Crew(read, 3) as crew:
        yield seen
    assert not crew.failures, crew.failures[0]
    assert set(seen) <= {200, 503}, seen
    assert seen[200] > 0.99 * sum(seen.values()), seen


def nothing_lost(writer: Writer) -> None:
    """What was acknowledged is there, and what was refused is not."""
    assert not writer.missing()
    text = f"SELECT ?n {{ GRAPH <{E}written> {{ <{E}s> <{E}at> ?n }} }}"
    there = set(map(int, writer.visitor.query(text, "text/csv").text.split()[1:]))
    assert not there & set(writer.refused)


def test_a_disk_that_fills_and_is_emptied_loses_no_write_and_stops_no_reader(
    disk: SmallDisk, tmp_path: Path
) -> None:
    made = tmp_path / "made"
    versions.publish(made, crowd())
    shutil.copytree(made, disk.seen / "var", symlinks=True)
    chance = random.Random(5)  # noqa: S311
    statuses = Counter[int]()
    with under_load(disk.folder / "var", inside=disk.inside, **WRITING) as server:
        writer = Server(server.url, disk.seen / "var", server.log).writer()
        with readers(server):
            for _ in range(ROUNDS):
                disk.fill(chance.choice((0, chance.randrange(8_000_000))))
                for _ in range(3):
                    statuses[writer.write()] += 1
                disk.empty()
                statuses[writer.write()] += 1
        assert set(statuses) == {204, 507}, statuses
        assert statuses[204] >= ROUNDS
        nothing_lost(writer)
    said = server.log.read_text(encoding="utf-8")
    assert "web process" not in said
    assert "Traceback" not in said


def test_a_directory_that_is_read_only_for_a_while_is_served_all_the_while(
    disk: SmallDisk, tmp_path: Path
) -> None:
    made = tmp_path / "made"
    versions.publish(made, crowd())
    secret = tokens.create(made, "writer", ["*"])
    shutil.copytree(made, disk.seen / "var", symlinks=True)
    acknowledged, refused = list[int](), list[int]()
    for number in range(6):
        disk.make_read_only() if number % 2 else disk.make_writable()
        with under_load(disk.folder / "var", inside=disk.inside, **WRITING) as server:
            writer = Writer(server.visitor(), secret, acknowledged, refused)
            with readers(server):
                found = {writer.write() for _ in range(4)}
            assert found == ({503} if number % 2 else {204})
            nothing_lost(writer)


def test_files_that_rot_while_nobody_looks_are_never_served_as_if_whole(tmp_path: Path) -> None:
    data_dir, chance = tmp_path / "var", random.Random(11)  # noqa: S311
    versions.publish(data_dir, crowd())
    secret = tokens.create(data_dir, "writer", ["*"])
    acknowledged, refused = list[int](), list[int]()
    for _ in range(12):
        served = versions.current(data_dir)
        name = chance.choice([*served.manifest.files, "manifest.json"])
        path = served.path / name
        whole = path.read_bytes()
        if acknowledged and whole:  # there is another version to fall back to
            rotten = bytearray(whole)
            for _ in range(chance.choice((1, 50))):
                rotten[chance.randrange(len(rotten))] ^= 1 << chance.randrange(8)
            path.write_bytes(bytes(rotten)[: chance.choice((len(rotten), len(rotten) // 2))])
        rots = path.read_bytes() != whole
        with under_load(data_dir, **WRITING) as server:
            writer = Writer(server.visitor(), secret, acknowledged, refused)
            with readers(server):
                health = server.visitor().get("/healthz").json
                if name in ("quads.nq", "manifest.json") and rots:
                    assert health["status"] == "degraded"
                    assert health["version"] != served.manifest.id
                    assert writer.write() == 503
                    path.write_bytes(whole)
                    until(
                        lambda wanted=served: serves(server, wanted.manifest.id), 10, "not mended"
                    )
                assert writer.write() == 204
            nothing_lost(writer)


def serves(server: Server, version: str) -> bool:
    """Whether every web process serves a version, to judge by several answers."""
    found = [server.visitor().get("/healthz").json for _ in range(8)]
    return all(health["version"] == version and health["status"] == "ok" for health in found)


def test_a_clock_set_back_again_and_again_leaves_the_history_in_order(tmp_path: Path) -> None:
    """After each write the version's date is an hour ahead, as if the clock was set back then."""
    data_dir = tmp_path / "var"
    versions.publish(data_dir, crowd())
    with under_load(data_dir, **WRITING | {"CHANTIER_VERSIONS_KEPT": "100"}) as server:
        writer = server.writer()
        order = [versions.current_id(data_dir)]
        with readers(server):
            for number in range(1, 13):
                served = versions.current(data_dir)
                ahead = (datetime.now(UTC) + timedelta(hours=number)).isoformat(timespec="seconds")
                told = replace(served.manifest, created=ahead)
                (served.path / "manifest.json").write_text(told.as_json(), encoding="utf-8")
                assert writer.write() == 204
                order.append(versions.current_id(data_dir))
        nothing_lost(writer)
    kept = versions.kept_versions(data_dir)
    assert [version.manifest.id for version in kept] == order[::-1]
    dates = [version.manifest.created for version in kept]
    assert dates == sorted(dates, reverse=True)
