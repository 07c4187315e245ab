"""Lines are found by their beginnings."""

from __future__ import annotations

from pathlib import Path

import pytest

from chantier.store import sorted_lines
from chantier.store.sorted_lines import SortedLines


@pytest.mark.parametrize("count_", [0, 1, 2, 3, 50])
def test_sorted_lines_find_every_prefix_and_nothing_else(tmp_path: Path, count_: int) -> None:
    path = tmp_path / "lines"
    lines = sorted(f"{number % 7}-{number}\n".encode() for number in range(count_))
    path.write_bytes(b"".join(lines))
    found = SortedLines(path)
    assert list(found) == lines
    for number in range(9):
        prefix = f"{number}-".encode()
        assert list(found.starting_with(prefix)) == [x for x in lines if x.startswith(prefix)]


def test_lines_longer_than_what_is_read_at_once_are_counted_and_skipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sorted_lines, "CHUNK_BYTES", 7)
    words = [f"{n:03} {'x' * (n % 19)}\n".encode() for n in range(100)]
    lines = SortedLines(b"".join(words))
    for prefix in (b"", b"0", b"05", b"099 ", b"7"):
        expected = [word for word in words if word.startswith(prefix)]
        span = lines.span(prefix)
        assert lines.count(span) == len(expected)
        for skip in range(len(expected) + 2):
            assert list(lines.within(span, skip)) == expected[skip:]
    assert list(lines.first_words()) == [word.split(b" ")[0] for word in words]
