from __future__ import annotations

import random
from pathlib import Path

import pytest

from chantier.store.external_sort import LinesIn, sort_into


@pytest.mark.parametrize("held", [1, 200, 5_000, 1_000_000])
@pytest.mark.parametrize("count", [0, 1, 300])
def test_lines_are_sorted_once_each_whatever_memory_there_is(
    tmp_path: Path, held: int, count: int
) -> None:
    chance = random.Random(count)  # noqa: S311 — the order is no secret
    lines = [b"%d\n" % chance.randrange(200) for _ in range(count)]
    path = tmp_path / "sorted"
    sort_into(path, iter(lines), held)
    assert path.read_bytes() == b"".join(sorted(set(lines)))
    assert list(tmp_path.iterdir()) == [path]  # what waited elsewhere is gone


def test_the_lines_of_a_file_are_gone_through_as_often_as_wanted(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"a\nb\n")
    lines = LinesIn(path)
    assert list(lines) == list(lines) == [b"a\n", b"b\n"]
