"""The map of boundaries, drawn: its projection, its paths, its frames."""

from __future__ import annotations

import math
import re

import pytest

from chantier.site.graphics.boundary_map import RegionBoundary, drawing, framed, labelled, project


def square(x: float, y: float, side: float) -> str:
    ring = f"{x} {y}, {x + side} {y}, {x + side} {y + side}, {x} {y + side}, {x} {y}"
    return f"POLYGON (({ring}))"


PLACES = (
    RegionBoundary("01", square(-70, 46, 2), "POINT(-69 47)"),
    RegionBoundary("02", square(-74, 50, 4), ""),
    RegionBoundary("03", "POINT(-70 46)", ""),
    RegionBoundary("04", "nonsense", ""),
)


def test_the_projection_keeps_scale_on_its_parallels_and_the_meridian_upright() -> None:
    for latitude in (46, 60):
        (x1, y1), (x2, y2) = project(-68.5, latitude), project(-68.4, latitude)
        along = math.hypot(x2 - x1, y2 - y1)
        assert along == pytest.approx(
            math.radians(0.1) * math.cos(math.radians(latitude)), rel=1e-4
        )
    assert project(-68.5, 50)[0] == 0
    assert project(-68.5, 44)[1] == pytest.approx(0)
    assert project(-68.5, 60)[1] < project(-68.5, 46)[1]  # north is up


@pytest.mark.parametrize("position", [(0, 90), (0, -90), (1e9, 400), (-180, -1e300)])
def test_no_position_breaks_the_projection(position: tuple[float, float]) -> None:
    assert all(map(math.isfinite, project(*position)))


def test_what_is_no_polygon_is_left_out_and_nothing_is_drawn_of_nothing() -> None:
    assert [each.code for each in drawing(PLACES).outlines] == ["01", "02"]
    assert drawing(PLACES[2:]).outlines == ()
    assert framed(drawing(())).width > 0


def test_a_path_goes_round_its_frame_in_whole_steps() -> None:
    first = drawing(PLACES).outlines[0]
    found = re.fullmatch(r"M(\d+) (\d+)l((?:[+-]\d+){6})z", first.path)
    assert found
    x, y = int(found[1]), int(found[2])
    steps = [int(step) for step in re.findall(r"[+-]\d+", found[3])]
    xs, ys = [x], [y]
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        xs.append(xs[-1] + dx)
        ys.append(ys[-1] + dy)
    assert (min(xs), min(ys)) == (first.frame.x, first.frame.y)
    assert max(xs) - min(xs) == first.frame.width
    assert max(ys) - min(ys) == first.frame.height


def test_a_frame_holds_its_region_and_keeps_the_proportions() -> None:
    drawn = drawing(PLACES)
    for outline in drawn.outlines:
        frame = framed(drawn, outline.code)
        inner = outline.frame
        assert frame.x <= inner.x
        assert frame.y <= inner.y
        assert frame.x + frame.width >= inner.x + inner.width
        assert frame.y + frame.height >= inner.y + inner.height
        ratio = drawn.frame.height / drawn.frame.width
        assert frame.height / frame.width == pytest.approx(ratio, rel=0.01)
    assert framed(drawn) == framed(drawn, "17") == drawn.frame


def test_a_code_is_written_where_it_fits_and_hides_no_other() -> None:
    near = (
        RegionBoundary("01", square(-70, 46, 4), "POINT(-68.1 48)"),
        RegionBoundary("02", square(-68, 46, 3), "POINT(-67.9 48)"),
        RegionBoundary("03", square(-60, 46, 3), "POINT(-58 48)"),
        RegionBoundary("04", square(-75, 46, 1), ""),
    )
    drawn = drawing(near)
    assert labelled(drawn, 1) == {"01", "02", "03"}
    assert labelled(drawn, 200) == {"01", "03"}
    assert labelled(drawn, 9_000) == frozenset()
