from __future__ import annotations

import pytest

from lod_doctor.rules import broken_rules
from lod_doctor.thing_rules import CHECKS
from lod_doctor.things import Document, Thing, Things
from lod_doctor.triples import Triples
from lod_doctor.visits import Visit
from support.broken_sites import found_broken


@pytest.mark.parametrize("rule", CHECKS)
def test_a_site_with_a_thing_that_breaks_one_rule_is_found_to_break_that_rule_alone(
    rule: str,
) -> None:
    assert found_broken(rule) == {rule}


def test_a_thing_that_was_not_visited_breaks_no_rule() -> None:
    skipped = Document("text/turtle", Visit("http://e/", "http://e/", trouble="outside"), Triples())
    assert list(broken_rules(CHECKS, Things((Thing("http://e/", (skipped,)),), None))) == []
