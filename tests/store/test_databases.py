from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from chantier.errors import UnknownThing
from chantier.store import versions
from chantier.store.changelog import Changelog
from chantier.store.databases import Database
from chantier.store.saved_queries import SavedQueries, SavedQuery
from support.small_versions import TURTLE, draft

SCHEMA = "CREATE TABLE IF NOT EXISTS number (value INTEGER);"
KEPT = SavedQuery("a" * 16, "ASK {}", "v", "c", "at", "text/csv", 1, "d", answer=b"answer")


def add(database: sqlite3.Connection) -> int:
    database.execute("INSERT INTO number VALUES (1)")
    return int(database.execute("SELECT COUNT(*) FROM number").fetchone()[0])


def aside(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.corrupt-*"))


UNREADABLE = {
    "noise": b"this was a database once" * 1_000,
    "a beginning": b"SQLite format 3\0" + bytes(200),
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_is_no_database_is_set_aside_and_another_begun(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "some.sqlite"
    path.write_bytes(content)
    database = Database(path, SCHEMA, 1)
    assert [database.use(add), database.use(add)] == [1, 2]
    (kept,) = aside(path)
    assert kept.read_bytes() == content
    assert f"set aside as {kept.name}" in caplog.text


def test_a_folder_in_its_place_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "some.sqlite"
    path.mkdir()
    assert Database(path, SCHEMA, 1).use(add) == 1
    assert aside(path)[0].is_dir()


def test_a_database_without_its_tables_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE unlinked (iri TEXT)")
    other.close()
    assert Changelog(tmp_path).count() == 0
    assert aside(path)


def test_an_error_of_another_kind_sets_nothing_aside(tmp_path: Path) -> None:
    path = tmp_path / "some.sqlite"
    database = Database(path, SCHEMA, 0.01)
    database.use(add)
    with pytest.raises(sqlite3.OperationalError, match="syntax"):
        database.use(lambda opened: opened.execute("SELEC"))
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        database.use(add)
    other.close()
    assert not aside(path)
    assert database.use(add) == 2


def test_a_journal_goes_along_with_the_file_it_belongs_to(tmp_path: Path) -> None:
    path = tmp_path / "some.sqlite"
    path.write_bytes(b"noise" * 500)
    (tmp_path / "some.sqlite-journal").write_bytes(b"of another time")
    assert Database(path, SCHEMA, 1).use(add) == 1
    assert not (tmp_path / "some.sqlite-journal").exists()


def test_a_damaged_ledger_begins_anew_with_the_version_being_served(tmp_path: Path) -> None:
    changelog = Changelog(tmp_path)
    changelog.catch_up(versions.publish(tmp_path, draft()))
    version = versions.publish(tmp_path, draft(TURTLE + "e:c e:name 'c' ."))
    changelog.catch_up(version)
    epoch = changelog.epoch()
    (tmp_path / "ledger.sqlite").write_bytes(b"nothing that was")
    assert [item.kind for item in changelog.changes(0, 100)] == ["created"] * 4
    assert changelog.since(version.manifest.id)
    assert changelog.epoch() not in ("", epoch), "harvesters must see that it began anew"


def test_wherever_a_byte_of_the_ledger_flips_it_answers_or_begins_anew(tmp_path: Path) -> None:
    changelog, path = Changelog(tmp_path), tmp_path / "ledger.sqlite"
    version = versions.publish(tmp_path, draft())
    changelog.catch_up(version)
    whole, chance = path.read_bytes(), random.Random(3)  # noqa: S311
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(40):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(content))
        changelog.check()
        changelog.catch_up(version)
        assert len(changelog.changes(0, 100)) == changelog.count()
        list(changelog.last_changes())
    assert aside(path)


def test_saved_queries_begin_anew_and_one_damaged_answer_costs_that_answer_alone(
    tmp_path: Path,
) -> None:
    saved = SavedQueries(tmp_path)
    saved.save(KEPT, "client")
    with sqlite3.connect(tmp_path / "frozen.sqlite") as database:
        database.execute("UPDATE frozen SET answer = x'00'")
    database.close()
    assert saved.find(KEPT.name).answer is None
    assert saved.find(KEPT.name).query == KEPT.query
    (tmp_path / "frozen.sqlite").write_bytes(b"noise" * 500)
    with pytest.raises(UnknownThing):
        saved.find(KEPT.name)
    saved.save(KEPT, "client")
    assert saved.find(KEPT.name) == KEPT
    assert len(aside(tmp_path / "frozen.sqlite")) == 1
