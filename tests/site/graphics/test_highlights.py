from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from chantier.site.graphics.highlights import Highlight, highlighted

TEXT = "Le rôle des pôles, c’est 𝄞 de promouvoir."


def text_of(parts: Iterable[str | Highlight]) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in parts)


def marks(parts: Iterable[str | Highlight]) -> Iterator[Highlight]:
    for part in parts:
        if isinstance(part, Highlight):
            yield part
            yield from marks(part.parts)


def test_a_text_without_ranges_is_itself() -> None:
    assert highlighted(TEXT, []) == (TEXT,)
    assert highlighted("", [(0, 3, "a")]) == ()


def test_a_range_is_marked_by_code_points() -> None:
    before, mark, after = highlighted(TEXT, [(25, 26, "clef")])
    assert mark == Highlight("clef", ("𝄞",), begins=True)
    assert (before, after) == (TEXT[:25], TEXT[26:])


def test_adjacent_ranges_are_marks_side_by_side() -> None:
    assert highlighted("abcd", [(2, 4, "y"), (0, 2, "x")]) == (
        Highlight("x", ("ab",), begins=True),
        Highlight("y", ("cd",), begins=True),
    )


def test_a_range_within_another_is_a_mark_within_its_mark() -> None:
    inner = Highlight("in", ("bc",), begins=True)
    assert highlighted("abcd", [(1, 3, "in"), (0, 4, "out")]) == (
        Highlight("out", ("a", inner, "d"), begins=True),
    )


def test_of_two_equal_ranges_one_holds_the_other() -> None:
    inner = Highlight("second", ("ab",), begins=True)
    assert highlighted("ab", [(0, 2, "first"), (0, 2, "second")]) == (
        Highlight("first", (inner,), begins=True),
    )


def test_of_two_that_overlap_the_later_is_cut_where_the_earlier_ends() -> None:
    assert highlighted("abcd", [(0, 3, "x"), (2, 4, "y")]) == (
        Highlight("x", ("ab", Highlight("y", ("c",), begins=True)), begins=True),
        Highlight("y", ("d",), begins=False),
    )


def test_what_lies_beyond_the_text_is_not_marked() -> None:
    ranges = [(-3, 1, "before"), (1, 99, "after"), (5, 9, "out"), (1, 1, "empty")]
    assert highlighted("ab", ranges) == (
        Highlight("before", ("a",), begins=True),
        Highlight("after", ("b",), begins=True),
    )


def test_whatever_the_ranges_the_text_stays_whole_and_each_range_is_marked_whole() -> None:
    chance = random.Random(5)  # noqa: S311 — chance, not a secret
    for _ in range(300):
        bounds = [sorted(chance.sample(range(len(TEXT) + 1), 2)) for _ in range(8)]
        ranges = [(start, end, str(number)) for number, (start, end) in enumerate(bounds)]
        parts = highlighted(TEXT, ranges)
        assert text_of(parts) == TEXT
        found = list(marks(parts))
        for start, end, key in ranges:
            own = [mark for mark in found if mark.key == key]
            assert "".join(mark.text for mark in own) == TEXT[start:end]
            assert [mark.begins for mark in own] == [True] + [False] * (len(own) - 1)


def test_hundreds_of_ranges_may_lie_one_in_the_other() -> None:
    size = 400
    parts = highlighted("x" * 2 * size, [(at, 2 * size - at, str(at)) for at in range(size)])
    assert len(list(marks(parts))) == size
