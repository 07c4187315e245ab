from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chantier.boundaries.codes import CODES
from chantier.errors import SourceError
from support.borders import label_points
from support.boundary_files import FORMATS, cells, needs_extra

pytestmark = needs_extra


def test_simplified_regions_keep_common_borders_and_are_light() -> None:
    import shapely

    from chantier.boundaries.outlines import MAX_OUTLINES_BYTES, simplified_outlines

    def wave(points: Any) -> Any:
        import numpy as np

        x, y = points[:, 0], points[:, 1]
        return np.column_stack([x + 0.008 * np.sin(90 * y), y + 0.008 * np.sin(80 * x)])

    fine = {
        code: shapely.transform(shapely.set_precision(shapely.segmentize(cell, 0.003), 1e-6), wave)
        for code, cell in cells()
    }
    assert sum(len(shape.wkt) for shape in fine.values()) > 3 * MAX_OUTLINES_BYTES
    texts = simplified_outlines(fine)
    shapes = [shapely.from_wkt(text) for text in texts.values()]
    assert sum(map(len, texts.values())) <= MAX_OUTLINES_BYTES
    assert all(shape.is_valid for shape in shapes)
    gaps = sum(shape.area for shape in shapes) - shapely.union_all(shapes).area
    assert abs(gaps) < 1e-6
    with pytest.raises(SourceError, match="larger --tolerance"):
        simplified_outlines(fine, 0)


@pytest.mark.parametrize("name", FORMATS)
def test_every_region_is_read_and_is_where_the_graph_has_it(tmp_path: Path, name: str) -> None:
    import shapely

    from chantier.boundaries.outlines import read_outlines

    found = read_outlines(FORMATS[name](tmp_path), label_points())
    assert tuple(sorted(found)) == CODES
    for code, point in label_points().items():
        assert shapely.from_wkt(found[code]).contains(shapely.Point(*point))


def test_islands_smaller_than_the_tolerance_are_left_out_but_never_a_region() -> None:
    import shapely

    from chantier.boundaries.outlines import simplified_outlines

    islet, whole = shapely.box(3, 3, 3.05, 3.05), shapely.box(0, 0, 1, 1)
    regions = {"01": shapely.MultiPolygon([whole, islet]), "02": shapely.box(5, 5, 5.05, 5.05)}
    texts = simplified_outlines(regions, 0.1)
    assert texts["01"].startswith("POLYGON")
    assert texts["02"].startswith("POLYGON")


def test_a_region_that_is_elsewhere_is_named() -> None:
    import shapely

    from chantier.boundaries.outlines import check_places

    regions = {"01": shapely.box(0, 0, 1, 1), "02": shapely.box(0, 0, 1, 1)}
    check_places(regions, {"01": (1.05, 0.5)})
    with pytest.raises(SourceError, match="region 02 is not where"):
        check_places(regions, {"01": (0.5, 0.5), "02": (3, 3)})
