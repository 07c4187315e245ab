"""Saved queries can be found again, and cannot be used to fill a disk."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from chantier.default_dataset import DefaultDataset
from chantier.errors import RequestTooLarge, ServerBusy, UnknownThing
from chantier.store.saved_queries import (
    MAX_QUERY_TEXT_BYTES,
    SavedQueries,
    SavedQuery,
    SavedQueryLimits,
    saved_query_name,
)

FIRST_DAY = "2025-01-01T10:00:00+00:00"
SECOND_DAY = "2025-02-01T10:00:00+00:00"
OLD_SCHEMA = """
CREATE TABLE IF NOT EXISTS frozen (
    name TEXT PRIMARY KEY, query TEXT, version TEXT, created TEXT, at TEXT, media_type TEXT,
    total INTEGER, digest TEXT, answer BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS day (day TEXT PRIMARY KEY, secret TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS taken (client TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID;
"""


def saved(number: int, answer: bytes | None = b"?x\n1\n") -> SavedQuery:
    text = f"SELECT {number}"
    asked = DefaultDataset.FACTS
    name = saved_query_name(text, "v", asked)
    return SavedQuery(name, text, "v", FIRST_DAY, SECOND_DAY, "text/csv", 1, "d", asked, answer)


def test_everybody_together_and_the_file_have_limits_too(tmp_path: Path) -> None:
    queries = SavedQueries(tmp_path, SavedQueryLimits(max_daily_per_client=5, max_daily=3))
    for number in range(3):
        queries.save(saved(number), f"192.0.2.{number}")
    with pytest.raises(ServerBusy, match="As many queries"):
        queries.save(saved(3), "192.0.2.9")
    full = SavedQueries(tmp_path, SavedQueryLimits(max_total=3))
    with pytest.raises(ServerBusy, match="operator makes room"):
        full.save(saved(4), "192.0.2.9")


def test_the_file_holds_no_address(tmp_path: Path) -> None:
    SavedQueries(tmp_path).save(saved(0), "192.0.2.77")
    assert b"192.0.2" not in (tmp_path / "frozen.sqlite").read_bytes()


def test_answers_are_left_out_when_they_would_take_too_much_room(tmp_path: Path) -> None:
    queries = SavedQueries(tmp_path, SavedQueryLimits(max_answers_bytes=30))
    queries.save(saved(0), "a")
    queries.save(saved(1, b"y" * 40), "a")
    assert queries.find(saved(0).name).answer == b"?x\n1\n"
    assert queries.find(saved(1).name).answer is None


def test_a_text_too_long_and_a_name_unknown_are_refused(tmp_path: Path) -> None:
    queries = SavedQueries(tmp_path)
    with pytest.raises(UnknownThing):
        queries.find("0" * 16)
    with pytest.raises(RequestTooLarge):
        queries.save(replace(saved(0), query="x" * (MAX_QUERY_TEXT_BYTES + 1)), "a")
    with pytest.raises(UnknownThing):
        queries.find("0" * 16)


def test_a_dump_restores_what_is_missing_and_leaves_the_rest(tmp_path: Path) -> None:
    queries, other = SavedQueries(tmp_path / "a"), SavedQueries(tmp_path / "b")
    for number in range(2):
        queries.save(saved(number, None if number else b"\x00\xff"), "a")
    other.save(saved(0, b"other"), "a")
    assert other.load(queries.dump()) == 1
    assert other.find(saved(0).name).answer == b"other"
    assert other.find(saved(1).name) == saved(1, None)
    with pytest.raises(ValueError, match="no frozen query"):
        other.load(b'{"answer": null, "nonsense": 1}\n')


def test_a_name_depends_on_the_query_on_the_version_and_on_what_it_asks() -> None:
    named = {
        saved_query_name(text, version, asked)
        for text in ("ASK {}", "ASK { }")
        for version in "vw"
        for asked in DefaultDataset
    }
    assert len(named) == 12
    assert saved_query_name("ASK {}", "v", DefaultDataset.FACTS) in named


def test_with_the_union_names_are_those_of_before_there_was_a_choice() -> None:
    before = hashlib.sha256(b"ASK {}\nv").hexdigest()[:16]
    assert saved_query_name("ASK {}", "v", DefaultDataset.UNION) == before


def test_queries_of_older_files_keep_the_union_and_new_ones_ask_the_facts(tmp_path: Path) -> None:
    """The schema is that of version 0.3."""
    with closing(sqlite3.connect(tmp_path / "frozen.sqlite")) as database, database:
        database.executescript(OLD_SCHEMA)
        row = ("old", "ASK {}", "v", "c", "at", "text/csv", 1, "d", zlib.compress(b"true"))
        database.execute("INSERT INTO frozen VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    for _ in range(2):  # the second time, there is nothing to add
        kept = SavedQueries(tmp_path)
        assert kept.find("old").asked is DefaultDataset.UNION
        assert kept.find("old").answer == b"true"
    kept.save(saved(1), "192.0.2.1")
    assert kept.find(saved(1).name) == saved(1)
    assert not list(tmp_path.glob("*.corrupt-*"))


def test_a_dump_of_older_software_is_read_as_of_the_union(tmp_path: Path) -> None:
    kept = SavedQueries(tmp_path / "one")
    kept.save(saved(1), "192.0.2.1")
    fields = json.loads(kept.dump())
    assert fields.pop("asked") == "facts"
    other = SavedQueries(tmp_path / "other")
    assert other.load(json.dumps(fields).encode() + b"\n") == 1
    assert other.find(saved(1).name).asked is DefaultDataset.UNION


def test_a_query_is_saved_once(tmp_path: Path) -> None:
    queries = SavedQueries(tmp_path, SavedQueryLimits(max_daily=1))
    queries.save(saved(0, b"first"), "a")
    queries.save(saved(0, b"second"), "b")
    assert queries.find(saved(0).name).answer == b"first"
