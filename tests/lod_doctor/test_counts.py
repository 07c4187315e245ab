from __future__ import annotations

import pytest

from lod_doctor.counts import CHECKS, CheckedCounts
from lod_doctor.rules import broken_rules
from support.broken_sites import found_broken


@pytest.mark.parametrize("rule", CHECKS)
def test_a_site_with_one_wrong_count_is_found_to_break_that_rule_alone(rule: str) -> None:
    assert found_broken(rule) == {rule}


def test_a_number_is_right_when_one_way_of_counting_agrees() -> None:
    counts = CheckedCounts("http://e/", {"void:triples": ("7", ["9", "7"])})
    assert list(broken_rules(CHECKS, counts)) == []


def test_five_wrong_partitions_are_named_and_the_others_counted() -> None:
    partitions = {f"http://e/{n}": ("1", "2") for n in range(7)}
    counts = CheckedCounts("http://e/", {}, {"void:classPartition": partitions})
    (broken,) = broken_rules(CHECKS, counts)
    assert broken.evidence.what.count("≠ SPARQL 2") == 5
    assert broken.evidence.what.endswith("… (+2)")
