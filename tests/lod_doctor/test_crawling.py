from __future__ import annotations

import pytest

from lod_doctor.crawling import CHECKS, ROBOTS_CHECKS, CrawlerFiles, evenly_spread
from lod_doctor.rules import broken_rules
from lod_doctor.visits import Visit
from support.broken_sites import examined, found_broken, names
from support.sites import Reply, Request, Site, site


@pytest.mark.parametrize("rule", [*CHECKS, *ROBOTS_CHECKS])
def test_a_site_whose_crawler_files_break_one_rule_is_found_to_break_that_rule_alone(
    rule: str,
) -> None:
    assert found_broken(rule) == {rule}


@pytest.mark.parametrize(
    ("limit", "chosen"),
    [(0, []), (1, ["a"]), (2, ["a", "d"]), (5, list("abcde")), (9, list("abcde"))],
)
def test_items_are_chosen_evenly_spread(limit: int, chosen: list[str]) -> None:
    assert evenly_spread(list("abcde"), limit) == chosen


def test_the_sitemaps_that_robots_txt_names_are_found_in_any_spelling() -> None:
    robots = Visit(
        "", "http://e/robots.txt", 200, body=b"SITEMAP : /a.xml\n# Sitemap: b\nsitemap:c"
    )
    assert CrawlerFiles(robots).announced == ["http://e/a.xml", "http://e/c"]


def test_a_robots_txt_that_is_not_there_allows_everything() -> None:
    files = CrawlerFiles(Visit("", "http://e/robots.txt", 404, body=b"User-agent: *\nDisallow: /"))
    assert list(broken_rules(ROBOTS_CHECKS, (files, ["http://e/sparql"]))) == []


def test_a_sitemap_with_a_document_type_is_not_read() -> None:
    def bomb(_site: Site, request: Request, reply: Reply) -> Reply:
        is_map = request.path == "/sitemap.xml"
        return reply.replacing("<urlset", "<!DOCTYPE urlset><urlset") if is_map else reply

    with site(bomb) as broken:
        examination = examined(f"{broken.url}/")
    assert names(examination) == {"sitemap"}
    assert examination.broken_rules[0].evidence.what == "<!DOCTYPE"
