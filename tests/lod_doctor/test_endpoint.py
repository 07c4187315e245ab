from __future__ import annotations

import pytest

from lod_doctor.endpoint import CHECKS, head_difference
from lod_doctor.visits import Visit
from support.broken_sites import found_broken


@pytest.mark.parametrize("rule", CHECKS)
def test_a_site_whose_endpoint_breaks_one_rule_is_found_to_break_that_rule_alone(
    rule: str,
) -> None:
    assert found_broken(rule) == {rule}


@pytest.mark.parametrize(
    ("status", "headers", "difference"),
    [
        (200, {"content-type": "text/plain", "content-length": "3"}, ""),
        (200, {"content-type": "text/plain"}, ""),
        (405, {"content-type": "text/plain"}, "HTTP 405 ≠ HTTP 200"),
        (200, {"content-type": "text/html"}, "text/html ≠ text/plain"),
        (200, {"content-type": "text/plain", "content-length": "4"}, "4 B ≠ 3 B"),
    ],
)
def test_head_differs_in_status_type_or_length(
    status: int, headers: dict[str, str], difference: str
) -> None:
    got = Visit("", "", 200, {"content-type": "text/plain"}, b"abc")
    assert head_difference(Visit("", "", status, headers), got) == difference
