"""Pages of long answers: which one a request asks for, and where it leads."""

from __future__ import annotations

import pytest
from flask import Flask

from chantier.errors import QueryError, UnknownThing
from chantier.site.paging import check_page, page_number, pages_beside, paging_links


@pytest.mark.parametrize(
    ("query", "number"), [("", 1), ("?page=1", 1), ("?page=007", 7), ("?page=999999999", 999999999)]
)
def test_a_request_asks_for_the_first_page_unless_it_names_one(
    site_app: Flask, query: str, number: int
) -> None:
    with site_app.test_request_context(f"/doc/region/06{query}"):
        assert page_number() == number


@pytest.mark.parametrize("query", ["?page=", "?page=0", "?page=-1", "?page=x", "?page=1&page=2"])
def test_what_is_no_page_number_is_refused(site_app: Flask, query: str) -> None:
    with (
        site_app.test_request_context(f"/doc/region/06{query}"),
        pytest.raises(QueryError, match="not the number of a page"),
    ):
        page_number()


def test_a_page_after_the_last_is_refused_in_both_languages() -> None:
    check_page(3, 3)
    with pytest.raises(UnknownThing) as refused:
        check_page(4, 3)
    assert refused.value.in_language("fr") == "Il n’y a pas de page 4 : la dernière est la page 3."
    assert refused.value.in_language("en") == "There is no page 4: the last is page 3."


def test_a_page_leads_to_those_beside_it() -> None:
    assert pages_beside(1, 1) == {}
    assert pages_beside(1, 3) == {"next": 2}
    assert pages_beside(2, 3) == {"prev": 1, "next": 3}
    assert pages_beside(3, 3) == {"prev": 2}


def test_the_links_of_a_page_lead_to_the_first_and_to_those_beside_it() -> None:
    assert paging_links("/doc/a.ttl", 1, is_last=True) == []
    assert paging_links("/doc/a.ttl", 2, is_last=False) == [
        '</doc/a.ttl?page=1>; rel="first"',
        '</doc/a.ttl?page=1>; rel="prev"',
        '</doc/a.ttl?page=3>; rel="next"',
    ]
