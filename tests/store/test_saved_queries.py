"""Saved queries can be found again, and cannot be used to fill a disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

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


def saved(number: int, answer: bytes | None = b"?x\n1\n") -> SavedQuery:
    text = f"SELECT {number}"
    return SavedQuery(
        saved_query_name(text, "v"), text, "v", FIRST_DAY, SECOND_DAY, "text/csv", 1, "d", answer
    )


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


def test_a_name_depends_on_the_query_and_on_the_version() -> None:
    assert saved_query_name("ASK {}", "v") == saved_query_name("ASK {}", "v")
    assert len({saved_query_name(text, v) for text in ("ASK {}", "ASK { }") for v in "vw"}) == 4


def test_a_query_is_saved_once(tmp_path: Path) -> None:
    queries = SavedQueries(tmp_path, SavedQueryLimits(max_daily=1))
    queries.save(saved(0, b"first"), "a")
    queries.save(saved(0, b"second"), "b")
    assert queries.find(saved(0).name).answer == b"first"
