from __future__ import annotations

import pytest

from lod_doctor.home import CHECKS, Home, is_utf8
from lod_doctor.markup import read_page
from lod_doctor.visits import Visit
from support.broken_sites import found_broken


@pytest.mark.parametrize("rule", CHECKS)
def test_a_site_whose_home_page_breaks_one_rule_is_found_to_break_that_rule_alone(
    rule: str,
) -> None:
    assert found_broken(rule) == {rule}


def test_rdf_is_found_behind_the_links_of_the_headers_and_of_the_page() -> None:
    headers = {"link": '<a>; rel=alternate; type="text/turtle", <b>; rel=alternate; type=text/css'}
    page = b'<link rel="describedby" type="application/trig" href="c"><link rel=linkset href=d>'
    visit = Visit("http://e/", "http://e/", 200, headers, page)
    described = Home(visit, read_page(visit), visit).described_by
    assert described == ["http://e/a", "http://e/c", "http://e/d"]


def test_utf_8_is_known_from_other_bytes() -> None:
    assert is_utf8("Élan".encode())
    assert not is_utf8("Élan".encode("latin-1"))
